"""A fixed number of generated maps, for tests that hand many to one slow tool at once."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings

from service.domain.argument_map import ArgumentMap
from tests.maps import argument_maps


def sample_maps(count: int) -> list[ArgumentMap]:
    """`count` maps, the same in every run."""
    found: list[ArgumentMap] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(argument_maps())
    def collect(map_: ArgumentMap) -> None:
        found.append(map_)

    collect()
    return found
