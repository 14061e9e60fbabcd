from __future__ import annotations

from service.engines.offline.engine import OfflineEngine
from service.engines.offline.sections import LONGEST_PARAGRAPH, cut_long
from service.pipeline.direct import map_document
from service.reading import read_text

SENTENCE = "The council argues that the quay is too short for two ferries. But nobody has measured it. "


def test_a_document_of_ordinary_paragraphs_is_left_as_it_is() -> None:
    document = read_text(f"A head line over the article\n\n{SENTENCE}\n\n{SENTENCE}")

    assert cut_long(document)[0] is document


def test_a_long_paragraph_is_cut_between_sentences_and_loses_nothing() -> None:
    document = read_text(f"{SENTENCE}\n\n{SENTENCE * 200}\n\n{SENTENCE}")
    cut, homes = cut_long(document)

    pieces = [paragraph for paragraph, home in zip(cut.paragraphs, homes, strict=True) if home == 1]
    assert len(pieces) > 3
    assert "".join(piece.cut(document.text) for piece in pieces) == document.paragraphs[1].cut(document.text)
    assert all(piece.length <= LONGEST_PARAGRAPH for piece in pieces)
    assert all(piece.cut(document.text).startswith(("The council", "But nobody")) for piece in pieces)
    assert [paragraph.index for paragraph in cut.paragraphs] == list(range(len(homes)))
    for segment in cut.segments:
        assert cut.paragraphs[segment.paragraph].covers(segment)


def test_one_sentence_without_an_end_is_cut_all_the_same() -> None:
    document = read_text("and they said no " * 1_000)

    assert all(paragraph.length <= LONGEST_PARAGRAPH for paragraph in cut_long(document)[0].paragraphs)


async def test_holders_and_units_of_a_long_paragraph_go_home(engine: OfflineEngine) -> None:
    document = read_text(f"{SENTENCE}\n\n{SENTENCE * 70}")

    map_ = await map_document(document, engine, engine)

    long = [unit for unit in map_.units if unit.paragraph == 1]
    holders = {unit.text.removeprefix("But "): unit.perspective for unit in long}
    assert len(long) > 70, "what the council says counts once, what the author says each time"
    assert len(holders) == 2, "the same sentence is held by the same in every stretch"
    codes = [warning.code for warning in map_.provenance.warnings]
    assert codes.count("long-paragraph") == 1
    assert set(codes) <= {"long-paragraph", "repeated-unit"}
