from __future__ import annotations

from service.engines.offline.attribution.tagger import TaggedAttribution
from service.engines.offline.holders.resolve import Resolver
from tests.engines.offline.parsing_help import found_in, parse

_BEFORE = (
    "The climate ministry says that the plan is late. The industry ministry says that it is early. The climate "
    "ministry says that coal must go. The industry ministry says that coal must stay. "
)


def holders(text: str, cue: str) -> list[str]:
    document, parsed = parse(text)
    resolver = Resolver(parsed)
    held = resolver.resolve(found_in(document, parsed))
    chosen = [item for item in held if item.cue and document.text[slice(*item.cue)] == cue]
    return [resolver.registry[item.holder].label for item in chosen]


def test_both_stands_for_the_two_that_are_called_so() -> None:
    assert sorted(holders(_BEFORE + "Both ministries deny that the budget is at fault.", "deny")) == [
        "Climate ministry",
        "Industry ministry",
    ]


def test_what_two_sides_hold_is_held_by_each() -> None:
    document, parsed = parse("The union and the owners believe that the strike will fail.")
    tagged = TaggedAttribution(0, (25, 32), (0, 0, 24), ((0, 38, 58),), 0.9)
    resolver = Resolver(parsed)
    held = resolver.resolve(found_in(document, parsed, [tagged]))
    assert sorted(resolver.registry[item.holder].label for item in held) == ["Owners", "Union"]


def test_where_nobody_tells_which_two_are_meant_one_holder_stays() -> None:
    assert len(holders("Both governments believe that the talks will fail.", "believe")) == 1
