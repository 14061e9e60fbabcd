"""Issues of a debate from the issues of its maps: two are merged if they are about the same claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from service.domain.debates.corrections import new_ids
from service.domain.debates.digest import Digest, DigestIssue
from service.domain.debates.parts import Claim, DebateIssue, IssueQuestion, UnitKey
from service.domain.sides import is_of_side


def find_issues(
    claims: Sequence[Claim], digests: Mapping[str, Digest], earlier: Sequence[DebateIssue]
) -> tuple[tuple[DebateIssue, ...], tuple[Claim, ...]]:
    """The issues, and the claims, each with its issue.

    An issue of a map joins the issue that already has most of its claims, or becomes a new one. Claims that were in
    an issue stay there.
    """
    of_unit: dict[UnitKey, str] = {item.key: claim.id for claim in claims for item in claim.mentions}
    belongs = {claim.id: claim.issue for claim in claims if claim.issue is not None}
    issues = {issue.id: issue for issue in earlier if issue.question.map is None or issue.question.map in digests}
    belongs = {claim: issue for claim, issue in belongs.items() if issue in issues}
    fresh = new_ids("i", issues)
    became: dict[tuple[str, str], str] = {}
    for digest in digests.values():
        for issue in digest.issues:
            about = [of_unit[key] for unit in issue.units if (key := (digest.map, unit)) in of_unit]
            if not about:
                continue
            known = Counter(belongs[claim] for claim in about if claim in belongs).most_common(1)
            name = known[0][0] if known else next(fresh)
            if name not in issues:
                issues[name] = DebateIssue(id=name, question=_question(issue, digest))
            became[digest.map, issue.id] = name
            for claim in about:
                belongs.setdefault(claim, name)
    parents = _parents(digests, became, {name: issue.parent for name, issue in issues.items()})
    used = set(belongs.values())
    kept = tuple(
        issue.model_copy(update={"parent": parents[issue.id] if parents[issue.id] in used else None})
        for issue in issues.values()
        if issue.id in used
    )
    return kept, tuple(_in_issue(claim, belongs.get(claim.id)) for claim in claims)


def _in_issue(claim: Claim, issue: str | None) -> Claim:
    return claim if claim.issue == issue else claim.model_copy(update={"issue": issue})


def _question(issue: DigestIssue, digest: Digest) -> IssueQuestion:
    return IssueQuestion(text=issue.text, map=digest.map if issue.spans else None, spans=issue.spans)


def _parents(
    digests: Mapping[str, Digest], became: Mapping[tuple[str, str], str], parents: dict[str, str | None]
) -> dict[str, str | None]:
    """The parent question of each, from the first map that names one; never cyclic."""
    for digest in digests.values():
        for issue in digest.issues:
            name, wider = became.get((digest.map, issue.id)), became.get((digest.map, issue.parent or ""))
            if name and wider and parents[name] is None and not is_of_side(wider, name, parents):
                parents[name] = wider
    return parents
