"""Argdown (argdown.org): each claim is a statement, each mention an argument for or against it by its holder."""

from __future__ import annotations

import json

from service.domain.debates.stances import ordered_claims
from service.formats.argdown import escaped
from service.formats.debates.base import FACTS, Source, one_line

MEDIA_TYPE = "text/vnd.argdown; charset=utf-8"


def dump(source: Source) -> str:
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
