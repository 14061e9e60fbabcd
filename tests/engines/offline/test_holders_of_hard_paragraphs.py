from __future__ import annotations

import pytest

from service.domain.document import Document
from service.engines.answers import AUTHOR, StructureAnswer, VoicesAnswer
from service.engines.offline.engine import OfflineEngine
from service.reading import read_text
from tests.engines.offline.hard_paragraphs import HARD, Hard


@pytest.mark.parametrize("hard", HARD, ids=lambda hard: hard.name)
async def test_every_claim_stands_in_the_right_mouth(engine: OfflineEngine, hard: Hard) -> None:
    document = read_text(hard.text)
    voices = (await engine.voices(document)).answer
    structure = (await engine.structure(document, voices, document.body()[0].index)).answer

    found = {words: holders_of(document, voices, structure, words) for words in hard.held}

    for words, holder in hard.held.items():
        assert found[words] or holder == AUTHOR, f"no unit holds {words!r}"
        assert all(holder.lower() in name.lower() for name in found[words]), (words, found[words])


def holders_of(document: Document, voices: VoicesAnswer, structure: StructureAnswer, words: str) -> list[str]:
    """For each unit with these words: all names of its holder, in one text."""
    names = {voice.key: " / ".join((voice.label, *voice.aliases)) for voice in (*voices.voices, *structure.new_voices)}
    held = {stretch.id: stretch.voice for stretch in structure.attributions}
    return [
        AUTHOR if unit.attribution is None else names[held[unit.attribution]]
        for unit in structure.units
        if words in " ".join(span.cut(document.text) for span in unit.spans)
    ]
