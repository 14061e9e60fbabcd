"""English units that an answer cuts short are mended; joint parties each hold what they say."""

from __future__ import annotations

import json

import pytest

from service.engines.answers import Voice, VoicesAnswer
from service.engines.llm import structure
from service.engines.llm.chain import is_report
from service.reading import read_text

VOICES = VoicesAnswer(
    voices=(
        Voice(key="v1", label="Westland", kind="institution"),
        Voice(key="v2", label="Odile Farr", kind="person"),
        Voice(key="v3", label="Locks Act", kind="institution"),
    )
)


def decoded(sentence: str, units: list[str], said: tuple[tuple[str, str, str], ...] = ()) -> list[tuple[str, str]]:
    """Holder and words of each unit; a unit is given as `words` or `words@A`, a row as voice, source, cue."""
    document = read_text(f"{sentence} Nobody has answered that so far.")
    question = structure.questions_of(document, VOICES, 0, form=structure.TURNS)[0]
    (numbered,) = (item.numbered for item in question.shown)

    def place(words: str) -> str:
        ((first, last),) = numbered.find_words(words)
        return f"{first}-{last}"

    rows = [f"{voice} {place(source)} {place(cue)}" for voice, source, cue in said]
    named = [unit.partition("@") for unit in units]
    places = [f"w{place(words)}{letter}" for words, _, letter in named]
    answer = {"paragraphs": [{"p": 1, "said": rows, "units": places}]}
    found = question.decode(json.dumps(answer)).answer
    assert found is not None
    holders = {item.id: item.voice for item in found.attributions}
    cut = [" // ".join(span.cut(document.text) for span in unit.spans) for unit in found.units]
    return [
        (holders.get(unit.attribution or "", "author"), words) for unit, words in zip(found.units, cut, strict=True)
    ]


@pytest.mark.parametrize(
    ("sentence", "units", "said", "wanted"),
    [
        (
            "Westland has welcomed the deal as a way out of its trouble.",
            ["the deal as a way out of its trouble@A"],
            (("1", "Westland", "has welcomed"),),
            [("v1", "Westland has welcomed the deal as a way out of its trouble")],
        ),
        (
            "The Locks Act would prohibit towns from closing a lock in winter.",
            ["towns from closing a lock in winter@A"],
            (("3", "The Locks Act", "would prohibit"),),
            [("v3", "The Locks Act would prohibit towns from closing a lock in winter")],
        ),
        (
            "Westland wants a second lock at Pell.",
            ["a second lock at Pell@A"],
            (("1", "Westland", "wants"),),
            [("v1", "a second lock at Pell")],
        ),
        (
            "Some plans, such as the Locks Act, would close every lock.",
            ["Some plans, such as the Locks Act, would close every lock@A"],
            (("3", "the Locks Act", "would"),),
            [("author", "Some plans, such as the Locks Act, would close every lock")],
        ),
        (
            "Towns might choose to limit traffic and ensure keepers have the means to work without help.",
            ["Towns might choose to limit traffic and ensure keepers"],
            (),
            [("author", "Towns might choose to limit traffic and ensure keepers have the means to work without help")],
        ),
        (
            "The Board believes a delay would cost too much, and thus has closed the lock.",
            ["The Board believes a delay would cost too much", "has closed the lock"],
            (),
            [("author", "a delay would cost too much, and thus has closed the lock")],
        ),
        (
            "While the lock is old, it holds the water.",
            ["While the lock is old", "it holds the water"],
            (),
            [("author", "the lock is old"), ("author", "it holds the water")],
        ),
        (
            "Odile Farr argued that no rule protects towns and that keepers are paid too little.",
            ["no rule protects towns@A", "and that keepers are paid too little@A"],
            (("2", "Odile Farr", "argued"),),
            [("v2", "no rule protects towns"), ("v2", "keepers are paid too little")],
        ),
        (
            "Mr. Speaker, I believe that the lock has to stay open.",
            ["Mr. Speaker, I believe that the lock has to stay open"],
            (),
            [("author", "the lock has to stay open")],
        ),
        (
            "Westland does not believe that the lock leaks.",
            ["Westland does not believe that the lock leaks"],
            (),
            [("author", "Westland does not believe that the lock leaks")],
        ),
    ],
    ids=[
        *("welcomed", "prohibit", "wants", "such as", "mid-clause", "no subject", "while", "and that", "address"),
        "another's denial stays",
    ],
)
def test_units_are_whole_clauses(
    sentence: str, units: list[str], said: tuple[tuple[str, str, str], ...], wanted: list[tuple[str, str]]
) -> None:
    assert decoded(sentence, units, said) == wanted


def test_each_of_joint_parties_says_it() -> None:
    document = read_text("Westland and Odile Farr said that the lock leaks. Nobody has answered that so far.")
    question = structure.questions_of(document, VOICES, 0, form=structure.TURNS)[0]
    (item,) = question.shown
    place = "-".join(map(str, item.numbered.find_words("the lock leaks")[0]))
    raw = {"paragraphs": [{"p": 1, "said": ["1 1 5"], "units": [f"w{place}A"]}]}
    found = question.decode(json.dumps(raw)).answer
    assert found is not None

    said = [(one.voice, [span.cut(document.text) for span in one.content]) for one in found.attributions]
    assert said == [("v1", ["the lock leaks"]), ("v2", ["the lock leaks"])]


def test_what_cites_statutes_and_cases_again_and_again_is_a_report() -> None:
    text = "See 15 U.S.C. 1693 and Lind v. Renn. The rule at 12 CFR 1005 says so, and so does Pub. L. 111-203."
    assert is_report(read_text(text))
    assert not is_report(read_text("The lock leaks. In Lind v. Renn the court said so, and the town did not appeal."))
