"""Makes the brief of any map from templates: instantly, and only from the map's own words and names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest

from service.domain.argument import AUTHOR, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span, text_of
from service.domain.brief.brief import Brief, BriefKind, Cites, Group, Sentence, limit_for, words_in
from service.domain.brief.figures import Figure, figures_of
from service.domain.brief.ground import SURE, Ground, sentence_of
from service.domain.brief.phrases import Phrases
from service.domain.issue import Issue, Position
from service.domain.meaning.camps import camps_of, main_claim_of, reasons_for
from service.domain.meaning.common_ground import common_ground
from service.domain.meaning.concessions import is_granted
from service.domain.motion import Motion

_FIGURES, _TOLD, _ALSO = 3, 2, 4
LEAD_WORDS = 50


def template_brief(map_: ArgumentMap) -> Brief:
    """The template's brief: a summary sentence, then groups by importance, within the word limit."""
    ground = Ground(map_)
    lead = _lead(ground)
    kept = _within(
        limit_for(map_) - words_in([lead]),
        set(lead.cites.units),
        [list(sentences(ground)) for sentences in _GROUPS],
    )
    groups = [
        Group(heading=heading, sentences=tuple(found))
        for heading, found in zip(ground.phrases.headings, kept, strict=True)
        if found
    ]
    return Brief(
        map=map_.id,
        version=map_.version,
        language=ground.language,
        note=note_of(ground, ground.phrases),
        groups=(Group(sentences=(lead,)), *groups),
    )


def template_sentences(ground: Ground) -> tuple[Sentence, ...]:
    """All sentences the template can form for a map, regardless of the word limit."""
    return (_lead(ground), *(sentence for sentences in _GROUPS for sentence in sentences(ground)))


def note_of(ground: Ground, phrases: Phrases) -> str:
    """What a reader must know of the map before its brief."""
    notes = [phrases.sketch.format(SURE)] if ground.is_sketch and ground.map.units else []
    if ground.map.status in ("partial", "failed", "cancelled"):
        notes.append(phrases.unfinished)
    if ground.misheard:
        notes.append(phrases.left_out.format(len(ground.misheard)))
    return " ".join(notes)


def _within(room: int, told: set[str], groups: list[list[Sentence]]) -> list[list[Sentence]]:
    """Of each group the first sentence, then of each the second, and so on, while there is room; no claim twice."""
    kept: list[list[Sentence]] = [[] for _ in groups]
    for row in zip_longest(*groups):
        for found, sentence in zip(kept, row, strict=True):
            size = 0 if sentence is None else words_in([sentence])
            is_new = sentence is not None and not (sentence.cites.units and told.issuperset(sentence.cites.units))
            if sentence is not None and is_new and size <= room:
                told.update(sentence.cites.units)
                found.append(sentence)
                room -= size
    return kept


def _sentence(kind: BriefKind, words: str, units: Iterable[Unit] = (), **cites: tuple[object, ...]) -> Sentence:
    units = tuple(units)
    spans = sorted({span for unit in units for span in unit.spans}, key=lambda span: (span.start, span.end))
    names = {
        "spans": (*spans, *cites.pop("spans", ())),
        "units": tuple(unit.id for unit in units),
        "perspectives": tuple(dict.fromkeys((*cites.pop("perspectives", ()), *(unit.perspective for unit in units)))),
    }
    return Sentence(kind=kind, text=sentence_of(words), cites=Cites.model_validate({**names, **cites}))


def _lead(ground: Ground) -> Sentence:
    """What the article argues for; else what is decided; else the question that divides most; else its first claim."""
    map_, document = ground.map, ground.map.document
    told = ", ".join(part for part in (document.outlet, document.published) if part)
    title = " ".join((document.title or "").split())
    where = (f"“{title}”" if title else "") + (f" ({told})" if told else "")
    head = f"{where}: " if where else ""
    main = ground.look.units.get(map_.conclusion or "")
    if main is not None and ground.tells(main):
        manner = ground.manner(main).replace(" says:", " argues:")
        return _sentence(
            "lead", f"{head}{document.author or ground.name(AUTHOR)}{manner}{ground.claim(main, LEAD_WORDS)}", [main]
        )
    others = [*_decided(ground), *_differences(ground), *_claims(ground)]
    if others:
        first = others[0]
        head = "" if title and title in first.text else head
        return first.model_copy(update={"kind": "lead", "text": sentence_of(f"{head}{first.text}")})
    return Sentence(kind="lead", text=f"{head}{ground.phrases.no_claims}")


