"""AIF (Argument Interchange Format), as AIFdb exchanges it: JSON with nodes, edges and locutions; and xAIF, as OVA
and the oAMF modules exchange it: AIF, the article as HTML with anchors, and a drawing.

Units are I nodes, supports RA, rebuts and undercuts CA nodes (an undercut's points at the RA or CA that it attacks).
Locutions say who holds a unit: L("The author : X says p") > YA > L("X : p") > YA > I(p). What AIF cannot hold
(spans, confidence, the article) stands under the key `argmap` of a node or of the whole; other programs skip that key.

Irregular files are accepted with warnings: missing or duplicate nodes, cycles, locutions on I nodes, edges between
claims, supports of supports, several conclusions of one scheme, rephrases (which become supports).
"""

from __future__ import annotations

import html
import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from service.domain.argument import AUTHOR, Attribution, Perspective, Relation, RelationKind, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span, text_of
from service.domain.document import Document
from service.errors import FormatError
from service.formats.base import Exported, Imported, losses, parse_json
from service.formats.map_builder import MOST_ENDS, MOST_ITEMS, ImportedRelation, ImportedUnit, MapBuilder
from service.formats.svg import lay_out

MEDIA_TYPE = "application/json"
KEPT = frozenset(
    {"article", "spans", "mentions", "parents", "attributions", "linked", "undercuts", "confidence", "notes"}
)


def dump(map_: ArgumentMap) -> Exported:
    """The AIF graph as JSON text."""
    writer = AifWriter(map_)
    graph = {
        "nodes": writer.nodes,
        "edges": writer.edges,
        "locutions": writer.locutions,
        "participants": writer.participants,
        EXTENSION: writer.extension,
    }
    return Exported(json.dumps(graph, ensure_ascii=False, indent=1) + "\n", MEDIA_TYPE, losses(map_, kept=KEPT))


def load(text: str) -> Imported:
    """The map of an AIF graph. Raises FormatError if the text is not JSON or has no list of nodes."""
    graph = parse_json(text, "AIF")
    extension = graph.get(EXTENSION) if isinstance(graph, dict) else None
    return AifReader(graph, extension, "AIF").imported()


EXTENSION = "argmap"
_SCHEMES = {
    "support": ("RA", "Default Inference", "72"),
    "rebut": ("CA", "Default Conflict", "71"),
    "undercut": ("CA", "Default Conflict", "71"),
}
_ASSERTING = ("Asserting", "74")


