"""The form of a label sheet. A sheet plus its article's text compiles to a map (see `compiling`).

A quotation is the exact text of a stretch inside the paragraph that it is labelled in:

    "U.S. officials"                 the first place where it stands
    "Washington##2"                  the second place
    "The fee is [..] on the road"    from the first words to the last words of a stretch
    "@3:Gen. Ito"                    in paragraph 3 instead
"""

from __future__ import annotations

from pydantic import Field

from service.domain.argument import Attitude, PerspectiveKind, RelationKind
from service.domain.base import Frozen
from service.domain.document import ParagraphKind
from service.domain.issue import Contrast, PositionStance


class SheetPerspective(Frozen):
    """`aliases`: the names under which the article mentions this holder; all their places are its mentions."""

    id: str
    label: str
    kind: PerspectiveKind
    parent: str | None = None
    aliases: tuple[str, ...] = ()


class SheetAttribution(Frozen):
    id: str
    perspective: str
    within: str | None = None
    source: str | None = None
    cue: str | None = None
    content: tuple[str, ...] = ()
    attitude: Attitude = "asserts"


class SheetUnit(Frozen):
    """`text`: a quotation for each piece of the unit; `attribution`: null for what the author says."""

    id: str
    text: tuple[str, ...] = Field(min_length=1)
    attribution: str | None = None
    note: str | None = None


class SheetRelation(Frozen):
    """In a paragraph's list, ids are the paragraph's own; in `links` they are `PARAGRAPH.ID`, such as `3.u1`."""

    id: str
    kind: RelationKind
    sources: tuple[str, ...] = Field(min_length=1)
    target: str
    note: str | None = None


class SheetParagraph(Frozen):
    paragraph: int
    attributions: tuple[SheetAttribution, ...] = ()
    units: tuple[SheetUnit, ...] = ()
    relations: tuple[SheetRelation, ...] = ()


class SheetPosition(Frozen):
    """`units`: `PARAGRAPH.ID` in a whole sheet, the map's own ids in a sheet of issues; `words`: quotations
    `@PARAGRAPH:...` that show a stance and are no unit.
    """

    perspective: str
    units: tuple[str, ...] = ()
    stance: PositionStance = "holds"
    words: tuple[str, ...] = ()


class SheetIssue(Frozen):
    """`question`: in the annotator's words, at most twelve; `anchors`: quotations `@PARAGRAPH:...` that raise it."""

    id: str
    question: str
    anchors: tuple[str, ...] = ()
    parent: str | None = None
    positions: tuple[SheetPosition, ...] = Field(min_length=2)
    contrasts: tuple[Contrast, ...] = ()
    note: str | None = None


class IssueSheet(Frozen):
    """Issues alone, labelled on the units of the gold map of this id; `ID.issues.json` in the gold and its layers."""

    id: str
    annotator: str
    issues: tuple[SheetIssue, ...] = ()


class Sheet(Frozen):
    """`kinds`: one for each block of the text (blocks are separated by blank lines)."""

    id: str
    title: str | None = None
    annotator: str
    kinds: tuple[ParagraphKind, ...]
    perspectives: tuple[SheetPerspective, ...] = ()
    paragraphs: tuple[SheetParagraph, ...] = ()
    links: tuple[SheetRelation, ...] = ()
    issues: tuple[SheetIssue, ...] = ()
    conclusion: str | None = None
