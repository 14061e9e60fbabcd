"""Texts of others, which are labelled by offset and stay outside of the project."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from evals.suites import ROOT
from service.domain.base import Frozen
from service.errors import InfrastructureError

_VARIABLE = "ARGMAP_TEST_CORPORA"
_BESIDE = ROOT.parent.parent / "shared" / "corpora"


class TextsMissing(InfrastructureError):
    """Labelled texts are not on this machine."""

    code = "texts-missing"


class OutsideText(Frozen):
    """`path`: of a file below the folder of corpora; `start`, `end`: the code points of it that are read, null for all;
    `sha256`: of these, as UTF-8."""

    path: str
    start: int | None = None
    end: int | None = None
    sha256: str

    def read(self) -> str:
        """The text. TextsMissing where the file is not there, or another one is."""
        folder = Path(os.environ.get(_VARIABLE) or _BESIDE)
        hint = f"{_VARIABLE} names the folder of corpora; evals/debates-apart/README.md says where the texts come from."
        try:
            text = (folder / self.path).read_bytes().decode("utf-8")[self.start : self.end]
        except OSError as error:
            raise TextsMissing(
                f"the text {self.path} is not passed on, and is not in {folder.name}/", hint=hint
            ) from error
        if hashlib.sha256(text.encode()).hexdigest() != self.sha256:
            raise TextsMissing(f"{self.path} is not the text that was labelled", hint=hint)
        return text
