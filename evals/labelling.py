"""Labelling one's own article on the page: every version that is saved there becomes the annotator's layer.

The page is served by this process, from a database that is thrown away; what counts are the files in the suite's
folder: `FOLDER/layers/NAME/ID.json`, and once two layers are settled `FOLDER/ID.json`.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evals.adding import as_gold
from evals.judging import total
from evals.metrics.pairing import pair
from evals.metrics.registry import METRICS
from evals.metrics.viewing import labels_of
from evals.suites import read_map
from service.client import Client
from service.domain.argument import AUTHOR, Perspective
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document
from service.domain.provenance import Provenance
from service.errors import ArgmapError, InfrastructureError, InputError

if TYPE_CHECKING:
    import uvicorn

SHOWN = ("unit_f1", "holder_accuracy", "edge_f1", "root_accuracy")
"""What is told of two layers' agreement while one of them grows."""
_START_SECONDS = 30.0


@dataclass
class Labelling:
    """One annotator at one article. `target`: where the layer is written; `others`: layers to compare it with."""

    client: Client
    served: str
    name: str
    target: Path
    others: dict[str, Path]
    _version: int = 1

    def poll(self) -> list[str]:
        """Saves a version that is new, and tells what it holds; nothing where there is none.

        A version that cannot be a layer yet is told, and the layer stays as it was.
        """
        map_ = self.client.get(self.served)
        if map_.version == self._version:
            return []
        self._version = map_.version
        try:
            layer = as_gold(with_mentions(map_), self.target.stem, self.name)
        except ArgmapError as error:
            return [f"version {map_.version} is not saved: {error.message}. {error.hint}"]
        write_map(layer, self.target)
        told = [f"version {map_.version} saved: {len(layer.units)} claims, {len(layer.relations)} relations"]
        return told + [agreement_line(who, read_map(path), layer) for who, path in self.others.items()]


def begin(document: Document, name: str, proposed: ArgumentMap | None) -> ArgumentMap:
    """The map that labelling starts from: empty, or what an engine proposed."""
    if proposed is not None:
        return proposed.model_copy(update={"version": 1})
    author = Perspective(id=AUTHOR, label="The author", kind="author")
    return ArgumentMap(id="new", document=document, perspectives=(author,), provenance=Provenance(engine=name))


def with_mentions(map_: ArgumentMap) -> ArgumentMap:
    """Holders that were named on the page get the places where the text has their name: by these, holders of two
    maps are matched.
    """
    sources = {item.perspective for item in map_.attributions if item.source is not None}
    found = []
    for holder in map_.perspectives:
        if holder.id != AUTHOR and not holder.mentions and holder.id not in sources:
            pattern = rf"(?<!\w){re.escape(holder.label)}(?!\w)"
            places = re.finditer(pattern, map_.document.text, re.IGNORECASE)
            mentions = tuple(Span(start=place.start(), end=place.end()) for place in places)
            holder = holder.model_copy(update={"mentions": mentions})
        found.append(holder)
    return map_.model_copy(update={"perspectives": tuple(found)})


def agreement_line(who: str, other: ArgumentMap, layer: ArgumentMap) -> str:
    """How far two layers agree, by the code that scores engines."""
    if other.document.text != layer.document.text:
        return f"{who} labelled another text: the two cannot be compared"
    compared = pair(labels_of(other), labels_of(layer))
    shown = [metric for metric in METRICS["map"] if metric.id in SHOWN]
    values = ((metric.title, total(metric, [metric.count(compared)])) for metric in shown)
    return f"agreement with {who}: " + ", ".join(f"{title} {value:.2f}" for title, value in values)


def write_map(map_: ArgumentMap, path: Path) -> None:
    """Whole or not at all: a reader never sees half of a layer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(map_.model_dump_json(indent=1) + "\n", "utf-8")
    unfinished.replace(path)


def layers_of(folder: Path, document: str) -> dict[str, Path]:
    """Annotator -> file, of those who labelled the document."""
    return {path.parent.name: path for path in sorted(folder.glob(f"layers/*/{document}.json"))}


@contextmanager
def page_of(map_: ArgumentMap, port: int) -> Iterator[tuple[Client, str, str]]:
    """A client, the id of the map there, and the page's address, of a server that holds this map only."""
    import uvicorn

    from service.api.app import create_app
    from service.settings import get_settings

    with TemporaryDirectory() as place:
        settings = get_settings().model_copy(
            update={"database_url": f"sqlite:///{place}/argmap.db", "api_keys": None, "host": "127.0.0.1"}
        )
        config = uvicorn.Config(
            create_app(settings), host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=2
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=_run, args=(server,), daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{_port_of(server, thread)}"
        try:
            with Client(address) as client:
                stored = client.import_map(map_.model_dump_json(), "json")
                yield client, stored.id, f"{address}/#/map/{stored.id}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)


def _run(server: uvicorn.Server) -> None:
    try:
        server.run()
    except SystemExit:
        return  # uvicorn's way to say that the port is taken, which `_port_of` reports


def _port_of(server: uvicorn.Server, thread: threading.Thread) -> int:
    """The port, once the server answers. InputError where it is taken, InfrastructureError where it does not start."""
    end = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive():
            raise InputError("the page cannot be served: the port is in use", hint="Give another one with --port.")
        if time.monotonic() > end:
            raise InfrastructureError("the page's server did not start", hint="Try again, or another --port.")
        time.sleep(0.02)
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port
