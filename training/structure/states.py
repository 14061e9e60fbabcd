"""States of the frozen lower layers, computed once and kept in a file, in half precision."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from service.engines.offline.attribution.encoding import EncodedText, Ints
from service.engines.offline.structure_model.windows import WIDTH, window_ids, windows
from training.structure.mpnet import NUMBERS, Mpnet, frozen_states

_SAVED = 20
Halves = npt.NDArray[np.float16]


def ids_of(text: EncodedText) -> list[Ints]:
    """Token numbers of a document's windows."""
    return [window_ids(text, start, end, NUMBERS) for start, end in windows(text)]


class States:
    """A folder with `states.f16` and `states.json` (document -> first row, rows), which grows by what is asked for.

    Rows are the tokens of a document's windows laid end to end, each window with its leading one. One process at
    a time.
    """

    def __init__(self, folder: Path, model: Mpnet) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._model = model
        self._index_file, self._rows_file = folder / "states.json", folder / "states.f16"
        self._index: dict[str, tuple[int, int]] = {}
        if self._index_file.exists():
            self._index = json.loads(self._index_file.read_text(encoding="utf-8"))
        self._rows_file.touch()

    def of(self, name: str, text: EncodedText) -> Halves:
        """The rows of a document."""
        if name not in self._index:
            self._add(name, text)
        first, rows = self._index[name]
        return np.memmap(self._rows_file, np.float16, "r", offset=first * WIDTH * 2, shape=(rows, WIDTH))

    def _add(self, name: str, text: EncodedText) -> None:
        rows = frozen_states(self._model, ids_of(text))
        at = max((first + count for first, count in self._index.values()), default=0)
        with self._rows_file.open("r+b") as file:
            file.seek(at * WIDTH * 2)
            file.write(rows.tobytes())
        self._index[name] = (at, len(rows))
        if len(self._index) % _SAVED == 0:
            self._index_file.write_text(json.dumps(self._index), encoding="utf-8")
