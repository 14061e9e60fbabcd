"""Recorded answers of models, replayed without any model: a folder a model in each suite, a JSON-lines file a step.

    evals/recordings/SUITE/MODEL/recording.json     which model, which prompts, how answers were carried
    evals/recordings/SUITE/MODEL/STEP.jsonl         one answer a line, with the question

A recording is found by the hash of all that was asked. Where the prompt, the schema, the text or an answer of an
earlier step changed, the hash is another one: the old answer is refused, and a recording that nothing asks for is an
error. Each answer is written as it comes, so that a recording that was broken off goes on where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field, ValidationError

from evals.suites import ROOT
from service.domain.base import Frozen
from service.domain.schema_faults import reason_of
from service.engines.llm.calls import ChatRequest, StoredCall
from service.errors import InfrastructureError, InputError

RECORDINGS = ROOT / "recordings"
_HEAD = "recording.json"
_AGAIN = "Record again: argmap eval SUITE --engine llm --record, with OPENAI_BASE_URL or OPENAI_API_KEY set."


class RecordingMissing(InfrastructureError):
    """Nothing was recorded for a question: no score can be computed."""

    code = "recording-missing"


class Recording(Frozen):
    """One answer. `asked`: the question's last message, null for a corpus' text."""

    call: StoredCall
    asked: str | None = None


class Head(Frozen):
    """Of all answers of one model. `prompts`: step -> `VERSION:SHA256`; `proceedings`: the same for documents with
    turns, in another language than English or citing laws and cases throughout, empty where those were asked the same
    prompts; `relayed`: who carried questions and answers, null for direct calls.
    """

    model: str
    relayed: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    proceedings: dict[str, str] = Field(default_factory=dict)

    @property
    def versions(self) -> dict[str, str]:
        """Step -> version."""
        return {step: name.partition(":")[0] for step, name in self.prompts.items()}


@dataclass
class RecordingStore:
    """Fulfils `service.engines.llm.calls.CallStore` over a model's folder. `record`: whether new answers are kept.

    `texts`: whether questions are kept too (not for corpora, whose texts stay outside); `relayed`: see Head.
    Raises InputError where the folder holds another model's answers, or a file is broken.
    """

    folder: Path
    model: str
    record: bool = False
    texts: bool = True
    relayed: str | None = None
    used: set[str] = field(default_factory=set)
    _known: dict[str, Recording] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.folder / _HEAD).is_file():
            self.head = read_head(self.folder)
            if self.head.model != self.model:
                raise InputError(
                    f"{self.folder.name}/ holds the answers of {self.head.model}, not of {self.model}",
                    hint="Two models cannot share a folder: rename one, or delete the recording that is there.",
                )
        else:
            self.head = Head(model=self.model, relayed=self.relayed)
            if self.record:
                self.keep_prompts({})
        for recording in read_recordings(self.folder, skip_cut_line=self.record):
            self._known[recording.call.key] = recording

    def keep_prompts(self, prompts: Mapping[str, str], proceedings: Mapping[str, str] | None = None) -> None:
        """Notes which prompts were recorded (`VERSION:SHA256` by step), see `Head`."""
        relayed, others = self.relayed or self.head.relayed, dict(proceedings or {})
        self.head = Head(model=self.model, relayed=relayed, prompts=dict(prompts), proceedings=others)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / _HEAD).write_text(self.head.model_dump_json(indent=1) + "\n", "utf-8")

    @property
    def orphans(self) -> list[str]:
        """`STEP-HASH` of each answer that no question of this run asked for."""
        return sorted(_name(item.call) for key, item in self._known.items() if key not in self.used)

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
            hint=_AGAIN,
        )

    async def put(self, call: StoredCall, request: ChatRequest) -> None:
        """Adds the answer to its step's file."""
        recording = Recording(call=call, asked=request.messages[-1].content if self.texts else None)
        if call.key in self._known:  # such as an answer that was cut short
            self._known[call.key] = recording
            self._write(call.step)
        else:
            self._known[call.key] = recording
            with (self.folder / f"{call.step}.jsonl").open("a", encoding="utf-8") as file:
                file.write(_line(recording))
        self.used.add(call.key)

    def settle(self) -> None:
        """Deletes what this run did not ask for, and sorts the files, so that a diff shows what changed."""
        self._known = {key: item for key, item in self._known.items() if key in self.used}
        for path in sorted(self.folder.glob("*.jsonl")):
            self._write(path.stem)

    def _write(self, step: str) -> None:
        kept = sorted((item for item in self._known.values() if item.call.step == step), key=lambda item: item.call.key)
        path = self.folder / f"{step}.jsonl"
        if kept:
            path.write_text("".join(map(_line, kept)), "utf-8")
        else:
            path.unlink(missing_ok=True)


