"""What a reader asks to see of a debate: a part, what stands around it, and the labels of its claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query

from service.api.context import DebateReaderOf, in_thread
from service.api.debate_views import DebateReader
from service.api.keys import Caller
from service.domain.debates.common_ground import Shared
from service.domain.debates.cruxes import Crux
from service.domain.debates.debate import Debate
from service.domain.debates.parts import UnitRef
from service.domain.debates.quoting import Quote
from service.domain.debates.rival_answers import End
from service.domain.debates.selecting import Selection
from service.domain.debates.stances import Column
from service.domain.debates.timeline import Track
from service.domain.debates.two_actors import PairRow
from service.domain.debates.unanswered import Unanswered

_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
T = TypeVar("T", Column, Crux, End, PairRow, Shared, Track, Unanswered)


def _selection(
    actor: Annotated[str | None, Query(max_length=64, description="an actor, with all who belong to it")] = None,
    other: Annotated[str | None, Query(max_length=64, description="a second actor, beside the first")] = None,
    outlet: Annotated[str | None, Query(max_length=200)] = None,
    since: Annotated[str | None, Query(pattern=_DATE, description="a year, a month or a day")] = None,
    until: Annotated[str | None, Query(pattern=_DATE, description="the same; included")] = None,
    issue: Annotated[str | None, Query(max_length=64, description="an issue, with those under it")] = None,
) -> Selection:
    return Selection(actor=actor, other=other, outlet=outlet, since=since, until=until, issue=issue)


Selected = Annotated[Selection, Depends(_selection)]


@dataclass(frozen=True)
class Look:
    """`part`: what is selected; `around`: the same articles with all actors and issues; `whole`: all of the debate."""

    reader: DebateReader
    selection: Selection
    whole: Debate
    part: Debate
    around: Debate

    def worded(self, items: Iterable[T]) -> list[T]:
        """The items, their claims' labels as they can be read alone."""
        shown = list(items)
        wanted = {item.claim for item in shown}
        labels = self.reader.labels(self.whole, (claim for claim in self.whole.claims if claim.id in wanted))
        return [item.model_copy(update={"label": labels[item.claim]}) for item in shown]

    def quotes(self, wanted: Iterable[UnitRef]) -> dict[str, Quote]:
        """The words of these units, by `MAP/UNIT`."""
        found = self.reader.quotes(self.whole, wanted)
        return {f"{ref.map}/{ref.unit}": quote for ref, quote in found.items()}


async def _look(debate_id: str, caller: Caller, reader: DebateReaderOf, selection: Selected) -> Look:
    def load() -> Look:
        return Look(
            reader=reader,
            selection=selection,
            whole=reader.whole(debate_id, caller),
            part=reader.part(debate_id, caller, selection),
            around=reader.part(debate_id, caller, selection.around),
        )

    return await in_thread(load)


Looked = Annotated[Look, Depends(_look)]
