"""What is wrong in one debate, each error with its kind and the words that show it; and in whatever was scored."""

from __future__ import annotations

from collections.abc import Iterator

from evals.debate_suite.running import ScoredDebate
from evals.metrics.debates.labels import DebateLabels
from evals.metrics.debates.pairing import DebatePair
from evals.reports.errors import Mistake, mistakes_of
from evals.scored import AnyScored

_LONGEST = 110


def mistakes_in(item: AnyScored) -> list[Mistake]:
    """All errors of a scored document or debate."""
    if isinstance(item, ScoredDebate):
        return debate_mistakes(item.pair, item.problems)
    return mistakes_of(item.pair, item.problems)


def debate_mistakes(pair: DebatePair, problems: tuple[str, ...] = ()) -> list[Mistake]:
    """All errors of a prediction.

    >>> from evals.metrics.debates.examples import example_pair
    >>> [mistake.kind for mistake in debate_mistakes(example_pair())]
    ['missed-mention', 'extra-mention', 'other-claim', 'wrong-actor', 'flipped', 'missed-answer', 'missed-change']
    """
    return [
        *(Mistake("invalid", None, None, problem) for problem in problems),
        *_mentions(pair),
        *_claims(pair),
        *_actors(pair),
        *_polarity(pair),
        *_answers(pair),
        *_changes(pair),
    ]


def _mentions(pair: DebatePair) -> Iterator[Mistake]:
    for item in pair.gold.mentions:
        if item.id in pair.gold.taken_up and item.id not in pair.shared:
            other = pair.mentions.get(item.id)
            why = "a unit, but alone with its point" if other else "no unit has these words"
            yield Mistake("missed-mention", item.id, other, f"{_quoted(pair.gold, item.id)}: {why}")
    found = set(pair.shared.values())
    for item in pair.predicted.mentions:
        if item.id in pair.predicted.taken_up and item.id not in found:
            yield Mistake(
                "extra-mention", None, item.id, f"{_quoted(pair.predicted, item.id)}: in {_claim(pair, item.id)}"
            )


def _claims(pair: DebatePair) -> Iterator[Mistake]:
    """Shared mentions whose claim is not the one that stands for the gold's, where it stands for any."""
    known = set(pair.claims.values())
    for one, other in pair.shared.items():
        wanted, found = pair.gold.by_id[one].claim, pair.predicted.by_id[other].claim
        if wanted in known and pair.claims.get(found) != wanted:
            detail = f"{_quoted(pair.gold, one)}: “{_short(pair.gold.claims[wanted])}”, predicted {_claim(pair, other)}"
            yield Mistake("other-claim", one, other, detail)


def _actors(pair: DebatePair) -> Iterator[Mistake]:
    for one, other in pair.mentions.items():
        wanted, found = pair.gold.by_id[one].actor, pair.predicted.by_id[other].actor
        if pair.actors.get(found) != wanted:
            names = f"{pair.gold.actors.get(wanted, wanted)}, predicted {pair.predicted.actors.get(found, found)}"
            yield Mistake("wrong-actor", one, other, f"{_quoted(pair.gold, one)}: {names}")


def _polarity(pair: DebatePair) -> Iterator[Mistake]:
    there = pair.predicted.together(pair.predicted.taken_up)
    for names in sorted(pair.gold.together(pair.gold.taken_up), key=sorted):
        other = pair.mapped(names)
        if other is None or other not in there:
            continue
        one, two = sorted(names)
        agree = pair.gold.by_id[one].stance == pair.gold.by_id[two].stance
        if agree != (len({pair.predicted.by_id[name].stance for name in other}) == 1):
            said = "agree" if agree else "disagree"
            detail = f"{_quoted(pair.gold, one)} and {_quoted(pair.gold, two)} {said}"
            yield Mistake("flipped", one, pair.mentions[one], detail)


def _answers(pair: DebatePair) -> Iterator[Mistake]:
    there = {(item.source, item.target) for item in pair.predicted.answers}
    right = set()
    for item in pair.gold.answers:
        ends = pair.mentions.get(item.source, ""), pair.mentions.get(item.target, "")
        if ends in there:
            right.add(ends)
            continue
        detail = f"{_quoted(pair.gold, item.source)} -> {_quoted(pair.gold, item.target)}"
        yield Mistake("missed-answer", item.source, ends[0] or None, f"{item.kind}: {detail}")
    for item in pair.predicted.answers:
        if (item.source, item.target) not in right:
            detail = f"{_quoted(pair.predicted, item.source)} -> {_quoted(pair.predicted, item.target)}"
            yield Mistake("extra-answer", None, item.source, f"{item.kind}: {detail}")


def _changes(pair: DebatePair) -> Iterator[Mistake]:
    said = [
        (item, (pair.actors.get(item.actor), pair.claims.get(item.claim), pair.stance(item.to, item.claim)))
        for item in pair.predicted.changes
    ]
    there = {change for _, change in said}
    for item in pair.gold.changes:
        if (item.actor, item.claim, item.to) not in there:
            detail = f"{pair.gold.actors[item.actor]}, {item.to} “{_short(pair.gold.claims[item.claim])}”"
            yield Mistake("missed-change", item.then, pair.mentions.get(item.then), detail)
    wanted = {(item.actor, item.claim, item.to) for item in pair.gold.changes}
    for found, change in said:
        if change not in wanted:
            detail = f"{pair.predicted.actors[found.actor]}, {found.to} “{_short(pair.predicted.claims[found.claim])}”"
            yield Mistake("extra-change", None, found.then, detail)


def _quoted(labels: DebateLabels, name: str) -> str:
    item = labels.by_id[name]
    return f"{item.document} “{_short(item.text)}”"


def _claim(pair: DebatePair, predicted: str) -> str:
    return f"“{_short(pair.predicted.claims[pair.predicted.by_id[predicted].claim])}”"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
