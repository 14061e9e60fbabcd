"""What a debate shows, on one whose answers can be counted by hand; and what is reported or only supposed."""

from __future__ import annotations

import pytest

from service.domain.debates.digest import DigestTelling, digest_of, iso_date
from service.domain.debates.timeline import find_changes, timeline
from service.domain.debates.views import Selection, Telling, matrix, select, tellings_of
from tests.building import tram_map
from tests.debated import told_article
from tests.debating import claim, mention, tram_debate


def test_the_matrix_says_for_against_mixed_and_silent() -> None:
    found = matrix(tram_debate())
    cells = {(row.actor, cell.claim): cell.stance for row in found.rows for cell in row.cells}
    assert cells["x1", "c1"] == "for"
    assert cells["x3", "c1"] == "against"
    assert cells["x2", "c1"] == "against", "it changed its mind, and the cell says so"
    assert (
        next(cell.was for row in found.rows if row.actor == "x2" for cell in row.cells if cell.claim == "c1") == "for"
    )
    assert cells["x4", "c1"] == "silent"
    assert [column.claim for column in found.columns] == ["c1", "c2", "c3", "c5", "c4"]
    assert (found.total_actors, found.total_claims, len(cells)) == (4, 5, 20)


def test_an_actor_counts_once_for_each_claim_and_document() -> None:
    debate = tram_debate(claims=[claim("c1", "x", *(mention("m1", f"u{n}", "x1") for n in range(5)))], changes=[])
    [row] = matrix(debate).rows
    assert (row.cells[0].documents_for, len(row.cells[0].mentions)) == (1, 5)


def test_a_page_of_the_matrix_is_a_part_of_the_whole() -> None:
    whole, part = (
        matrix(tram_debate()),
        matrix(tram_debate(), actors_from=1, actors_most=2, claims_from=2, claims_most=2),
    )
    assert part.columns == whole.columns[2:4]
    assert [row.cells for row in part.rows] == [row.cells[2:4] for row in whole.rows[1:3]]


def test_the_digest_says_what_leads_where() -> None:
    edges = [(edge.source, edge.target, edge.kind) for edge in digest_of(tram_map()).edges]
    assert edges == [("u1", "u0", "support"), ("u2", "u0", "undercut"), ("u0", "u3", "support")]


@pytest.mark.parametrize(
    "given, iso",
    [("March 3, 2024", "2024-03-03"), ("2024-03-01T10:00Z", "2024-03-01T10:00Z"), ("2024-13", None), ("soon", None)],
)
def test_a_date_is_read_or_left_out(given: str, iso: str | None) -> None:
    assert iso_date(given) == iso


def test_the_timeline_begins_with_what_changed() -> None:
    found = timeline(tram_debate())
    assert found.total == 10
    assert (found.tracks[0].actor, found.tracks[0].claim, found.tracks[0].change) == ("x2", "c1", "whole")
    assert [point.stance for point in found.tracks[0].points] == ["for", "against"]
    assert timeline(tram_debate(), start=8, most=5).tracks == found.tracks[8:]
    assert timeline(tram_debate(), start=10).tracks == ()


@pytest.mark.parametrize(
    "first, then, change",
    [
        (["for"], ["against"], "whole"),
        (["for"], ["for", "against"], "part"),
        (["for", "against"], ["against"], "part"),
        (["for"], ["doubts"], "part"),
        (["doubts"], ["for"], "part"),
        (["for"], ["doubts", "against"], "whole"),
        (["for"], ["concedes"], None),
        (["for", "against"], ["against", "for"], None),
    ],
)
def test_a_change_is_whole_or_in_part(first: list[str], then: list[str], change: str | None) -> None:
    attitudes = {"for": ("for", "asserts"), "against": ("against", "denies"), "doubts": ("against", "doubts")}
    attitudes["concedes"] = ("for", "concedes")
    said = []
    for map_id, kinds in (("m1", first), ("m3", then)):
        for number, (stance, attitude) in enumerate(attitudes[kind] for kind in kinds):
            said.append(mention(map_id, f"u{number}", "x2", stance) | {"attitude": attitude})
    label = {"text": "one"}
    debate = tram_debate(claims=[{"id": "c1", "label": label, "mentions": said}], changes=[], answers=[])
    debate = debate.model_copy(update={"changes": find_changes(debate.documents, debate.claims)})
    assert [track.change for track in timeline(debate).tracks] == [change]
    undated = tuple(item.model_copy(update={"published": "2024"}) for item in debate.documents)
    debate = debate.model_copy(update={"documents": undated, "changes": ()})
    assert [track.change for track in timeline(debate).tracks] == [None]


def test_changes_in_part_stand_after_the_whole_ones() -> None:
    said = [mention("m1", "u8", "x1"), mention("m3", "u8", "x1"), mention("m3", "u9", "x1", "against")]
    claims = [claim("c9", "in part", *said), *(item.model_dump() for item in tram_debate().claims)]
    found = timeline(tram_debate(claims=claims)).tracks
    assert [(track.claim, track.change) for track in found[:2]] == [("c1", "whole"), ("c9", "part")]


