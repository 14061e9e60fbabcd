"""The wheel, built from a copy of what git knows, and environments to install it into."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
UV = str(Path(sys.executable).with_name("uv"))
OWN = ("ARGMAP_", "OPENAI_", "PYTHON", "VIRTUAL_ENV")


def copy_of_the_checkout(target: Path) -> Path:
    """All files that are tracked or could be: a build writes nothing into the checkout, and finds nothing ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split("\0"):
        if name and not name.startswith(("tests/", "training/", "docs/")) and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    return target


def build_wheel(source: Path, target: Path) -> Path:
    """As `uv build --wheel` makes it, with the setuptools of this environment."""
    done = subprocess.run(
        [UV, "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "-o", str(target), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = target.glob("*.whl")
    return wheel


def install(wheel: Path, environment: Path) -> Path:
    """A new environment with what locks/run.txt names and the wheel, no extras; returns its folder of programs."""
    python = environment / "bin" / "python"
    for command in (
        ["venv", "--quiet", "--python", sys.executable, str(environment)],
        ["pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", str(ROOT / "locks/run.txt")],
        ["pip", "install", "--quiet", "--python", str(python), "--no-deps", "--compile-bytecode", str(wheel)],
    ):
        done = subprocess.run([UV, *command], capture_output=True, text=True, check=False, env=clean_environment())
        assert done.returncode == 0, done.stderr
    return environment / "bin"


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without what would lead back to the checkout or set argmap up."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    return kept | more
