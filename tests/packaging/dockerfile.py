"""A Dockerfile's steps carried out in a folder, without docker: enough of its language for ours.

Folders of the image (/app, /venv, /data) are folders of the same names under one root, which both stages share; users
are left out. A step of another kind than ours is an error, so that nothing is passed over.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.packaging.building import clean_environment

_SILENT = ("FROM", "USER", "VOLUME", "EXPOSE")


@dataclass
class Image:
    """What the steps lead to. `health`, `command`: what docker would run."""

    root: Path
    workdir: Path
    environment: dict[str, str] = field(default_factory=dict)
    health: list[str] = field(default_factory=list)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)

    def placed(self, text: str) -> str:
        """The text with the image's folders led to where they are here."""
        return re.sub(r"(?<![\w.])/(app|venv|data)\b", lambda found: f"{self.root}/{found[1]}", text)


def build_image(context: Path, root: Path) -> Image:
    """Carries out CONTEXT/Dockerfile; AssertionError with the output of a step that fails."""
    tools = root / "tools"
    tools.mkdir(parents=True)
    (tools / "python").symlink_to(sys.executable)
    image = Image(root, root)
    image.environment = clean_environment(PATH=f"{tools}{os.pathsep}{os.environ['PATH']}")
    text = (context / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            kind, _, rest = line.partition(" ")
            carry_out(image, kind, rest.strip(), context)
    return image


def carry_out(image: Image, kind: str, rest: str, context: Path) -> None:
    if kind == "WORKDIR":
        image.workdir = Path(image.placed(rest))
        image.workdir.mkdir(exist_ok=True)
    elif kind == "COPY":
        copy(image, rest.split(), context)
    elif kind == "RUN":
        run(image, rest)
    elif kind == "ENV":
        for part in shlex.split(rest):
            name, _, value = part.partition("=")
            image.environment[name] = image.placed(value).replace("$PATH", image.environment["PATH"])
    elif kind == "HEALTHCHECK":
        image.health = json.loads(rest[rest.index("[") :])
    elif kind in ("ENTRYPOINT", "CMD"):
        setattr(image, {"CMD": "command"}.get(kind, "entrypoint"), json.loads(rest))
    else:
        assert kind in _SILENT, f"no such step: {kind}"


def run(image: Image, command: str) -> None:
    steps = [step for step in command.split(" && ") if not step.startswith(("useradd ", "chown "))]
    for step in steps:
        done = subprocess.run(
            ["sh", "-c", image.placed(step)],
            cwd=image.workdir,
            env=image.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{step}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


def copy(image: Image, words: list[str], context: Path) -> None:
    if words[0].startswith("--from="):
        return  # stages share their root
    *sources, target = words
    patterns = (context / ".dockerignore").read_text("utf-8").split()
    for source in sources:
        assert (context / source).exists(), f"COPY {source}: there is no such file"
        into = image.workdir / target if len(sources) == 1 else image.workdir / target / source
        found = [context / source, *(context / source).rglob("*")]
        for path in (path for path in found if path.is_file()):
            if not is_ignored(str(path.relative_to(context)), patterns):
                place = into if path == context / source else into / path.relative_to(context / source)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)
        assert into.exists(), f"COPY {source}: .dockerignore keeps it out"


def is_ignored(name: str, patterns: list[str]) -> bool:
    """As docker reads the file: the last pattern that fits the path, or a folder of it, decides."""
    parts = name.split("/")
    prefixes = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    ignored = False
    for pattern in patterns:
        bare = pattern.removeprefix("!").removeprefix("**/")
        places = parts if "**/" in pattern else prefixes
        if any(fnmatch(place, bare) for place in places):
            ignored = not pattern.startswith("!")
    return ignored
