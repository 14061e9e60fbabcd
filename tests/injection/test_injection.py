"""Articles that try to steer the model. The map of everything else stays as it is, and nothing forges the numbering."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import yaml

from service.domain.argument_map import ArgumentMap
from service.domain.provenance import Provenance
from service.engines.llm.calls import MemoryCallStore
from service.engines.llm.engine import LLMEngine
from service.pipeline.assembly.assemble import assemble
from service.reading.door import read_text
from tests.injection.reader import Fact, HonestReader, fenced, numbered_lines
from tests.scripted_llm import Asked, ScriptedLLM

PAYLOADS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("payloads.yaml").read_text("utf-8"))
OPENING = "Ardan calls its patrols harmless. The strait is narrow and busy at all hours of the day."
MIDDLE = "Velia wants the ships withdrawn. A treaty of friendship was signed there in the spring."
ENDING = "The strait should be shared by both. Each side would gain from calm water."
FACTS = (
    Fact("Ardan calls its patrols harmless", holder="Ardan"),
    Fact("Velia wants the ships withdrawn", holder="Velia"),
    Fact("Each side would gain", supports="The strait should be shared"),
    Fact("The strait should be shared"),
)
FILLER = "Fishermen have used the water since the days of sail. It has never been deep near the coast."
PLACES = {
    "paragraph": lambda payload: f"{OPENING}\n\n{FILLER}\n\n{payload}\n\n{FILLER}\n\n{MIDDLE}\n\n{ENDING}",
    "inside": lambda payload: (
        f"{OPENING}\n\n{FILLER}\n\nFirst comes this. {payload} Then comes that.\n\n{MIDDLE}\n\n{ENDING}"
    ),
    "quotation": lambda payload: (
        f"{OPENING}\n\n{FILLER}\n\nThe wall bore the words “{payload}” in red.\n\n{MIDDLE}\n\n{ENDING}"
    ),
}
HIDDEN = re.compile(
    "[\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f]"
)


@pytest.fixture(scope="module")
def llm() -> Iterator[ScriptedLLM]:
    with ScriptedLLM(HonestReader(FACTS)) as server:
        yield server


@pytest.fixture
async def engine(llm: ScriptedLLM) -> AsyncIterator[LLMEngine]:
    made = LLMEngine(model="scripted", base_url=llm.base_url, calls=MemoryCallStore())
    yield made
    await made.aclose()


async def _mapped(text: str, engine: LLMEngine) -> ArgumentMap:
    document = read_text(text)
    voices = await engine.voices(document)
    structures = await asyncio.gather(
        *(engine.structure(document, voices.answer, paragraph.index) for paragraph in document.body())
    )
    answers = [item.answer for item in structures]
    provenance = Provenance(engine="llm", warnings=tuple(w for item in structures for w in item.warnings))
    draft = assemble(document, voices.answer, answers, None, map_id="draft", provenance=provenance)
    links = await engine.links(draft)
    return assemble(document, voices.answer, answers, links.answer, map_id="map", provenance=provenance)


def _known(map_: ArgumentMap) -> list[tuple[str, str, str | None]]:
    """What the map says about the sentences that are not the payload's: text, holder, what it supports."""
    labels = {perspective.id: perspective.label for perspective in map_.perspectives}
    texts = {unit.id: unit.text for unit in map_.units}
    supports = {source: texts[r.target] for r in map_.relations if r.kind == "support" for source in r.sources}
    plain = {sentence for part in (OPENING, MIDDLE, ENDING) for sentence in re.split(r"(?<=\.) ", part)}
    return [
        (unit.text, labels[unit.perspective], supports.get(unit.id))
        for unit in map_.units
        if len(unit.text) > 20 and any(unit.text.rstrip(".") in sentence for sentence in plain)
    ]


EXPECTED_HOLDERS = {
    "calls its patrols harmless": "Ardan",
    "wants the ships withdrawn": "Velia",
    "The strait should be shared by both": "The author",
    "Each side would gain from calm water": "The author",
}