class AifWriter:
    """Nodes, edges, locutions and participants of one map, named as in AIFdb's JSON."""

    def __init__(self, map_: ArgumentMap) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.edges: list[dict[str, Any]] = []
        self.locutions: list[dict[str, Any]] = []
        self.schemes: list[dict[str, str]] = []
        self._map = map_
        self._time = (map_.provenance.finished or datetime(1970, 1, 1, tzinfo=UTC)).strftime("%Y-%m-%d %H:%M:%S")
        self._labels = {item.id: item.label for item in map_.perspectives}
        self._person = {item.id: str(number) for number, item in enumerate(map_.perspectives, 1)}
        self._attributions = {item.id: item for item in map_.attributions}
        self.unit_nodes = {unit.id: self._information(unit) for unit in map_.units}
        self._relations()
        for unit in map_.units:
            self._locutions(unit)

    @property
    def participants(self) -> list[dict[str, str]]:
        return [
            {"participantID": self._person[item.id], "firstname": item.label, "surname": ""}
            for item in self._map.perspectives
        ]

    @property
    def extension(self) -> dict[str, Any]:
        """Data about the whole map for which AIF has no field."""
        return self._map.model_dump(
            mode="json", include={"id", "document", "perspectives", "attributions", "conclusion"}
        )

    def _node(self, text: str, kind: str, **more: Any) -> str:
        name = str(len(self.nodes) + 1)
        self.nodes.append({"nodeID": name, "text": text, "type": kind, "timestamp": self._time, **more})
        if "schemeID" in more:
            self.schemes.append({"nodeID": name, "schemeID": more["schemeID"]})
        return name

    def _edge(self, source: str, target: str) -> None:
        name = str(len(self.edges) + 1)
        self.edges.append({"edgeID": name, "fromID": source, "toID": target, "formEdgeID": None})

    def _information(self, unit: Unit) -> str:
        kept = unit.model_dump(mode="json", exclude={"text", "perspective", "role"}, exclude_defaults=True)
        return self._node(unit.text, "I", **{EXTENSION: kept | {"id": unit.id, "paragraph": unit.paragraph}})

    def _relations(self) -> None:
        names = {item.id: self._relation(item) for item in self._map.relations}
        for item in self._map.relations:
            for source in item.sources:
                self._edge(self.unit_nodes[source], names[item.id])
            target = names[item.target] if item.kind == "undercut" else self.unit_nodes[item.target]
            self._edge(names[item.id], target)

    def _relation(self, item: Relation) -> str:
        kind, scheme, number = _SCHEMES[item.kind]
        kept = item.model_dump(mode="json", include={"confidence", "note"}, exclude_defaults=True) | {"id": item.id}
        return self._node(scheme, kind, scheme=scheme, schemeID=number, **{EXTENSION: kept})

    def _locutions(self, unit: Unit) -> None:
        """The chain of who says what, from the author inwards."""
        chain = self._chain(unit)
        words = unit.text
        texts: list[tuple[str, str, str | None]] = []
        for attribution in reversed(chain):
            label = self._labels[attribution.perspective]
            texts.append((attribution.perspective, f"{label} : {words}", attribution.id))
            words = f"{label} says {words}"
        texts.append((AUTHOR, f"{self._labels.get(AUTHOR, 'The author')} : {words}", None))
        heard = self.unit_nodes[unit.id]
        for perspective, text, attribution_id in texts:
            own: dict[str, Any] = {"attribution": attribution_id} if attribution_id else {"author": True}
            locution = self._node(text, "L", **{EXTENSION: own})
            asserting = self._node(_ASSERTING[0], "YA", scheme=_ASSERTING[0], schemeID=_ASSERTING[1])
            self._edge(locution, asserting)
            self._edge(asserting, heard)
            self.locutions.append(self._locution(locution, perspective, unit))
            heard = locution

    def _chain(self, unit: Unit) -> list[Attribution]:
        chain: list[Attribution] = []
        current = unit.attribution
        while current is not None:
            chain.append(self._attributions[current])
            current = self._attributions[current].within
        return chain[::-1]

    def _locution(self, node: str, perspective: str, unit: Unit) -> dict[str, Any]:
        return {
            "nodeID": node,
            "personID": self._person.get(perspective, "0"),
            "timestamp": self._time,
            "start": str(unit.spans[0].start) if unit.spans else None,
            "end": str(unit.spans[-1].end) if unit.spans else None,
            "source": None,
        }


_LONGEST_NAME = 80
_DEFAULTS = ("default inference", "default conflict", "default rephrase", "", "ra", "ca", "ma")


