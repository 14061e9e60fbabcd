"""A port for a program that cannot be told to choose one itself."""

from __future__ import annotations

import random
import socket


def free_port() -> int:
    """Below those that the system hands out, so that nobody is given it before the program listens on it."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
