import pytest
from hypothesis import given

from service.domain.argument_map import ArgumentMap
from service.errors import FormatError
from service.formats import export_map, import_map
from tests.building import tram_map
from tests.formats.comparing import structure_of
from tests.maps import argument_maps


@given(argument_maps())
def test_keeps_structure_texts_and_holders(map_: ArgumentMap) -> None:
    back = import_map(export_map(map_, "argdown").text, "argdown")
    assert structure_of(back.map) == structure_of(map_)
    assert back.map.document.title == map_.document.title
    assert not back.warnings


def test_what_it_looks_like() -> None:
    assert export_map(tram_map(), "argdown").text == (
        "[u0]: Trams pay {paragraph: 1}\n\n"
        '[u1]: \\[… Trams pay\\.\\] They carry many {paragraph: 1, words: "They carry many"}\n\n'
        "[u2]: the tracks cost a lot {paragraph: 1}\n\n"
        "[u3]: the line should stay {paragraph: 2, conclusion: true}\n\n"
        "<r0>\n\n(1) [u1]\n----\n(2) [u0]\n\n"
        "<r0>\n  _ [u2]\n\n"
        "[u3]\n  + [u0]\n"
    )


def test_says_what_it_cannot_hold() -> None:
    warnings = export_map(tram_map(), "argdown").warnings
    assert any("article's text" in warning for warning in warnings)
    assert any("spans" in warning for warning in warnings)


def relations_of(text: str) -> list[tuple[str, list[str], str]]:
    map_ = import_map(text, "argdown").map
    texts = {unit.id: unit.text for unit in map_.units}
    return [
        (item.kind, [texts[source] for source in item.sources], texts.get(item.target, item.target))
        for item in map_.relations
    ]


def test_reads_what_people_write() -> None:
    text = """
===
title: Cats
===

# Heading with a #tag

[Cats]: Cats are *great*. #(my tag) // a comment
  + They purr {proponent: "Ann"}
    - not all of them do
  -> [Dogs]: Dogs are better
  <- They scratch,
     and they bite.

/* nothing
   here */

<Meat>: the argument from meat

(1) Cats eat meat.
(2) Meat is dear.
-- Modus ponens --
(3) Cats are dear.
----
(4) [Poor]: Cats make us poor.
  _ <Mice>: They catch their own.
"""
    imported = import_map(text, "argdown")
    texts = {unit.text: unit for unit in imported.map.units}
    assert imported.map.document.title == "Cats"
    assert "Cats are great." in texts
    ann = next(item for item in imported.map.perspectives if item.label == "Ann")
    assert texts["They purr"].perspective == ann.id
    assert sorted(relations_of(text)) == sorted(
        [
            ("support", ["They purr"], "Cats are great."),
            ("rebut", ["not all of them do"], "They purr"),
            ("rebut", ["Cats are great."], "Dogs are better"),
            ("rebut", ["They scratch, and they bite."], "Cats are great."),
            ("support", ["Cats eat meat.", "Meat is dear."], "Cats are dear."),
            ("support", ["Cats are dear."], "Cats make us poor."),
            ("rebut", ["They catch their own."], "Cats make us poor."),
        ]
    )
    assert any("undercut of a claim" in warning for warning in imported.warnings)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("<A>\n  _ [X]: no", ("undercut", ["no"], "A")),
        ("<A>\n  - [X]: no", ("undercut", ["no"], "A")),
        ("[X]: no\n  _> <A>", ("undercut", ["no"], "A")),
    ],
)
def test_attacks_on_a_structure(target: str, expected: tuple[str, list[str], str]) -> None:
    text = f"<A>\n\n(1) p\n(2) q\n----\n(3) [C]: c\n\n{target}\n"
    assert expected in relations_of(text)
    assert ("support", ["p", "q"], "c") in relations_of(text)


def test_an_undercut_below_the_inference_line() -> None:
    text = "<A>\n\n(1) p\n----\n  _ [X]: no\n(2) [C]: c\n"
    assert relations_of(text) == [("support", ["p"], "c"), ("undercut", ["no"], "A")]


def test_circles_are_left_out_and_said() -> None:
    imported = import_map("[A]: a\n  + [B]: b\n    + [A]\n", "argdown")
    assert len(imported.map.relations) == 1
    assert any("cycle" in warning for warning in imported.warnings)


@pytest.mark.parametrize(
    "text", ["  + below nothing", "[A]: x {a: [}", "===\ntitle: [\n===\n", "[A]: a\n\n   - orphan"]
)
def test_what_cannot_be_understood_names_its_line(text: str) -> None:
    with pytest.raises(FormatError, match="line"):
        import_map(text, "argdown")


_ODD = [
    "",
    "\n\n",
    "#",
    "<>",
    "[]",
    "[A]",
    "----",
    "(1)",
    "(1) a\n----\n(2)",
    "/* open",
    "{",
    "\\",
    "[A]: " + "x" * 10**5,
]
_DEEP = "[A]\n" + "".join(" " * n + f" + b{n}\n" for n in range(300))


@pytest.mark.parametrize("text", [*_ODD, _DEEP])
def test_odd_texts_give_a_map(text: str) -> None:
    import_map(text, "argdown")
