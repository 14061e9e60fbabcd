"""Which units leave out words that only the text before them says."""

from __future__ import annotations

import pytest

from service.domain.argument import Reference, Unit
from service.domain.base import Span
from service.domain.meaning.left_out import leaves_out

BEFORE = "Somebody said something about the plan, "


def _unit(words: str, known: str | None = None) -> tuple[Unit, str]:
    """The unit of these words behind others; `known`: a word of it for which it has a reference."""
    text = f"{BEFORE}{words}. The rest does not matter."
    span = Span(start=len(BEFORE), end=len(BEFORE) + len(words))
    references = ()
    if known is not None:
        start = text.index(known, span.start)
        references = (Reference(start=start, end=start + len(known), spans=(Span(start=0, end=8),)),)
    return Unit(id="u0", paragraph=0, role="premise", spans=(span,), text=words, references=references), text


@pytest.mark.parametrize(
    "words",
    [
        "Weldon should have one",
        "It need not",
        "They do not",
        "so it should",
        "The promise has not",
        "A telephone is",
        "America did, too",
        "For Ms Ferrante it is not",
        "If we don’t, she won’t",
        "The state isn't",
        "It can, but not for long",
        "nobody under forty can afford to",
        "the same firm accepted one at Port Isolde",
        "both of the good ones had turned her down",
        "Each says the other has begun",
        "Neither disputes that clearing must fall",
        "neither will sign",
        "Both agree on the date",
        "Yet each has cited the other",
        "The rest is the price of the roundabout",
        "the second has one clear advantage over it",
        "can do so again",
        "the ministry thinks so",
        "So they do",
        "Not for want of customers",
        "who could use them to forecast harvests",
        "with a third of their sailors",
    ],
)
def test_what_is_left_out_is_seen(words: str) -> None:
    assert leaves_out(*_unit(words))


@pytest.mark.parametrize(
    "words",
    [
        "Trams pay for themselves",
        "it is, in effect, a tax",
        "they will, of course, object",
        "the ministry did not answer",
        "the tunnel is a way to the continent",
        "the survey is less certain than it is",
        "leave the others as they are",
        "nobody knows what it does",
        "the last neighbor votes in May",
        "No one in the commission needs to have planned it",
        "the two quarrels turn out to be one",
        "The worry is a serious one",
        "a house may be used as one",
        "a single bad call can cost one of them a year’s rent",
        "one does not dig in a nursery",
        "do cost more than one",
        "just one in ten homes is let",
        "Neither government thinks that its secrecy matters",
        "Each side has its figures",
        "Both capitals want a tunnel",
        "the other side will not sign",
        "a mountain can drop a lake and a government could do so",
        "so many jobs would go",
        "who pays for the first is open",
        "that is what it leads to",
    ],
)
def test_what_can_be_read_alone_is_left_alone(words: str) -> None:
    unit, text = _unit(words)
    assert not leaves_out(unit, text.replace("plan, who", "plan. who"))


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("It had", "had"),
        ("So they have", "have"),
        ("It need not", "need"),
        ("It need not", "not"),
        ("It has at least one", "one"),
        ("Each has cited", "Each"),
    ],
)
def test_what_is_known_is_not_missing(words: str, known: str) -> None:
    assert leaves_out(*_unit(words))
    assert not leaves_out(*_unit(words, known))


def test_a_unit_without_a_place_in_the_text_leaves_nothing_out() -> None:
    assert not leaves_out(Unit(id="u0", paragraph=0, role="premise", text="It need not", implicit=True), BEFORE)
