"""Recordings: a folder a model, refused for another question or prompt, broken off and gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.recordings import (
    Head,
    RecordingMissing,
    RecordingStore,
    check_no_orphans,
    check_recorded_prompts,
    recorded_models,
)
from service.engines.llm.calls import ChatRequest, Message, StoredCall
from service.errors import InputError


def request(text: str = "Which\nunits?") -> ChatRequest:
    return ChatRequest(
        model="m", step="structure", messages=(Message("system", "Rules."), Message("user", text)), schema={}
    )


def answer(asked: ChatRequest) -> StoredCall:
    return StoredCall(key=asked.key, step=asked.step, model=asked.model, raw='{"units":\n []}')


async def recorded(folder: Path, *texts: str, texts_kept: bool = True) -> RecordingStore:
    """A finished recording of the model `m` that answered these questions."""
    store = RecordingStore(folder, "m", record=True, texts=texts_kept, relayed="carried by hand")
    for text in texts:
        await store.put(answer(request(text)), request(text))
    store.settle()
    store.keep_prompts({"structure": "v3:abc"})
    return store


async def test_what_is_recorded_is_replayed(tmp_path: Path) -> None:
    await recorded(tmp_path / "suite" / "m", "One?", "Two\u2028?")
    again = RecordingStore(tmp_path / "suite" / "m", "m")
    for text in ("One?", "Two\u2028?"):
        found = await again.get(request(text).key)
        assert found == answer(request(text)).model_copy(update={"created": found.created if found else None})
    check_no_orphans(again)
    assert again.head == Head(model="m", relayed="carried by hand", prompts={"structure": "v3:abc"})
    assert recorded_models("suite", tmp_path) == {"m": tmp_path / "suite" / "m"}


async def test_texts_of_corpora_are_not_kept(tmp_path: Path) -> None:
    await recorded(tmp_path, "secret text", texts_kept=False)
    assert "secret text" not in (tmp_path / "structure.jsonl").read_text("utf-8")


async def test_another_question_and_another_prompt_get_no_answer(tmp_path: Path) -> None:
    store = await recorded(tmp_path, "One?")
    with pytest.raises(RecordingMissing, match="no recording"):
        await RecordingStore(tmp_path, "m").get(request("Another?").key)
    check_recorded_prompts(store.head, {"structure": "v3:abc", "links": "v6:def"}, {"structure": "v5:ghi"})
    with pytest.raises(RecordingMissing, match="since m was recorded, structure v3 changed"):
        check_recorded_prompts(store.head, {"structure": "v3:changed"}, {})
    store.keep_prompts({"structure": "v3:abc"}, {"structure": "v5:ghi"})
    again = RecordingStore(tmp_path, "m")
    with pytest.raises(RecordingMissing, match="since m was recorded, structure v5 changed"):
        check_recorded_prompts(again.head, {"structure": "v3:abc"}, {"structure": "v5:changed"})


async def test_two_models_of_one_folder_and_two_answers_to_one_question_are_refused(tmp_path: Path) -> None:
    await recorded(tmp_path, "One?")
    with pytest.raises(InputError, match="holds the answers of m, not of m:"):
        RecordingStore(tmp_path, "m:")
    path = tmp_path / "structure.jsonl"
    path.write_text(path.read_text("utf-8") * 2, "utf-8")
    with pytest.raises(InputError, match="line 2: a second answer"):
        RecordingStore(tmp_path, "m")


async def test_an_interrupted_recording_goes_on_where_it_was(tmp_path: Path) -> None:
    await recorded(tmp_path, "One?", "Two?")
    path = tmp_path / "structure.jsonl"
    path.write_text(path.read_text("utf-8")[:-20], "utf-8")
    with pytest.raises(InputError, match="interrupted"):
        RecordingStore(tmp_path, "m")
    store = RecordingStore(tmp_path, "m", record=True)
    known = {text: await store.get(request(text).key) for text in ("One?", "Two?")}
    (lost,) = (text for text, call in known.items() if call is None)
    await store.put(answer(request(lost)), request(lost))
    again = RecordingStore(tmp_path, "m")
    assert None not in [await again.get(request(text).key) for text in ("One?", "Two?")]


async def test_an_orphan_is_an_error_and_recording_again_removes_it(tmp_path: Path) -> None:
    await recorded(tmp_path, "One?")
    store = RecordingStore(tmp_path, "m", record=True)
    await store.put(answer(request("New?")), request("New?"))
    with pytest.raises(InputError, match="nothing asks for"):
        check_no_orphans(store)
    store.settle()
    check_no_orphans(RecordingStore(tmp_path, "m", used={request("New?").key}))
    assert len((tmp_path / "structure.jsonl").read_text("utf-8").splitlines()) == 1
