"""`argmap` is the one public package, and what it offers is what the contract names."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

import argmap
from argmap import _public
from service.cli.extras import EXTRAS, missing_extra

ROOT = Path(__file__).resolve().parents[2]


def test_every_public_name_is_there_and_no_other() -> None:
    assert dir(argmap) == sorted(argmap.__all__) == sorted(_public.__all__)
    for name in argmap.__all__:
        assert getattr(argmap, name) is getattr(_public, name)
    assert {"AsyncClient", "Client", "map_text"} <= set(argmap.__all__)
    with pytest.raises(AttributeError):
        _ = argmap.export_map


def test_what_public_calls_give_is_public_too() -> None:
    """The models behind the annotations of an ArgumentMap's fields."""
    seen, waiting = set(), [_public.ArgumentMap]
    while waiting:
        model = waiting.pop()
        seen.add(model.__name__)
        for field in model.model_fields.values():
            waiting += [
                part
                for part in models_in(field.annotation)
                if part.__name__ not in seen and part.__module__.startswith("service.")
            ]
    assert seen <= set(argmap.__all__)


def models_in(annotation: object) -> list[type]:
    found = [annotation] if isinstance(annotation, type) and hasattr(annotation, "model_fields") else []
    return found + [model for part in getattr(annotation, "__args__", ()) for model in models_in(part)]


def test_a_text_is_mapped_in_this_process() -> None:
    map_ = argmap.map_text("Trams should stay, because they carry many people.", title="Trams")
    assert (map_.document.title, map_.status) == ("Trams", "done")
    assert map_.relations[0].kind == "support"


def test_a_text_is_mapped_where_an_event_loop_runs_already() -> None:
    async def notebook() -> argmap.ArgumentMap:
        return argmap.map_text("Trams should stay, because they carry many people.")

    assert asyncio.run(notebook()).conclusion is not None


def test_what_is_no_article_and_an_engine_that_is_not_there_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(argmap.InputError):
        argmap.map_text("   ")
    with pytest.raises(argmap.InputError, match="engine"):
        argmap.map_text("Trams should stay.", engine="best")  # type: ignore[arg-type]


def test_importing_the_package_or_asking_for_help_brings_nothing_heavy() -> None:
    heavy = ("spacy", "numpy", "sqlalchemy", "fastapi", "httpx")
    script = f"import sys, argmap.__main__; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"


def test_only_modules_of_an_extra_are_taken_for_a_missing_extra() -> None:
    for module, extra in EXTRAS.items():
        error = ModuleNotFoundError(f"No module named {module!r}", name=module)
        message = str(missing_extra(error))
        assert f"the extra `{extra}`" in message
        assert message.endswith(f"run `make dev` in {ROOT}"), "this is a checkout; test_wheel asks a wheel"
        assert missing_extra(ModuleNotFoundError(name=f"{module}.deeper")) is not None
    assert missing_extra(ModuleNotFoundError(name="numpy")) is None
    assert missing_extra(ModuleNotFoundError(name="scipyx")) is None
    assert missing_extra(ImportError(name="scipy")) is None
