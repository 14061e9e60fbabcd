from __future__ import annotations

import pytest

from service.engines.offline.attribution.attribution import Attribution
from service.engines.offline.holders.registry import Registry
from service.engines.offline.holders.resolve import Resolver
from tests.engines.offline.parsing_help import found_in, parse


def holders(text: str) -> tuple[list[str], Registry]:
    """Label of each attribution's holder in text order, and everybody."""
    document, parsed = parse(text)
    resolver = Resolver(parsed)
    held = resolver.resolve(found_in(document, parsed))
    return [resolver.registry[item.holder].label for item in held], resolver.registry


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Wang Yi, the foreign minister, said that the island was lost. Mr. Wang later argued that it was not.",
            ["Wang Yi", "Wang Yi"],
            id="a surname and a title mean the person named before",
        ),
        pytest.param(
            "Mr. Petrov argues that dredging is cheap. Ms. Lind says that the eelgrass would die. "
            "She adds that the fish would follow. He insists that the harbour needs ships.",
            ["Petrov", "Lind", "Lind", "Petrov"],
            id="pronouns mean the nearest fitting holder",
        ),
        pytest.param(
            "Dorian Achterveld said that the water was low. Unless the order was withdrawn, he "
            "added, the panel would be asked. Maud Ferrant said that nobody knew whether "
            "the number was right. She expected that the case would fail.",
            ["Dorian Achterveld", "Dorian Achterveld", "Maud Ferrant", "Maud Ferrant"],
            id="he and she are no things whose names end as those of people do",
        ),
        pytest.param(
            "Henrik Solle, Ms Brandvold's deputy, said that gas was left. Mr Solle added that it was dear.",
            ["Henrik Solle", "Henrik Solle"],
            id="the title of an owner is not the person s",
        ),
        pytest.param(
            "Idris Cole said that the sale was lost. The loudest speech came from Dev Sandhu, a "
            "councillor, who voted against it in May. He said that he would now vote for "
            "it. Mr Sandhu denied that he had been paid.",
            ["Idris Cole", "Dev Sandhu", "Dev Sandhu"],
            id="who is introduced behind a preposition is meant by the pronoun that follows",
        ),
        pytest.param(
            "Henrik Solle said that gas was left. His ministry said that no document had come.",
            ["Henrik Solle", "Henrik Solle’s ministry"],
            id="a body is called after its owner and not after a pronoun",
        ),
        pytest.param(
            "Ada Obi-Lane said that the wells were dry. Ms Obi-Lane added that it would rain.",
            ["Ada Obi-Lane", "Ada Obi-Lane"],
            id="what a hyphen joins is one name",
        ),
        pytest.param(
            "Party leader Ada Lind said that the wells were dry. Madame Lind said that it would rain.",
            ["Ada Lind", "Ada Lind"],
            id="a name does not begin with an office",
        ),
        pytest.param(
            "My friend Tobias moved to Lima. He believed that it never rained. Tobias said that I was wrong.",
            ["Tobias", "Tobias"],
            id="my friend is called by the name behind",
        ),
        pytest.param(
            "The Coast Alliance says that boats are dear. The Alliance adds that boats are slow.",
            ["Coast Alliance", "Coast Alliance"],
            id="one word of a body s name means the body",
        ),
        pytest.param(
            "The Coast Alliance says that boats are dear. The League adds that boats are slow.",
            ["Coast Alliance", "League"],
            id="one word of a body s name is no other body",
        ),
        pytest.param(
            "The harbour board kept silent. The best attempt comes from the Corvin Institute, which "
            "counted seals. It says that nets kill them.",
            ["Corvin Institute"],
            id="it is the body that was introduced last",
        ),
        pytest.param(
            "The energy ministry says that gas is left. The same ministry says that it is dear.",
            ["Energy ministry", "Energy ministry"],
            id="the same ministry is the ministry",
        ),
        pytest.param(
            "Brussels says that the duty stays. A European government says that it should go.",
            ["Brussels", "European government"],
            id="any government of a continent is not its union",
        ),
        pytest.param(
            "Otto Brill led the choir. A neighbour was blunter. The hall, she said, was too loud.",
            ["Neighbour"],
            id="one of a kind of people is a person",
        ),
        pytest.param(
            "Ottawa says that the duty stays. Canadian ministers say that it is low.",
            ["Ottawa", "Ottawa"],
            id="ministers of a country are its government",
        ),
        pytest.param(
            "Ottawa says that the duty stays. A Canadian minister says that it is high.",
            ["Ottawa", "Canadian minister"],
            id="one minister of a country is not its government",
        ),
        pytest.param(
            "Quill Farrow says that the silt is harmless. She adds that ships will come.",
            ["Quill Farrow", "Quill Farrow"],
            id="a name that tells nothing may be anybody s pronoun",
        ),
    ],
)
def test_who_holds_what(text: str, expected: list[str]) -> None:
    assert holders(text)[0] == expected


def test_capital_demonym_and_government_are_one_side() -> None:
    labels, registry = holders(
        "U.S. officials say that the flights are legal. Washington insists that it has a right to them.\n\n"
        "The United States argues that others fly there too."
    )

    assert set(labels) == {"U.S. officials"}
    assert [holder.kind for holder in registry if holder.speaks] == ["state"]


def test_they_may_be_a_nameless_camp() -> None:
    labels, registry = holders("Critics say that the river is dying. They believe that the growers knew.")

    assert labels == ["Critics", "Critics"]
    assert next(holder for holder in registry if holder.speaks).kind == "unnamed"


