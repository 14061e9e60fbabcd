"""HTML: one page with where the sides differ, the article, the map as nested lists and as a drawing, and who holds
what. Works offline.

Everything from the map is escaped, and the page's content security policy forbids scripts and external resources.
"""

from __future__ import annotations

from html import escape

from service.domain.argument import Unit
from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief, Sentence, template_brief
from service.domain.document import Paragraph
from service.domain.issue import Issue
from service.domain.trees import Inference, TreeNode, build_forest
from service.formats.base import Exported, losses
from service.formats.brief import HEADING, whose_words
from service.formats.svg import FILLS, draw
from service.formats.wording import COMMON_GROUND, MODELS_WORDS, Wording, issues_in_order, question_line

MEDIA_TYPE = "text/html; charset=utf-8"
_STYLE = """
body { font: 16px/1.5 Georgia, serif; color: #0f172a; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1, h2 { font-family: Helvetica, Arial, sans-serif; line-height: 1.2; }
mark { padding: 0 .1em; border-radius: .2em; color: inherit; }
.furniture { color: #475569; font-size: .85em; }
.map li { margin: .3em 0; } .kind { font: .8em Helvetica, sans-serif; color: #475569; }
.rebut > .kind { color: #b91c1c; } .undercut > .kind { color: #7c2d12; }
.holder { font: .8em Helvetica, sans-serif; padding: .1em .4em; border-radius: .3em; }
table.issues { border-collapse: collapse; } .issues th, .issues td { border: 1px solid #cbd5e1; padding: .3em .5em;
  vertical-align: top; text-align: start; }
.drawing { overflow-x: auto; border: 1px solid #cbd5e1; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_LEADS = {"support": "because", "rebut": "against it", "undercut": "not a reason, for"}


def dump(map_: ArgumentMap, brief: Brief | None = None) -> Exported:
    """The whole page as one HTML document; it begins with the brief, the template's if none is given."""
    return Exported(_Page(map_, brief or template_brief(map_)).text(), MEDIA_TYPE, losses(map_, kept=_KEPT))


_KEPT = frozenset({"article", "spans", "parents", "linked", "undercuts", "issues", "answerless", "stances"})


