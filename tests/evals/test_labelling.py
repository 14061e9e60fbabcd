"""One's own gold: labelled on the page, two layers compared while they grow, their differences settled."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.cli import eval_command, gold_command
from evals.labelling import Labelling, begin, layers_of, page_of, write_map
from evals.settling import Settlement
from evals.suites import read_map
from service.domain.argument import Attribution, Perspective, Relation
from service.domain.argument_map import ArgumentMap
from service.reading import read_text
from tests.building import span_of, tram_map, unit_of
from tests.evals.articles import gold_map

RIDERS = Perspective(id="v1", label="riders", kind="group")


def second_layer() -> ArgumentMap:
    """As `tram_map`, but u1 has fewer words, u2 is no claim, riders hold u3, and the article argues for u0."""
    map_ = tram_map()
    units = [
        unit_of(map_.document, "x0", "Trams pay", role="conclusion"),
        unit_of(map_.document, "x1", "carry many"),
        unit_of(map_.document, "x3", "the line should stay", role="conclusion", perspective="v1", attribution="a0"),
    ]
    source, cue, content = (span_of(map_.document, words) for words in ("riders", "say", "the line should stay"))
    said = Attribution(id="a0", perspective="v1", source=source, cue=cue, content=(content,))
    riders = RIDERS.model_copy(update={"mentions": (source,)})
    return map_.model_copy(
        update={
            "perspectives": (*map_.perspectives, riders),
            "attributions": (said,),
            "units": tuple(units),
            "relations": (
                Relation(id="r0", kind="support", sources=("x1",), target="x0"),
                Relation(id="r1", kind="rebut", sources=("x0",), target="x3", scope="document"),
            ),
            "conclusion": "x0",
        }
    )


def test_all_answers_for_one_side_give_that_sides_map() -> None:
    first = tram_map()
    settlement = Settlement(first, second_layer())
    differences = settlement.differences()
    assert {item.kind for item in differences} == {"unit", "words", "holder", "relation", "conclusion"}
    ours = settlement.settled(dict.fromkeys(differences, 1), "trams", "kim")
    assert Settlement(first, ours).differences() == []
    theirs = settlement.settled(dict.fromkeys(differences, 2), "trams", "kim")
    assert Settlement(second_layer(), theirs).differences() == []


def test_the_other_way_round_brings_units_holders_and_undercuts_along() -> None:
    settlement = Settlement(second_layer(), tram_map())
    theirs = settlement.settled(dict.fromkeys(settlement.differences(), 2), "trams", "kim")
    assert Settlement(tram_map(), theirs).differences() == []
    assert sorted(item.kind for item in theirs.relations) == ["support", "support", "undercut"]


def test_settling_in_the_terminal_makes_gold_that_can_be_scored(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    write_map(tram_map(), folder / "layers" / "ana" / "trams.json")
    alone = CliRunner().invoke(gold_command, ["settle", "trams", "--into", str(folder)])
    assert "1 layer(s)" in str(alone.exception)
    write_map(second_layer(), folder / "layers" / "ben" / "trams.json")
    count = len(Settlement(tram_map(), second_layer()).differences())
    typed = "\n".join(["2"] * (count - 1) + ["x", "1"]) + "\n"
    done = CliRunner().invoke(gold_command, ["settle", "trams", "--into", str(folder), "--by", "kim"], input=typed)
    assert done.exit_code == 0, done.output
    assert f"{count} differences between ana (1) and ben (2)" in done.output
    assert read_map(folder / "trams.json").provenance.engine == "kim"
    scored = CliRunner().invoke(eval_command, [f"mine={folder}"])
    assert scored.exit_code == 0, scored.output
    assert "Two annotators (ana and ben" in scored.output.replace("\n", " ")


def test_what_is_saved_on_the_page_is_the_layer_and_agreement_is_told(tmp_path: Path) -> None:
    """The page's Save is a PATCH; here the client sends the same."""
    gold = gold_map("01-harbour")
    folder = tmp_path / "mine"
    write_map(gold, folder / "layers" / "ana" / "harbour.json")
    document = read_text(gold.document.text)
    target = folder / "layers" / "ben" / "harbour.json"
    with page_of(begin(document, "ben", None), 0) as (client, served, address):
        assert address.endswith(f"/#/map/{served}")
        labelling = Labelling(client, served, "ben", target, layers_of(folder, "harbour"))
        assert labelling.poll() == []
        unit = gold.units[0]
        spans = [{"start": span.start, "end": span.end} for span in unit.spans]
        holder = {"label": "Harbour", "kind": "institution"}
        named = client.correct(served, [{"op": "add", "kind": "perspective", "value": holder}], version=1)
        value = {"spans": spans, "perspective": named.perspectives[-1].id}
        client.correct(served, [{"op": "add", "kind": "unit", "value": value}], version=2)
        told = labelling.poll()
        assert told[0] == "version 3 saved: 1 claims, 0 relations"
        assert told[1].startswith("agreement with ana: Unit F1 0.")
        assert labelling.poll() == []
    layer = read_map(target)
    assert [item.text for item in layer.units] == [unit.text]
    (harbour,) = (item for item in layer.perspectives if item.label == "Harbour")
    assert harbour.mentions, "a holder named on the page stands where the text names it"


@pytest.mark.parametrize("arguments", [["new", "no-such-file.txt"], ["settle", "nothing"]])
def test_what_is_not_there_is_told(arguments: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(gold_command, [*arguments, *(["--into", str(tmp_path)])])
    assert result.exit_code != 0
