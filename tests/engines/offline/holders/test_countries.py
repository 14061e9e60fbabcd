from __future__ import annotations

import pytest

from service.engines.offline.holders.countries import countries_in, country_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("China", "CN"),
        ("Beijing", "CN"),
        ("Chinese", "CN"),
        ("U.S.", "US"),
        ("Washington", "US"),
        ("the United States", "US"),
        ("Americans", "US"),
        ("South Korea", "KR"),
        ("Seoul", "KR"),
        ("the Kremlin", "RU"),
        ("Britain", "GB"),
        ("Kazakhs", "KZ"),
        ("Astana", "KZ"),
        ("Danes", "DK"),
        ("Uzbek", "UZ"),
        ("Pristina", "XK"),
        ("北京", "CN"),
        ("中国", "CN"),
        ("Киев", "UA"),
        ("واشنطن", "US"),
        ("Frankreich", "FR"),
    ],
)
def test_names_capitals_demonyms_and_seats_stand_for_their_country(text: str, code: str) -> None:
    assert country_of(text[:1].upper() + text[1:]) == code


@pytest.mark.parametrize("text", ["turkey", "the ministry", "Ruiz", "Monday"])
def test_other_words_stand_for_none(text: str) -> None:
    assert country_of(text) is None


def test_the_longest_name_counts() -> None:
    assert countries_in(["South", "Korean", "and", "Japanese", "officials"]) == ["KR", "JP"]
