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


WEIGHTS = "service/engines/offline/weights"


def build_wheels(source: Path, target: Path) -> dict[str, Path]:
    """argmap's wheel and those of its weights, as `make dist` makes them; by the name of the distribution."""
    weights = sorted(path.parent for path in (source / WEIGHTS).glob("*/pyproject.toml"))
    for folder in (source, *weights):
        run_uv("build", "--wheel", "--no-build-isolation", "--python", sys.executable, "-o", str(target), str(folder))
    return {path.name.partition("-")[0]: path for path in target.glob("*.whl")}


def install(wheels: Path, environment: Path, *, compiled: bool = False) -> Path:
    """A new environment with what locks/run.txt names, and argmap from that folder of wheels, without an index and
    without extras; returns its folder of programs. `compiled`: bytecode of all packages beside them, as pip writes it.
    """
    python = environment / "bin" / "python"
    into = ["pip", "install", "--quiet", "--python", str(python)]
    run_uv("venv", "--quiet", "--python", sys.executable, str(environment))
    run_uv(*into, "--require-hashes", "-r", str(ROOT / "locks/run.txt"))
    run_uv(*into, "--no-index", "--find-links", str(wheels), *["--compile-bytecode"] * compiled, "argmap")
    return environment / "bin"


def run_uv(*arguments: str) -> None:
    done = subprocess.run([UV, *arguments], capture_output=True, text=True, check=False, env=clean_environment())
    assert done.returncode == 0, done.stderr


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without what would lead back to the checkout or set argmap up."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    return kept | more
