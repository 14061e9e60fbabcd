from __future__ import annotations

from tests.engines.offline.parsing_help import attributions


def test_a_verb_is_understood_from_the_sentence_before() -> None:
    found = attributions("Some say that the dam must go. Others, that the state must pay.")

    assert found[1] == ("Others", None, ["that the state must pay"])


def test_a_colon_gives_what_follows_to_who_stands_before_it() -> None:
    (found,) = attributions("Not so the growers: the cap ruins every farm in the valley.")

    assert found == ("the growers", None, ["the cap ruins every farm in the valley"])


def test_a_that_after_a_semicolon_takes_up_the_verb_before_it() -> None:
    found = attributions("Some believe the law is too weak; others, that it is too harsh.")

    assert found[1] == ("others", None, ["that it is too harsh"])


def test_what_follows_a_semicolon_with_a_verb_of_its_own_is_no_gap() -> None:
    found = attributions("Some believe the law is too weak; others, in the south, mend their nets.")

    assert [source for source, _, _ in found] == ["Some"]


def test_a_thing_before_a_colon_holds_nothing() -> None:
    assert attributions("The result: the wells are dry and the orchards die.") == []
