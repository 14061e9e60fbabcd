"""Forms of article other than the column: who holds what in texts of our own, labelled by hand (`labelled.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from service.engines.offline.engine import OfflineEngine
from service.pipeline.direct import map_document
from service.reading import read_bytes
from tests.engines.offline.labelled import FURNITURE, Judged, Labelled, judge

TEXTS = [Labelled.load(path) for path in sorted((Path(__file__).parent / "forms").iterdir())]
FORMS = sorted({text.name.split("-")[0].rstrip("s") for text in TEXTS})


async def _judge(form: str, engine: OfflineEngine) -> list[Judged]:
    found: list[Judged] = []
    for text in TEXTS:
        if text.name.startswith(form):
            document = read_bytes(text.text.encode(), name=text.name)
            map_ = await map_document(document, engine, engine)
            assert map_.provenance.warnings == ()
            found += judge(text, map_)
    return found


@pytest.mark.parametrize("form", FORMS)
async def test_claims_go_to_who_makes_them(form: str, engine: OfflineEngine) -> None:
    found = await _judge(form, engine)

    others = [unit for unit in found if unit.wanted not in ("author", FURNITURE)]
    leaks = [unit.text for unit in others if unit.is_leak]
    wrong = [(unit.text, unit.wanted, unit.names) for unit in others if not unit.is_right]
    assert [unit.text for unit in found if unit.wanted == FURNITURE] == []
    assert len(leaks) <= _few(0.05, others), leaks
    assert len(wrong) <= _few(0.1, others), wrong


async def test_authors_keep_their_claims(engine: OfflineEngine) -> None:
    found = await _judge("", engine)

    own = [unit for unit in found if unit.wanted == "author"]
    given_away = [(unit.text, unit.names) for unit in own if unit.is_stolen]
    assert len(given_away) <= _few(0.1, own), (len(own), given_away)


def _few(share: float, units: Sequence[Judged]) -> int:
    """The share of them; one in any case, since a form with six claims has no twentieth."""
    return max(1, int(share * len(units)))