def recorded_models(suite: str, root: Path | None = None) -> dict[str, Path]:
    """Model -> folder, of the recordings of a suite."""
    heads = sorted((RECORDINGS if root is None else root).glob(f"{suite}/*/{_HEAD}"))
    return {read_head(path.parent).model: path.parent for path in heads}


def read_head(folder: Path) -> Head:
    """Raises InputError where it is broken."""
    try:
        return Head.model_validate_json((folder / _HEAD).read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(f"{folder.name}/{_HEAD} cannot be read: {reason_of(error)}", hint=_AGAIN) from error


def folder_name(model: str) -> str:
    """A model's name as a name of files: letters, digits, dots, dashes.

    >>> folder_name("anthropic:claude-haiku-5-5"), folder_name("org/model")
    ('anthropic-claude-haiku-5-5', 'org-model')
    """
    return re.sub(r"[^A-Za-z0-9._-]+", "-", model).strip("-.") or "model"


def check_recorded_prompts(head: Head, prompts: Mapping[str, str], proceedings: Mapping[str, str]) -> None:
    """Raises RecordingMissing where a prompt that was recorded is another one by now; the others: see `Head`."""
    recorded = ((head.prompts, prompts), (head.proceedings, proceedings))
    changed = {
        f"{step} {name.partition(':')[0]}": None
        for then, now in recorded
        for step, name in then.items()
        if step in now and now[step] != name
    }
    if changed:
        listed = ", ".join(changed)
        raise RecordingMissing(
            f"no recording for the prompts as they are: since {head.model} was recorded, {listed} changed", hint=_AGAIN
        )


def check_no_orphans(store: RecordingStore) -> None:
    """Raises InputError where recordings are left over from other prompts or texts."""
    if store.orphans:
        raise InputError(
            f"{len(store.orphans)} recording(s) that nothing asks for, such as {store.orphans[0]}",
            hint="They belong to other prompts or texts: delete them, or record again, which deletes them.",
        )


def read_recordings(folder: Path, *, skip_cut_line: bool = False) -> Iterator[Recording]:
    """All answers of a folder. Raises InputError for a line that is none, or for two answers to one question.

    `skip_cut_line`: a file whose writing was interrupted loses its last line, which will be asked for again.
    """
    seen: set[str] = set()
    for path in sorted(folder.glob("*.jsonl")):
        whole, cut = _whole_lines(path, repair=skip_cut_line)
        if cut and not skip_cut_line:
            raise InputError(f"{path.name} ends within an answer: its writing was interrupted", hint=_AGAIN)
        for number, line in enumerate(whole, start=1):
            try:
                recording = Recording.model_validate_json(line)
            except ValidationError as error:
                where = f"{path.name}, line {number}"
                raise InputError(f"{where} is no recording: {reason_of(error)}", hint=_AGAIN) from error
            if recording.call.key in seen:
                raise InputError(
                    f"{path.name}, line {number}: a second answer to one question ({recording.call.key[:16]})",
                    hint="An answer counts once: delete one of the two lines.",
                )
            seen.add(recording.call.key)
            yield recording


def _whole_lines(path: Path, *, repair: bool) -> tuple[list[str], str]:
    """The lines that end, and what stands behind the last of them, which `repair` takes away."""
    text = path.read_text("utf-8")
    whole, end, cut = text.rpartition("\n")
    if cut and repair:
        path.write_text(whole + end, "utf-8")
    return whole.split("\n") if whole else [], cut


def _line(recording: Recording) -> str:
    return recording.model_dump_json() + "\n"


def _name(call: StoredCall) -> str:
    return f"{call.step}-{call.key[:16]}"
