"""Pasted text that carries Markdown, note numbers or a quotation set out again."""

from __future__ import annotations

import pytest

from service.reading import read_text
from service.reading.inline_marks import without_inline_marks

PROSE = (
    "The board said on Tuesday that it would keep all four locks open for another season, whatever "
    "the cost of the repair."
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("An [advisory panel](https://example.org/a_b(c)) *now* agrees.", "An advisory panel now agrees."),
        ("See <https://example.org>, said **the panel**.", "See https://example.org, said the panel."),
        ("## Costs\n\nOne [link](https://example.org).", "Costs\n\nOne link."),
        ("The *keeper* said **no**, and 2 * 3 is 6.", "The *keeper* said **no**, and 2 * 3 is 6."),
        ("It fell.1 It rose.2 It fell again.3", "It fell. It rose. It fell again."),
        ("They pre-empt the statutes.8  If so, they fail.", "They pre-empt the statutes.  If so, they fail."),
        ("The panel agrees.[3] It did not.[4]", "The panel agrees. It did not."),
        ("Flight BA12 left at 4.5, and COVID19 in Section.8 stays.", None),
    ],
)
def test_words_without_marks(text: str, wanted: str | None) -> None:
    assert without_inline_marks(text) == (wanted or text)


def test_a_table_and_a_pull_quote_are_furniture() -> None:
    quote = "It would keep all four locks open for another season."
    table = "| lock | cost |\n|---|---|\n| Pell | 40 |"
    document = read_text(
        f"{PROSE}\n\n{table}\n\n{quote}\n\nNobody on the board objected to that, not even its treasurer."
    )

    assert [paragraph.kind for paragraph in document.paragraphs] == ["body", "furniture", "furniture", "body"]
