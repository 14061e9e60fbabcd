"""A map as an AIF graph (Argument Interchange Format, as AIFdb writes it): the part that AIF and xAIF share.

Units are I nodes, supports RA, rebuts and undercuts CA nodes (an undercut's points at the RA or CA that it attacks).
Locutions say who holds a unit: L("The author : X says p") > YA > L("X : p") > YA > I(p). What AIF cannot hold
(spans, confidence, the article) stands under the key `argmap` of a node or of the whole; other programs skip that key.

arguebuf's writer is not used: it leaves `locutions` empty, and with them the holders.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from service.domain.argument import AUTHOR, Attribution, Relation, Unit
from service.domain.argument_map import ArgumentMap

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