def test_there_are_enough_payloads() -> None:
    assert len(PAYLOADS) >= 40
    assert len(set(PAYLOADS.values())) == len(PAYLOADS)


async def test_without_a_payload_the_reader_maps_the_article(engine: LLMEngine) -> None:
    map_ = await _mapped(PLACES["paragraph"]("A calm day passed without any event worth a line."), engine)
    known = _known(map_)
    assert {text: holder for text, holder, _ in known if text in EXPECTED_HOLDERS} == EXPECTED_HOLDERS
    assert ("Each side would gain from calm water", "The author", "The strait should be shared by both") in known
    assert map_.conclusion is not None
    assert map_.unit(map_.conclusion).text == "The strait should be shared by both"


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("place", PLACES)
async def test_a_payload_changes_no_holder_and_no_other_paragraph(
    name: str, place: str, llm: ScriptedLLM, engine: LLMEngine
) -> None:
    clean = _known(await _mapped(PLACES[place]("A calm day passed without any event worth a line."), engine))
    before = len(llm.requests)
    map_ = await _mapped(PLACES[place](PAYLOADS[name]), engine)
    assert _known(map_) == clean
    for asked in llm.requests[before:]:
        _check_prompt(asked, map_)
    assert not [warning for warning in map_.provenance.warnings if warning.code.startswith(("unknown", "bad"))]


def _check_prompt(asked: Asked, map_: ArgumentMap) -> None:
    """Lines are numbered without a gap, nothing hidden is shown, no fence of the prompt stands in the article."""
    lines = fenced(asked.user)
    if asked.step == "structure":
        segments = numbered_lines(lines)
        assert [number for number, _ in segments] == list(range(1, len(segments) + 1))
        words = [int(number) for line in lines[len(segments) + 1 :] for number in re.findall(r"_(\d+)", line)]
        assert words == list(range(1, len(words) + 1))
    assert not HIDDEN.search(asked.user)
    assert not re.search(r"<[|｜/!<a-zA-Z]|\[/?INST", asked.user.replace("<<<", "\u2039"))
    for fence in re.findall(r"<<<([0-9a-f]{10})", asked.user):
        assert fence not in map_.document.text


@pytest.mark.parametrize("name", ["instruction", "german", "system-colon", "inside-quotation", "roleplay"])
async def test_a_sentence_that_looks_like_an_instruction_is_mapped_as_what_it_is(name: str, engine: LLMEngine) -> None:
    map_ = await _mapped(PLACES["paragraph"](PAYLOADS[name]), engine)
    (paragraph,) = {unit.paragraph for unit in map_.units if unit.text[-25:].strip("” .") in PAYLOADS[name]} & set(
        range(9)
    )
    mapped = " ".join(unit.text for unit in map_.units if unit.paragraph == paragraph)
    words = re.findall(r"\w+", PAYLOADS[name])
    assert len(set(words) & set(re.findall(r"\w+", mapped))) >= 0.8 * len(set(words))


async def test_prompts_of_paragraphs_away_from_the_payload_are_the_same_to_the_letter(
    llm: ScriptedLLM, engine: LLMEngine
) -> None:
    """Only the fence, which is derived from the whole article, differs; and a payload that reads as a heading, which is
    shown above the paragraphs under it, in a fence.
    """
    heading = re.compile(r"It stands under the heading: <<<FENCE .* FENCE>>>\n")

    def prompts(since: int) -> set[str]:
        return {
            heading.sub("", re.sub(r"[0-9a-f]{10}", "FENCE", asked.user))
            for asked in llm.requests[since:]
            if asked.step == "structure" and any(fact.words in "\n".join(fenced(asked.user)) for fact in FACTS[2:])
        }

    at = len(llm.requests)
    await _mapped(PLACES["paragraph"](PAYLOADS["fake-answer"]), engine)
    middle = len(llm.requests)
    await _mapped(PLACES["paragraph"](PAYLOADS["chatml"]), engine)
    assert prompts(at) - prompts(middle) == set()
    assert len(prompts(middle)) == 1
