"""How a mention is known: from the article's map to the cells, points and statements that show it."""

from __future__ import annotations

from service.domain.debates.digest import DigestTelling, digest_of
from service.domain.debates.timeline import timeline
from service.domain.debates.views import Telling, matrix, tellings_of
from tests.debated import told_article
from tests.debating import claim, mention, tram_debate


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
