from __future__ import annotations

from service.engines.offline.attributions import find_turns
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


def test_a_name_in_full_at_first_is_the_surname_afterwards_and_of_two_the_asker_says_less() -> None:
    document = read_text(
        "Cosmin Adair: Is it true?\n\nAgnes Thorvald: It is true, and it says nothing about August.\n\n"
        "Adair: The town wants jobs.\n\nThorvald: Sixty jobs are the figure for the year of the building.\n\n"
        "Adair: So no?\n\nThorvald: I would grant it on two conditions, and both of them are in the letter that I sent."
    )

    turns = find_turns(document)

    assert [turn.paragraph for turn in turns] == [1, 3, 5]
    assert {turn.speaker for turn in turns} == {"Agnes Thorvald", "Thorvald"}


def test_headings_give_debaters_the_word() -> None:
    document = read_text(
        "Should the ferry be free?\n\nThe council votes in May, and two members disagree about what it should do.\n\n"
        "Carla Bohn opens\n\nA road is free as well, and nobody counts who drives on it for pleasure.\n\n"
        "Peter Aas replies\n\nThe boat would fill up with day trippers, and the islanders would stand on the quay.\n\n"
        "It happened in Norling, where the fare went and the islanders with it, as everybody on the council knows."
    )

    turns = find_turns(document)

    assert [(turn.speaker, turn.label) for turn in turns] == [
        ("Carla Bohn", None),
        ("Peter Aas", None),
        ("Peter Aas", None),
    ]
    assert [document.text[slice(*turn.cue)] for turn in turns if turn.cue] == ["opens", "replies", "replies"]


def test_a_note_about_the_piece_is_nobodys_answer() -> None:
    document = read_text(INTERVIEW + "\n\nThis interview has been shortened, and the ministry did not reply.")

    assert [turn.paragraph for turn in find_turns(document)] == [1, 2, 4]
