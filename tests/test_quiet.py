"""No part of argmap contacts anybody whom the user did not name: in a network of its own, no name is looked up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVE = """
import asyncio, threading, time, urllib.request, json
from service.api.app import create_app
from service.settings import get_settings
import uvicorn
server = uvicorn.Server(uvicorn.Config(create_app(get_settings()), port=8765, log_config=None))
thread = threading.Thread(target=server.run); thread.start()
while not server.started: time.sleep(0.1)
body = json.dumps({"text": open("service/pipeline/samples/night-trains.txt").read()}).encode()
request = urllib.request.Request("http://127.0.0.1:8765/v1/maps?wait=120", body, {"Content-Type": "application/json"})
assert urllib.request.urlopen(request).status == 200
server.should_exit = True; thread.join()
"""
MAP = """
import sys
from service.cli.main import main
sys.argv = ["argmap", "map", "service/pipeline/samples/night-trains.txt", "--format", "json", "-o", "/dev/null"]
main()
"""
LISTENER = """
import socket, subprocess, sys, time
listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener.bind(("127.0.0.53", 53))
listener.settimeout(0.2)
asked = []
work = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=sys.stderr)
end = None
while end is None or time.monotonic() < end:
    try:
        packet, whom = listener.recvfrom(4096)
        name, at = [], 12
        while packet[at]:
            name.append(packet[at + 1 : at + 1 + packet[at]].decode()); at += 1 + packet[at]
        asked.append(".".join(name))
        listener.sendto(packet[:2] + bytes([0x81, 0x83]) + packet[4:6] + bytes(6) + packet[12:], whom)
    except TimeoutError:
        pass
    if end is None and work.poll() is not None:
        end = time.monotonic() + 0.5
print(" ".join(dict.fromkeys(asked)))
sys.exit(work.returncode)
"""


def start_judging(script: str, home: Path, **environment: str) -> list[str]:
    """The names that a process asks the name server for, in a network that has nothing but this one."""
    (home / "resolv.conf").write_text("nameserver 127.0.0.53\noptions timeout:1 attempts:1\n")
    (home / "work.py").write_text(textwrap.dedent(LISTENER))
    set_up = (
        f"ip link set lo up && mount --bind {home}/resolv.conf $(readlink -f /etc/resolv.conf) && "
        f'exec {sys.executable} {home}/work.py "$0"'
    )
    known = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    done = subprocess.run(
        ["unshare", "--map-root-user", "--net", "--mount", "sh", "-c", set_up, script],
        cwd=ROOT,
        env={
            **known,
            "PYTHONPATH": str(ROOT),
            "HOME": str(home),
            "ARGMAP_WORKER_CONCURRENCY": "1",
            "ARGMAP_DATABASE_URL": f"sqlite:///{home}/a.db",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


def can_be_apart() -> bool:
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    trying = ["unshare", "--map-root-user", "--net", "--mount", "ip", "link", "set", "lo", "up"]
    return subprocess.run(trying, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_be_apart(), reason="network namespaces cannot be made here")
@pytest.mark.parametrize("script", [SERVE, MAP], ids=["serve", "map"])
def test_nobody_is_looked_up_and_nothing_is_left_at_home(script: str, tmp_path: Path) -> None:
    assert start_judging(script, tmp_path) == []
    ours = {"resolv.conf", "work.py"}
    assert [item.name for item in tmp_path.iterdir() if item.name not in ours and not item.name.startswith("a")] == []


@pytest.mark.skipif(not can_be_apart(), reason="network namespaces cannot be made here")
def test_the_listener_hears_a_look_up(tmp_path: Path) -> None:
    asking = "import socket\ntry: socket.getaddrinfo('vendor.example', 443)\nexcept OSError: pass"
    assert start_judging(asking, tmp_path) == ["vendor.example"]
