"""Recorded answers of a model: one readable file a call, replayed without any model.

A recording is found by the hash of all that was asked. Where the prompt, the schema, the text or an answer of an
earlier step changed, the hash is another one: the old answer is refused, and a recording that nothing asks for is an
error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from evals.suites import ROOT
from service.domain.base import Frozen
from service.domain.schema_faults import reason_of
from service.engines.llm.calls import ChatRequest, StoredCall
from service.errors import InfrastructureError, InputError

RECORDINGS = ROOT / "recordings"


class RecordingMissing(InfrastructureError):
    """Nothing was recorded for a question: no score can be computed."""

    code = "recording-missing"


class Recording(Frozen):
    """`asked`: the question's last message, null for a corpus' text; `relayed`: who carried question and answer, if not
    a direct call."""

    call: StoredCall
    asked: str | None = None
    relayed: str | None = None


@dataclass
class RecordingStore:
    """Fulfils `service.engines.llm.calls.CallStore` over a folder. `record`: whether new answers are kept.

    `texts`: whether questions are kept too (not for corpora, whose texts stay outside); `note`: see Recording.relayed.
    """

    folder: Path
    record: bool = False
    texts: bool = True
    note: str | None = None
    used: set[str] = field(default_factory=set)
    _known: dict[str, Recording] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = {item.call.key: item for item in read_recordings(self.folder)}

    @property
    def versions(self) -> dict[str, str]:
        """The prompt versions that the answers belong to, by step, as `keep_versions` noted them."""
        path = self.folder.with_suffix(".yaml")
        return dict(yaml.safe_load(path.read_text("utf-8"))) if path.is_file() else {}

    def keep_versions(self, prompts: Mapping[str, str]) -> None:
        """Notes which prompts were recorded (`VERSION:SHA256` by step), beside the folder."""
        versions = {step: name.partition(":")[0] for step, name in prompts.items()}
        self.folder.with_suffix(".yaml").write_text(yaml.safe_dump(versions, sort_keys=False), "utf-8")

    @property
    def models(self) -> list[str]:
        """The names of the models whose answers are here."""
        return sorted({item.call.model for item in self._known.values()})

    @property
    def orphans(self) -> list[str]:
        """Files that no question of this run asked for."""
        return sorted(file_name(item.call) for key, item in self._known.items() if key not in self.used)

    async def get(self, *keys: str) -> StoredCall | None:
        """The recorded call. Raises RecordingMissing in a replay: there is no model that could answer instead."""
        key = next((key for key in keys if key in self._known), keys[0])
        found = self._known.get(key)
        if found is not None:
            self.used.add(key)
            return found.call
        if self.record:
            return None
        raise RecordingMissing(
            f"no recording for a question of this run (hash {key[:16]}): prompt, schema, parameters or text changed",
            hint="Record again: argmap eval SUITE --engine llm --record, with OPENAI_BASE_URL or OPENAI_API_KEY set.",
        )

    async def put(self, call: StoredCall, request: ChatRequest) -> None:
        """Writes the recording."""
        asked = request.messages[-1].content if self.texts else None
        recording = Recording(call=call, asked=asked, relayed=self.note)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / file_name(call)).write_text(_dump(recording), "utf-8")
        self._known[call.key] = recording
        self.used.add(call.key)

    def remove_orphans(self) -> list[str]:
        """Deletes what this run did not ask for; the names of the files."""
        gone = self.orphans
        for name in gone:
            (self.folder / name).unlink()
        self._known = {key: item for key, item in self._known.items() if key in self.used}
        return gone


def check_no_orphans(store: RecordingStore) -> None:
    """Raises InputError where recordings are left over from other prompts or texts."""
    if store.orphans:
        raise InputError(
            f"{len(store.orphans)} recording(s) that nothing asks for, such as {store.orphans[0]}",
            hint="They belong to other prompts or texts: delete them, or record again, which deletes them.",
        )


def file_name(call: StoredCall) -> str:
    """`STEP-HASH.yaml`, with the first 16 digits of the hash."""
    return f"{call.step}-{call.key[:16]}.yaml"


def read_recordings(folder: Path) -> Iterable[Recording]:
    """All recordings of a folder; raises InputError for one that is broken or under another hash than its own."""
    for path in sorted(folder.glob("*.yaml")):
        try:
            content = yaml.safe_load(path.read_text("utf-8"))
            recording = Recording.model_validate(content)
        except (yaml.YAMLError, ValidationError) as error:
            raise InputError(f"{path.name} is no recording: {reason_of(error)}", hint="Record it again.") from error
        if path.name != file_name(recording.call):
            hint = "An answer counts only for the question that it was given to; record it again."
            raise InputError(f"{path.name} holds the answer to another question ({recording.call.key[:16]})", hint=hint)
        yield recording


class _Readable(yaml.SafeDumper):
    """Texts of several lines as blocks."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Readable.add_representer(str, _block)


def _dump(recording: Recording) -> str:
    content: dict[str, Any] = recording.model_dump(mode="json")
    return yaml.dump(content, Dumper=_Readable, sort_keys=False, allow_unicode=True, width=110)
