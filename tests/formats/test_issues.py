"""Issues, attitudes and tellers in the formats that show them; what the others say that they cannot hold."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json

import pytest
from hypothesis import given

from service.domain.argument import Attribution
from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.issue import Position, PositionStance, Question
from service.formats import export_map, import_map
from tests.building import dispute_map, span_of
from tests.maps import argument_maps
from tests.ui.maps import strike_map

HOSTILE = "<img src=x onerror=alert(1)> */ why?"


def hostile_map() -> ArgumentMap:
    issue = dispute_map().issues[0].model_copy(update={"question": Question(text=HOSTILE)})
    return dispute_map(issues=(issue,))


def told_map() -> ArgumentMap:
    """The union denies that the wells ran dry, as the council tells it; a question in the text's own words."""
    map_ = dispute_map()
    told = Attribution(id="a9", perspective="v1", content=map_.attributions[3].content)
    denied = map_.attributions[3].model_copy(update={"attitude": "denies", "within": "a9"})
    span = span_of(map_.document, "the drained lake")
    issue = map_.issues[0].model_copy(update={"question": Question(text="The drained lake?", spans=(span,))})
    return dispute_map(attributions=(*map_.attributions[:3], denied, told), issues=(issue,))


def leaning_map(stance: PositionStance = "holds") -> ArgumentMap:
    """The engineers take a side in words that are no claim, or show in them that they take none."""
    map_ = dispute_map()
    engineers = Position(perspective="v4", stance=stance, spans=(span_of(map_.document, "will not say"),))
    positions = (*map_.issues[0].positions[:2], engineers)
    return dispute_map(issues=(map_.issues[0].model_copy(update={"positions": positions}),))


SHOWN: list[tuple[PositionStance, str]] = [
    ("holds", "takes a side, without a claim: “will not say” (¶ 4)"),
    ("rejects", "rejects the question: “will not say” (¶ 4)"),
    ("silent", "gives no answer: “will not say” (¶ 4)"),
]


@pytest.mark.parametrize(("stance", "shown"), SHOWN)
def test_a_stance_is_shown_with_its_words_and_place(stance: PositionStance, shown: str) -> None:
    map_ = leaning_map(stance)
    assert f"├─ Engineers: {shown}\n" in export_map(map_, "tree").text
    assert f"- **Engineers**: {shown}\n" in export_map(map_, "markdown").text
    assert f"<td><em>{shown}</em></td>" in export_map(map_, "html").text
    assert f"\n  Engineers: {shown}\n" in export_map(map_, "argdown").text


def test_the_table_has_a_row_for_a_stance_without_a_unit() -> None:
    exported = export_map(leaning_map(), "csv")
    *_, row = csv.DictReader(io.StringIO(exported.text, newline=""))
    assert (row["unit"], row["paragraph"], row["holder"], row["text"]) == ("", "4", "Engineers", "will not say")
    assert (row["issue"], row["position_of"], row["stance"]) == ("i0", "Engineers", "holds")
    at = span_of(dispute_map().document, "will not say")
    assert (row["start"], row["end"]) == (str(at.start), str(at.end))
    assert not any("stance" in warning or "no answer" in warning for warning in exported.warnings)
    assert any("a stance without a claim" in warning for warning in export_map(leaning_map(), "dot").warnings)


def test_the_tree_begins_with_the_brief_and_where_they_differ() -> None:
    assert export_map(dispute_map(), "tree").text == (
        "In brief:\n\n"
        "Why is the lake gone? The council says: the dam leaks; Farmers say: the pumps drank it.\n\n"
        "The reasons given\n"
        "- The council says: [The council says that the dam leaks.] It has cracked.\n\n"
        "Who stands against whom\n"
        "- The council against Farmers.\n\n"
        "Where they differ:\n\n"
        "Why is the lake gone?  (in a model's words)\n"
        "├─ The council: the dam leaks\n"
        "├─ Farmers: the pumps drank it\n"
        "├─ Farmers: wells ran dry  [The growers' union]\n"
        "├─ Engineers: no answer found\n"
        "└─ The council ≠ Farmers: at odds\n\n"
        "the dam leaks  [The council]\n"
        "[The council says that the dam leaks.] It has cracked  [The council]\n"
        "the pumps drank it  [Farmers]\n"
        "wells ran dry  [The growers' union]\n"
        "The lake is gone\n\n"
        "Links more likely wrong than right, and left out here: 1 (other formats show them).\n"
    )
    told = export_map(told_map(), "tree").text
    assert "The drained lake?\n" in told
    assert "wells ran dry  [The growers' union, denies it, according to the council]" in told


@pytest.mark.parametrize(
    ("label", "said"), [("Officials", "Officials, fear it"), ("Some", "Some (not named), fear it")]
)
def test_a_forecast_is_told_by_the_articles_verb_which_agrees_with_its_holder(label: str, said: str) -> None:
    map_ = dispute_map()
    cue = span_of(map_.document, "says")
    feared = map_.attributions[0].model_copy(update={"attitude": "predicts", "cue": cue})
    assert (
        "the dam leaks  [The council]"
        in export_map(dispute_map(attributions=(feared, *map_.attributions[1:])), "tree").text
    )
    text = map_.document.text.replace("says", "fear", 1)  # as long, so that every span stays
    document = {"text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    people = tuple(
        item.model_copy(update={"label": label}) if item.id == feared.perspective else item
        for item in map_.perspectives
    )
    changed = dispute_map(
        document=map_.document.model_copy(update=document),
        attributions=(feared, *map_.attributions[1:]),
        perspectives=people,
    )
    assert f"[{said}]" in export_map(changed, "tree").text


