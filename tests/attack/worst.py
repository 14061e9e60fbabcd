"""The worst requests: each was reproduced against a release, or is what its repair would let through if it broke."""

from __future__ import annotations

import bz2
import io
import json
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx

Send = Callable[[httpx.Client, str], httpx.Response]
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True)
class Attack:
    """`send` takes a client and the id of a map of the attacker's own. `maps`: it asks for a map, which may fail."""

    name: str
    send: Send
    maps: bool = False


def text(name: str, made: Callable[[], str]) -> Attack:
    return Attack(name, lambda client, _: client.post("/v1/maps", json={"text": made()}), maps=True)


def file(name: str, made: Callable[[], bytes], kind: str, media_type: str) -> Attack:
    def send(client: httpx.Client, _: str) -> httpx.Response:
        return client.post("/v1/maps", files={"file": (f"article.{kind}", made(), media_type)})

    return Attack(name, send, maps=True)


def imported(name: str, form: str, made: Callable[[], str | bytes]) -> Attack:
    return Attack(name, lambda client, _: client.post("/v1/maps/import", params={"format": form}, content=made()))


def posted(name: str, path: str, made: Callable[[], Any]) -> Attack:
    accept = {"Accept": "application/json, text/event-stream"}
    return Attack(name, lambda client, _: client.post(path, json=made(), headers=accept))


def _mcp() -> dict[str, Any]:
    call = {"name": "map_article", "arguments": {"text": "a@b." * 200_000, "wait_seconds": 1}}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}


def get(name: str, path: str) -> Attack:
    return Attack(name, lambda client, map_id: client.get(path.format(map=map_id)))


def page(name: str, url: str) -> Attack:
    return Attack(name, lambda client, _: client.post("/v1/maps", json={"url": url}))


