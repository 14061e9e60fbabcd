"""Who has the word, by the shape of labels: many forms, one speaker under several labels, and what is no label."""

from __future__ import annotations

import time

import pytest

from service.reading import read_text
from service.reading.blocks import Block
from service.reading.build import build_document
from service.reading.options import Limits, Options
from service.reading.turns.other_names import other_names
from service.reading.turns.speakers import Speakers

FLOOR = """\
                         THE CANAL BILL

  Mr. KESTREL of Ohio. Mr. Speaker, I rise against the bill. It would close
four locks, and the towns above them would lose their trade.
  I have said so at home, and I say it here.
  It is a bad bill, and I
cannot vote for it.

[[Page H217]]

  The SPEAKER pro tempore (Mr. Adair). The time of the gentleman has expired.
  Ms. VANDERLYN. Mr. Speaker, the letter of the lock keepers is as follows:

       We, the keepers of the four locks, ask the House to spare
     them for one season more.

  I share what they ask. I have
asked it myself.
  So I yield back.
"""


def said(text: str) -> list[tuple[str, str | None, str]]:
    """Speaker, label and first words of each turn."""
    document = read_text(text)
    return [(turn.speaker, turn.label, " ".join(turn.cut(document.text).split()[:3])) for turn in document.turns]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Q: Will you appeal against the ruling?\n\nRuiz: We will, because I think the wells are ours.\n\n"
            "Q: Are you sure of it?\n\nRuiz: Yes, I am.",
            [("author", "Q"), ("t1", "Ruiz"), ("author", "Q"), ("t1", "Ruiz")],
        ),
        (
            "[10:32] marlow: I moved the tables to the hall, as you asked.\n[10:33] petra_k: You "
            "did, and they block it.\n"
            "[10:35] marlow: I can move them again.",
            [("t1", "marlow"), ("t2", "petra_k"), ("t1", "marlow")],
        ),
        (
            "The Minister of State, Department of Canals and\nInland Harbours (Mr. Tobias Renn): I thank the House.\n\n"
            "Ms. Odile Farrow (Lenham, North): Will he keep the locks?\n\nMr. Renn: I shall keep them all.\n\n"
            "Hon. Members: Hear, hear, we thank him.",
            [
                ("t1", "The Minister of State, Department of Canals and Inland Harbours (Mr. Tobias Renn)"),
                ("t2", "Ms. Odile Farrow (Lenham, North)"),
                ("t1", "Mr. Renn"),
                ("t3", "Hon. Members"),
            ],
        ),
        (
            "12. Mr. Farrow asked the Minister whether he will keep the locks.\n\nMr. Renn: I shall "
            "keep them, I think.",
            [("t1", "Mr. Farrow"), ("t2", "Mr. Renn")],
        ),
        (
            "Präsidentin Dr. Vohl: Das Wort hat Herr Abgeordneter Marten.\n\nMarten (FREIE LISTE): Ich danke Ihnen.\n"
            "(Zuruf von der Mitte: Zur Sache!)\nWir lehnen den Antrag ab, weil er die Schleusen schließt.",
            [("t1", "Präsidentin Dr. Vohl"), ("t2", "Marten (FREIE LISTE)")],
        ),
        ("主席：請林委員質詢。\n\n林委員文海：主席，我反對關閉水閘。", [("t1", "主席"), ("t2", "林委員文海")]),
        (
            "M. le président. La parole est à Mme Lenoir.\n\nMme Aude Lenoir. Je vous remercie. Nous voterons contre.",
            [("t1", "M. le président"), ("t2", "Mme Aude Lenoir")],
        ),
        (
            "Mr RENN (Lenham) (14:32): I move that the bill be read.\n\nThe DEPUTY SPEAKER (Ms "
            "Lind): I call Ms Farr.\n\n"
            "Ms FARR (Pell—Minister for Locks) (14:40): I thank you.\n\nSome hon. members: Hear, hear!",
            [
                ("t1", "Mr RENN (Lenham) (14:32)"),
                ("t2", "The DEPUTY SPEAKER (Ms Lind)"),
                ("t3", "Ms FARR (Pell—Minister for Locks) (14:40)"),
                ("t4", "Some hon. members"),
            ],
        ),
        (
            "Ada Lind, on behalf of the Canal Group. – Mr President, I welcome it.\n\nTom Renn "
            "(LOCK). – Madam, we do not.\n\n"
            "President. – Thank you.",
            [("t1", "Ada Lind, on behalf of the Canal Group"), ("t2", "Tom Renn (LOCK)"), ("t3", "President")],
        ),
        (
            "Speaker 1: I think we should begin.\nSpeaker 2: I agree.\nSpeaker 1: Then let "
            "me.\nSpeaker 3: Please do, sir.",
            [("t1", "Speaker 1"), ("t2", "Speaker 2"), ("t1", "Speaker 1"), ("t3", "Speaker 3")],
        ),
        (
            "Ada Lind  0:03\nWhat do you make of it?\n\nTom Renn  0:09\nI like it.\n\nAda Lind  0:15\nAll of it?",
            [("t1", "Ada Lind"), ("t2", "Tom Renn"), ("t1", "Ada Lind")],
        ),
        (
            "La señora PRESIDENTA: Tiene la palabra el señor Ruiz.\n\nEl señor RUIZ: Gracias. "
            "Nosotros votaremos en contra.",
            [("t1", "La señora PRESIDENTA"), ("t2", "El señor RUIZ")],
        ),
    ],
    ids=[
        *("interview", "chat", "office over two lines", "asked", "german", "chinese", "french"),
        *("australian", "european", "numbered", "clock below the name", "spanish"),
    ],
)
def test_labels_of_many_shapes(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(speaker, label) for speaker, label, _ in said(text)] == wanted


