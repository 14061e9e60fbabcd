"""Indented text (each recurring claim with its mentions, changes of position, and answers), and
Argdown (each claim a statement, each mention an argument for or against it by its holder).
"""

from __future__ import annotations

import json

from service.domain.debates.parts import Claim
from service.domain.debates.stances import ordered_claims
from service.formats.argdown import escaped
from service.formats.debates.base import FACTS, Source, one_line

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
