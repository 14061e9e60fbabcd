"""The command line: what it prints, and its exit codes."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.domain.argument_map import parse_map
from service.storage.calls import CallTable
from service.storage.database import Database
from tests.building import tram_map
from tests.cli.calling import argmap, here
from tests.evals.articles import write_suite

SAMPLE = "service/pipeline/samples/night-trains.txt"


def test_a_file_becomes_a_readable_tree() -> None:
    done = argmap("map", SAMPLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[Treasury]" in done.stdout
    assert "because:" in done.stdout


def test_standard_input_becomes_json(tmp_path: Path) -> None:
    target = tmp_path / "map.json"
    done = here("map", "-", "--format", "json", "-o", str(target), stdin="Trams should stay because they pay.")
    assert (done.returncode, done.stdout) == (0, "")
    map_ = parse_map(target.read_bytes())
    assert map_.relations[0].kind == "support"


def test_many_sources_go_into_a_folder_and_one_bad_one_stops_no_other(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.pdf"
    good.write_text("Trams should stay because they pay.", "utf-8")
    bad.write_bytes(b"%PDF-1.7 rubbish")
    done = here("map", str(good), str(bad), "--format", "json", "-o", str(tmp_path / "maps"))
    assert done.returncode == 1
    assert "bad.pdf" in done.stderr
    assert parse_map((tmp_path / "maps" / "good.json").read_bytes()).status == "done"


def test_verify_says_what_is_gone_from_an_edited_article(tmp_path: Path) -> None:
    map_, article = tmp_path / "map.json", tmp_path / "article.txt"
    map_.write_text(tram_map().model_dump_json(), "utf-8")
    same = here("verify", str(map_))
    assert (same.returncode, same.stdout) == (0, "4 quotations of the text in the map: 4 found, 0 moved, 0 gone\n")
    article.write_text(f"A line before.\n\n{tram_map().document.text.replace('carry many', 'carry few')}", "utf-8")
    edited = here("verify", str(map_), str(article))
    assert edited.returncode == 1
    assert "gone  11  They carry many\n" in edited.stdout
    assert edited.stdout.endswith(f"4 quotations of {article}: 0 found, 3 moved, 1 gone\n")


def test_convert_goes_there_and_back(tmp_path: Path) -> None:
    first, second = tmp_path / "map.json", tmp_path / "map.argdown"
    first.write_text(tram_map().model_dump_json(), "utf-8")
    assert here("convert", str(first), "--to", "argdown", "-o", str(second)).returncode == 0
    back = here("convert", str(second), "--to", "json")
    assert back.returncode == 0
    assert len(json.loads(back.stdout)["units"]) == 4


def test_exit_codes_tell_wrong_input_from_missing_infrastructure(tmp_path: Path) -> None:
    assert here("map", str(tmp_path / "nothing.txt")).returncode == 2
    assert here("map", SAMPLE, "--format", "doc").returncode == 2
    assert here("frobnicate").returncode == 2
    assert argmap("serve", "--host", "0.0.0.0").returncode == 2
    database = {"ARGMAP_DATABASE_URL": f"sqlite:///{tmp_path / 'calls.db'}"}
    unreachable = here("map", "-", "--engine", "llm", stdin="A.", OPENAI_BASE_URL="http://127.0.0.1:9/v1", **database)
    assert unreachable.returncode == 3, unreachable.stderr
    nowhere = {"ARGMAP_DATABASE_URL": "postgresql://127.0.0.1:9/none"}
    no_database = argmap("worker", **nowhere)
    assert no_database.returncode == 3
    assert "ARGMAP" in no_database.stderr or "Check" in no_database.stderr


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("convert latin.json --to csv", "latin.json is no UTF-8 text (byte 0)"),
        ("restore latin.json", "latin.json is no sound SQLite database"),
        ("debate a.txt --meta meta.json", "meta.json is no list of articles: 3 is no text"),
        ("debate gone.json", "gone.json: No such file"),
        ("map a.txt latin.json", "several SOURCEs need a folder"),
        ("map a.txt --batch --engine offline", "--batch needs a model"),
    ],
)
def test_what_is_wrong_with_a_file_or_an_option_is_told(
    command: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Trams pay.", "utf-8")
    Path("latin.json").write_bytes("élan".encode("latin-1"))
    Path("meta.json").write_text('{"documents": [{"id": "a", "outlet": 3}]}', "utf-8")
    done = here(*command.split(), ARGMAP_DATABASE_URL=f"sqlite:///{tmp_path}/argmap.db")
    assert done.returncode == 2
    assert told in done.stderr


def test_a_failed_gate_and_a_suite_that_is_not_there_have_their_codes(tmp_path: Path) -> None:
    gates, suite = tmp_path / "gates.yaml", write_suite(tmp_path / "suite")
    gates.write_text("engines:\n  position:\n    floors:\n      edge_f1: 0.99\n", "utf-8")
    failed = here("eval", f"small={suite}", "--engine", "position", "--gate", "--gates", str(gates))
    assert (failed.returncode, "FAILED floor edge_f1" in failed.stdout) == (1, True), failed.stderr
    assert here("eval", "nosuch").returncode == 2


def test_keys_are_made_listed_and_revoked(tmp_path: Path) -> None:
    database = {"ARGMAP_DATABASE_URL": f"sqlite:///{tmp_path / 'keys.db'}"}
    made = here("keys", "create", "press office", **database)
    assert made.returncode == 0
    secret = made.stdout.strip()
    listed = here("keys", "list", **database).stdout
    assert "press office" in listed
    assert secret not in listed
    key_id = listed.split()[0]
    assert here("keys", "revoke", key_id, **database).returncode == 0
    assert "revoked" in here("keys", "list", **database).stdout
    assert here("keys", "revoke", "nobody", **database).returncode == 2
    rotated = here("keys", "rotate", key_id, **database)
    assert rotated.stdout.startswith("argmap_")
    assert rotated.stdout.strip() != secret
    assert f"(of {key_id})" in here("keys", "list", **database).stdout
    assert here("keys", "rotate", "nobody", **database).returncode == 2
    assert here("keys", "create", "two\nlines", **database).returncode == 2


def test_a_backup_can_be_restored_and_old_maps_purged(tmp_path: Path) -> None:
    database = {"ARGMAP_DATABASE_URL": f"sqlite:///{tmp_path / 'argmap.db'}"}
    here("keys", "create", "first", **database)
    copy = tmp_path / "copy.db"
    assert here("backup", str(copy), **database).returncode == 0
    here("keys", "create", "second", **database)
    assert here("restore", str(copy), **database).returncode == 2
    assert here("backup", str(tmp_path / "nowhere" / "copy.db"), **database).returncode == 2
    assert here("purge", "--older-than", "99999999999", **database).returncode == 2
    assert here("restore", str(copy), "--replace", **database).returncode == 0
    listed = here("keys", "list", **database).stdout
    assert "first" in listed
    assert "second" not in listed
    calls = Database(database["ARGMAP_DATABASE_URL"])
    CallTable(calls).put("new", "m", b"{}")
    CallTable(calls).put("old", "m", b"{}")
    with calls.write() as connection:
        connection.execute(sa.text("UPDATE model_calls SET created = 1 WHERE key = 'old'"))
    purged = here("purge", "--older-than", "30", "--debates", **database).stdout.strip()
    assert purged == "0 debates and 0 maps deleted, 1 answers of models forgotten"
    assert CallTable(calls).get("new") == b"{}"
    calls.close()


def test_backup_and_restore_take_databases_of_argmap_only(tmp_path: Path) -> None:
    """Any SQLite file was put in the place of the database, and a database that was missing was "kept"."""
    missing = tmp_path / "missing.db"
    database = {"ARGMAP_DATABASE_URL": f"sqlite:///{missing}"}
    assert here("backup", str(tmp_path / "copy.db"), **database).returncode == 2
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE notes (text TEXT)")
    assert here("restore", str(tmp_path / "other.db"), "--replace", **database).returncode == 2
    assert not missing.exists()


def test_a_database_that_is_none_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"no database" * 1_000)
    for command in (("keys", "list"), ("serve", "--port", "0")):
        done = argmap(*command, ARGMAP_DATABASE_URL=f"sqlite:///{tmp_path}/a.db")
        assert done.returncode == 3, (command, done.stderr)
        assert "Traceback" not in done.stderr, (command, done.stderr)
        assert "a.db" in done.stderr


def test_a_port_in_use_is_told_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = argmap("serve", "--port", port)
    assert done.returncode == 2
    assert f"port {port} of 127.0.0.1 is in use" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
