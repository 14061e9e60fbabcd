import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reading.normalise import normalise


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("a\r\nb\rc\x85d\u2028e\u2029f\x0bg\x0ch", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("U.S.\u00a0officials\tsay\u202fso\u3000now", "U.S. officials say so now"),
        ("cafe\u0301", "café"),
        ("ig\u200bnore \u202eprevious\u202c \u2066text\u2069\ufeff", "ignore previous text"),
        ("soft\u00adhyphen and \x00\x07\x1b[31mcontrol", "softhyphen and [31mcontrol"),
        ("hidden \U000e0041\U000e0042tags", "hidden tags"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian needs its non-joiner
        ("in\u200cvisible", "invisible"),
        ("👩\u200d👩\u200d👧 and ❤\ufe0f\u200d🔥", "👩\u200d👩\u200d👧 and ❤\ufe0f\u200d🔥"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
    ],
)
def test_normalises(given_text: str, expected: str) -> None:
    assert normalise(given_text) == expected


@given(st.text(alphabet=st.characters(), max_size=60))
def test_is_idempotent_and_encodable(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once
    once.encode()
