"""Generated texts of odd forms, the same ones each time. They say nothing sensible; what counts is their form."""

from __future__ import annotations

import random
import textwrap

_SOURCES = (
    "The council", "Ms. Ode", "critics", "the harbour master", "He", "They", "Neither side", "both ministries",
    "a driver from Ullapool", "the U.N.", "Dr. van den Berg", "its engineers", "nobody",
)  # fmt: skip
_CUES = (
    "says that", "said", "doubts whether", "argues that", "would point to", "fears that", "told reporters that",
    "believes", "denied that", "asked whether", "according to the paper", "wants",
)  # fmt: skip
_CLAIMS = (
    "the ferry should run at night", "the quay is too short", "fares have doubled since 2019", "no one was asked",
    "the bridge will cost more than it saves", "tourists pay for the winter", "the old timetable was no better",
)  # fmt: skip
_LINKS = (". ", ", because ", "; ", ", but ", ". Therefore ", " - and ", "? ", "! ", ": ", ". So ", ", although ")


LARGE = ("one paragraph of 5,000 words", "3,000 paragraphs of three words")


def oddities() -> dict[str, str]:
    """Name -> text."""
    dice = random.Random(17)
    sentences = [_sentence(dice) for _ in range(60)]
    prose = " ".join(sentences)
    return {
        "one word a line": "\n".join(prose.split()[:150]),
        "one word a paragraph": "\n\n".join(prose.split()[:150]),
        "a transcript": "\n".join(f"{name}: {line}" for name, line in zip(_names(40), sentences, strict=False)),
        "a transcript with places": "\n\n".join(
            f"Ms. {name} ({place}): {line}"
            for name, place, line in zip(_names(30), _names(30), sentences, strict=False)
        ),
        "labels alone": "\n\n".join(f"{name}:" for name in _names(30)),
        "dialogue with dashes": "\n".join(f"\u2014 {line}" for line in sentences[:30]),
        "dialogue in quotation marks": "\n\n".join(f"\u201c{line}\u201d" for line in sentences[:30]),
        "quotation marks that never close": "\n\n".join(f'"{line} \u201c{line}' for line in sentences[:20]),
        "quotation marks that only close": "\n\n".join(f'{line}" {line}\u201d' for line in sentences[:20]),
        "a list": "\n".join(f"- {line}" for line in sentences[:30]),
        "a numbered list of scraps": "\n".join(f"{n}. {line.split()[0]}" for n, line in enumerate(sentences[:40], 1)),
        "a table with tabs": "\n".join("\t".join(str(dice.randint(0, 9999)) for _ in range(6)) for _ in range(40)),
        "a table with words": "\n".join(f"{name} | {dice.random():.2f} | says no |" for name in _names(40)),
        "hard-wrapped": textwrap.fill(prose, 62),
        "ragged": "\n".join(_ragged(dice, prose)),
        "ragged with a break inside words": "\n".join(_ragged(dice, prose)).replace("er\n", "e-\nr\n"),
        "no stop anywhere": prose.translate(str.maketrans("", "", ".,;:?!\u2014")),
        "capitals": prose.upper(),
        "one long word": "x" * 9_000 + ". " + sentences[0],
        "no spaces": prose.replace(" ", "")[:4_000],
        "nested reports": ", who said that ".join(_SOURCES) + ", was right. " + " says that ".join(_SOURCES * 2) + ".",
        "brackets that never close": "(".join(sentences[:30]),
        "two languages": " ".join(
            f"{line} Das glaubt in {n} Jahren niemand mehr." for n, line in enumerate(sentences[:20])
        ),
        "marks and hardly a word": "\u201c \u201d \u201c\u201d '' \" \u2018 \u2019 ... ? ! " * 100 + "No.",
        "joiners and marks": "a\u0301\u200d\ufe0f \U0001f9d1\u200d\U0001f680 said \u201c\U0001f600\u201d. " * 60,
        "a liveblog": "\n\n".join(f"{8 + n // 4}:{n % 4 * 15:02}\n{line}" for n, line in enumerate(sentences[:24])),
        "one paragraph of 5,000 words": " ".join(_sentence(dice) for _ in range(250)),
        **{
            f"{count:,} paragraphs of three words": "\n\n".join(
                f"{dice.choice(_SOURCES)} {dice.choice(_CUES).split()[0]} no." for _ in range(count)
            )
            for count in (300, 3_000)
        },
    }


def _sentence(dice: random.Random) -> str:
    parts = []
    for _ in range(dice.randint(1, 3)):
        parts += [f"{dice.choice(_SOURCES)} {dice.choice(_CUES)} {dice.choice(_CLAIMS)}", dice.choice(_LINKS)]
    text = "".join(parts[:-1]) + dice.choice(".?!.")
    return text[:1].upper() + text[1:]


def _names(count: int) -> list[str]:
    first, last = ("Ana", "Bo", "Cai", "Q", "A", "Mr. Dee"), ("Ruiz", "O'Neill", "van Dam", "", "")
    return [f"{first[n % len(first)]} {last[n % len(last)]}".strip() for n in range(count)]


def _ragged(dice: random.Random, prose: str) -> list[str]:
    words, lines = prose.split(), []
    while words:
        width = dice.randint(3, 22)
        lines.append(" ".join(words[:width]))
        words = words[width:]
    return lines