class AifReader:
    """`graph`: an object with `nodes`, `edges` and optionally `locutions` and `participants`; `extension`: the value of
    its key `argmap`, if any.
    """

    def __init__(self, graph: Any, extension: Any, format_name: str) -> None:
        if not isinstance(graph, dict) or not isinstance(graph.get("nodes"), list):
            raise FormatError(
                f"the {format_name} text has no list of nodes", hint='It needs {"nodes": [...], "edges": [...]}.'
            )
        if len(graph["nodes"]) > 4 * MOST_ITEMS:
            raise FormatError(f"the {format_name} text has {len(graph['nodes']):,} nodes", hint="Split it.")
        self._builder = MapBuilder(format_name)
        self._extension = extension if isinstance(extension, dict) else {}
        self._nodes: dict[str, dict[str, Any]] = {}
        self._into: dict[str, list[str]] = defaultdict(list)
        self._out: dict[str, list[str]] = defaultdict(list)
        self._edges: set[tuple[str, str]] = set()
        self._ends = 0
        self._said_by: dict[str, list[str]] = {}
        self._take_nodes(graph["nodes"])
        self._take_edges(graph.get("edges"))
        self._speakers = self._speaker_names(graph)

    def imported(self) -> Imported:
        self._take_extension()
        self._given_attributions = {item.id for item in self._builder.attributions}
        for key, node in self._nodes.items():
            if node["type"] == "I":
                self._builder.units.append(self._unit(key, node))
        self._check_spans()
        schemes = [name for name, node in self._nodes.items() if node["type"] in ("RA", "CA", "MA")]
        self._relate(schemes)
        self._note_loose_edges()
        return self._builder.finish()

    def _take_nodes(self, nodes: list[Any]) -> None:
        for number, node in enumerate(nodes):
            if not isinstance(node, dict) or node.get("nodeID") is None or isinstance(node["nodeID"], (dict, list)):
                self._builder.warn(f"node number {number} has no nodeID and was left out")
                continue
            name = str(node["nodeID"])
            if name in self._nodes:
                self._builder.warn(f"node {name} occurs twice; only the first was kept")
                continue
            text = node.get("text")
            kind = str(node.get("type", "")).upper()
            self._nodes[name] = {**node, "type": kind, "text": str(text) if text is not None else ""}
            if kind not in ("I", "RA", "CA", "MA", "L", "YA", "TA"):
                self._builder.warn(f"nodes of type {kind or 'none'} were left out")

    def _take_edges(self, edges: Any) -> None:
        for edge in edges if isinstance(edges, list) else []:
            if not isinstance(edge, dict):
                self._builder.warn("an edge that is not an object was left out")
                continue
            source, target = str(edge.get("fromID")), str(edge.get("toID"))
            if source not in self._nodes or target not in self._nodes:
                self._builder.warn(f"edge {edge.get('edgeID')} lacks a node at one end and was left out")
                continue
            if (source, target) not in self._edges:
                self._edges.add((source, target))
                self._into[target].append(source)
                self._out[source].append(target)

    def _speaker_names(self, graph: dict[str, Any]) -> dict[str, str]:
        """Node id -> the name of who speaks there, by the lists of participants and locutions."""
        names = {}
        for person in objects(graph.get("participants")):
            parts = (str(person.get(key) or "") for key in ("firstname", "surname"))
            names[str(person.get("participantID"))] = " ".join(part for part in parts if part)
        found: dict[str, str] = {}
        for locution in objects(graph.get("locutions")):
            place = str(locution.get("nodeID"))
            speaker = names.get(str(locution.get("personID")), "")
            if speaker and place in self._nodes:
                found[place] = speaker
            if self._nodes.get(place, {}).get("type") == "I":
                self._builder.warn("locutions are attached to I nodes; their speakers hold these claims")
        return found

    def _take_extension(self) -> None:
        """The article, perspectives and attributions, where the file is one of ours and they are sound."""
        given = self._extension
        try:
            if isinstance(given.get("document"), dict):
                self._builder.document = Document.model_validate(given["document"])
            perspectives = [Perspective.model_validate(item) for item in given.get("perspectives") or []]
            self._builder.attributions = [Attribution.model_validate(item) for item in given.get("attributions") or []]
        except (ValidationError, TypeError) as error:
            self._builder.warn(
                f"the file's extension ({EXTENSION}) is damaged and was not used: {type(error).__name__}"
            )
            self._builder.document, self._builder.attributions = None, []
            return
        self._builder.perspectives = {item.id: item for item in perspectives}
        self._builder.map_id = given["id"] if isinstance(given.get("id"), str) else None
        self._builder.conclusion = given["conclusion"] if isinstance(given.get("conclusion"), str) else None

    def _unit(self, name: str, node: dict[str, Any]) -> ImportedUnit:
        own = node.get(EXTENSION) if isinstance(node.get(EXTENSION), dict) else {}
        assert isinstance(own, dict)
        unit = ImportedUnit(_text(own.get("id")) or f"n{name}", node["text"])
        node["unit"] = unit.id
        unit.implicit = own.get("implicit") is True
        unit.gist, unit.note = _text(own.get("gist")), _text(own.get("note"))
        unit.confidence = _share(own.get("confidence"))
        paragraph = own.get("paragraph")
        unit.paragraph = paragraph if isinstance(paragraph, int) and 0 <= paragraph < 1 << 30 else None
        unit.spans = _spans(own.get("spans"))
        self._hold(unit, name)
        return unit

    def _hold(self, unit: ImportedUnit, name: str) -> None:
        """Who holds the claim: the locution that asserts it, directly or by a locution list on the node itself."""
        speakers = [self._nodes[said] for said in self._asserting(name)]
        if not speakers:
            unit.holder = self._builder.holder(self._speakers[name]) if name in self._speakers else AUTHOR
            return
        node = speakers[0]
        own = node.get(EXTENSION) if isinstance(node.get(EXTENSION), dict) else {}
        assert isinstance(own, dict)
        attribution = _text(own.get("attribution"))
        if own.get("author") is True:
            return
        if attribution in self._given_attributions:
            unit.attribution = attribution
            return
        label = self._speakers.get(str(node["nodeID"])) or _speaker(node["text"])
        unit.holder = self._builder.holder(label)

    def _asserting(self, name: str) -> list[str]:
        """The L nodes from which the first illocution leads to the node."""
        for illocution in self._into[name]:
            if self._nodes[illocution]["type"] != "YA":
                continue
            if illocution not in self._said_by:
                self._said_by[illocution] = [
                    item for item in self._into[illocution] if self._nodes[item]["type"] == "L"
                ]
            if self._said_by[illocution]:
                return self._said_by[illocution]
        return []

    def _check_spans(self) -> None:
        """The article is used only if every claim still says what its spans cut from it."""
        document = self._builder.document
        if document is None:
            for unit in self._builder.units:
                unit.spans = ()
            return
        for unit in self._builder.units:
            if not unit.implicit and (not unit.spans or text_of(unit.spans, document.text) != unit.text):
                self._builder.warn(f"claim {unit.id} is not in the file's article, which was left out")
                self._builder.forget_document()
                return

    def _relate(self, schemes: list[str]) -> None:
        names: dict[str, str] = {}
        taken: set[str] = set()
        for name in schemes:
            own = self._nodes[name].get(EXTENSION)
            wanted = _text(own.get("id")) if isinstance(own, dict) else None
            names[name] = wanted if wanted and wanted not in taken else f"r{name}"
            taken.add(names[name])
        for name in schemes:
            self._scheme(name, names)

    def _scheme(self, name: str, names: dict[str, str]) -> None:
        node = self._nodes[name]
        sources = [self._nodes[item]["unit"] for item in self._into[name] if self._nodes[item]["type"] == "I"]
        targets = [item for item in self._out[name] if self._nodes[item]["type"] in ("I", "RA", "CA", "MA")]
        if not sources or not targets:
            self._builder.warn(f"{node['type']} node {name} does not connect two claims and was left out")
            return
        if len(targets) > 1:
            self._builder.warn(f"{node['type']} node {name} has several conclusions; each became a relation")
        for number, target in enumerate(targets):
            aim = self._aim(name, node["type"], target, names)
            if aim is None:
                continue
            kind, end = aim
            self._ends += len(sources)
            if self._ends > MOST_ENDS:
                raise FormatError(f"its schemes have more than {MOST_ENDS:,} premises", hint="Split it.")
            relation_id = names[name] if number == 0 else f"{names[name]}-{number}"
            self._builder.relations.append(self._relation(relation_id, kind, list(sources), end, node))

    def _aim(self, name: str, scheme: str, target: str, names: dict[str, str]) -> tuple[RelationKind, str] | None:
        aimed = self._nodes[target]["type"]
        if aimed == "I":
            if scheme == "MA":
                self._builder.warn("rephrases (MA) became supports")
            return ("rebut" if scheme == "CA" else "support"), self._nodes[target]["unit"]
        if scheme == "CA" and aimed in ("RA", "CA", "MA"):
            return "undercut", names[target]
        self._builder.warn(
            f"{scheme} node {name} supports another scheme, which a map cannot represent; it was left out"
        )
        return None

    def _relation(
        self, relation_id: str, kind: RelationKind, sources: list[str], end: str, node: dict[str, Any]
    ) -> ImportedRelation:
        own = node.get(EXTENSION) if isinstance(node.get(EXTENSION), dict) else {}
        assert isinstance(own, dict)
        scheme = str(node.get("scheme") or node["text"] or "")
        note = _text(own.get("note"))
        if note is None and scheme.lower() not in _DEFAULTS:
            note = f"scheme: {scheme[:200]}"
        return ImportedRelation(relation_id, kind, sources, end, _share(own.get("confidence")), note)

    def _note_loose_edges(self) -> None:
        loose = sum(
            self._nodes[source]["type"] == "I" and self._nodes[target]["type"] == "I"
            for source, targets in self._out.items()
            for target in targets
        )
        if loose:
            self._builder.warn(f"{loose} edges lead from claim to claim without a scheme and were left out")


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; empty if the value is not a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _speaker(text: str) -> str:
    """Who is named before the first colon of a locution ("Ann Lee : the dam leaks"); empty where nobody is."""
    before, colon, said = text.lstrip()[: 10 * _LONGEST_NAME].partition(":")
    name = before.rstrip()
    is_name = 0 < len(name) <= _LONGEST_NAME and "\n" not in name and said[:1].isspace() and bool(said.strip())
    return name if colon and is_name else ""


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _share(value: Any) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= 1 else 1.0


