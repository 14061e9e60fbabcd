"""The design page is true of the code: its rooms are the layers that are checked, and what it names exists."""

from __future__ import annotations

import re
import tomllib

from tests.docs.pages import ROOT

DESIGN = (ROOT / "docs" / "design.md").read_text("utf-8")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]*)+|[\w.-]*\.(?:py|js|json|toml|yml|md)")
_NAME = re.compile(r"(?:(\w+)\.)?([A-Za-z]\w+|_\w+)(?:\(.*\))?")
_NAME_IN_FILE = re.compile(r"`(?:\w+\.)?(\w+)` (?:\(|in )`([\w/]+\.(?:py|js))`")


def unknown(text: str) -> list[str]:
    """Paths and names in backticks that do not exist, and names given with a file that does not contain them."""
    files = [path for room in ("service", "argmap", "tests") for path in (ROOT / room).rglob("*")]
    endings = [f"/{path.relative_to(ROOT)}" for path in (*ROOT.iterdir(), *files)]
    code = [path for path in files if path.suffix in (".py", ".js") and path.relative_to(ROOT).parts[0] != "tests"]
    sources = {path: path.read_text("utf-8") for path in code}
    words = {path: set(re.findall(r"\w+", source)) for path, source in sources.items()}
    known = set().union(*words.values())

    def is_file(quoted: str) -> bool:
        name = "/" + quoted.rstrip("/")
        return any(ending.endswith((name, f"{name}.py")) for ending in endings)

    def is_name(owner: str | None, name: str) -> bool:
        if owner is None:
            return name in known or (name.startswith("ARGMAP_") and name.removeprefix("ARGMAP_").lower() in known)
        owning = re.compile(rf"\bclass {owner}\b|\b{owner}\.{name}\b")
        return any(
            name in words[path] and (owner in (path.stem, path.parent.name) or owning.search(source))
            for path, source in sources.items()
        )

    missing = []
    for quoted in re.findall(r"`([^`\n]+)`", text):
        name = _NAME.fullmatch(quoted)
        is_known = is_file(quoted) or (name is not None and is_name(*name.groups()))
        if (name or _PATH.fullmatch(quoted)) and not is_known:
            missing.append(quoted)
    for name, file in _NAME_IN_FILE.findall(text):
        if not any(name in words[path] for path in words if str(path).endswith(f"/{file}")):
            missing.append(f"{name} in {file}")
    return missing


def test_the_rooms_of_the_design_are_the_layers_that_are_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (layered,) = (item for item in contracts if item["type"] == "layers")
    assert layered["exhaustive"]  # a room that is in no layer fails `make check`
    table = re.findall(r"^\| (`service/.+?) \|", DESIGN, re.MULTILINE)
    rooms = [re.findall(r"`service/(\w+)`", row) for row in table]
    assert rooms == [layer.split(" | ") for layer in layered["layers"]]


def test_what_the_design_names_exists() -> None:
    assert unknown(DESIGN) == []


def test_a_wrong_name_is_found() -> None:
    wrong = "`Runs.submitt`, `pipeline/runz.py`, `make_mapp`, `make_map` (`pipeline/runs.py`)"
    assert unknown(wrong) == ["Runs.submitt", "pipeline/runz.py", "make_mapp", "make_map in pipeline/runs.py"]
