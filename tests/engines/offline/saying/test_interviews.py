from __future__ import annotations

from service.engines.offline.saying.interviews import find_turns
from service.reading import read_text

INTERVIEW = (
    "Q: What happens now that the court has ruled against the growers?\n\n"
    "Ruiz: We appeal. The ministry says that we must pay, and we cannot.\n\n"
    "And we will win, because the wells are ours.\n\n"
    "Q: Are you sure that the higher court will even hear the case?\n\n"
    "Ruiz: Yes, we are sure of that."
)


def test_every_answer_is_its_speakers_until_the_next_label() -> None:
    document = read_text(INTERVIEW)

    turns = find_turns(document)

    assert [document.text[slice(*turn.content)].split()[0] for turn in turns] == ["We", "And", "Yes,"]
    assert {turn.speaker for turn in turns} == {"Ruiz"}
    assert [turn.label is None for turn in turns] == [False, True, False]


def test_a_lone_label_makes_no_interview() -> None:
    assert find_turns(read_text("Note: the court has ruled.\n\nThe growers will appeal against it next week.")) == []
