"""What is put to decision: its words, who moved it, how it ended in the words of the record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.domain.argument import Perspective
from service.domain.argument_map import ArgumentMap
from service.domain.provenance import Provenance
from service.engines.offline.motions import motions_of
from service.reading import read_text

FLOOR = """\
  Mr. LUND of Pell. Mr. Speaker, I offer an amendment, and I ask for your votes.
  The Clerk read as follows:

       On page 2, strike ``July 1''
     and insert ``May 1''.

  Ms. FARR. I say that it should have been agreed to long ago. The
amendment is dear to me.
  So is the bill, I
think.
  The SPEAKER. The question is on the amendment.
  The amendment was {end}.
"""


def told(text: str) -> list[tuple[str, str | None, str, str]]:
    """Words, mover, kind of outcome and its words."""
    document = read_text(text)
    author = Perspective(id="author", label="The author", kind="author")
    provenance = Provenance(engine="offline", started=datetime.now(UTC), finished=datetime.now(UTC))
    found = motions_of(ArgumentMap(id="m", document=document, perspectives=(author,), provenance=provenance))
    return [
        (
            " ".join(span.cut(document.text) for span in item.spans),
            item.source.cut(document.text) if item.source else None,
            item.outcome.kind,
            " ".join(span.cut(document.text) for span in item.outcome.spans),
        )
        for item in found
    ]


@pytest.mark.parametrize(
    ("end", "kind"), [("agreed to", "agreed"), ("rejected", "rejected"), ("by leave withdrawn", "withdrawn")]
)
def test_an_amendment_ends_by_the_record_and_not_by_what_members_say(end: str, kind: str) -> None:
    words = "On page 2, strike ``July 1'' and insert ``May 1''."

    assert told(FLOOR.format(end=end)) == [(words, "Mr. LUND of Pell", kind, f"The amendment was {end}")]


def test_a_meeting_that_resolves_says_so_in_its_minutes() -> None:
    text = "Mrs Petrie objected to it.\n\nIt was resolved, by nineteen votes to six, to silence the bell at night."
    assert told(text) == [("to silence the bell at night", None, "agreed", "resolved")]


def test_several_items_are_kept_apart() -> None:
    text = (
        "CLLR FARR: I move that the quay be sold, because we need the money.\n\nCLLR LUND: I second it.\n\n"
        "The motion was lost by two votes to five.\n\nRESOLVED: that the ferry be kept.\n\n"
        "Ordered, That the report be printed.\n\n"
        "Motion made, and Question proposed, That this House do now adjourn.—[Mr. Renn.]"
    )

    assert told(text) == [
        (
            "the quay be sold, because we need the money",
            "CLLR FARR",
            "rejected",
            "The motion was lost by two votes to five",
        ),
        ("that the ferry be kept", None, "agreed", "RESOLVED"),
        ("That the report be printed", None, "agreed", "Ordered"),
        ("That this House do now adjourn", "Mr. Renn", "open", ""),
    ]


def test_an_article_about_a_motion_moves_none() -> None:
    assert told("The council voted on Tuesday. It moved that the quay be sold. The motion was carried.") == []