def _spans(value: Any) -> tuple[Span, ...]:
    try:
        return tuple(Span.model_validate(item) for item in value or ())
    except (ValidationError, TypeError):
        return ()


def dump_xaif(map_: ArgumentMap) -> Exported:
    """The map in xAIF. Claims are anchored in the text as in OVA; where two overlap, only the first has an anchor."""
    writer = AifWriter(map_)
    value = {
        "AIF": {
            "nodes": writer.nodes,
            "edges": writer.edges,
            "schemefulfillments": writer.schemes,
            "participants": writer.participants,
            "locutions": writer.locutions,
            "descriptorfulfillments": [],
            "cqdescriptorfulfillments": [],
        },
        "text": _anchored(map_, writer.unit_nodes),
        "dialog": True,
        "OVA": _drawing(map_, writer),
        EXTENSION: writer.extension,
    }
    return Exported(json.dumps(value, ensure_ascii=False, indent=1) + "\n", MEDIA_TYPE, losses(map_, kept=KEPT))


def load_xaif(text: str) -> Imported:
    """The map of an xAIF file, or of OVA's older files with the graph at the top level. Raises FormatError if there is
    no list of nodes.
    """
    value = parse_json(text, "xAIF")
    graph = value.get("AIF", value) if isinstance(value, dict) else value
    extension = value.get(EXTENSION) if isinstance(value, dict) else None
    return AifReader(graph, extension, "xAIF").imported()