@pytest.mark.parametrize("format", ["tree", "markdown", "html", "argdown"])
@pytest.mark.parametrize("asked", ["The drained lake", "Was the lake drained?", "“Was the lake drained?”"])
def test_a_question_that_the_article_does_not_put_as_one_reads_as_one(format: str, asked: str) -> None:
    issue = dispute_map().issues[0].model_copy(update={"question": Question(text=asked)})
    text = html.unescape(export_map(dispute_map(issues=(issue,)), format).text).replace("\\", "")
    assert f"{asked} [?]" in text if "?" not in asked else f"{asked} [?]" not in text and asked in text


@pytest.mark.parametrize("format", ["tree", "markdown", "html"])
def test_common_ground_stands_with_the_sides_that_share_it(format: str) -> None:
    text = export_map(parse_map(strike_map()), format).text
    assert text.count("Common ground: held or granted by two sides") == 1
    assert (
        "the author and skeptics in parliament" in text.lower() or "the author, skeptics in parliament" in text.lower()
    )
    assert "Common ground" not in export_map(dispute_map(), format).text


def test_a_denied_claims_links_are_shown_as_they_are_read() -> None:
    map_ = dispute_map()
    denied = (map_.attributions[0].model_copy(update={"attitude": "denies"}), *map_.attributions[1:])
    sure = tuple(relation.model_copy(update={"confidence": 0.9}) for relation in map_.relations)
    text = export_map(dispute_map(attributions=denied, relations=sure), "tree").text
    assert "the dam leaks  [The council, denies it]\n└─ against it: [The" in text
    assert (
        '<li class="rebut"><span class="kind">against it (doubtful)</span>'
        in export_map(dispute_map(attributions=denied), "html").text
    )


def test_the_table_names_question_position_and_rivals() -> None:
    exported = export_map(told_map(), "csv")
    rows = {row["unit"]: row for row in csv.DictReader(io.StringIO(exported.text, newline=""))}
    assert (rows["u0"]["question"], rows["u0"]["whose_words"], rows["u0"]["rivals"]) == (
        "The drained lake?",
        "text",
        "Farmers",
    )
    union = rows["u3"]
    assert (union["issue"], union["position_of"], union["told_by"], union["attitude"]) == (
        "i0",
        "Farmers",
        "The council",
        "denies",
    )
    assert (rows["u4"]["issue"], rows["u1"]["relations"]) == ("", "support:u0 (doubtful)")
    assert any("no answer" in warning for warning in exported.warnings)


def test_the_page_shows_the_questions_escaped_and_whose_words_they_are() -> None:
    page = export_map(hostile_map(), "html").text
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; */ why?" in page
    assert "in a model&#x27;s words" in page or "in a model's words" in page
    assert "no answer found" in page
    assert "The council ≠ Farmers: at odds" in page


def test_argdown_tells_in_comments_what_it_has_no_sign_for() -> None:
    exported = export_map(told_map(), "argdown")
    assert (
        "// The growers' union denies it, according to the council; the links here are between the bare words\n"
        '[u3]: wells ran dry {paragraph: 3, proponent: "The growers\' union", attitude: "denies", '
        'according_to: "The council", issue: "i0"}'
    ) in exported.text
    assert exported.text.startswith(
        "/*\nWhere they differ\ni0: The drained lake?\n  The council: u0\n  Farmers: u2, u3\n"
        "  Engineers: no answer found\n  The council ≠ Farmers: at odds\n*/"
    )
    assert not any("issues" in warning for warning in exported.warnings)
    comment = export_map(hostile_map(), "argdown").text.partition("\n*/")[0]
    assert "*/" not in comment
    back = import_map(export_map(hostile_map(), "argdown").text, "argdown")
    assert [unit.paragraph for unit in back.map.units] == sorted(unit.paragraph for unit in back.map.units)
    assert len(back.map.units) == 5


_STEPS = {
    "html": ('<li class="support"><span class="kind">because (', '<li class="rebut"><span class="kind">against it ('),
    "markdown": ("**+ because (doubtful)** “\\[The", "**− but (doubtful)** “\\[The"),
    "dot": ('u1 -> u0 [color="#16653466", label="doubtful"]', 'u1 -> u0 [color="#b91c1c66", style=dashed'),
    "mermaid": ("u1 -- doubtful --> u0", "u1 -- rebuts, doubtful --x u0"),
    "svg": ('stroke="#166534" stroke-width="1.6" stroke-opacity="0.4"', 'stroke="#b91c1c" stroke-width="1.6"'),
    "graphml": ('<data key="e_read">support</data><data key="e_doubtful">true', '<data key="e_read">rebut</data>'),
}


@pytest.mark.parametrize("name", _STEPS)
def test_every_format_shows_a_step_as_the_domain_reads_it(name: str) -> None:
    """The same map, but that the council denies what a reason is given for."""
    map_ = dispute_map()
    denied = (map_.attributions[0].model_copy(update={"attitude": "denies"}), *map_.attributions[1:])
    plain, turned = _STEPS[name]
    said, unsaid = export_map(map_, name).text, export_map(dispute_map(attributions=denied), name).text
    assert plain in said
    assert turned not in said
    assert turned in unsaid
    assert plain not in unsaid
    if name != "graphml":
        assert "denies it" in unsaid


@pytest.mark.parametrize("name", ["aif", "xaif", "dot", "mermaid", "graphml", "svg"])
def test_what_cannot_hold_issues_says_so(name: str) -> None:
    assert any("issues" in warning for warning in export_map(dispute_map(), name).warnings)


@given(argument_maps())
def test_json_keeps_them(map_: ArgumentMap) -> None:
    text = export_map(map_, "json").text
    assert json.loads(text)["issues"] == [issue.model_dump(mode="json") for issue in map_.issues]
    assert import_map(text, "json").map.issues == map_.issues
