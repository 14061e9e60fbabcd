"""How much a plain install weighs, and how long its commands take: `python -m tests.packaging.sizes` prints a page.

The page stands in docs as `docs/reference/size.md`; `make size` writes it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from pathlib import Path

from tests.packaging.building import ROOT, build_wheels, clean_environment, copy_of_the_checkout, install

WEIGHTS = "argmap/_service/engines/offline/weights"
_LISTED = 12
_PAGE = """# Size and speed of a plain install

Written by `make size`: the wheel without extras, in an environment of its own with what `locks/run.txt` names.

| in site-packages | MB |
|---|---|
{rows}
| **all, without the weights of the offline engine** | **{total:.0f}** |
| the weights | {weights:.0f} |
| the wheel itself, packed | {wheel:.0f} |

| command | seconds of one core |
|---|---|
| `argmap --help` | {help:.1f} |
| `argmap map FILE`, {words} words, nothing loaded before | {map:.1f} |

Seconds are of the processor's time (user and system) with the files in the cache of the system.
"""


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files of a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(item.stat().st_size for item in path.rglob("*") if item.is_file() and not item.is_symlink())


def site_packages(programs: Path) -> Path:
    (found,) = programs.parent.glob("lib/python3*/site-packages")
    return found


def weight_without_weights(programs: Path) -> int:
    """Bytes of the installed packages, our own trained weights left out."""
    packages = site_packages(programs)
    return size_of(packages) - size_of(packages / WEIGHTS)


def seconds_of(command: list[str], folder: Path) -> float:
    """Processor time of the second of two runs on one core."""
    took = 0.0
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            command,
            cwd=folder,
            env=clean_environment(),
            check=True,
            capture_output=True,
            preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}),
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took


def article(words: int) -> str:
    """As many words of our sample article, over again where it is shorter."""
    text = (ROOT / "service/pipeline/samples/night-trains.txt").read_text("utf-8")
    kept, count = [], 0
    for paragraph in text.split("\n\n") * 5:
        if count < words:
            kept.append(" ".join(paragraph.split()[: words - count]))
            count += len(kept[-1].split())
    return "\n\n".join(kept)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheels = build_wheels(copy_of_the_checkout(folder / "source"), folder / "dist")
        programs = install(folder / "dist", folder / "venv", compiled=True)
        sizes = {path.name: size_of(path) for path in site_packages(programs).iterdir()}
        largest = sorted(sizes, key=lambda item: -sizes[item])[:_LISTED]
        rows = [f"| `{item}` | {sizes[item] / 1e6:.0f} |" for item in largest if item != "argmap"]
        rest = sum(size for item, size in sizes.items() if item not in largest)
        rows += [f"| {len(sizes) - len(largest)} more | {rest / 1e6:.0f} |"]
        (folder / "article.txt").write_text(article(500), "utf-8")
        argmap = str(programs / "argmap")
        page = _PAGE.format(
            rows="\n".join(rows),
            total=weight_without_weights(programs) / 1e6,
            weights=size_of(site_packages(programs) / WEIGHTS) / 1e6,
            wheel=size_of(wheels["argmap"]) / 1e6,
            help=seconds_of([argmap, "--help"], folder),
            map=seconds_of([argmap, "map", "article.txt"], folder),
            words=len((folder / "article.txt").read_text("utf-8").split()),
        )
    print(page, end="")


if __name__ == "__main__":
    main()
