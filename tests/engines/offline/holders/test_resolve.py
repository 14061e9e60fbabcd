from __future__ import annotations

from service.engines.offline.attribution_rules.raw_attributions import RawAttribution
from service.engines.offline.attributions import find_attributions
from service.engines.offline.holders.registry import Registry
from service.engines.offline.holders.resolve import Resolver
from tests.engines.offline.parsing_help import parse


def holders(text: str) -> tuple[list[str], Registry]:
    """Label of each attribution's holder in text order, and everybody."""
    document, parsed = parse(text)
    resolver = Resolver(parsed)
    held = resolver.resolve(find_attributions(document, parsed))
    return [resolver.registry[item.holder].label for item in held], resolver.registry


def test_capital_demonym_and_government_are_one_side() -> None:
    labels, registry = holders(
        "U.S. officials say that the flights are legal. Washington insists that it has a right to them.\n\n"
        "The United States argues that others fly there too."
    )

    assert set(labels) == {"U.S. officials"}
    assert [holder.kind for holder in registry if holder.speaks] == ["state"]


def test_a_surname_and_a_title_mean_the_person_named_before() -> None:
    labels, _ = holders(
        "Wang Yi, the foreign minister, said that the island was lost. Mr. Wang later argued that it was not."
    )

    assert labels == ["Wang Yi", "Wang Yi"]


def test_pronouns_mean_the_nearest_fitting_holder() -> None:
    labels, _ = holders(
        "Mr. Petrov argues that dredging is cheap. Ms. Lind says that the eelgrass would die. She adds that the fish "
        "would follow. He insists that the harbour needs ships."
    )

    assert labels == ["Petrov", "Lind", "Lind", "Petrov"]


def test_they_may_be_a_nameless_camp() -> None:
    labels, registry = holders("Critics say that the river is dying. They believe that the growers knew.")

    assert labels == ["Critics", "Critics"]
    assert next(holder for holder in registry if holder.speaks).kind == "unnamed"


def test_a_spokesman_belongs_to_those_he_speaks_for() -> None:
    _, registry = holders(
        "Greenpeace called the plan a gift. Jane Roe, a spokeswoman for Greenpeace, said that the river was dead."
    )
    spoken = {holder.label: holder for holder in registry}

    assert registry[spoken["Jane Roe"].parent or ""].label == "Greenpeace"


def test_nobody_is_called_who() -> None:
    text = '"We are not a charity," said Henrik Saul, who believes that the island will sign in the end.'
    _, parsed = parse(text)
    at = text.index("who")
    resolver = Resolver(parsed)

    named = RawAttribution(0, (29, 40), (24, 28), ((0, 23),))
    relative = RawAttribution(0, (at, at + 3), (at + 4, at + 12), ((at + 18, len(text) - 1),))
    held = resolver.resolve([named, relative])

    assert [resolver.registry[item.holder].label for item in held] == ["Henrik Saul", "Henrik Saul"]


def test_what_a_side_owns_belongs_to_it() -> None:
    _, registry = holders("The ministry says that trains pay. Its analysts argue that six in ten would fly.")
    spoken = {holder.label: holder for holder in registry}

    assert registry[spoken["Its analysts"].parent or ""].label.lower().endswith("ministry")
    assert spoken["Its analysts"].key not in {holder.parent for holder in registry}


def test_two_people_with_different_names_stay_two() -> None:
    labels, _ = holders("Ana Ruiz says that the cap is cruel. Leo Ruiz-Haas replies that the cap is kind.")

    assert len(set(labels)) == 2


def test_officials_belong_to_the_body_that_they_are_named_by() -> None:
    _, registry = holders("The treasury wants to stop. Treasury officials say that the ledger is clear.")

    officials = next(holder for holder in registry if holder.label == "Treasury officials")

    assert registry[officials.parent or ""].label == "Treasury"
