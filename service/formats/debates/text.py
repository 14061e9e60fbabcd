"""Debates to be read: indented text, Argdown (each claim a statement, each mention an argument for or against it by its
holder), and one self-contained HTML page.

Everything from the articles is escaped, and the page's content security policy forbids scripts and external resources.
"""

from __future__ import annotations

import json
from html import escape

from service.domain.debates.parts import Claim, Mention
from service.domain.debates.views import Cell, Matrix, matrix, ordered_claims
from service.formats.argdown import escaped
from service.formats.debates.base import FACTS, Source, one_line
from service.formats.html_page import page_head

TREE_TYPE = "text/plain; charset=utf-8"


def tree(source: Source) -> str:
    """One block per recurring claim. Claims with a single mention are only counted."""
    debate = source.debate
    lines = [source.title, *filter(None, [debate.note])]
    if debate.title and debate.question:
        lines.append(one_line(debate.question))
    lines += [f"{len(debate.documents)} articles, {len(debate.actors)} actors, {len(debate.claims)} claims", ""]
    questions = {issue.id: one_line(issue.question.text) for issue in debate.issues}
    issue: str | None = None
    facts_begun = False
    for claim in ordered_claims(debate):
        if len(claim.mentions) < 2:
            continue
        if claim.kind == "fact":
            lines += [] if facts_begun else [f"## {FACTS}", ""]
            facts_begun = True
        elif claim.issue != issue and claim.issue in questions:
            lines += [f"## {questions[claim.issue]}", ""]
        issue = claim.issue
        lines += _claim(claim, source)
    lines += _changes(source) + _answers(source)
    return "\n".join(lines).rstrip("\n") + "\n"


def _claim(claim: Claim, source: Source) -> list[str]:
    lines = [one_line(claim.label.text)]
    mentions = sorted(claim.mentions, key=lambda item: source.documents[item.map].published or "9999")
    for number, mention in enumerate(mentions):
        branch = "└─" if number == len(mentions) - 1 else "├─"
        stance = "for" if mention.stance == "for" else "AGAINST"
        words = source.words(mention.ref)
        where = ", ".join(filter(None, (source.how_known(mention), source.where(mention.map))))
        lines.append(f"{branch} {stance}: {source.actor(mention.actor)} ({where}): “{words}”")
    return [*lines, ""]


def _changes(source: Source) -> list[str]:
    lines = []
    labels = {claim.id: one_line(claim.label.text) for claim in source.debate.claims}
    for change in source.debate.changes:
        lines.append(f"{source.actor(change.actor)}: {change.from_}, then {change.to}: {labels[change.claim]}")
        for when, ref in (("first", change.first), ("then", change.then)):
            lines.append(f"   {when} ({source.where(ref.map)}): “{source.words(ref)}”")
    return ["Changes of position:", *lines, ""] if lines else []


def _answers(source: Source) -> list[str]:
    lines = []
    verbs = {"support": "supports", "rebut": "contradicts", "undercut": "calls beside the point"}
    for answer in source.debate.answers:
        first, second = source.where(answer.from_.map), source.where(answer.to.map)
        lines.append(f"“{source.words(answer.from_)}” ({first})")
        lines.append(f"   {verbs[answer.kind]} “{source.words(answer.to)}” ({second})")
    return ["Answers:", *lines, ""] if lines else []


ARGDOWN_TYPE = "text/vnd.argdown; charset=utf-8"


