"""Addresses, read from a real HTTP server; and all the addresses that must never be reached."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from service.errors import UnreadableDocument
from service.reading import Limits, read_url
from service.reading.fetching import Address, fetch_page, is_public
from tests.reading.builders import PROSE, html_page, pdf_plain
from tests.web_server import Reply, Sent, answering

_LOOPBACK = ipaddress.ip_address("127.0.0.1")


def loopback(address: Address) -> bool:
    return address == _LOOPBACK


def _answer(sent: Sent) -> Reply:
    seen.append((sent.path, sent.headers["host"]))
    if sent.path.startswith("/to/"):
        return Reply(302, headers={"Location": sent.path.removeprefix("/to/")})
    if sent.path == "/loop":
        return Reply(301, headers={"Location": "/loop"})
    if sent.path not in _PAGES:
        return Reply(404)
    kind, body, encoding = _PAGES[sent.path]
    return Reply(200, body, {"Content-Type": kind} | ({"Content-Encoding": encoding} if encoding else {}))


seen: list[tuple[str, str]] = []
_PAGES = {
    "/article": ("text/html; charset=utf-8", html_page().data, None),
    "/packed": ("text/html", gzip.compress(html_page().data), "gzip"),
    "/bomb": ("text/html", gzip.compress(b"<p>" + b"a" * 20_000_000), "gzip"),
    "/odd": ("text/html", b"x", "br"),
    "/file.pdf": ("application/pdf", pdf_plain().data, None),
    "/note.txt": ("text/plain; charset=latin-1", "\n\n".join(PROSE).replace("ice", "glacé").encode("latin-1"), None),
    "/long": ("text/plain", b"word " * 400_000, None),
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with answering(_answer) as url:
        yield url


@pytest.mark.parametrize("path", ["/article", "/packed", "/to//article"])
def test_a_page(server: str, path: str) -> None:
    document = read_url(f"{server}{path}", is_allowed=loopback)
    assert tuple(item.cut(document.text) for item in document.body()) == PROSE
    assert document.source.kind == "url"
    assert document.source.url is not None
    assert document.source.url.startswith(server)


def test_files(server: str) -> None:
    assert len(read_url(f"{server}/file.pdf", is_allowed=loopback).body()) == 3
    assert "glacé" in read_url(f"{server}/note.txt", is_allowed=loopback).text


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing", "404"),
        ("/loop", "redirects"),
        ("/to/http://169.254.169.254/latest/meta-data", "public internet"),
        ("/to/file:///etc/passwd", "scheme"),
        ("/to/http://[::1", "could not be read"),
        ("/to/http://a.example:99999/", "no port"),
        ("/to/javascript:x", "could not be read"),
        ("/to/http://xn--/", "could not be read"),
        ("/bomb", "more than"),
        ("/long", "more than"),
        ("/odd", "compressed"),
    ],
)
def test_refusals(server: str, path: str, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason) as error:
        read_url(f"{server}{path}", is_allowed=loopback, limits=Limits(max_bytes=1_000_000))
    assert error.value.hint


def test_the_loopback_is_closed_by_default(server: str) -> None:
    before = len(seen)
    with pytest.raises(UnreadableDocument, match="public internet"):
        read_url(f"{server}/article")
    assert len(seen) == before


def test_a_name_server_that_changes_its_answer(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the address that was checked: the name is asked for once, and never by the HTTP client."""
    asked: list[str] = []
    port = int(server.rpartition(":")[2])
    real = socket.getaddrinfo

    def answer(host: str, *args: object, **more: object) -> object:
        if host != "rebinding.example":
            return real(host, *args, **more)  # type: ignore[arg-type]
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    page = asyncio.run(fetch_page(f"http://rebinding.example:{port}/article", limits=Limits(), is_allowed=loopback))
    assert page.data
    assert asked == ["rebinding.example"]
    assert seen[-1] == ("/article", f"rebinding.example:{port}")


@pytest.mark.parametrize("several", [["93.184.216.34", "10.0.0.1"], ["::1", "93.184.216.34"]])
def test_one_bad_address_among_good_ones_is_enough(several: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in several]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    with pytest.raises(UnreadableDocument, match="public internet"):
        read_url("http://mixed.example/")


@pytest.mark.parametrize("drips", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_page_that_drips(drips: bytes) -> None:
    """Each byte comes well in time, in the head or in the body; the whole must, too."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.sendall(drips)
                while True:
                    connection.sendall(b"a")
                    time.sleep(0.02)

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with pytest.raises(UnreadableDocument, match="too long to load"):
            asyncio.run(fetch_page(url, limits=Limits(), is_allowed=loopback, seconds=0.5))
        thread.join(30)  # hung up on
        assert not thread.is_alive()


def test_a_slow_page(monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    with pytest.raises(UnreadableDocument, match="too long to load"):
        asyncio.run(fetch_page(f"{server}/long", limits=Limits(), is_allowed=loopback, seconds=0.0))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.0.192",
        "192.0.0.9",
        "192.88.99.1",
        "198.18.0.1",
        "2001:2::1",
        "3fff::1",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "64:ff9b:1::a00:1",
        "::10.0.0.1",
        "::ffff:0:10.0.0.1",
        "fec0::1",
        "168.63.129.16",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/x",
        "gopher://x",
        "data:text/html,x",
        "",
        "no url",
        "http://",
        "http://[",
        "//x",
        "http://127.0.0.1:99999/",
    ],
)
def test_no_address(url: str) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read_url(url)
    assert error.value.hint
