"""Prompt files: Markdown with YAML front matter, one part per role, jinja2 in it, few-shot examples as data beside it.

    ---
    step: structure
    form: stances          # a form of question that came later
    examples: v1.examples.yaml
    ---
    <!-- role: system -->
    ...
    <!-- role: user -->
    ...

A published version never changes; a change is a new file. The hash of a prompt covers its file and its examples.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import jinja2
import yaml

Role = Literal["system", "user", "assistant"]
STEPS = ("voices", "structure", "links", "issues", "references", "brief")
_KEPT = 64
"""Prompt files that stay parsed."""
_ROLE = re.compile(r"^<!-- role: (system|user|assistant) -->\s*$", re.MULTILINE)
_JINJA = jinja2.Environment(
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # noqa: S701  (prompts are no markup)
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
)


@dataclass(frozen=True)
class Message:
    role: Role
    content: str


@dataclass(frozen=True, eq=False)
class Prompt:
    """One version of one step's prompt; unchanged files give the same object. `examples`: as they stand in the data
    file, each a mapping.
    """

    step: str
    version: str
    sha256: str
    form: str | None
    parts: tuple[tuple[Role, jinja2.Template], ...]
    examples: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """`VERSION:SHA256`, as provenance keeps it."""
        return f"{self.version}:{self.sha256}"

    def messages(self, values: Mapping[str, object], examples: str = "") -> tuple[Message, ...]:
        """The messages for these values. Raises `UndefinedError` if the template uses a value that was not given."""
        full = {"examples": examples, **values}
        return tuple(Message(role, template.render(full).strip()) for role, template in self.parts)


def prompts_folder() -> Path:
    """The folder of the prompt files, next to the package `service`."""
    return Path(__file__).resolve().parents[3] / "prompts"


def load_prompt(step: str, version: str, folder: Path | None = None) -> Prompt:
    """Loads `FOLDER/STEP/VERSION.md` and its examples. FileNotFoundError or ValueError name the faulty file."""
    path = (folder or prompts_folder()) / step / f"{version}.md"
    raw = path.read_bytes()
    name = _divided(raw)[0].get("examples")
    return _parsed(step, version, path, raw, (path.parent / name).read_bytes() if name else b"")


@lru_cache(maxsize=_KEPT)
def _divided(raw: bytes) -> tuple[Mapping[str, Any], str]:
    """Front matter and body."""
    _, front, body = raw.decode("utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


@lru_cache(maxsize=_KEPT)
def _parsed(step: str, version: str, path: Path, raw: bytes, data: bytes) -> Prompt:
    """`data`: the file of examples. Parsing takes a tenth of a second for all steps, so it is done once."""
    meta, body = _divided(raw)
    if meta.get("step") != step:
        raise ValueError(f"{path}: the front matter must contain `step: {step}`")
    pieces = _ROLE.split(body)
    if len(pieces) < 3 or pieces[0].strip():
        raise ValueError(f"{path}: the text must begin with a line `<!-- role: system -->`")
    parts = tuple((role, _JINJA.from_string(text)) for role, text in zip(pieces[1::2], pieces[2::2], strict=True))
    digest = hashlib.sha256(raw + data).hexdigest()
    examples = tuple(yaml.safe_load(data)) if data else ()
    return Prompt(step, version, digest, meta.get("form"), parts, examples)  # type: ignore[arg-type]
