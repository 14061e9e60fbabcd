"""Prompt files: Markdown with YAML front matter, one part per role, jinja2 in it, few-shot examples as data beside it.

    ---
    step: structure
    form: stances          # a form of question that came later
    examples: v1.examples.yaml
    ---
    <!-- role: system -->
    ...
    <!-- role: user -->
    ...

A published version never changes; a change is a new file. The hash of a prompt covers its file and its examples.

An example names words by quoting them; the numbers are counted here, by the code that numbers real articles, so that
an example that does not align with its own text cannot be rendered. A phrase in braces stands for its words' numbers:
`{a refusal} s1` becomes `w14-15 s1`, `{=a refusal}` becomes `w14`, as a target.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
import yaml

from service.domain.argument import AUTHOR, Attribution, Perspective, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document, Paragraph, ParagraphKind, Segment, Turn
from service.domain.provenance import Provenance
from service.engines.answers import Voice, VoicesAnswer
from service.engines.llm.calls import Message, Role
from service.engines.llm.decoding import Question
from service.engines.llm.issues import PROCEEDINGS, IssuesQuestion
from service.engines.llm.links import LinksQuestion
from service.engines.llm.numbering import Numbered
from service.engines.llm.references import Mark, ReferencesQuestion
from service.engines.llm.structure import TURNS, TogetherQuestion, question_together
from service.engines.llm.voices import VoicesQuestion

STEPS = ("voices", "structure", "links", "issues", "references", "brief")
_KEPT = 64
"""Prompt files that stay parsed."""
_ROLE = re.compile(r"^<!-- role: (system|user|assistant) -->\s*$", re.MULTILINE)
_JINJA = jinja2.Environment(
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # noqa: S701  (prompts are no markup)
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
)
_LABEL = re.compile(r"([^\W\d_][^:.]{0,40}): ")
"""Of a speaker, at the beginning of what is said."""
_BRACES = re.compile(r"\{(=?)([^}]+)\}")
Example = Mapping[str, Any]
Build = Callable[[Example], tuple[Question[Any], dict[str, Any]]]


@dataclass(frozen=True, eq=False)
class Prompt:
    """One version of one step's prompt; unchanged files give the same object. `examples`: as they stand in the data
    file, each a mapping.
    """

    step: str
    version: str
    sha256: str
    form: str | None
    parts: tuple[tuple[Role, jinja2.Template], ...]
    examples: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """`VERSION:SHA256`, as provenance keeps it."""
        return f"{self.version}:{self.sha256}"

    def messages(self, values: Mapping[str, object], examples: str = "") -> tuple[Message, ...]:
        """The messages for these values. Raises `UndefinedError` if the template uses a value that was not given."""
        full = {"examples": examples, **values}
        return tuple(Message(role, template.render(full).strip()) for role, template in self.parts)


def prompts_folder() -> Path:
    """The folder of the prompt files, next to the package `service`."""
    return Path(__file__).resolve().parents[3] / "prompts"


def load_prompt(step: str, version: str, folder: Path | None = None) -> Prompt:
    """Loads `FOLDER/STEP/VERSION.md` and its examples. FileNotFoundError or ValueError name the faulty file."""
    path = (folder or prompts_folder()) / step / f"{version}.md"
    raw = path.read_bytes()
    name = _divided(raw)[0].get("examples")
    return _parsed(step, version, path, raw, (path.parent / name).read_bytes() if name else b"")


@lru_cache(maxsize=_KEPT)
def _divided(raw: bytes) -> tuple[Mapping[str, Any], str]:
    """Front matter and body."""
    _, front, body = raw.decode("utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


@lru_cache(maxsize=_KEPT)
def _parsed(step: str, version: str, path: Path, raw: bytes, data: bytes) -> Prompt:
    """`data`: the file of examples. Parsing takes a tenth of a second for all steps, so it is done once."""
    meta, body = _divided(raw)
    if meta.get("step") != step:
        raise ValueError(f"{path}: the front matter must contain `step: {step}`")
    pieces = _ROLE.split(body)
    if len(pieces) < 3 or pieces[0].strip():
        raise ValueError(f"{path}: the text must begin with a line `<!-- role: system -->`")
    parts = tuple((role, _JINJA.from_string(text)) for role, text in zip(pieces[1::2], pieces[2::2], strict=True))
    digest = hashlib.sha256(raw + data).hexdigest()
    examples = tuple(yaml.safe_load(data)) if data else ()
    return Prompt(step, version, digest, meta.get("form"), parts, examples)  # type: ignore[arg-type]


class MisalignedExample(ValueError):
    """An example that quotes words which do not occur exactly once in its own text."""


@lru_cache(maxsize=64)
def render_examples(prompt: Prompt) -> str:
    """All examples of a prompt: each as its user message would be, then the answer, then why."""
    if not prompt.examples:
        return ""
    build = BUILDS[prompt.step, prompt.form]
    shown = []
    for number, example in enumerate(prompt.examples, start=1):
        question, answer = build(example)
        asked = prompt.messages(question.values())[-1].content
        note = f"\nWhy: {example['note']}" if example.get("note") else ""
        compact = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        shown.append(f"### Example {number}\n{asked}\n\nAnswer: {compact}{note}")
    return "\n\n".join(shown)


def structure_example(example: Example, form: str | None = None) -> tuple[TogetherQuestion, dict[str, Any]]:
    """The question and the right answer of one example about several paragraphs.

    Segments are counted anew in each paragraph of the data, and on in what is shown; words are quoted as elsewhere.
    `turns`: which voice has the word from a segment on, 0 for the author, with the turn's kind if it is no speech.
    """
    blocks: list[tuple[ParagraphKind, Sequence[str]]] = []
    if example.get("heading"):
        blocks.append(("heading", [example["heading"]]))
    if example.get("previous"):
        blocks.append(("body", [example["previous"]]))
    places = []
    for item in example["paragraphs"]:
        if item.get("heading"):
            blocks.append(("heading", [item["heading"]]))
        places.append(len(blocks))
        blocks.append(("body", item["segments"]))
    document, _ = _document([pieces for _, pieces in blocks], example.get("title"), [kind for kind, _ in blocks])
    voices = _voices(example)
    document = document.model_copy(update={"turns": _turns(example, document, voices, places)})
    question = question_together(document, VoicesAnswer(voices=voices), places, form=form)
    answers = []
    for number, (item, of) in enumerate(zip(example["paragraphs"], question.shown, strict=True), start=1):
        said = [_said_row(row, of.numbered) for row in item.get("said", ())]
        units = [_numbers_in(_counted_on(row, of.numbered.first_segment - 1), of.numbered) for row in item["units"]]
        answers.append({"p": number, "said": said, "units": units})
    return question, {"paragraphs": answers}


def _turns(example: Example, document: Document, voices: Sequence[Voice], places: Sequence[int]) -> tuple[Turn, ...]:
    """The turns of the example's paragraphs, each as long as nobody else is given the word."""
    begun: list[tuple[Span, str]] = []
    for item, paragraph in zip(example["paragraphs"], places, strict=True):
        segments = document.segments_of(paragraph)
        begun += [(segments[number - 1], str(who)) for number, who in item.get("turns", {}).items()]
    ends = [*(segment.start for segment, _ in begun[1:]), len(document.text)]
    turns = []
    for (segment, who), end in zip(begun, ends, strict=False):
        number, _, kind = who.partition(" ")
        label = _LABEL.match(document.text, segment.start, segment.end)
        if number != "0":
            source = Span(start=label.start(), end=label.end(1)) if label else None
            turn = {
                "start": label.end() if label else segment.start,
                "end": end,
                "speaker": voices[int(number) - 1].key,
            }
            turns.append(Turn.model_validate(turn | {"source": source, "kind": kind or "speech"}))
    return tuple(turns)