def test_changes_follow_from_dates_and_stances() -> None:
    debate = tram_debate()
    assert find_changes(debate.documents, debate.claims) == debate.changes
    undated = [item.model_copy(update={"published": None}) for item in debate.documents]
    assert find_changes(undated, debate.claims) == ()
    same_year = [item.model_copy(update={"published": "2024"}) for item in debate.documents]
    assert find_changes(same_year, debate.claims) == ()


@pytest.mark.parametrize(
    "selection, claims",
    [
        (Selection(actor="x1"), ["c1", "c2", "c5"]),
        (Selection(outlet="Courier"), ["c1", "c3", "c4", "c5"]),
        (Selection(since="2024-03"), ["c1", "c2", "c3", "c4", "c5"]),
        (Selection(since="2024-04"), ["c1", "c2"]),
        (Selection(until="2024-01"), ["c1", "c2", "c5"]),
        (Selection(issue="i0"), ["c1", "c2"]),
        (Selection(actor="x3", outlet="Herald"), []),
    ],
)
def test_a_selection_is_a_smaller_debate(selection: Selection, claims: list[str]) -> None:
    part = select(tram_debate(), selection)
    assert [item.id for item in part.claims] == claims
    assert select(part, selection).claims == part.claims


def test_a_side_takes_in_those_who_belong_to_it() -> None:
    assert [x.id for x in select(tram_debate(), Selection(actor="x1")).actors] == ["x1", "x2"]
    assert len(select(tram_debate(), Selection(since="2024-04")).changes) == 0


def test_a_digest_says_what_is_reported_or_supposed() -> None:
    digest = digest_of(told_article())
    assert digest.told == (
        DigestTelling(unit="u0", tellers=("v1",)),
        DigestTelling(unit="u1", supposed="would"),
    )


def test_a_report_by_ones_own_camp_is_ones_own() -> None:
    """Of m1, v1 is the city (x1) and v2 Ms Oduya (x2), who belongs to it; of m2, v1 is the riders (x3)."""
    told = {
        "m1": (DigestTelling(unit="u1", tellers=("v1",)), DigestTelling(unit="u3", tellers=("v2",), supposed="will")),
        "m2": (DigestTelling(unit="u4", tellers=("v1",)),),
    }
    assert tellings_of(tram_debate(), told) == {
        ("m1", "u3"): Telling(supposed="will"),
        ("m2", "u4"): Telling(told_by=("x3",)),
    }


def test_what_a_party_writes_of_others_is_told_by_it() -> None:
    """m2 has an author (x4) who speaks nowhere else; then it is x3, who speaks in m3 too."""
    assert tellings_of(tram_debate(), {}) == {}
    actors = [item.model_dump() for item in tram_debate().actors]
    actors[2]["members"] = [{"map": "m2", "perspective": "author"}, {"map": "m3", "perspective": "v9"}]
    actors[3]["members"] = []
    said = mention("m2", "u1", "x3"), mention("m2", "u2", "x1"), mention("m1", "u2", "x1"), mention("m3", "u2", "x4")
    debate = tram_debate(actors=actors, claims=[claim("c1", "one", *said)], changes=[], answers=[])
    assert tellings_of(debate, {}) == {("m2", "u2"): Telling(told_by=("x3",))}
    nested = {"m2": (DigestTelling(unit="u2", tellers=("author",), supposed="will"),)}
    assert tellings_of(debate, nested) == {("m2", "u2"): Telling(told_by=("x3",), supposed="will")}


def test_a_cell_is_reported_where_its_actor_is_nowhere_heard() -> None:
    said = mention("m2", "u1", "x3"), mention("m3", "u1", "x3"), mention("m1", "u1", "x1")
    debate = tram_debate(claims=[claim("c1", "one", *said)], changes=[], answers=[])
    first, then = ("m2", "u1"), ("m3", "u1")
    for tellings, told_by, supposed in (
        ({first: Telling(told_by=("x1",))}, (), None),
        ({first: Telling(told_by=("x1",)), then: Telling(told_by=("x4", "x1"))}, ("x1", "x4"), None),
        ({first: Telling(supposed="will"), then: Telling(supposed="will")}, (), "will"),
    ):
        cells = {row.actor: row.cells[0] for row in matrix(debate, tellings=tellings).rows}
        assert (cells["x3"].told_by, cells["x3"].supposed) == (told_by, supposed)
        assert (cells["x1"].told_by, cells["x1"].supposed) == ((), None)


def test_points_and_statements_say_how_they_are_known() -> None:
    tellings = {("m3", "u1"): Telling(told_by=("x3",), supposed="would")}
    [track] = [item for item in timeline(tram_debate(), tellings=tellings).tracks if item.change]
    assert [(point.told_by, point.supposed) for point in track.points] == [((), None), (("x3",), "would")]