def _claims(ground: Ground) -> Iterator[Sentence]:
    units = sorted(ground.map.units, key=lambda unit: (ground.is_reported(unit), -len(ground.look.incoming[unit.id])))
    return (_sentence("thesis", ground.told(unit), [unit]) for unit in units if ground.tells(unit))


def _decided(ground: Ground) -> Iterator[Sentence]:
    for motion in ground.map.motions:
        yield _sentence(
            "decided",
            _motion(ground, motion),
            spans=(*motion.spans, *motion.outcome.spans),
            perspectives=(motion.mover,) if motion.mover else (),
        )


def _motion(ground: Ground, motion: Motion) -> str:
    moved = ground.phrases.moves.format(ground.name(motion.mover)) if motion.mover else ground.phrases.put
    record = _quoted(ground, motion.outcome.spans)
    outcome = ground.phrases.outcomes[motion.outcome.kind]
    colon = ground.phrases.colon
    return f"{moved}{colon}{_quoted(ground, motion.spans)}; {outcome}{f'{colon}{record}' if record else ''}"


def _quoted(ground: Ground, spans: tuple[Span, ...]) -> str:
    words = " ".join(text_of(spans, ground.text).split()).rstrip(" .;:,")
    return f"“{words}”" if words else ""


def _argued(ground: Ground) -> Iterator[Sentence]:
    """The reasons for the conclusion, or else for the claim with most of them; then the reasons for these."""
    units = [unit for unit in ground.map.units if ground.tells(unit)]
    main = ground.look.units.get(ground.map.conclusion or "") or max(
        units, key=lambda unit: len(ground.look.incoming[unit.id]), default=None
    )
    nearest = reasons_for(ground.look, main) if main is not None and ground.tells(main) else []
    for reason in [*nearest, *(unit for near in nearest for unit in reasons_for(ground.look, near))]:
        if ground.tells(reason):
            words = ground.claim(reason) if reason.perspective == AUTHOR else ground.told(reason)
            yield _sentence("reason", words, [reason])


def _camps(ground: Ground) -> Iterator[Sentence]:
    """The first of each camp, with those of it who agree with that one; not those who only have the same opponents."""
    sides_of = ground.look.sides
    allied = {(sides_of[item.perspective], sides_of[item.other]) for item in ground.contacts if item.kind == "agrees"}
    camps = [
        tuple(
            side
            for side in camp.sides
            if side == camp.sides[0] or {(side, camp.sides[0]), (camp.sides[0], side)} & allied
        )
        for camp in camps_of(ground.look, ground.contacts)
    ]
    if camps and not ground.is_sketch:
        names = [ground.names(camp) for camp in camps]
        sides = tuple(side for camp in camps for side in camp)
        yield _sentence("camp", ground.phrases.opposed.join(names), perspectives=sides)


def _holders(ground: Ground) -> Iterator[Sentence]:
    """The chief claim of each side, those with most to say first; the conclusion is told before."""
    said = Counter(ground.look.side_of(unit) for unit in ground.map.units)
    for side, _ in said.most_common():
        unit = main_claim_of(ground.look, side)
        is_named = ground.look.perspectives[side].kind != "unnamed"
        if unit is not None and is_named and unit.id != ground.map.conclusion and ground.tells(unit):
            yield _sentence("thesis", ground.told(unit), [unit])


def _differences(ground: Ground) -> Iterator[Sentence]:
    for issue, answers in _disputed(ground)[:_TOLD]:
        words = "; ".join(ground.told(unit) for unit in answers[:3])
        yield _sentence("difference", f"{_question(issue)} {sentence_of(words)}", answers[:3], issues=(issue.id,))


def _disputed(ground: Ground) -> list[tuple[Issue, list[Unit]]]:
    """The questions with the answers that may be told, those with rivals first."""
    rival_first = sorted(ground.map.issues, key=lambda issue: all(item.kind != "rival" for item in issue.contrasts))
    return [(issue, answers) for issue in rival_first if len(answers := _answers(ground, issue)) > 1]


def _answers(ground: Ground, issue: Issue) -> list[Unit]:
    return [unit for position in _opposed_first(issue) if (unit := _answer(ground, position)) is not None]