def _counted_on(row: str, by: int) -> str:
    """The row with its segment numbers moved; a phrase in braces stays."""
    return re.sub(r"(?<![\w{])\d+(?![^{]*\})", lambda match: str(int(match.group()) + by), row)


def _voices(example: Example) -> tuple[Voice, ...]:
    return tuple(
        Voice(
            key=f"v{number}",
            label=item["label"],
            kind=item["kind"],
            aliases=tuple(item.get("aliases", ())),
            parent=f"v{item['parent']}" if item.get("parent") else None,
        )
        for number, item in enumerate(example.get("voices", ()), start=1)
    )


def _said_row(item: Mapping[str, Any], numbered: Numbered) -> str:
    parts = [str(item["who"]), _words(item.get("source"), numbered), _words(item.get("cue"), numbered)]
    if item.get("attitude", "asserts") != "asserts":
        parts.append(item["attitude"])
    if item.get("supposed"):
        parts.append("supposed")
    if item.get("within"):
        parts.append(f"<{item['within']}")
    if item.get("content"):
        parts.append("=" + _numbers_in(str(item["content"]), numbered))
    return " ".join(parts)


def voices_example(example: Example) -> tuple[VoicesQuestion, dict[str, Any]]:
    """The question and the right answer of one example of the voices step.

    `speakers`: labels of known voices; `told`: what the text tells of one beside its label.
    """
    document, spans = _document(example["paragraphs"], example.get("title"))
    numbered = Numbered(document.text, tuple(span for group in spans for span in group))
    labels = example.get("speakers", ())
    speakers = tuple(Voice(key=f"t{number}", label=item, kind="person") for number, item in enumerate(labels, start=1))
    answer = {
        "voices": [
            _voice_row(f"{_words(item['name'], numbered)} {item['kind']}", item, numbered) for item in example["voices"]
        ]
    }
    if speakers:
        answer["speakers"] = [_voice_row(str(item["speaker"]), item, numbered) for item in example.get("told", ())]
    return VoicesQuestion(document, numbered, speakers=speakers), answer


