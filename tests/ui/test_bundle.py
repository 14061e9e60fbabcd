"""The first modules in one file, and the files that are loaded later beside it."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from service.ui.bundle import APART, first_modules, joined, later
from service.ui.standalone import STATIC
from tests.ui.conftest import Opener


def test_each_first_module_stands_once_after_all_that_it_needs() -> None:
    modules = first_modules()
    code = joined()
    places = [code.index(f'\nmodules["{name}"] = ') for name in modules]
    assert places == sorted(places)
    assert len(modules) == len(set(modules)) == code.count("return {") - _own_returns(modules)
    assert modules[-1] == "main.js"
    for name, place in zip(modules, places, strict=True):
        for needed in re.findall(r'= modules\["([^"]+)"\];', code[place : code.find("\nmodules[", place + 1)]):
            assert needed == APART or code.index(f'\nmodules["{needed}"] = ') < place, f"{name} comes before {needed}"


def _own_returns(modules: list[str]) -> int:
    return sum((STATIC / name).read_text("utf-8").count("return {") for name in modules)


def test_only_the_file_apart_is_imported_and_the_rest_when_it_is_needed() -> None:
    code = joined()
    assert re.findall(r'^import .*"(.*)";$', code, re.MULTILINE) == [f"./{APART}"]
    for path in re.findall(r'\bimport\("([^"]+)"\)\.?', re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL)):
        assert (STATIC / path).is_file(), f"{path} is not where the joined file looks for it"


def test_a_later_file_takes_what_the_first_ones_have() -> None:
    code = later("edit/aim.js", frozenset(first_modules()))
    assert code.startswith('import { modules } from "../first.js";\n')
    assert 'modules["shell/store.js"]' in code
    assert 'from "../core/operations.js"' in code
    assert later(APART, frozenset(first_modules())) == (STATIC / APART).read_text("utf-8")


@pytest.mark.parametrize("path", ["edit/aim.js", "late.js", "shell/exports.js"])
def test_files_on_their_own_stay_as_they_are_on_disk(server: str, path: str) -> None:
    assert httpx.get(f"{server}/static/{path}").text == (STATIC / path).read_text("utf-8")


def test_a_page_asks_for_few_files_and_has_one_store(open_page: Opener, bridge: str) -> None:
    page = open_page(f"/#/map/{bridge}?view=map")
    asked = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    scripts = [name.rsplit("~", 1)[1].split("/", 1)[1] for name in asked if name.endswith(".js")]
    assert {"first.js", APART} <= set(scripts)
    assert not set(scripts) & set(first_modules()), "a first module is asked for once more by itself"
    page.keyboard.press("2")  # a later file reads and sets the same state
    expect(page.get_by_role("tab", name="Outline")).to_have_attribute("aria-selected", "true")