_WIDE_TABLE = (
    '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000"/></w:tcPr>'
    "<w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)


def locution() -> str:
    return json.dumps({"nodes": [{"nodeID": "1", "type": "L", "text": " " * 800_000}]})


def pdf(pages: int) -> bytes:
    """Pages that show the same content again and again."""
    content = b"BT /F1 12 Tf 10 10 Td " + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj " * 60_000 + b"ET"
    kids = b" ".join(b"%d 0 R" % (number + 4) for number in range(pages))
    font = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    page = b"<</Type/Page/Parent 2 0 R/Contents 3 0 R/MediaBox[0 0 99 99]/Resources" + font + b">>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids)]
    objects += [b"<</Length %d>>stream\n%s\nendstream" % (len(content), content), *[page] * pages]
    made, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end


def pdf_circle() -> bytes:
    """Pages that are each other's children."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 9/Kids[3 0 R 3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>"
    )


def docx(body: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')  # fmt: skip  # noqa: E501
        archive.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')  # fmt: skip  # noqa: E501
        archive.writestr("word/document.xml", f"<w:document {_WORD}><w:body>{body}</w:body></w:document>")
    return packed.getvalue()


def own_map(units: int, *, chained: bool) -> str:
    """An Argdown text: one claim with very many reasons, or a chain of them."""
    if not chained:
        return "[c0]: claim\n" + "\n".join(f"  + [c{number}]: reason" for number in range(1, units))
    return "\n\n".join(f"[c{number}]: claim\n  + [c{number + 1}]: reason" for number in range(units))


def undercuts(count: int) -> str:
    """Each undercuts the one before."""
    nodes = [{"nodeID": f"i{n}", "type": "I", "text": "a"} for n in range(count + 1)]
    nodes += [{"nodeID": f"s{n}", "type": "CA" if n else "RA", "text": ""} for n in range(count)]
    edges = [{"fromID": f"i{n + 1}", "toID": f"s{n}"} for n in range(count)]
    edges += [{"fromID": f"s{n}", "toID": f"s{n - 1}" if n else "i0"} for n in range(count)]
    return json.dumps({"nodes": nodes, "edges": edges})


def aif(count: int, *, star: bool) -> str:
    nodes = [{"nodeID": str(number), "type": "I", "text": "a"} for number in range(count)]
    nodes.append({"nodeID": "s", "type": "RA", "text": ""})
    edges = [{"fromID": str(number), "toID": "s"} for number in range(1, count)]
    edges += [{"fromID": "s", "toID": str(number)} for number in range(count if star else 1)]
    return json.dumps({"nodes": nodes, "edges": edges})


def aliases() -> str:
    levels = "".join(f", l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 8))
    return f"[a]: b {{l0: &l0 [x, x]{levels}, proponent: *l7}}"


def patch(name: str, body: Callable[[], Any], **headers: str) -> Attack:
    def send(client: httpx.Client, map_id: str) -> httpx.Response:
        return client.patch(f"/v1/maps/{map_id}", content=json.dumps(body()), headers=_JSON | headers)

    return Attack(name, send)


def _debate(client: httpx.Client, map_id: str) -> dict[str, Any]:
    """The attacker's debate, of its own map; made where there is none yet."""
    known = client.get("/v1/debates", params={"limit": 1}).json()["debates"]
    if not known:
        client.post("/v1/debates", params={"wait": 120}, json={"maps": [map_id], "engine": "offline"})
        known = client.get("/v1/debates", params={"limit": 1}).json()["debates"]
    found: dict[str, Any] = client.get(f"/v1/debates/{known[0]['id']}").json()
    return found


def read_debate(name: str, path: str) -> Attack:
    return Attack(name, lambda client, map_id: client.get(f"/v1/debates/{_debate(client, map_id)['id']}/{path}"))


def correct_debate(name: str, edit: Callable[[list[dict[str, Any]]], dict[str, Any]]) -> Attack:
    """`edit`: of the debate's claims, those with most mentions first."""

    def send(client: httpx.Client, map_id: str) -> httpx.Response:
        debate = _debate(client, map_id)
        claims = sorted(debate["claims"], key=lambda claim: -len(claim["mentions"]))
        if not claims:
            return client.get("/v1/debates")
        return client.patch(f"/v1/debates/{debate['id']}", json={"changes": [edit(claims)]})

    return Attack(name, send)


def _merge(claims: list[dict[str, Any]]) -> dict[str, Any]:
    return {"op": "merge-claims", "ids": [claim["id"] for claim in claims], "into": claims[0]["id"]}


def _split(claims: list[dict[str, Any]]) -> dict[str, Any]:
    half = [{"map": item["map"], "unit": item["unit"]} for item in claims[0]["mentions"][::2]]
    return {"op": "split-claim", "id": claims[0]["id"], "mentions": half}


_JSON = {"Content-Type": "application/json"}


def _brackets() -> bytes:
    return b'{"text": "a", "x": [' + b"[]," * 6_000_000 + b"0]}"


def _add(value: dict[str, Any], kind: str = "unit") -> dict[str, Any]:
    return {"changes": [{"op": "add", "kind": kind, "value": value}]}


def attacks(dripping: int) -> list[Attack]:
    """`dripping`: a port of this machine; its pages never end (and are refused, since they are not public)."""
    speech = '"It fails," said '
    return [
        text("addresses", lambda: "a@" * 40_000),
        text("addresses without end", lambda: "a@b." * 200_000),
        text("speech without end", lambda: speech * 4_000),
        text("speech, longer", lambda: speech * 50_000),
        text("one word", lambda: "a" * 900_000),
        text("stops", lambda: "." * 900_000 + "a"),
        text("brackets", lambda: "a" + "(" * 400_000 + "]" * 400_000),
        text("capitals", lambda: "AB CD " * 100_000),
        text("many sentences", lambda: "It is so. " * 39_000),
        text("too many sentences", lambda: "It is so. " * 90_000),
        text("many paragraphs", lambda: "\n\n".join("He said that it is so, they say." for _ in range(1_900))),
        text("bylines", lambda: "Ann Lee\n\n" * 1_900 + "The end came, she said."),
        text("nested quotations", lambda: "“He said ‘they say “" * 3_000),
        file("bz2 as a charset", lambda: bz2.compress(b"\xe4" * 50_000_000), "txt", "text/plain; charset=bz2"),
        file("zlib as a charset", lambda: b"\x9c\xe4" * 9_000, "txt", "text/plain; charset=zlib_codec"),
        file("punycode as a charset", lambda: b"\xe4-" * 400_000, "txt", "text/plain; charset=punycode"),
        file("PDF of one page, over and over", partial(pdf, 200), "pdf", "application/pdf"),
        file("PDF in a circle", pdf_circle, "pdf", "application/pdf"),
        file("Word: a million columns", lambda: docx(_WIDE_TABLE), "docx", "application/octet-stream"),
        file("Word: empty paragraphs", lambda: docx("<w:p/>" * 80_000), "docx", "application/octet-stream"),
        file("Word: more of them", lambda: docx("<w:p/>" * 900_000), "docx", "application/octet-stream"),
        file("page of tags", lambda: b"<html><body>" + b"<div>" * 200_000, "html", "text/html"),
        file("page of paragraphs", lambda: b"<html><body>" + b"<p>a b c d e f g h</p>" * 90_000, "html", "text/html"),
        file("Markdown of brackets", lambda: b"[" * 300_000, "md", "text/markdown"),
        file("Markdown of quotes", lambda: b">" * 300_000, "md", "text/markdown"),
        imported("Argdown inference", "argdown", lambda: "(1) [a]\n--" + " " * 4_500 + "x"),
        imported("Argdown comments", "argdown", lambda: "<!--" * 200_000),
        imported("Argdown emphasis", "argdown", lambda: "*a " * 200_000),
        imported("Argdown aliases", "argdown", aliases),
        imported("Argdown chain", "argdown", partial(own_map, 9_000, chained=True)),
        imported("Argdown star", "argdown", partial(own_map, 9_000, chained=False)),
        imported("AIF locution", "aif", locution),
        imported("AIF, all to all", "aif", partial(aif, 9_000, star=True)),
        imported("AIF undercuts", "aif", partial(undercuts, 3_000)),
        imported("JSON, nested", "json", lambda: '{"a":' * 100_000),
        Attack("JSON of brackets", lambda client, _: client.post("/v1/maps", content=_brackets(), headers=_JSON)),
        get("trees", "/v1/maps/{map}/trees"),
        get("perspectives", "/v1/maps/{map}/perspectives"),
        get("as SVG", "/v1/maps/{map}/export?format=svg"),
        get("as a page", "/v1/maps/{map}/export?format=html"),
        get("NUL in a path", "/static/%00"),
        patch("half a character", lambda: _add({"label": "\ud800"}, "perspective")),
        patch("a list for an id", lambda: _add({"text": "a", "attribution": ["a"]})),
        patch("many changes", lambda: {"changes": [{"op": "conclusion", "id": "c0"}] * 5_000}),
        patch("a long version", lambda: _add({"text": "a"}), **{"If-Match": "1" * 5_000}),
        page("a page that drips", f"http://127.0.0.1:{dripping}/"),
        page("an odd host", "http://xn--/"),
        page("a special address", "http://192.0.0.192/"),
        posted("a webhook to the metadata", "/v1/webhooks", lambda: {"url": "http://169.254.169.254/latest/meta-data"}),
        posted("a webhook to itself", "/v1/webhooks", lambda: {"url": "http://127.0.0.1:8000/v1/maps"}),
        posted("a webhook of a million dots", "/v1/webhooks", lambda: {"url": "http://" + "a." * 500_000}),
        posted("many articles at once", "/v1/maps/batch", lambda: {"articles": [{"text": "It is so. " * 90}] * 501}),
        posted("articles of brackets", "/v1/maps/batch", lambda: {"articles": [{"text": "(" * 300_000}] * 3}),
        posted("prompts that lead out", "/v1/maps", lambda: {"text": "a", "prompts": {"../..": "../../etc/passwd"}}),
        posted("a budget of infinity", "/v1/maps", lambda: {"text": "a", "budget": {"calls": 10**400}}),
        posted("MCP: many values", "/mcp", lambda: {"jsonrpc": "2.0", "id": 1, "method": "a", "params": [0] * 300_000}),
        posted("MCP: a long text", "/mcp", _mcp),
        Attack("a header of nobody", lambda client, _: client.get("/v1/maps", headers={"X-Forwarded-User": "root"})),
        read_debate("debate: every cell of a matrix", "export?format=csv-matrix"),
        read_debate("debate: as a page", "export?format=html"),
        read_debate("debate: its matrix", "matrix?claim_limit=500&actor_limit=500"),
        correct_debate("debate: all claims in one", _merge),
        correct_debate("debate: split in halves", _split),
        correct_debate("debate: renamed", lambda claims: {"op": "rename-claim", "id": claims[0]["id"], "text": "x"}),
        Attack("an invented method", lambda client, map_id: client.request(f"M{map_id[:8]}".upper(), "/v1/maps")),
    ]


@contextmanager
def dripping_server() -> Iterator[int]:
    """A port whose answers never end."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                while True:
                    connection.sendall(b"a")

        def serve() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=drip, args=(listening.accept()[0],), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
