"""The wheel in an environment of its own, without extras: what a stranger gets."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import httpx
import pytest

from service.cli.main import cli
from tests.building import tram_map
from tests.packaging.building import ROOT, build_wheels, clean_environment, copy_of_the_checkout, install
from tests.packaging.serving import started
from tests.packaging.sizes import weight_without_weights
from tests.ports import free_port
from tests.reading.builders import docx_plain, html_page, markdown, pdf_plain

ARTICLE = "Trams should stay, because they carry many people."


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheels of a release by the name of their distribution, in one folder."""
    folder = tmp_path_factory.mktemp("wheel")
    return build_wheels(copy_of_the_checkout(folder / "source"), folder / "dist")


@pytest.fixture(scope="module")
def programs(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(wheels["argmap"].parent, tmp_path_factory.mktemp("installed") / "venv")


@pytest.fixture
def argmap(programs: Path, tmp_path: Path) -> Argmap:
    return Argmap(programs, tmp_path)


class Argmap:
    """Runs what the wheel installed, in an empty folder."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder

    def __call__(self, *arguments: str, stdin: str = "", program: str = "argmap") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.programs / program), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=clean_environment(),
            timeout=120,
        )


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    """The words of every command, groups included."""
    yield names
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)
        else:
            yield (*names, name)


def test_every_wheel_puts_one_package_into_site_packages(wheels: dict[str, Path]) -> None:
    names: dict[str, list[str]] = {}
    for distribution, path in wheels.items():
        with zipfile.ZipFile(path) as archive:
            names[distribution] = [name for name in archive.namelist() if ".dist-info/" not in name]
        assert {name.partition("/")[0] for name in names[distribution]} == {"argmap"}
    assert set(names) == {
        "argmap",
        "argmap_weights_attribution",
        "argmap_weights_sentences",
        "argmap_weights_structure",
    }
    assert len(set().union(*names.values())) == sum(len(of_one) for of_one in names.values()), "a file in two wheels"
    held = {Path(name).suffix for name in names["argmap"]}
    assert {".css", ".js", ".html", ".yaml", ".txt", ".md"} <= held
    assert ".onnx" not in held
    assert any(name.startswith("argmap/prompts/") for name in names["argmap"])
    assert any(name.startswith("argmap/evals/gates/") for name in names["argmap"])
    left = ("argmap/evals/gold/", "argmap/evals/debates/", "argmap/evals/recordings/")
    assert not [name for name in names["argmap"] if name.startswith(left)]


def test_public_indexes_take_every_wheel(wheels: dict[str, Path]) -> None:
    sizes = {distribution: path.stat().st_size for distribution, path in wheels.items()}
    assert sizes.pop("argmap") < 6e6
    assert max(sizes.values()) < 95e6


def test_every_command_has_help_within_a_second(argmap: Argmap) -> None:
    found = sorted(commands(cli))
    assert {("eval",), ("gold", "check"), ("keys", "create"), ("map",), ()} <= set(found)
    argmap("--help")  # compiles what the installation did not
    for words in found:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = argmap(*words, "--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert (done.returncode, done.stderr) == (0, ""), words
        assert "Usage: argmap" in done.stdout
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime  # other processes do not count
        assert took < 1.0, words


def test_a_plain_install_weighs_what_the_readme_says(programs: Path) -> None:
    """`make run` adds uv, but has the weights from the checkout."""
    texts = ((ROOT / name).read_text("utf-8") for name in ("README.md", "Makefile"))
    (told,) = {int(found) for text in texts for found in re.findall(r"(\d+) MB(?: into `.venv`|, a minute)", text)}
    assert told * 0.85 < weight_without_weights(programs) / 1e6 < told


def test_a_missing_extra_is_named_in_one_line(argmap: Argmap) -> None:
    for words in (("eval",), ("gold", "agreement")):
        done = argmap(*words)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert re.fullmatch(r"argmap: .*pip install 'argmap\[evals\]'\n", done.stderr), done.stderr


def test_the_public_import_maps_a_text_and_nothing_lies_beside_it(argmap: Argmap) -> None:
    script = f"""
from argmap import AsyncClient, Client, map_text
print(map_text({ARTICLE!r}).relations[0].kind)
for name in ("service", "evals", "prompts", "training", "tests"):
    try:
        __import__(name)
    except ModuleNotFoundError:
        continue
    print(name)
"""
    done = argmap("-c", script, program="python")
    assert (done.returncode, done.stdout) == (0, "support\n"), done.stderr


def test_texts_and_files_are_mapped(argmap: Argmap) -> None:
    done = argmap("map", "-", stdin=ARTICLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "because: they carry many people" in done.stdout
    files = (pdf_plain(), docx_plain(), html_page(), markdown())
    for made in files:
        (argmap.folder / made.name).write_bytes(made.data)
    done = argmap("map", *(made.name for made in files), "--format", "json", "-o", "maps")
    assert done.returncode == 0, done.stderr
    texts = [json.loads(path.read_text("utf-8"))["document"]["text"] for path in (argmap.folder / "maps").iterdir()]
    for made in files:
        assert any(made.body[0][:40] in text for text in texts), made.name


def test_a_map_is_converted(argmap: Argmap) -> None:
    (argmap.folder / "map.json").write_text(tram_map().model_dump_json(), "utf-8")
    done = argmap("convert", "map.json", "--to", "html")
    assert done.returncode == 0, done.stderr
    assert "<html" in done.stdout


def test_the_service_serves_its_page_and_makes_a_map(programs: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [str(programs / "argmap"), "serve", "--port", str(port)]
    with started(command, port, tmp_path, clean_environment()) as url:
        page = httpx.get(url, follow_redirects=True)
        assert page.status_code == 200
        files = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css))"', page.text)
        assert files
        for name in files:
            assert httpx.get(url + name).status_code == 200, name
        made = httpx.post(f"{url}/v1/maps", params={"wait": 60}, json={"text": ARTICLE}, timeout=90)
        assert made.status_code == 200, made.text
        assert made.json()["relations"][0]["kind"] == "support"
