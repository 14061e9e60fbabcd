"""The worked examples in the docstrings of the metrics and statistics are run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import evals
import evals.metrics


def _modules() -> list[str]:
    found = [info.name for info in pkgutil.walk_packages(evals.__path__, "evals.")]
    return [name for name in found if not name.endswith("__main__")]


@pytest.mark.parametrize("name", _modules())
def test_examples_are_true(name: str) -> None:
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", [info.name for info in pkgutil.iter_modules(evals.metrics.__path__, "evals.metrics.")])
def test_every_counting_function_has_an_example(name: str) -> None:
    module = importlib.import_module(name)
    counting = [item for key, item in vars(module).items() if key.endswith("_counts") and item.__module__ == name]
    missing = [item.__name__ for item in counting if ">>>" not in (item.__doc__ or "")]
    assert missing == []
