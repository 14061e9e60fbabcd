"""Recordings: readable, refused for another question, an error where nothing asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evals.recordings import RecordingMissing, RecordingStore, check_no_orphans, file_name
from service.engines.llm.calls import ChatRequest, StoredCall
from service.engines.llm.prompts import Message
from service.errors import InputError


def request(text: str = "Which\nunits?") -> ChatRequest:
    return ChatRequest(
        model="m", step="structure", messages=(Message("system", "Rules."), Message("user", text)), schema={}
    )


def answer(asked: ChatRequest) -> StoredCall:
    return StoredCall(key=asked.key, step=asked.step, model=asked.model, raw='{"units":\n []}')


async def test_what_is_recorded_is_replayed(tmp_path: Path) -> None:
    store = RecordingStore(tmp_path, record=True, note="carried by hand")
    assert await store.get(request().key) is None
    await store.put(answer(request()), request())
    again = RecordingStore(tmp_path)
    found = await again.get(request().key)
    assert found is not None
    assert (found.raw, found.model, found.step) == ('{"units":\n []}', "m", "structure")
    check_no_orphans(again)
    text = (tmp_path / file_name(answer(request()))).read_text("utf-8")
    assert "asked: |-\n  Which\n  units?" in text
    assert yaml.safe_load(text)["relayed"] == "carried by hand"


async def test_texts_of_corpora_are_not_kept(tmp_path: Path) -> None:
    store = RecordingStore(tmp_path, record=True, texts=False)
    await store.put(answer(request("secret text")), request("secret text"))
    assert "secret text" not in next(tmp_path.glob("*.yaml")).read_text("utf-8")


async def test_another_question_gets_no_answer(tmp_path: Path) -> None:
    await RecordingStore(tmp_path, record=True).put(answer(request()), request())
    with pytest.raises(RecordingMissing, match="no recording"):
        await RecordingStore(tmp_path).get(request("Another?").key)


async def test_an_answer_under_another_questions_name_is_refused(tmp_path: Path) -> None:
    await RecordingStore(tmp_path, record=True).put(answer(request()), request())
    right = tmp_path / file_name(answer(request()))
    right.rename(tmp_path / file_name(answer(request("Another?"))))
    with pytest.raises(InputError, match="another question"):
        RecordingStore(tmp_path)


async def test_an_orphan_is_an_error_and_recording_again_removes_it(tmp_path: Path) -> None:
    await RecordingStore(tmp_path, record=True).put(answer(request()), request())
    store = RecordingStore(tmp_path, record=True)
    await store.put(answer(request("New?")), request("New?"))
    with pytest.raises(InputError, match="nothing asks for"):
        check_no_orphans(store)
    assert store.remove_orphans() == [file_name(answer(request()))]
    check_no_orphans(store)
    assert len(list(tmp_path.glob("*.yaml"))) == 1