def test_a_floor_debate_with_its_page_marks_procedure_and_what_is_read_into_it() -> None:
    document = read_text(FLOOR)

    assert "Page H217" not in document.text
    assert [(turn.label, turn.kind, turn.cut(document.text)[-20:]) for turn in document.turns] == [
        ("Mr. KESTREL of Ohio", "speech", " cannot vote for it."[-20:]),
        ("The SPEAKER pro tempore (Mr. Adair)", "procedure", "ntleman has expired."),
        ("Ms. VANDERLYN", "speech", "epers is as follows:"),
        ("the lock keepers", "inserted", "for one season more."),
        ("Ms. VANDERLYN", "speech", "f.\n\nSo I yield back."),
    ]


MINUTES = """\
Minutes of the Lock Board, 4 March

Present: Mrs Finn, Mr Oakes, Mr Dale (in the chair)

Mr Oakes: I have read the bill. I do not think that we should pay it.

Mrs Finn said that the council believes the meters to be faulty. She added that the clerk had written.

The letter had not been answered.

Mr Dale: We should wait.

Mr Oakes once told me that it leaks. I believe him.
"""


def test_the_narrator_of_minutes_takes_over_from_whoever_has_the_word() -> None:
    """A paragraph in which nobody says "I" or "we" and somebody present is said to have spoken is the record's."""
    assert said(MINUTES) == [("t1", "Mr Oakes", "I have read"), ("t2", "Mr Dale", "We should wait.")]
    assert read_text(MINUTES).turns[1].end == len(read_text(MINUTES).text)

    hearing = "Ms. HOLT: You saw it.\n\nMr. Bell said that the gate stood open.\n\nMr. BELL: I did, sir."
    assert [words for _, _, words in said(hearing)] == ["You saw it.", "I did, sir."]


@pytest.mark.parametrize(
    ("lead", "read_in", "wanted"),
    [
        ("The depot's manager has written to all Members. His letter is as follows:", "", "The depot's manager"),
        ("I include an article by Joan Pratt in the Tarn Gazette:", "", "Joan Pratt"),
        ("I ask leave to print the letter. It reads as follows:", "Sincerely, Ada Lind, Tarn.", "Ada Lind"),
        ("The Court stated in its wisdom:", "", "The Court"),
        ("I offer an amendment.\n  The CHAIR. The Clerk will report it.\n  The Clerk read as follows:", "", "Mr. RENN"),
        ("I will quote the rule that we made:", "", "Mr. RENN"),
    ],
    ids=["who has written", "by", "signature", "who stated", "mover", "nobody named"],
)
def test_what_is_read_into_a_record_is_its_issuers(lead: str, read_in: str, wanted: str) -> None:
    text = (
        "  Ms. FARR of Pell. Mr. Chairman, I rise against the bill, and I thank\nmy friends who stood up before me "
        "to say what has to be said of it.\n"
        "  It is a bad bill, and I have said so in the towns above the locks, where\nthey know what it is to wait.\n"
        f"  Mr. RENN. Mr. Chairman, I thank the gentlewoman for what she has said to\nthe House. {lead}\n\n"
        "       The locks shall be kept open from the first day of May to the\n     last day of October.\n"
        f"{'       ' + read_in if read_in else ''}\n\n"
        "  I thank you for your patience, and I yield to whoever wishes to speak on\nthe matter after me."
    )
    inserted = [turn for turn in read_text(text).turns if turn.kind == "inserted"]

    assert [turn.label for turn in inserted] == [wanted]
    assert "Sincerely" not in inserted[0].cut(read_text(text).text)


def test_a_sentence_that_a_page_head_or_a_column_mark_cuts_is_joined() -> None:
    page = (
        "The board kept the canal open because\nPage 4 of 29\n\nMinutes of the Canal Board\nthe towns above the locks"
    )
    more = " live by it.\nIt said so in\n118\nMay and again in\nPage 5 of 29\n\nMinutes of the Canal Board\nJune."

    assert read_text(page + more).text == (
        "The board kept the canal open because the towns above the locks live by it. It said so in "
        "May and again in June."
    )


def test_a_speakers_sentence_that_is_broken_before_a_name_is_one() -> None:
    text = "Mr. RENN: It had always been part of the plan that Director\nCasey would know nothing of the locks."
    document = read_text(f"{text}\n\nMs. FARR: Who else was it who would not\nknow? I ask you that.")
    assert "Director Casey would" in document.text


