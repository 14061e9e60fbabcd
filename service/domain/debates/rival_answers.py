"""The answers of two actors to the same question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.digest import DigestIssue
from service.domain.debates.parts import Claim, Mention, UnitKey
from service.domain.debates.sides import pair_of, parents_of
from service.domain.debates.stances import ordered_claims, position_in
from service.domain.debates.telling import Statement, Tellings, statement_of
from service.domain.sides import line_of

ArticleIssues = Mapping[str, Sequence[DigestIssue]]
"""Map id -> the issues of the article."""


class End(Frozen):
    """A claim and one statement of it, by a member of one of the two actors compared."""

    claim: str
    label: str
    said: Statement


class PairIssue(Frozen):
    """A question that both actors answer. `rival`: according to an article, the two answers cannot both be right or
    both be realised; the article may say so of the sides the actors belong to.

    `issue`: the debate's issue; null if only an article asks the question.
    """

    issue: str | None
    question: str
    rival: bool
    actor: tuple[End, ...]
    other: tuple[End, ...]


def end_of(claim: Claim, mention: Mention, tellings: Tellings) -> End:
    return End(claim=claim.id, label=claim.label.text, said=statement_of(mention, tellings))


@dataclass
class _Answers:
    """Claim -> its end, of each of the two."""

    question: str
    actor: dict[str, End] = field(default_factory=dict)
    other: dict[str, End] = field(default_factory=dict)


def answers_of_two(
    debate: Debate, issues: ArticleIssues, actor: str, other: str, tellings: Tellings
) -> list[PairIssue]:
    """Questions with rival answers, then those on which each actor is for a claim that the other is not for."""
    one, two = pair_of(actor, other, parents_of(debate))
    rivals = _rivals(debate, issues, (actor, other), tellings)
    in_issue: dict[str | None, list[Claim]] = {}
    for claim in ordered_claims(debate):
        in_issue.setdefault(claim.issue, []).append(claim)
    found = []
    for issue in debate.issues:
        is_rival = issue.id in rivals
        answers = rivals.pop(issue.id, _Answers(issue.question.text))
        for claim in in_issue.get(issue.id, ()):
            said = [[item for item in claim.mentions if item.actor in side] for side in (one, two)]
            is_for = [position_in(mentions) == "for" for mentions in said]
            if is_for[0] != is_for[1]:
                ends, own = (answers.actor, said[0]) if is_for[0] else (answers.other, said[1])
                ends.setdefault(claim.id, end_of(claim, own[0], tellings))
        found.append(_issue(issue.id, answers, rival=is_rival))
    found += [_issue(None, answers, rival=True) for answers in rivals.values()]
    return sorted((item for item in found if item.actor and item.other), key=lambda item: not item.rival)


def _rivals(debate: Debate, issues: ArticleIssues, two: tuple[str, str], tellings: Tellings) -> dict[str, _Answers]:
    """The questions to which an article says that the two, or those whom they belong to, give rival answers; with those
    of their answers that stand in that article.
    """
    actors = {(item.map, item.perspective): actor.id for actor in debate.actors for item in actor.members}
    questions = {issue.id: issue.question.text for issue in debate.issues}
    parents, mentions = parents_of(debate), _mentions_by_unit(debate)
    own = pair_of(*two, parents)
    camps = [side | set(line_of(name, parents)) for side, name in zip(own, two, strict=True)]
    pairs = {frozenset((one, other)) for one in camps[0] - camps[1] for other in camps[1] - camps[0]}
    found: dict[str, _Answers] = {}
    for map_id in (document.map for document in debate.documents):
        for issue in issues.get(map_id, ()):
            if not any(frozenset(actors.get((map_id, name), "") for name in names) in pairs for names in issue.rivals):
                continue
            said = [item for unit in issue.units for item in mentions.get((map_id, unit), ())]
            about = Counter(claim.issue for claim, _ in said if claim.issue is not None).most_common(1)
            name = about[0][0] if about else f"{map_id} {issue.id}"
            answers = found.setdefault(name, _Answers(questions.get(name, issue.text)))
            for claim, mention in said:
                for side, ends in zip(own, (answers.actor, answers.other), strict=True):
                    if mention.actor in side:
                        ends.setdefault(claim.id, end_of(claim, mention, tellings))
    return found


def _issue(name: str | None, answers: _Answers, *, rival: bool) -> PairIssue:
    actor, other = tuple(answers.actor.values()), tuple(answers.other.values())
    return PairIssue(issue=name, question=answers.question, rival=rival, actor=actor, other=other)


def _mentions_by_unit(debate: Debate) -> dict[UnitKey, list[tuple[Claim, Mention]]]:
    found: dict[UnitKey, list[tuple[Claim, Mention]]] = {}
    for claim in debate.claims:
        for mention in claim.mentions:
            found.setdefault(mention.key, []).append((claim, mention))
    return found