def _voice_row(row: str, item: Mapping[str, Any], numbered: Numbered) -> str:
    """A row of voices or speakers, from what it begins with to its side and other names."""
    if item.get("parent"):
        row += f" <{item['parent']}"
    if item.get("aliases"):
        row += " =" + ",".join(_words(alias, numbered) for alias in item["aliases"])
    return row


def links_example(example: Example) -> tuple[LinksQuestion, dict[str, Any]]:
    """The question and the right answer of one example of the links step; a plain string is text outside the units."""
    draft = _draft(example)
    answer = {name: list(example[name]) for name in ("claims", "links")}
    return LinksQuestion(draft, draft.units), {"conclusion": str(example.get("conclusion", "")), **answer}


def issues_example(example: Example, form: str | None = None) -> tuple[IssuesQuestion, dict[str, Any]]:
    """The question and the right answer of one example of the issues step.

    `also`: holders without a unit; `language`: of the question.

    A stance by words quotes them in braces, as questions do.
    """
    plain = _draft(example)
    links = LinksQuestion(plain, plain.units).decode(json.dumps({"conclusion": "", "links": example["links"]})).answer
    relations = tuple(Relation(scope="document", **item.model_dump()) for item in links.relations) if links else ()
    question = IssuesQuestion(
        plain.model_copy(update={"relations": relations}), plain.units, form=form, language=example.get("language")
    )
    answers = [
        {
            "question": _numbers_in(item["question"], question.outside),
            "anchors": [_numbers_in(anchor, question.outside) for anchor in item.get("anchors", ())],
            "parent": item.get("parent", 0),
            "positions": [_numbers_in(row, question.outside) for row in item["positions"]],
            "contrasts": list(item.get("contrasts", ())),
        }
        for item in example["issues"]
    ]
    if form != PROCEEDINGS:
        return question, {"issues": answers}
    motions, concessions = (
        [_numbers_in(row, question.outside) for row in example.get(name, ())] for name in ("motions", "concessions")
    )
    return question, {"motions": motions, "issues": answers, "concessions": concessions}


def references_example(example: Example) -> tuple[ReferencesQuestion, dict[str, Any]]:
    """The question and the right answer of one example of the references step: marks in braces, names by words."""
    pieces = [_BRACES.sub(r"\2", passage) for passage in example["passages"]]
    document, spans = _document([[piece] for piece in pieces], None)
    marks = []
    for (passage,), marked in zip(spans, example["passages"], strict=True):
        for found in _BRACES.finditer(marked):
            at = passage.start + len(_BRACES.sub(r"\2", marked[: found.start()]))
            word = Span(start=at, end=at + len(found[2]))
            marks.append(Mark("u0", word, Span(start=passage.start, end=passage.end)))
    provenance = Provenance(engine="example")
    question = ReferencesQuestion(ArgumentMap(id="example", document=document, provenance=provenance), tuple(marks))
    named = {mark.word.cut(document.text): (number, mark) for number, mark in enumerate(marks, start=1)}
    rows = [
        f"{named[word][0]} {','.join(question.numbers_of(named[word][1], name) for name in names)}"
        for word, names in example["references"].items()
    ]
    return question, {"references": rows}