def _also_disputed(ground: Ground) -> Iterator[Sentence]:
    """The other questions, by their names and sides alone."""
    told = _disputed(ground)[_TOLD : _TOLD + _ALSO]
    parts = [f"{_question(issue).rstrip(':')} ({ground.names(_holders_of(answers))})" for issue, answers in told]
    if parts:
        yield _sentence(
            "difference",
            " ".join(parts),
            spans=tuple(span for _, answers in told for unit in answers[:2] for span in unit.spans),
            issues=tuple(issue.id for issue, _ in told),
            perspectives=tuple(dict.fromkeys(name for _, answers in told for name in _holders_of(answers))),
        )


def _holders_of(answers: list[Unit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.perspective for unit in answers[:2]))


def _question(issue: Issue) -> str:
    words = " ".join(issue.question.text.split())
    words = words[:1].upper() + words[1:]
    return words if words.endswith(("?", "？")) else f"{words}:"


def _opposed_first(issue: Issue) -> list[Position]:
    rivals = next(((item.a, item.b) for item in issue.contrasts if item.kind == "rival"), ())
    return sorted(issue.positions, key=lambda position: position.perspective not in rivals)


def _answer(ground: Ground, position: Position) -> Unit | None:
    return next((unit for name in position.units if ground.tells(unit := ground.look.units[name])), None)


def _common(ground: Ground) -> Iterator[Sentence]:
    for item in common_ground(ground.look, ground.contacts):
        unit = ground.look.units[item.unit]
        if item.between_camps and ground.tells(unit) and not is_granted(ground.look, unit):
            holders = (item.unit, *item.same)
            people = (
                tuple(dict.fromkeys(ground.look.units[name].perspective for name in holders))
                if item.same
                else item.sides
            )
            verb = ground.phrases.both_hold if len(people) == 2 else ground.phrases.hold
            words = f"{ground.names(people)} {verb}{ground.phrases.colon}{ground.claim(unit)}"
            yield _sentence("common", words, [unit], perspectives=people)


def _objections(ground: Ground) -> Iterator[Sentence]:
    for objection in sorted(ground.objections, key=lambda item: not item.answers):
        relation = ground.look.relations[objection.relation]
        unit, aim = ground.look.units[relation.sources[0]], ground.look.attacked_by(relation)
        if not ground.tells(unit):
            continue
        answer = next((found for name in objection.answers if ground.tells(found := ground.look.units[name])), None)
        head = ground.phrases.against.format(ground.name(aim.perspective), ground.told(unit))
        kind: BriefKind = "unanswered" if answer is None else "answered"
        words = f"{head}; {ground.phrases.no_answer if answer is None else ground.told(answer)}"
        units = [unit] if answer is None else [unit, answer]
        yield _sentence(kind, words, units, relations=(relation.id,), perspectives=(aim.perspective,))


def _conceded(ground: Ground) -> Iterator[Sentence]:
    listed = {name: item.to for item in ground.map.concessions for name in item.units}
    for unit in ground.map.units:
        by_word = unit.id in ground.look.granted_by_holder or ground.look.attitude(unit) == "concedes"
        if by_word and is_granted(ground.look, unit) and ground.tells(unit):
            to = listed.get(unit.id)
            whom = f"{ground.phrases.grants}{f' {ground.name(to)}' if to else ''}"
            words = f"{ground.name(unit.perspective)} {whom}{ground.phrases.colon}{ground.claim(unit)}"
            yield _sentence("conceded", words, [unit], perspectives=(to,) if to else ())


def _reported(ground: Ground) -> Iterator[Sentence]:
    for unit in ground.map.units:
        if ground.is_reported(unit) and ground.tells(unit):
            yield _sentence("reported", ground.told(unit), [unit], perspectives=ground.reporters(unit))


def _figures(ground: Ground) -> Iterator[Sentence]:
    found: dict[str, Figure] = {}
    for figure in figures_of(filter(ground.tells, ground.map.units), ground.text):
        found.setdefault(figure.of, figure)
    for figure in list(found.values())[:_FIGURES]:
        unit = ground.look.units[figure.of]
        words = ground.claim(unit) if unit.perspective == AUTHOR else ground.told(unit)
        yield _sentence("figure", words, [unit])


_GROUPS: tuple[Callable[[Ground], Iterator[Sentence]], ...] = (
    *(_decided, _argued, _differences, _also_disputed, _camps, _holders, _common, _objections, _conceded, _reported),
    _figures,
)
"""In the order of the headings (`phrases`)."""
