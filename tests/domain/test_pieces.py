"""Models in pieces are the same as whole ones, and let other threads come in between."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from service.domain import pieces
from service.domain.argument_map import ArgumentMap
from service.domain.document import Document, Paragraph, Segment
from service.domain.pieces import dump_in_pieces, parse_in_pieces
from tests.building import tram_map


def _large(segments: int) -> Document:
    text = "ab" * segments
    return Document(
        text=text,
        sha256="0" * 64,
        paragraphs=(Paragraph(index=0, start=0, end=len(text)),),
        segments=tuple(
            Segment(id=f"s{number}", paragraph=0, start=2 * number, end=2 * number + 2) for number in range(segments)
        ),
    )


@pytest.mark.parametrize("segments", [0, 1, 499, 500, 501, 1_000, 1_234])
def test_the_same_as_in_one_piece(segments: int) -> None:
    document = _large(segments) if segments else Document(text="ä\u2028\x00", sha256="0")
    whole = document.model_dump_json().encode()
    assert dump_in_pieces(document) == whole
    assert parse_in_pieces(Document, whole) == document


def test_a_map_is_the_same() -> None:
    map_ = tram_map().model_copy(update={"document": _large(2_000)})
    whole = tram_map().model_dump_json().encode()
    assert dump_in_pieces(tram_map()) == whole
    assert parse_in_pieces(ArgumentMap, whole) == tram_map()
    assert dump_in_pieces(map_) == map_.model_dump_json().encode()


def test_what_is_wrong_is_refused_wherever_it_stands() -> None:
    whole = _large(1_500).model_dump_json()
    for wrong in (
        whole.replace('"start":2000,"end":2002', '"start":2002,"end":2000'),
        whole.replace('"id":"s1499"', '"nick":"s1499"'),
        whole.replace('"language":"en"', '"language":7'),
        "[]",
        "7",
    ):
        assert wrong != whole
        with pytest.raises(ValidationError):
            parse_in_pieces(Document, wrong.encode())


def test_no_piece_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two pieces other threads may go on."""
    sizes: list[int] = []
    validate, to_json = TypeAdapter.validate_python, pieces.to_json

    def validating(self: TypeAdapter[Any], values: Any) -> Any:
        sizes.append(len(values))
        return validate(self, values)

    def noting(value: Any) -> bytes:
        if isinstance(value, tuple):
            sizes.append(len(value))
        return to_json(value)

    monkeypatch.setattr(TypeAdapter, "validate_python", validating)
    monkeypatch.setattr(pieces, "to_json", noting)
    document = _large(20_000)
    assert parse_in_pieces(Document, dump_in_pieces(document)) == document
    assert sum(sizes) >= 40_000
    assert max(sizes) <= 500