def _draft(example: Example) -> ArgumentMap:
    """The map of an example's units, without relations."""
    groups: Sequence[Sequence[Any]] = example["paragraphs"]
    document, spans = _document(
        [[item if isinstance(item, str) else item["text"] for item in group] for group in groups], example.get("title")
    )
    marked = [
        (item, (index, span))
        for index, (group, places) in enumerate(zip(groups, spans, strict=True))
        for item, span in zip(group, places, strict=True)
        if not isinstance(item, str)
    ]
    listed = [item for item, _ in marked]
    placed = [place for _, place in marked]
    parents = {unit["holder"]: unit.get("parent") for unit in listed if unit.get("holder")}
    holders = [*parents, *example.get("also", ())]
    units = [
        Unit(
            id=f"u{number}",
            paragraph=paragraph,
            spans=(span,),
            text=span.cut(document.text),
            role="conclusion",
            perspective=f"v{holders.index(unit['holder'])}" if unit.get("holder") else AUTHOR,
            attribution=f"a{number}" if unit.get("holder") else None,
        )
        for number, (unit, (paragraph, span)) in enumerate(zip(listed, placed, strict=True), start=1)
    ]
    return ArgumentMap(
        id="example",
        document=document,
        perspectives=(
            Perspective(id=AUTHOR, label="The author", kind="author"),
            *(
                Perspective(
                    id=f"v{number}",
                    label=label,
                    kind="group",
                    parent=f"v{holders.index(parents[label])}" if parents.get(label) else None,
                )
                for number, label in enumerate(holders)
            ),
        ),
        attributions=tuple(
            Attribution(id=unit.attribution, perspective=unit.perspective) for unit in units if unit.attribution
        ),
        units=tuple(units),
        provenance=Provenance(engine="example"),
    )


def _document(
    paragraphs: Sequence[Iterable[str]], title: str | None, kinds: Sequence[ParagraphKind] = ()
) -> tuple[Document, list[list[Span]]]:
    """A document of these segments by paragraph, and the segments' spans; an empty paragraph is left out of it.

    `kinds`: of the first paragraphs; the others are body text.
    """
    text = ""
    spans: list[list[Span]] = []
    blocks: list[Paragraph] = []
    segments: list[Segment] = []
    for pieces in paragraphs:
        group: list[Span] = []
        for piece in pieces:
            start = group[-1].end if group else len(text)
            text += piece + " "
            group.append(Span(start=start, end=len(text)))
        if group:
            index = len(blocks)
            kind = kinds[index] if index < len(kinds) else "body"
            blocks.append(Paragraph(start=group[0].start, end=group[-1].end, index=index, kind=kind))
            segments += [
                Segment(id=f"s{len(segments) + at}", paragraph=index, start=span.start, end=span.end)
                for at, span in enumerate(group)
            ]
            text += "\n"
        spans.append(group)
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document(title=title, text=text, sha256=digest, paragraphs=tuple(blocks), segments=tuple(segments))
    return document, spans


def _words(phrase: str | None, numbered: Numbered) -> str:
    """`12` or `12-14`; `-` for no phrase. `phrase#2` is its second occurrence."""
    if phrase is None:
        return "-"
    phrase, _, nth = phrase.partition("#")
    found = numbered.find_words(phrase)
    if len(found) != 1 and not nth:
        raise MisalignedExample(f"{phrase!r} stands {len(found)} times in its example's text")
    first, last = found[int(nth or 1) - 1]
    return str(first) if first == last else f"{first}-{last}"


def _numbers_in(row: str, numbered: Numbered) -> str:
    def replaced(match: re.Match[str]) -> str:
        words = "w" + _words(match.group(2), numbered)
        return words.partition("-")[0] if match.group(1) else words

    return _BRACES.sub(replaced, str(row))


BUILDS: Mapping[tuple[str, str | None], Build] = {
    ("voices", None): voices_example,
    ("voices", TURNS): voices_example,
    ("structure", "paragraphs"): structure_example,
    ("structure", TURNS): partial(structure_example, form=TURNS),
    ("links", "claims"): links_example,
    ("issues", None): issues_example,
    ("issues", "stances"): partial(issues_example, form="stances"),
    ("issues", PROCEEDINGS): partial(issues_example, form=PROCEEDINGS),
    ("references", None): references_example,
}
"""How the examples of a step are read, by the form of its prompt."""