def test_an_excerpt_that_begins_in_the_middle_of_a_speech_has_a_speaker_without_a_name() -> None:
    text = (
        "I come to my second point, Mr. Chairman, and you will forgive me. It is the cost.\n\nMr. RENN: "
        "I do forgive you."
    )

    assert said(text) == [("t1", None, "I come to"), ("t2", "Mr. RENN", "I do forgive")]


def test_one_speaker_under_several_labels_is_one_and_two_of_one_name_are_two() -> None:
    speakers = Speakers()
    labels = [
        "Mr. HALE of Iowa",
        "Mrs. HALE",
        "The Minister for Locks (Mr. Jan Renn)",
        "Mr. Renn",
        "The CHAIR",
        "Mr. HALE",
    ]

    assert [speakers.of(label) for label in labels] == ["t1", "t2", "t3", "t3", "t4", "t1"]
    assert speakers.of("Mr. HALE of Texas") not in ("t1", "t2")


def test_a_seat_or_a_name_in_brackets_means_a_speaker_unless_two_have_it() -> None:
    document = read_text(
        "Mr. KESTREL of Ohio. Mr. Speaker, my good friend from Iowa (Mr. Adair) is wrong.\n\n"
        "Mr. ADAIR. The gentleman from Ohio counts badly, and I tell him so.\n\n"
        "Ms. REED of Maine. I agree with the gentleman from Iowa, and not with the Senator from Texas.\n\n"
        "Mr. LEE of Maine. I thank the gentlewoman from Maine."
    )
    found = {speaker: [span.cut(document.text) for span in spans] for speaker, spans in other_names(document).items()}

    assert found == {"t1": ["The gentleman from Ohio"], "t2": ["my good friend from Iowa", "the gentleman from Iowa"]}


@pytest.mark.parametrize(
    "text",
    [
        "Ingredients: two eggs and flour.\n\nMethod: Beat them. Rest them.\n\nServes: four "
        "people.\n\nIngredients: salt.\n\n"
        "Method: Stir it well.\n\nServes: two.",
        "Name: Ada Lind\nPhone: 555 0100\nEmail: ada@example.org\n\nName: Jan Renn\nPhone: 555 "
        "0101\nEmail: jan@example.org",
        "def open(lock):\n    if lock.is_open: return True\n    else: return close(lock)\n\nclass "
        "Lock:\n    def shut(self): pass",
        "Section 1: The keeper opens the lock.\n\nSection 2: The keeper shuts the lock.\n\nSection "
        "3: You pay the keeper.",
        "Cost: The lock is dear.\n\nBenefit: The cost is borne by you and me.\n\nCost: It leaks, we "
        "hear.\n\nBenefit: It is of benefit.",
        "The minister was blunt: I will not close it. His critic was blunter: you will.",
        "| Lock | Depth |\n|---|---|\n| Pell | 4 |\n| Tarn | 5 |\n\nPell: 4.\n\nTarn: 5.\n\nPell: 6.\n\nTarn: 7.",
    ],
    ids=["recipe", "addresses", "code", "law", "headed list", "prose", "table"],
)
def test_labels_that_repeat_and_name_no_speaker_make_no_turns(text: str) -> None:
    assert said(text) == []


BEES = """\
A keeper of bees on the roof

We spoke to Ines Varga, who keeps bees on the roof of the town hall.

Why do you keep bees in a town?

Because I like honey, and I like the quiet up there.

I sleep there in summer.

Do they sting your neighbours?

No. I have had two complaints in nine years.

This conversation took place on the roof.

What would you tell the council?

That I need a second ladder.
"""


def test_an_interview_without_labels_has_the_name_from_its_introduction() -> None:
    asked, answered = ("author", None), ("t1", "Ines Varga")
    assert said(BEES) == [
        (*asked, "Why do you"),
        (*answered, "Because I like"),
        (*asked, "Do they sting"),
        (*answered, "No. I have"),
        (*asked, "What would you"),
        (*answered, "That I need"),
    ]
    assert said(BEES.replace("We spoke to", "I am")) == [], "an essay with questions of its own"


def test_what_the_source_states_is_not_looked_for() -> None:
    blocks = [
        Block("anna: So the locks stay.", speaker="anna"),
        Block("All four of them.", speaker="anna"),
        Block("B.: Method: none.", speaker="B."),
    ]
    document = build_document(blocks, Options(), kind="text")

    assert [(turn.label, turn.cut(document.text)) for turn in document.turns] == [
        ("anna", "So the locks stay.\n\nAll four of them."),
        ("B.", "Method: none."),
    ]


def test_five_thousand_turns_take_time_in_line_with_their_number() -> None:
    def seconds(turns: int) -> float:
        text = "\n".join(f"Mr. {'RENN' if at % 2 else 'FARROW'}: I say that lock {at} leaks." for at in range(turns))
        started = time.process_time()
        blocks = [Block(line) for line in text.split("\n")]
        build_document(blocks, Options(limits=Limits(max_paragraphs=9_000)), kind="text")
        return time.process_time() - started

    seconds(100)
    assert seconds(5_000) < 12 * seconds(1_000)
