"""Small maps for debates: each article a list of (holder, text), the holders named beside."""

from __future__ import annotations

from typing import Any

from service.domain.argument import AUTHOR, Attribution, Perspective, Relation
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.provenance import Provenance
from tests.building import AUTHOR_PERSPECTIVE, document_of, span_of, unit_of

HAGEN = Perspective(id="v1", label="Tove Hagen", kind="person")
RIDERS = Perspective(id="v2", label="The riders' union", kind="institution")


def article(
    map_id: str,
    *said: tuple[str, str],
    holders: tuple[Perspective, ...] = (HAGEN, RIDERS),
    relations: tuple[Relation, ...] = (),
    published: str | None = None,
    attitude: str = "asserts",
    **meta: Any,
) -> ArgumentMap:
    """A map of one paragraph for each (holder id, text); units are u0, u1, ... in that order."""
    document = document_of(*(f"{text}." for _, text in said))
    document = document.model_copy(update={"title": map_id, "published": published, **meta})
    attributions = tuple(
        Attribution.model_validate(
            {"id": f"a{n}", "perspective": holder, "content": (span_of(document, text),), "attitude": attitude}
        )
        for n, (holder, text) in enumerate(said)
        if holder != AUTHOR
    )
    units = tuple(
        unit_of(
            document,
            f"u{n}",
            text,
            role="conclusion",
            perspective=holder,
            attribution=None if holder == AUTHOR else f"a{n}",
        )
        for n, (holder, text) in enumerate(said)
    )
    return ArgumentMap(
        id=map_id,
        document=document,
        perspectives=(AUTHOR_PERSPECTIVE, *holders),
        attributions=attributions,
        units=units,
        relations=relations,
        provenance=Provenance(engine="test"),
    )


def tram_articles() -> list[ArgumentMap]:
    """Three articles of a year: Hagen is for the line, then against it; the union answers her; one claim is alone."""
    return [
        article(
            "m1",
            ("v1", "The tram line will pay for itself within ten years"),
            (AUTHOR, "The council hid the true cost from the voters"),
            published="2024-01-10",
            author="Ann Lee",
            outlet="Herald",
        ),
        article(
            "m2",
            ("v1", "The tram line will pay for itself in ten years"),
            ("v2", "The tram line will never pay for itself within ten years"),
            published="2024-03-02",
            author="Bo Ruud",
            outlet="Courier",
            relations=(Relation(id="r0", kind="rebut", sources=("u1",), target="u0", scope="document"),),
        ),
        article(
            "m3",
            ("v1", "The tram line will not pay for itself within ten years"),
            (AUTHOR, "Noise from the tracks keeps children awake at night"),
            published="2024-11-20",
            author="Ann Lee",
            outlet="Herald",
        ),
    ]


def told_article(**meta: Any) -> ArgumentMap:
    """u0: Hagen says that the union says so; u1: the union would say so; u2: the union says so."""
    map_ = article(
        "m1", ("v2", "Trams pay"), ("v2", "the union would say that buses pay"), ("v2", "Rails last"), **meta
    )
    outer = map_.attributions[0].model_copy(update={"id": "a9", "perspective": "v1"})
    start = map_.document.text.index("would say")
    cue = Span(start=start, end=start + len("would say"))
    nested, supposed, plain = map_.attributions
    attributions = (
        nested.model_copy(update={"within": "a9"}),
        supposed.model_copy(update={"cue": cue}),
        plain,
        outer,
    )
    return ArgumentMap.model_validate(map_.model_dump() | {"attributions": [x.model_dump() for x in attributions]})
