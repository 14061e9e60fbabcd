"""Places: the same answers as a look at all spans, in time that grows with their number."""

from __future__ import annotations

import random
import time

from service.domain.base import Span
from service.domain.spans import DisjointSpans
from service.engines.answers import UnitAnswer
from service.pipeline.assembly.places import PlacedItems
from service.pipeline.assembly.settling import settle_units


def _spans(seed: int, count: int, longest: int) -> list[Span]:
    draw = random.Random(seed)
    return [Span(start=(at := draw.randrange(2_000)), end=at + draw.randint(1, longest)) for _ in range(count)]


def test_disjoint_spans_say_what_a_look_at_all_of_them_says() -> None:
    for seed in range(30):
        kept, plain = DisjointSpans(), list[Span]()
        for span in _spans(seed, 150, 400 if seed % 2 else 12):
            meets = any(span.overlaps(other) for other in plain)
            assert kept.meet(span) == meets, (span, plain)
            if not meets:
                kept.add([span])
                plain.append(span)
        assert list(kept) == sorted(plain, key=lambda item: item.start)


def test_placed_items_near_a_place_are_all_that_have_it_in_the_order_of_adding() -> None:
    for seed in range(10):
        places, spans = PlacedItems[int](), _spans(seed, 100, 900)
        for number, span in enumerate(spans):
            places.add(number, [span])
        for place in range(0, 2_900, 7):
            near = list(places.near(place))
            assert near == sorted(near)
            assert {n for n, span in enumerate(spans) if span.start <= place < span.end} <= set(near)


def test_units_of_one_long_paragraph_are_settled_in_linear_time() -> None:
    text = "It fails at sea. " * 8_000

    def seconds(count: int) -> float:
        units = [UnitAnswer(id=str(n), spans=[Span(start=17 * n, end=17 * n + 15)]) for n in range(count)]
        best = 9.0
        for _ in range(3):
            begun = time.process_time()
            assert len(settle_units(units, {}, text).units) == count
            best = min(best, time.process_time() - begun)
        return best

    assert seconds(8_000) < 7 * seconds(2_000)