def test_nobody_is_called_who() -> None:
    text = '"We are not a charity," said Henrik Saul, who believes that the island will sign in the end.'
    _, parsed = parse(text)
    at = text.index("who")
    resolver = Resolver(parsed)

    named = Attribution(0, (29, 40), (24, 28), ((0, 23),))
    relative = Attribution(0, (at, at + 3), (at + 4, at + 12), ((at + 18, len(text) - 1),))
    held = resolver.resolve([named, relative])

    assert [resolver.registry[item.holder].label for item in held] == ["Henrik Saul", "Henrik Saul"]


def test_what_a_side_owns_belongs_to_it() -> None:
    _, registry = holders("The ministry says that trains pay. Its analysts argue that six in ten would fly.")
    spoken = {holder.label: holder for holder in registry}

    assert registry[spoken["Ministry’s analysts"].parent or ""].label == "Ministry"
    assert spoken["Ministry’s analysts"].key not in {holder.parent for holder in registry}


def test_two_people_with_different_names_stay_two() -> None:
    labels, _ = holders("Ana Ruiz says that the cap is cruel. Leo Ruiz-Haas replies that the cap is kind.")

    assert len(set(labels)) == 2


def test_officials_belong_to_the_body_that_they_are_named_by() -> None:
    _, registry = holders("The treasury wants to stop. Treasury officials say that the ledger is clear.")

    officials = next(holder for holder in registry if holder.label == "Treasury officials")

    assert registry[officials.parent or ""].label == "Treasury"


def test_a_day_introduces_nobody() -> None:
    labels, _ = holders(
        "Mr Lee said that the order was wrong. Unless it was withdrawn by 15 November, he added, they would sue."
    )

    assert set(labels) == {"Lee"}


def test_what_a_body_s_name_ends_in_is_not_its_side() -> None:
    _, registry = holders("The State Court of Audit said that a third of the objects was lost.")

    assert [holder.parent for holder in registry if holder.speaks] == [None]


def test_she_is_nobody_of_whom_she_speaks() -> None:
    labels, _ = holders(
        'Agata Rosvin, its chair, said that three years were the least. "In the first year a doctor learns the roads. '
        'In the second she learns the families," she said.'
    )

    assert set(labels) == {"Agata Rosvin"}


def test_a_day_is_nobody_s_side() -> None:
    _, registry = holders("The leader of 3 March said that the bypass would empty the street.")

    assert [holder.parent for holder in registry if holder.speaks] == [None]


def test_a_relative_clause_s_subject_is_no_holder() -> None:
    _, registry = holders("Ada Lind, whose school is far away, said that it rained.")

    assert not any(holder.label.startswith("Whose") for holder in registry)


def test_one_official_is_not_the_government() -> None:
    labels, registry = holders("Chinese officials say that the strait is safe. A Chinese diplomat says that it is not.")

    assert labels == ["Chinese officials", "Chinese diplomat"]
    diplomat = next(holder for holder in registry if holder.label == "Chinese diplomat")
    assert registry[diplomat.parent or ""].label == "Chinese officials"


def test_sentences_are_about_their_subject_or_the_one_person_named_in_full() -> None:
    text = (
        "Councillor Anna Brekke opened the meeting. It was late. This brought Jonas Hale to his feet. "
        "The drivers disagree. The depot is too small. Ms. Lee met Paul Ray."
    )
    _, parsed = parse(text)
    named = [text[start:end] for start, end in Resolver(parsed).talked_about(0)]
    assert named == ["Councillor Anna Brekke", "Jonas Hale", "The drivers", "Ms. Lee"]


def test_he_is_who_speaks_and_not_whom_the_speech_is_about() -> None:
    labels, _ = holders(
        "Its manager, Ivo Brandt, said that the bill had been sent in March and that the treasurer had paid it. "
        '"I have the slip in my drawer," he said.'
    )
    others, _ = holders("The union said that Ivo Brandt had paid the bill. He denied that he had seen it.")

    assert labels == ["Ivo Brandt", "Ivo Brandt"]
    assert others == ["Union", "Ivo Brandt"]


def test_she_is_who_the_text_is_about_and_not_her_mother() -> None:
    labels, _ = holders("Greta Holm grew up on the island; her mother still lives there. She said that the boat paid.")
    speaking, _ = holders("Greta Holm lost the vote. Her mother said that it was rigged. She added that she would sue.")

    assert labels == ["Greta Holm"]
    assert speaking[1] == speaking[0]


def test_the_european_commission_is_the_union_s_government() -> None:
    labels, _ = holders("The European Commission says that the duty stays. The Commission adds that it is low.")

    assert len(set(labels)) == 1


def test_a_street_is_nobody_s_name() -> None:
    _, registry = holders("Mill Street is narrow. Ada Lind said that it was late.")

    assert {holder.label: holder.kind for holder in registry}["Mill Street"] == "institution"


def test_letters_of_a_hyphened_name_stand_in_its_acronym() -> None:
    labels, _ = holders("The Asia-Pacific Trade Council says that nets are dear. The APTC adds that cod is scarce.")

    assert len(set(labels)) == 1


def test_a_ministry_with_its_country_is_the_state_that_has_a_say() -> None:
    labels, _ = holders(
        "Copenhagen insists that the strait is open. The Danish transport ministry says that ships may pass. The "
        "ministry adds that they always could."
    )

    assert set(labels) == {"Copenhagen"}
