"""Texts with turns as gold: `NAME.txt` and, beside it, `NAME.turns.json`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from service.domain.base import Frozen
from service.domain.document import TurnKind
from service.domain.schema_faults import reason_of
from service.errors import InputError

OWN = Path(__file__).resolve().parent / "gold"
"""The texts that come with the project; their turns are what two annotators agree on."""
SECOND = "second"
"""Beside a folder of texts: the turns of whoever labelled them again, from the texts alone."""


class GoldTurn(Frozen):
    """One turn, in code points of the file's text; it begins with its label, where one is `printed`.

    `speaker`: the label as printed; `person`: who that is, where one speaker has several labels. `continued`: the
    speaker goes on after an insertion, without a label. `inserted` is a document that is read out: its speaker is who
    wrote, moved or issued it.
    """

    speaker: str
    start: int
    end: int
    person: str | None = None
    continued: bool = False
    printed: bool = True
    kind: TurnKind = "speech"

    @property
    def has_label(self) -> bool:
        """Whether the turn begins with its speaker's label."""
        return self.printed and not self.continued

    @property
    def who(self) -> str:
        """One name for one speaker."""
        return self.person or self.speaker


@dataclass(frozen=True)
class TurnsText:
    """`suffix`: of the file, which says how it is read."""

    name: str
    suffix: str
    text: str
    turns: tuple[GoldTurn, ...]


_TURNS = TypeAdapter(tuple[GoldTurn, ...])


def second_layer(folder: Path) -> list[tuple[TurnsText, tuple[GoldTurn, ...]]]:
    """Each text with the turns of its second annotator; [] where nobody labelled them again. Raises InputError."""
    layer = folder.parent / SECOND
    return [
        (text, _read(path))
        for text in load_turns(folder)
        if (path := layer / f"{text.name}.turns.json").is_file() and folder.name != SECOND
    ]


def _read(path: Path) -> tuple[GoldTurn, ...]:
    try:
        return _TURNS.validate_json(path.read_bytes())
    except ValidationError as error:
        raise InputError(f"{path.name}: {reason_of(error)}", hint="It is a list of speaker, start, end.") from error


def load_turns(folder: Path) -> list[TurnsText]:
    """Every text of the folder that has turns. Raises InputError for a folder without any, and for broken ones."""
    found = []
    for path in sorted(folder.glob("*.turns.json")):
        name = path.name.removesuffix(".turns.json")
        texts = [text for text in folder.glob(f"{name}.*") if text.suffix in (".txt", ".vtt")]
        if len(texts) != 1:
            raise InputError(f"{path.name} has no text beside it", hint=f"Put {name}.txt or {name}.vtt there.")
        found.append(TurnsText(name, texts[0].suffix, texts[0].read_text("utf-8"), _read(path)))
    if not found:
        raise InputError(f"{folder} holds no NAME.turns.json", hint="Each lists the turns of NAME.txt.")
    return found