def argdown(source: Source) -> str:
    """The debate in Argdown. Issues become headings; claims and mentions use their ids as titles, since labels may
    repeat.
    """
    debate = source.debate
    blocks = [f"===\ntitle: {json.dumps(source.title, ensure_ascii=False)}\n==="]
    questions = {issue.id: issue.question.text for issue in debate.issues}
    issue: str | None = None
    facts_begun = False
    for claim in ordered_claims(debate):
        if claim.kind == "fact":
            blocks += [] if facts_begun else [f"# {FACTS}"]
            facts_begun = True
        elif claim.issue != issue and claim.issue in questions:
            blocks.append(f"# {escaped(one_line(questions[claim.issue]))}")
        issue = claim.issue
        lines = [f"[{claim.id}]: {escaped(one_line(claim.label.text))}"]
        for mention in claim.mentions:
            sign = "+" if mention.stance == "for" else "-"
            document = source.documents[mention.map].id
            known = (source.actor(mention.actor), source.how_known(mention), source.where(mention.map))
            who = ", ".join(one_line(words) for words in known if words)
            name = f"{claim.id} {document} {mention.name}".replace(".", "-")
            lines.append(f"  {sign} <{name}>: {escaped(f'{who}: {source.words(mention.ref)}')}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


HTML_TYPE = "text/html; charset=utf-8"
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 Georgia, serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1, h2, h3, table { font-family: Helvetica, Arial, sans-serif; line-height: 1.25; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; }
th, td { border: 1px solid #94a3b8; padding: .25rem .4rem; vertical-align: top; text-align: left; }
td.for { background: #bbf7d0; color: #14532d; } td.against { background: #fecaca; color: #7f1d1d; }
td.mixed { background: #fde68a; color: #713f12; }
.who { font: .85rem Helvetica, sans-serif; } .against .who { color: #b91c1c; } q { font-style: italic; }
@media (prefers-color-scheme: dark) { .against .who { color: #fca5a5; } }
"""
_MOST_CLAIMS = 60
_SIGNS = {"for": "+ for", "against": "− against", "mixed": "± mixed", "silent": ""}


def html(source: Source) -> str:
    """The whole page. The matrix shows at most 60 claims, all of them recurring."""
    debate = source.debate
    recurring = [claim for claim in ordered_claims(debate) if len(claim.mentions) > 1]
    shown = debate.model_copy(update={"claims": tuple(recurring)})
    parts = [
        page_head(escape(source.title), "en", _STYLE),
        f"<p><strong>{escape(debate.note)}</strong></p>" if debate.note else "",
        f"<p>{escape(debate.question)}</p>" if debate.question and debate.title else "",
        f"<p>{len(debate.documents)} articles, {len(debate.actors)} actors, {len(debate.claims)} claims, "
        f"{len(recurring)} of them made more than once.</p>",
        "<h2>Who stands where</h2>",
        _matrix(matrix(shown, claims_most=_MOST_CLAIMS, tellings=source.tellings)),
        _html_changes(source),
        "<h2>Claims</h2>",
        *(_html_claim(claim, source) for claim in recurring if claim.kind == "claim"),
        f"<h2>{FACTS}</h2>" if any(claim.kind == "fact" for claim in recurring) else "",
        *(_html_claim(claim, source) for claim in recurring if claim.kind == "fact"),
        _html_answers(source),
        _articles(source),
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part)


def _matrix(found: Matrix) -> str:
    head = "".join(
        f'<th scope="col"><a href="#{escape(x.claim)}">{escape(_short(x.label))}</a></th>' for x in found.columns
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>'
        + "".join(f'<td class="{cell.stance}">{_SIGNS[cell.stance]}{_how(cell)}</td>' for cell in row.cells)
        + "</tr>"
        for row in found.rows
        if any(cell.stance != "silent" for cell in row.cells)
    )
    table = f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="scroll" tabindex="0">{table}</div>'


def _how(cell: Cell) -> str:
    """Where the actor itself is not heard."""
    if not cell.told_by:
        return f" ({cell.supposed} say so)" if cell.supposed else ""
    return " (reported)"


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:78].rsplit(' ', 1)[0]} …"


def _html_claim(claim: Claim, source: Source) -> str:
    mentions = sorted(claim.mentions, key=lambda item: source.documents[item.map].published or "9999")
    items = "".join(f'<li class="{item.stance}">{_mention(item, source)}</li>' for item in mentions)
    return f'<h3 id="{escape(claim.id)}">{escape(claim.label.text)}</h3><ul>{items}</ul>'


def _mention(mention: Mention, source: Source) -> str:
    quote = source.quotes.get(mention.ref)
    around = (escape(quote.before), escape(quote.text), escape(quote.after)) if quote else ("", "", "")
    known = (source.how_known(mention), source.where(mention.map))
    who = escape(", ".join([f"{source.actor(mention.actor)} is {mention.stance}", *filter(None, known)]))
    return f'<span class="who">{who}:</span> {around[0]}<mark>{around[1]}</mark>{around[2]}'


def _html_changes(source: Source) -> str:
    labels = {claim.id: claim.label.text for claim in source.debate.claims}
    items = [
        f"<li>{escape(source.actor(item.actor))}, on <a href='#{escape(item.claim)}'>{escape(labels[item.claim])}</a>: "
        f"{item.from_} (<q>{escape(source.words(item.first))}</q>, {escape(source.where(item.first.map))}), then "
        f"{item.to} (<q>{escape(source.words(item.then))}</q>, {escape(source.where(item.then.map))})</li>"
        for item in source.debate.changes
    ]
    return f"<h2>Who changed their mind</h2><ul>{''.join(items)}</ul>" if items else ""


def _html_answers(source: Source) -> str:
    verbs = {"support": "supports", "rebut": "contradicts", "undercut": "calls beside the point"}
    items = [
        f"<li><q>{escape(source.words(item.from_))}</q> ({escape(source.where(item.from_.map))}) {verbs[item.kind]} "
        f"<q>{escape(source.words(item.to))}</q> ({escape(source.where(item.to.map))})</li>"
        for item in source.debate.answers
    ]
    return f"<h2>Who answers whom</h2><ul>{''.join(items)}</ul>" if items else ""


def _articles(source: Source) -> str:
    items = []
    for item in source.debate.documents:
        known = ", ".join(text for text in (item.author, item.outlet, item.published) if text)
        items.append(f"<li>{escape(item.title or item.id)}: {escape(known)}</li>")
    return f"<h2>Articles</h2><ol>{''.join(items)}</ol>"
