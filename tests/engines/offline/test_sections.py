"""A long document is looked through in sections, and what is found in them is put together as if it were one."""

from __future__ import annotations

import pytest

from service.engines.offline import sections
from service.engines.offline.engine import OfflineEngine
from service.engines.offline.sections import sections_of
from service.pipeline.direct import map_document
from service.reading import read_text

FILLER = "The quay is too short, because two ferries cannot berth at once. Nobody has measured it since the flood."
TEXT = "\n\n".join(
    [
        "Minister Ann Lee argues that the town should borrow. The loan would pay for the quay.",
        *[FILLER] * 3,
        "Why the town should wait",
        "The mayor, Tom Brandt, says that the state will pay.",
        "He adds that the loan costs too much.",
        *[FILLER] * 4,
        "Lee believes that the ferries will not wait.",
        FILLER,
    ]
)


@pytest.fixture(autouse=True)
def short_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "MOST", 500)


def test_sections_hold_all_paragraphs_once_and_begin_at_a_heading_where_one_comes() -> None:
    document = read_text(TEXT)
    found = sections_of(document)
    assert len(found) >= 3
    own = [home for section in found for home in section.homes[section.first :]]
    assert own == [paragraph.index for paragraph in document.paragraphs]
    assert any(section.document.paragraphs[section.first].kind == "heading" for section in found)
    for section in found:
        part = section.document
        assert part.text == document.text[section.offset : section.offset + len(part.text)]
        assert [item.index for item in part.paragraphs] == list(range(len(section.homes)))
        assert part.segments
        assert all(part.paragraphs[item.paragraph].covers(item) for item in part.segments)


async def test_who_speaks_in_several_sections_is_one_and_a_pronoun_looks_back(engine: OfflineEngine) -> None:
    document = read_text(TEXT)
    found = await engine.find(document)
    assert [answer.paragraph for answer in found.structures] == [paragraph.index for paragraph in document.body()]
    assert [paragraph for paragraph, _ in found.units] == sorted(paragraph for paragraph, _ in found.units)
    map_ = await map_document(document, engine, engine)
    holders = {item.id: item.label for item in map_.perspectives}
    held = {unit.text: holders[unit.perspective] for unit in map_.units}
    assert held["the town should borrow"] == held["the ferries will not wait"]
    assert held["the state will pay"] == held["the loan costs too much"]
    assert "Lee" in held["the town should borrow"]
    assert all(document.paragraphs[unit.paragraph].covers(unit.spans[0]) for unit in map_.units)