def page_head(title: str, language: str, style: str) -> str:
    """The beginning of a page that runs nothing and loads nothing; what is given is escaped."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head><body>\n'
        f"<h1>{title}</h1>"
    )


class _Page:
    def __init__(self, map_: ArgumentMap, brief: Brief) -> None:
        self._map = map_
        self._brief = brief
        self._labels = {item.id: item.label for item in map_.perspectives}
        self._wording = Wording(map_)
        self._fills = {item.id: FILLS[number % len(FILLS)] for number, item in enumerate(map_.perspectives)}

    def text(self) -> str:
        title = escape(self._map.document.title or "Argument map")
        language = escape(self._map.document.language, quote=True)
        parts = [
            page_head(title, language, _STYLE),
            *self._in_brief(),
            *self._issues(),
            *self._common_ground(),
            '<h2>What supports what</h2><div class="map">',
            *self._trees(),
            "</div><h2>Who holds what</h2>",
            *self._perspectives(),
            f'<h2>The map</h2><div class="drawing">{draw(self._map)}</div>',
            "<h2>The article</h2>",
            *(self._paragraph(paragraph) for paragraph in self._map.document.paragraphs),
            "</body></html>",
        ]
        return "\n".join(parts) + "\n"

    def _in_brief(self) -> list[str]:
        """Each sentence with the paragraph of its first place."""
        remarks = " ".join(remark for remark in (self._brief.note, whose_words(self._brief)) if remark)
        parts = [f"<h2>{HEADING}</h2>", f'<p class="furniture">{escape(remarks)}</p>' if remarks else ""]
        for group in self._brief.groups:
            head, told = escape(group.heading), [self._sentence(sentence) for sentence in group.sentences]
            listed = "".join(f"<li>{words}</li>" for words in told)
            parts.append(f"<h3>{head}</h3><ul>{listed}</ul>" if head else f"<p>{' '.join(told)}</p>")
        return parts

    def _sentence(self, sentence: Sentence) -> str:
        spans = sentence.cites.spans
        paragraph = self._map.document.paragraph_at(spans[0].start) if spans else None
        place = "" if paragraph is None else f' <span class="kind">¶ {paragraph.index + 1}</span>'
        return f"{escape(sentence.text)}{place}"

    def _common_ground(self) -> list[str]:
        found = self._wording.common_ground()
        items = [f"<li>{self._unit(unit)} ({escape(sides)})</li>" for unit, sides in found]
        return [f"<h2>{COMMON_GROUND}</h2><ul>", *items, "</ul>"] if items else []

    def _trees(self) -> list[str]:
        forest = build_forest(self._map)
        if not forest.trees:
            return ["<p>No arguments.</p>"]
        parts = ["<ul>", *(self._nested(tree) for tree in forest.trees), "</ul>"]
        if forest.left_out:
            parts.append("<p>Left out of the trees:</p><ul>")
            parts += [f"<li>{escape(item.relation.id)}: {escape(item.reason)}</li>" for item in forest.left_out]
            parts.append("</ul>")
        return parts

    def _nested(self, root: TreeNode) -> str:
        """Nested lists, made with a stack: what is still to be written, last first."""
        parts: list[str] = []
        pending: list[TreeNode | Inference | str] = [root]
        while pending:
            item = pending.pop()
            if isinstance(item, str):
                parts.append(item)
            elif isinstance(item, TreeNode):
                parts.append(f"<li>{self._unit(item.unit)}")
                pending.append("</ul></li>" if item.inferences else "</li>")
                pending.extend(reversed(item.inferences))
                parts.append("<ul>" if item.inferences else "")
            else:
                kind = item.read
                together = " (together)" if len(item.premises) > 1 else ""
                together += " (doubtful)" if item.doubtful else ""
                parts.append(f'<li class="{kind}"><span class="kind">{_LEADS[kind]}{together}</span><ul>')
                pending.append("</ul></li>")
                pending.extend(reversed(item.undercuts))
                pending.extend(reversed(item.premises))
        return "".join(parts)

    def _unit(self, unit: Unit) -> str:
        text = escape(self._wording.claim(unit))
        text = f"<em>unsaid: {text}</em>" if unit.implicit else text
        text = f"<strong>{text}</strong>" if unit.id == self._map.conclusion else text
        clock, address = self._wording.clock(unit), self._wording.address(unit)
        if clock:
            time = f'<a href="{escape(address)}" rel="noreferrer">{clock}</a>' if address else clock
            text = f'{text} <span class="kind">{time}</span>'
        held = self._wording.holder(unit)
        if not held:
            return text
        return f'{text} <span class="holder" style="background:{self._fills[unit.perspective]}">{escape(held)}</span>'

    def _issues(self) -> list[str]:
        """The questions as rows, the perspectives that answer any as columns."""
        if not self._map.issues:
            return []
        named = [item.perspective for issue in self._map.issues for item in issue.positions]
        columns = [item.id for item in self._map.perspectives if item.id in named]
        heads = "".join(f"<th>{self._name(name)}</th>" for name in columns)
        parts = [
            f'<h2>Where they differ</h2><table class="issues"><thead><tr><th>Question</th>{heads}</tr></thead><tbody>'
        ]
        for issue, depth in issues_in_order(self._map.issues):
            cells = "".join(f"<td>{self._position(issue, name)}</td>" for name in columns)
            parts.append(f'<tr><th scope="row">{self._question(issue, depth)}</th>{cells}</tr>')
        return [*parts, "</tbody></table>"]

    def _question(self, issue: Issue, depth: int) -> str:
        part = '<span class="kind">part of the question above</span><br>' if depth else ""
        whose = "" if issue.question.spans else f' <span class="kind">({MODELS_WORDS})</span>'
        contrasts = [
            f"<li>{escape(self._labels[item.a])} {sign} {escape(self._labels[item.b])}: {words}</li>"
            for item in issue.contrasts
            for sign, words in [self._wording.contrast(issue, item)]
        ]
        listed = f'<ul class="kind">{"".join(contrasts)}</ul>' if contrasts else ""
        return f"{part}{escape(question_line(issue))}{whose}{listed}"

    def _position(self, issue: Issue, perspective: str) -> str:
        position = issue.position_of(perspective)
        if position is None:
            return ""
        stance = self._wording.stance(position)
        claims = "".join(f"<p>{self._unit(self._map.unit(unit))}</p>" for unit in position.units)
        return f"{claims}<em>{escape(stance)}</em>" if stance else claims

    def _name(self, perspective: str) -> str:
        fill, label = self._fills[perspective], escape(self._labels[perspective])
        return f'<span class="holder" style="background:{fill}">{label}</span>'

    def _perspectives(self) -> list[str]:
        parts = []
        for item in self._map.perspectives:
            units = [unit for unit in self._map.units if unit.perspective == item.id]
            side = f" ({escape(self._labels[item.parent])})" if item.parent else ""
            parts.append(f"<h3>{self._name(item.id)}{side}</h3>")
            parts.append("<ul>" + "".join(f"<li>{self._unit(unit)}</li>" for unit in units) + "</ul>")
        return parts

    def _paragraph(self, paragraph: Paragraph) -> str:
        tag = {"body": "p", "heading": "h3", "furniture": "p"}[paragraph.kind]
        return f'<{tag} class="{paragraph.kind}">{self._marked(paragraph)}</{tag}>'

    def _marked(self, paragraph: Paragraph) -> str:
        """The paragraph with its units marked; where two overlap, the first one's mark stands."""
        text = self._map.document.text
        units = (unit for unit in self._map.units if unit.paragraph == paragraph.index)
        pieces = sorted((span.start, span.end, unit.perspective, unit.id) for unit in units for span in unit.spans)
        parts, at = [], paragraph.start
        for start, end, perspective, name in pieces:
            if start < at:
                continue
            parts.append(escape(text[at:start]))
            fill = self._fills[perspective]
            title = escape(f"{name}, {self._labels[perspective]}")
            parts.append(f'<mark style="background:{fill}" title="{title}">{escape(text[start:end])}</mark>')
            at = end
        parts.append(escape(text[at : paragraph.end]))
        return "".join(parts).replace("\n", "<br>")
