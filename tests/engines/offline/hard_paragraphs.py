"""Paragraphs in which it is hard to tell who holds what, with the holders that must come out.

Each holder is given by words that its label or one of its aliases must have; AUTHOR stands for the author.
"""

from __future__ import annotations

from dataclasses import dataclass

AUTHOR = "author"


@dataclass(frozen=True)
class Hard:
    """`held`: words of a unit -> words of its holder's name. For AUTHOR, no unit of another may have the words."""

    name: str
    text: str
    held: dict[str, str]


HARD = (
    Hard(
        "modal-cues",
        "U.S. officials would point to unsafe intercepts at sea as destabilizing; others might blame Taipei for "
        "moving too "
        "fast. Either way, the two navies need a hotline.",
        {"unsafe intercepts": "U.S. officials", "Taipei for moving": "others", "need a hotline": AUTHOR},
    ),
    Hard(
        "capital-and-demonym",
        "Chinese officials say that the patrols are routine. Beijing also insists that the strait is its own "
        "water. The "
        "patrols have doubled in a year, which no routine explains.",
        {"patrols are routine": "Chinese officials", "its own water": "Chinese officials", "have doubled": AUTHOR},
    ),
    Hard(
        "quotation-over-sentences",
        "\u201cWe were promised a school,\u201d said Nadia Brandt, who leads the tenants\u2019 group. "
        "\u201cWhat we got is a car park. "
        "It stands empty every night.\u201d The city should keep its word.",
        {
            "promised a school": "Nadia Brandt",
            "a car park": "Nadia Brandt",
            "stands empty": "Nadia Brandt",
            "keep its word": AUTHOR,
        },
    ),
    Hard(
        "pronouns",
        "Ivo Petrov, the harbour master, argues that dredging is cheap. He adds that silt returns slowly. Marta "
        "Lind, a "
        "biologist, disagrees. She warns that the eelgrass would die within a year.",
        {"dredging is cheap": "Petrov", "silt returns slowly": "Petrov", "eelgrass would die": "Lind"},
    ),
    Hard(
        "passive-in-a-capital",
        "The treaty is seen in Ankara as an insult to the army. That reading is wrong, because the treaty was "
        "written by the "
        "army itself.",
        {"an insult to the army": "Ankara", "That reading is wrong": AUTHOR, "written by the army": AUTHOR},
    ),
    Hard(
        "according-to-and-view",
        "According to the water board, the wells will last another century. In the view of the growers, they "
        "will be dry "
        "in ten years. Nobody has measured them since 1998.",
        {"last another century": "water board", "dry in ten years": "growers", "Nobody has measured": AUTHOR},
    ),
    Hard(
        "according-to-an-apposition",
        "The union wants neither. According to its chair, Olof Brandt, households in both countries have paid 40 "
        "million for a cable that hangs on two signatures. That is too much.",
        {"households in both countries": "Brandt"},
    ),
    Hard(
        "ellipses",
        "Some residents say that the dam must go. Others, that it must be rebuilt. Not so the engineers: the "
        "dam is sound "
        "and only its gates are old.",
        {"dam must go": "residents", "must be rebuilt": "others", "dam is sound": "engineers"},
    ),
    Hard(
        "negated-belief",
        "Neither ministry believes that its own figures are wrong. Both should publish them, since secrecy "
        "breeds error.",
        {"publish them": AUTHOR, "secrecy breeds error": AUTHOR},
    ),
    Hard(
        "nested",
        "The union says that managers believe the strike will collapse. It is mistaken: the managers are negotiating "
        "already, and they would not if they expected to win.",
        {"strike will collapse": "managers", "are negotiating already": AUTHOR},
    ),
    Hard(
        "introduced-and-never-said-to-speak",
        "Councillor Anna Brekke opened the meeting with the state of the depot. It was far too small for the new "
        "buses. Half of them slept in the street, and in winter three of them had not started. Nobody "
        "asked for a palace.",
        {"far too small": "Anna Brekke", "slept in the street": "Anna Brekke"},
    ),
)
