"""Who goes on speaking: quotations that fill a paragraph, officials of a side, and nobody in particular."""

from __future__ import annotations

from service.domain.argument_map import ArgumentMap
from service.engines.offline.engine import OfflineEngine
from service.pipeline.direct import map_document
from service.reading import read_text


async def mapped(engine: OfflineEngine, text: str) -> ArgumentMap:
    return await map_document(read_text(text), engine, engine)


def holder_of(map_: ArgumentMap, words: str) -> str:
    labels = {item.id: item.label for item in map_.perspectives}
    return next(labels[unit.perspective] for unit in map_.units if words in unit.text)


async def test_a_paragraph_that_is_all_quotation_is_whose_report_led_to_it(engine: OfflineEngine) -> None:
    map_ = await mapped(
        engine,
        "The co-op came out for the cap. Its chair, Ines Falk, said her members had no illusions about it.\n\n"
        "\u201cThe cap will not save us. The dam leaks in two places, and the state should mend it.\n\n"
        "\u201cA cap on a leaking dam is a joke.\u201d\n\n"
        "The state has not answered the letter that the co-op sent to it in the spring.",
    )

    assert "Falk" in holder_of(map_, "The dam leaks")
    assert "Falk" in holder_of(map_, "joke")


async def test_its_officials_are_the_side_itself(engine: OfflineEngine) -> None:
    map_ = await mapped(
        engine,
        "The ministry says that the dam is safe. Its engineers argue that the cracks are old.\n\n"
        "The town doubts it. The town says that the cracks have grown since May, and nobody has measured them.",
    )

    assert holder_of(map_, "the cracks are old") == holder_of(map_, "the dam is safe")


SITTING = """\
  Mr. RENN of Pell. Mr. Speaker, I rise for the bill, which keeps the four
locks of the county open.
  The gentlewoman from Coll (Ms. Farr) says that the locks leak.
  I have looked at them myself, and I saw no water where
there should be none.
  Ms. FARR. Mr. Speaker, the gentleman from Pell believes that nobody has measured them.
The keepers have written to the House. Their letter is as follows:

       The upper lock loses a foot of water in a day. It
     should be shut until it is mended.

  I agree with every word of it, and I shall vote no.
"""


async def test_who_is_meant_by_a_seat_and_who_wrote_what_is_read_out(engine: OfflineEngine) -> None:
    map_ = await mapped(engine, SITTING)
    labels = {item.id: item.label for item in map_.perspectives}
    said = {item.id: item for item in map_.attributions}

    def chain(words: str) -> list[str]:
        unit = next(unit for unit in map_.units if words in unit.text)
        found, at = [], unit.attribution
        while at is not None:
            found.append(labels[said[at].perspective])
            at = said[at].within
        return found

    assert chain("the locks leak") == ["Ms. FARR", "Mr. RENN of Pell"]
    assert chain("nobody has measured") == ["Mr. RENN of Pell", "Ms. FARR"]
    assert chain("loses a foot") == ["The keepers", "Ms. FARR"]
