from __future__ import annotations

import re

import pytest

from service.domain.argument import Perspective
from service.domain.base import Span
from service.pipeline.assembly.names import with_full_names

TEXT = (
    "Neither capital talks about the ferries. Their owners say that jobs would go. One adviser says that they stay. "
    "The council's lawyers warn of a court. A director of Plate Watch, and its spokeswoman, agree. Police say no."
)


def _holder(name: str, label: str, **more: str) -> Perspective:
    found = re.search(rf"\b{re.escape(label)}\b", TEXT)
    assert found
    values = {"kind": "group", "mentions": (Span(start=found.start(), end=found.end()),), **more}
    return Perspective.model_validate({"id": name, "label": label, **values})


@pytest.mark.parametrize(
    ("label", "full"),
    [
        ("owners", "Their owners"),
        ("adviser", "One adviser"),
        ("lawyers", "The council's lawyers"),
        ("director", "director of Plate Watch"),
        ("Police", "Police"),
        ("Plate Watch", "Plate Watch"),
    ],
)
def test_a_lone_noun_gets_the_words_that_say_whose_it_is(label: str, full: str) -> None:
    assert [item.label for item in with_full_names([_holder("v1", label)], TEXT)] == [full]


def test_a_member_known_by_a_pronoun_is_named_after_its_side() -> None:
    side = _holder("v1", "Plate Watch")
    member = _holder("v2", "spokeswoman", parent="v1", kind="person")
    assert [item.label for item in with_full_names([side, member], TEXT)] == [
        "Plate Watch",
        "[Plate Watch’s] spokeswoman",
    ]


def test_two_holders_never_become_one_by_name() -> None:
    two = [_holder("v1", "owners"), _holder("v2", "owners")]
    assert [item.label for item in with_full_names(two, TEXT)] == ["Their owners", "owners"]
