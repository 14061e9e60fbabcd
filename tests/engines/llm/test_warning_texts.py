"""What a reader is told of a model's slips: words about the article, never about rows and letters of an answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.engines.llm.decoding import WARNING_TEXTS, Repairs

LLM = Path(__file__).parents[3] / "service/engines/llm"
ENGINE = re.compile(
    r"\b(?:units?|rows?|grammar|voices?|segments?|relations?|pointer|said|JSON|letters?)\b|['\"`{}]|w\d"
)


@pytest.mark.parametrize("code", sorted(WARNING_TEXTS))
def test_a_warning_is_told_in_words_of_a_reader(code: str) -> None:
    repairs = Repairs(paragraph=2)
    repairs.warn(code, "a row of said breaks the grammar: '11 s12?'")
    (warning,) = repairs.warnings
    assert warning.code == code
    assert re.fullmatch(r"[A-Z].*\.", warning.detail)
    assert not ENGINE.search(warning.detail.replace("model's", "").replace("article's", "").replace("author's", ""))


def test_every_code_that_a_step_gives_has_its_words() -> None:
    """Those that are told where they are found quote the article, and are looked at in the tests of their steps."""
    source = "\n".join(path.read_text("utf-8") for path in LLM.rglob("*.py"))
    given = set(re.findall(r"\.warn\(\s*\"([a-z-]+)\"", source))
    assert len(given) > 15
    assert given - set(WARNING_TEXTS) <= {
        "doubtful-link",
        "undercut-of-nothing",
        "moved-name",
        "moved-edge",
        "moved-unit",
        "quotation-holder",
    }
