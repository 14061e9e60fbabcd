"""The brief: by templates for any map, and the checks that keep a model from putting words into a wrong mouth."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from service.domain.argument import Attribution, Concession
from service.domain.argument_map import ArgumentMap
from service.domain.brief import BriefKind, template_brief, word_limit
from service.domain.brief.brief import words_in
from service.domain.brief.composing import compose_brief, faults_of
from service.domain.brief.model_answer import BriefAnswer, ModelClaim, ModelGroup, ModelSentence
from service.domain.document import Turn
from service.domain.provenance import Provenance
from service.formats import import_map
from tests.building import dispute_map, document_of, span_of, tram_map
from tests.maps import argument_maps
from tests.meaning_cases import map_of

TEXT = (
    "On 3 May Oxmere's council voted 7 to 4 to meter the 310 pumps of the marsh.",
    "The mayor says that the water table fell 40 centimetres.",
    "The union says that a meter costs 900 pounds. The mayor admits that the price is high.",
    "Officials would say that the county pays. Critics deny that the marsh is dry.",
)


def marsh_map(**changes: Any) -> ArgumentMap:
    """The mayor (v1), the union (v2), officials who are only supposed to speak (v3), critics who deny (v4)."""
    document = document_of(*TEXT)
    said = [
        ("v1", "The mayor", "says that", "the water table fell 40 centimetres", {}),
        ("v2", "The union", "says that", "a meter costs 900 pounds", {}),
        ("v1", "The mayor", "admits that", "the price is high", {"attitude": "concedes"}),
        ("v3", "Officials", "would say that", "the county pays", {"mode": "supposed"}),
        ("v4", "Critics", "deny that", "the marsh is dry", {"attitude": "denies"}),
    ]
    attributions, units = [], []
    for number, (holder, source, cue, words, more) in enumerate(said):
        whole = span_of(document, f"{source} {cue} {words}")
        spans = {
            "source": {"start": whole.start, "end": whole.start + len(source)},
            "cue": {"start": whole.start + len(source) + 1, "end": whole.end - len(words) - 1},
        }
        content = (span_of(document, words),)
        attributions.append(
            Attribution.model_validate({"id": f"a{number}", "perspective": holder, "content": content, **spans, **more})
        )
        units.append(
            {
                "id": f"u{number}", "paragraph": document.paragraph_at(content[0].start).index, "spans": content,  # type: ignore[union-attr]
                "text": words, "role": "conclusion", "perspective": holder, "attribution": f"a{number}",
            }
        )  # fmt: skip
    people = {"author": "The author", "v1": "The mayor", "v2": "The union", "v3": "Officials", "v4": "Critics"}
    fields: dict[str, Any] = {
        "id": "marsh",
        "document": document,
        "perspectives": [
            {"id": name, "label": label, "kind": "author" if name == "author" else "group"}
            for name, label in people.items()
        ],
        "attributions": attributions,
        "units": units,
        "provenance": Provenance(engine="test"),
    }
    return ArgumentMap.model_validate(fields | changes)


def drafted(*claims: tuple[str, str, str], kind: BriefKind = "thesis", heading: str = "") -> BriefAnswer:
    """One sentence of claims: text, voice, words of the text that it cites."""
    document = marsh_map().document
    parts = tuple(
        ModelClaim(text=text, voice=voice, spans=(span_of(document, cited),)) for text, voice, cited in claims
    )
    return BriefAnswer(groups=(ModelGroup(heading=heading, sentences=(ModelSentence(kind=kind, claims=parts),)),))


RIGHT = [
    (("The council voted 7 to 4 on 3 May to meter 310 pumps.", "author", TEXT[0]), "decided"),
    (("The mayor says the water table fell 40 centimetres.", "v1", TEXT[1]), "thesis"),
    (("Officials would say that the county pays.", "v3", "Officials would say that the county pays."), "thesis"),
    (("Critics deny that the marsh is dry.", "v4", "Critics deny that the marsh is dry."), "thesis"),
    (("The mayor admits that the price is high.", "v1", "The mayor admits that the price is high."), "conceded"),
    (("“The price is high”, the mayor admits.", "v1", "The mayor admits that the price is high."), "conceded"),
]
WRONG = [
    (("The union says the water table fell 40 centimetres.", "v2", TEXT[1]), "does not say"),
    (("The union says the water table fell 40 centimetres.", "v1", TEXT[1]), "does not name The mayor"),
    (("The union says the water table fell 40 centimetres.", "author", TEXT[1]), "does not say"),
    (("The mayor says the water table fell 45 centimetres.", "v1", TEXT[1]), "45 does not stand"),
    (("The mayor says it “fell like a stone”.", "v1", TEXT[1]), "fell like a stone"),
    (("The mayor says the Thames fell.", "v1", TEXT[1]), "Thames stands neither"),
    (("Officials say that the county pays.", "v3", "Officials would say that the county pays."), "only supposed"),
    (("Critics say that the marsh is dry.", "v4", "Critics deny that the marsh is dry."), "denies or doubts"),
    (("The mayor says the water table never rose.", "v1", TEXT[1]), "“never” does not stand"),
    (("The price is high.", "v1", "The mayor admits that the price is high."), "does not name The mayor"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "kind"), RIGHT)
def test_what_the_text_bears_out_is_shown_as_the_models_words(claim: tuple[str, str, str], kind: BriefKind) -> None:
    answer = drafted(claim, kind=kind)
    assert faults_of(marsh_map(), answer) == []
    brief = compose_brief(marsh_map(), answer, model="m", prompt="v1:x")
    (sentence,) = [item for item in brief.sentences if item.words == "model"]
    assert sentence.text == claim[0]
    assert sentence.cites.spans
    assert (brief.words, brief.model, brief.replaced) == ("model", "m", 0)


@pytest.mark.parametrize(("claim", "why"), WRONG)
def test_what_it_does_not_bear_out_gives_way_to_the_template(claim: tuple[str, str, str], why: str) -> None:
    answer = drafted(claim)
    (fault,) = faults_of(marsh_map(), answer)
    assert why in fault
    brief = compose_brief(marsh_map(), answer, model="m", prompt="v1:x")
    assert brief.replaced == 1
    assert all(item.words == "template" for item in brief.sentences)


GROUPS = {
    "v1": "Many industry commenters",
    "v2": "Some",
    "v3": "Some of these commenters",
    "v4": "The council",
}


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        (("Many industry commenters say the water table fell.", "v1", TEXT[1]), None),
        (("Industry commenters say the water table fell.", "v3", TEXT[1]), None),
        (("Some say that a meter costs 900 pounds.", "v2", "The union says that a meter costs 900 pounds."), None),
        (("The council says that it voted 7 to 4.", "author", TEXT[0]), None),
        (("The council says the water table fell.", "v4", TEXT[1]), "does not say"),
    ],
)
def test_groups_that_no_word_tells_apart_are_checked_by_place(claim: tuple[str, str, str], fault: str | None) -> None:
    people = [item.model_copy(update={"label": GROUPS.get(item.id, item.label)}) for item in marsh_map().perspectives]
    found = faults_of(marsh_map(perspectives=people), drafted(claim))
    assert found == [] if fault is None else fault in found[0]


def test_a_sentence_of_the_template_that_is_cut_off_never_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = drafted(("The mayor says the water table fell 45 centimetres.", "v1", TEXT[1]))
    said = "The mayor says: the water table fell 40 centimetres."
    assert said in [item.text for item in compose_brief(marsh_map(), answer, model="m", prompt="v1:x").sentences]
    monkeypatch.setattr("service.domain.brief.ground.CLAIM_WORDS", 2)
    brief = compose_brief(marsh_map(), answer, model="m", prompt="v1:x")
    assert brief.replaced == 1
    assert not [item for item in brief.sentences if "…" in item.text]


def test_names_that_were_swapped_between_two_claims_are_caught() -> None:
    right = (
        ("The mayor says the table fell 40 centimetres;", "v1", TEXT[1]),
        ("the union says a meter costs 900 pounds.", "v2", "The union says that a meter costs 900 pounds."),
    )
    assert faults_of(marsh_map(), drafted(*right, kind="difference")) == []
    swapped = [(text, voice, right[1 - number][2]) for number, (text, voice, _) in enumerate(right)]
    assert faults_of(marsh_map(), drafted(*swapped, kind="difference"))


@pytest.mark.parametrize(
    ("kind", "said", "plain"),
    [
        ("conceded", "The mayor grants that the water table fell.", "The mayor says the water table fell."),
        ("common", "The mayor and others agree: the water table fell.", "The mayor says the water table fell."),
    ],
)
def test_what_nobody_grants_or_shares_is_not_said_to_be(kind: BriefKind, said: str, plain: str) -> None:
    assert faults_of(marsh_map(), drafted((said, "v1", TEXT[1]), kind=kind))
    answer = drafted((plain, "v1", TEXT[1]), kind=kind)
    assert faults_of(marsh_map(), answer) == []
    assert compose_brief(marsh_map(), answer, model="m", prompt="v1:x").sentences[-1].kind == "thesis"
    granted = marsh_map(concessions=(Concession(by="v1", to="v2", units=("u0",)),))
    assert faults_of(granted, drafted((said, "v1", TEXT[1]), kind="conceded")) == []


PRICE, FELL = "The union says that a meter costs 900 pounds.", TEXT[1]


@pytest.mark.parametrize(
    ("heading", "claims", "stands"),
    [
        ("The mayor", [("The water table fell 40 centimetres.", "v1", FELL)], True),
        ("The union", [("The water table fell 40 centimetres.", "v1", FELL)], False),
        ("The mayor", [("The union says the water table fell.", "v1", FELL)], False),
        ("Union and mayor", [("A meter costs 900 pounds;", "v2", PRICE), ("the table fell.", "v1", FELL)], False),
        ("The union", [("A meter costs 900 pounds;", "v2", PRICE), ("the mayor: the table fell.", "v1", FELL)], True),
        ("Union and mayor", [("A meter costs 900 pounds", "v2", PRICE), ("→ the table fell.", "v1", FELL)], False),
        ("", [("Union: 900 pounds", "v2", PRICE), ("→ mayor: the table fell.", "v1", FELL)], True),
        ("", [("The union: a meter costs 900 pounds;", "v2", PRICE), ("the table fell.", "v1", FELL)], False),
        ("", [("900 pounds for a meter, the union says, not the mayor.", "v2", PRICE)], True),
        ("", [("The mayor pays 900 pounds, the union says.", "v2", PRICE)], True),
        ("", [("The mayor says, like the union, 900 pounds.", "v2", PRICE)], False),
    ],
)
def test_a_reader_takes_a_claim_to_be_its_voices(
    heading: str, claims: list[tuple[str, str, str]], stands: bool
) -> None:
    assert (faults_of(marsh_map(), drafted(*claims, heading=heading)) == []) is stands


def test_an_allegation_is_not_told_as_a_fact() -> None:
    document = document_of("The firm allegedly poured oil into the lake.")
    map_ = marsh_map(document=document, units=(), attributions=())
    claim = ModelClaim(text="The firm poured oil into the lake.", voice="author", spans=(document.segments[0],))
    for text, stands in ((claim.text, False), ("The firm is said to have poured oil into the lake.", True)):
        said = ModelSentence(kind="context", claims=(claim.model_copy(update={"text": text}),))
        found = faults_of(map_, BriefAnswer(groups=(ModelGroup(sentences=(said,)),)))
        assert (found == []) is stands


def test_a_bullet_is_cut_before_the_clause_that_fails() -> None:
    claims = (("The mayor says the table fell;", "v1", FELL), ("the union says a meter costs 950 pounds.", "v2", PRICE))
    brief = compose_brief(marsh_map(), drafted(*claims, kind="difference"), model="m", prompt="v1:x")
    assert ("The mayor says the table fell.", "model") in [(item.text, item.words) for item in brief.sentences]
    assert brief.replaced == 1


def test_a_claim_is_told_by_nobody_where_the_turn_names_another_speaker() -> None:
    document = marsh_map().document
    label, speech = span_of(document, "The union"), span_of(document, TEXT[1])
    turn = Turn(start=speech.start, end=speech.end, speaker="t1", label="The union", source=label)
    people = [
        {"id": item.id, "label": item.label, "kind": item.kind, "mentions": [label] if item.id == "v2" else []}
        for item in marsh_map().perspectives
    ]
    map_ = marsh_map(document=document.model_copy(update={"turns": (turn,)}), perspectives=people)
    brief = template_brief(map_)
    assert "u0" not in {unit for item in brief.sentences for unit in item.cites.units}
    assert "different speakers" in brief.note


def test_the_template_says_who_says_what_and_how() -> None:
    said = " ".join(item.text for item in template_brief(marsh_map()).sentences)
    assert "Officials would say: the county pays." in said
    assert "Critics deny: the marsh is dry." in said
    assert "The mayor grants: the price is high." in said


@given(argument_maps())
def test_every_sentence_of_a_template_cites_something_and_all_keep_the_limit(map_: ArgumentMap) -> None:
    brief = template_brief(map_)
    assert (brief.map, brief.version) == (map_.id, map_.version)
    if map_.units:
        lead, *others = brief.sentences
        assert all(item.cites for item in others)
        assert lead.cites or "No claims" in lead.text
        assert words_in(others) <= word_limit(10**6)


@pytest.mark.parametrize(
    ("map_", "said"),
    [
        (tram_map(units=(), relations=(), conclusion=None), "No claims were found"),
        (tram_map(units=(), relations=(), conclusion=None, status="failed"), "The map is not whole"),
        (tram_map(units=tram_map().units[:1], relations=(), conclusion=None), "The author says: Trams pay."),
        (dispute_map(provenance=Provenance(engine="offline")), "A sketch"),
    ],
    ids=["empty", "failed", "one-claim", "offline"],
)
def test_poor_maps_have_a_short_brief_or_a_clear_sentence(map_: ArgumentMap, said: str) -> None:
    brief = template_brief(map_)
    assert said in f"{brief.note} {' '.join(item.text for item in brief.sentences)}"


def _three_camps() -> ArgumentMap:
    holders = ("v1", "v2", "v3")
    issue = {
        "positions": {name: [f"u{number}"] for number, name in enumerate(holders)},
        "contrasts": [("v1", "v2", "rival"), ("v2", "v3", "rival"), ("v1", "v3", "rival")],
    }
    case = {
        "holders": dict.fromkeys(holders),
        "units": [[f"u{number}", name] for number, name in enumerate(holders)],
        "relations": [["r0", "rebut", "u1", "u0"], ["r1", "rebut", "u2", "u1"]],
        "issues": [issue],
        "conclusion": None,
    }
    return map_of(case)


def test_three_camps_are_three_and_where_nobody_opposes_anybody_there_is_none() -> None:
    camps = [item.text for item in template_brief(_three_camps()).sentences if item.kind == "camp"]
    assert [item.count(" against ") for item in camps] == [2]
    assert "camp" not in [item.kind for item in template_brief(marsh_map()).sentences]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Critics (Widerspruch): the marsh is dry."),
        ("fr", "Officials (supposé) : the county pays."),
        ("es", "The mayor concesión: the price is high."),
        ("zh", "The union：a meter costs 900 pounds."),
        ("sv", "The union says: a meter costs 900 pounds."),
    ],
)
def test_the_template_speaks_the_articles_language_where_it_can(language: str, said: str) -> None:
    document = marsh_map().document.model_copy(update={"language": language})
    brief = template_brief(marsh_map(document=document))
    assert said in [item.text for item in brief.sentences]
    assert brief.language == (language if language != "sv" else "en")


def test_a_sketch_names_nobody_who_cannot_hold_a_claim() -> None:
    people = [
        item.model_copy(update={"label": {"v2": "Taxes"}.get(item.id, item.label)}) for item in marsh_map().perspectives
    ]
    brief = template_brief(marsh_map(perspectives=people, provenance=Provenance(engine="offline")))
    said = " ".join(item.text for item in brief.sentences)
    assert "900 pounds" not in said
    assert "The mayor says" in said


def test_an_import_without_its_text_has_a_brief_of_its_claims() -> None:
    imported = import_map("[Pay]: Trams pay.\n  + They carry many.\n  - Tracks cost a lot.\n", "argdown").map
    said = [item.text for item in template_brief(imported).sentences]
    assert said[0].endswith("Trams pay.")
    assert len(said) > 1
