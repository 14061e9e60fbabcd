from __future__ import annotations

from pathlib import Path

import pytest

from service.engines.llm.prices import Price, Prices, load_prices
from service.errors import InputError


def test_cached_input_has_a_price_of_its_own() -> None:
    prices = Prices({"m": Price(input=2.0, cached_input=0.5, output=8.0), "n": Price(input=2.0, output=8.0)})
    assert prices.cost("m", 1_000_000, 500_000, 400_000) == pytest.approx(0.6 * 2.0 + 0.4 * 0.5 + 4.0)
    assert prices.cost("n", 1_000_000, 0, 400_000) == pytest.approx(2.0)
    assert prices.cost("unknown", 1, 1) is None


def test_a_file_of_ones_own_goes_before_the_table_that_ships(tmp_path: Path) -> None:
    own = tmp_path / "prices.yaml"
    own.write_text("gpt-5-mini: {input: 9, output: 9}\nmine: {input: 0, output: 0}\n")
    prices = load_prices(own)
    assert prices.by_model["gpt-5-mini"].input == 9
    assert prices.by_model["mine"].output == 0
    assert len(prices.by_model) > len(load_prices().by_model)


@pytest.mark.parametrize("text", ["- 1", "m: 3", "m: {input: -1, output: 2}", "m: {input: 1, output: 2, tax: 3}", "{"])
def test_a_file_that_is_no_table_is_refused_by_name(tmp_path: Path, text: str) -> None:
    own = tmp_path / "prices.yaml"
    own.write_text(text)
    with pytest.raises(InputError, match=r"prices\.yaml"):
        load_prices(own)
    with pytest.raises(InputError, match=r"missing\.yaml"):
        load_prices(tmp_path / "missing.yaml")