def _anchored(map_: ArgumentMap, nodes: dict[str, str]) -> str:
    pieces = sorted((span.start, span.end, nodes[unit.id]) for unit in map_.units for span in unit.spans)
    text, at, parts = map_.document.text, 0, []
    for start, end, node in pieces:
        if start < at:
            continue
        parts.append(_html(text[at:start]))
        parts.append(f'<span class="highlighted" id="node{node}">{_html(text[start:end])}</span>')
        at = end
    return "".join(parts) + _html(text[at:])


def _html(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _drawing(map_: ArgumentMap, writer: AifWriter) -> dict[str, Any]:
    """OVA's own part: where each node is drawn; locutions are hidden."""
    places = {writer.unit_nodes[box.unit.id]: (box.x, box.y) for box in lay_out(map_).boxes}
    nodes = [
        {
            "nodeID": node["nodeID"],
            "visible": node["type"] not in ("L", "YA"),
            "x": places.get(node["nodeID"], (0, 0))[0],
            "y": places.get(node["nodeID"], (0, 0))[1],
            "timestamp": node["timestamp"],
        }
        for node in writer.nodes
    ]
    edges = [{"fromID": edge["fromID"], "toID": edge["toID"], "visible": True} for edge in writer.edges]
    return {"firstname": "", "surname": "", "url": "", "nodes": nodes, "edges": edges}
