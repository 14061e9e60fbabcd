"""What the Dockerfile does, step by step, without docker: the image starts, is healthy, and maps a text."""

from __future__ import annotations

import subprocess
from pathlib import Path

import httpx
import pytest

from tests.packaging.building import ROOT, copy_of_the_checkout
from tests.packaging.dockerfile import build_image, is_ignored
from tests.packaging.serving import started
from tests.ports import free_port


def test_what_docker_leaves_out_of_the_context() -> None:
    patterns = (ROOT / ".dockerignore").read_text("utf-8").split()
    for kept in ("pyproject.toml", "service/errors.py", "evals/gates/articles.yaml", "prompts/voices/v1.md"):
        assert not is_ignored(kept, patterns), kept
    for left in ("tests/conftest.py", ".env", "evals/gold/articles/a.json", "service/__pycache__/errors.pyc"):
        assert is_ignored(left, patterns), left


@pytest.mark.slow
def test_the_image_starts_is_healthy_and_maps_a_text(tmp_path: Path) -> None:
    image = build_image(copy_of_the_checkout(tmp_path / "context"), tmp_path / "image")
    port = free_port()
    environment = image.environment | {"ARGMAP_API_KEYS": "a-key-of-this-test", "ARGMAP_PORT": str(port)}
    program = str(image.root / "venv" / "bin" / image.entrypoint[0])
    for command in ("eval", "map", "serve"):
        helped = subprocess.run(
            [program, command, "--help"], capture_output=True, text=True, check=False, env=environment
        )
        assert (helped.returncode, helped.stderr) == (0, "")
    with started([program, *image.command], port, image.workdir, environment) as url:
        shell, *health = image.health
        assert shell == "python"
        healthy = [part.replace(":8000", f":{port}") for part in health]
        subprocess.run([image.root / "venv/bin/python", *healthy], env=environment, check=True, timeout=10)
        made = httpx.post(
            f"{url}/v1/maps",
            params={"wait": 60},
            json={"text": "Trams should stay, because they carry many people."},
            headers={"authorization": "Bearer a-key-of-this-test"},
            timeout=90,
        )
        assert made.status_code == 200, made.text
        assert made.json()["relations"][0]["kind"] == "support"
    assert (image.root / "data" / "argmap.db").is_file()
