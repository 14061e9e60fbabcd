from __future__ import annotations

from service.domain.provenance import Provenance
from service.engines.answers import VoicesAnswer
from service.engines.offline.engine import OfflineEngine
from service.pipeline.assembly import assemble
from service.reading import read_text

ARTICLE = (
    "The county wants to cap pumping at half of today\u2019s volume. Officials say the cap is needed because "
    "the aquifer "
    "drops a metre a year.\n\n"
    "\u201cThe cap will kill us,\u201d said Ana Ruiz, who runs the growers\u2019 co-op. \u201cWe have no other "
    "water.\u201d\n\n"
    "But the aquifer will be empty in ten years. Therefore the county should cap pumping now."
)


async def test_a_map_of_an_article_is_valid_and_has_a_conclusion(engine: OfflineEngine) -> None:
    document = read_text(ARTICLE)
    voices = (await engine.voices(document)).answer
    structures = [(await engine.structure(document, voices, item.index)).answer for item in document.body()]
    draft = assemble(document, voices, structures, None, map_id="m", provenance=Provenance(engine="offline"))
    links = (await engine.links(draft)).answer

    map_ = assemble(document, voices, structures, links, map_id="m", provenance=Provenance(engine="offline"))

    assert map_.provenance.warnings == ()
    assert map_.conclusion is not None
    assert map_.unit(map_.conclusion).text == "the county should cap pumping now"


async def test_another_language_is_answered_with_a_warning(engine: OfflineEngine) -> None:
    text = "Der Kreis sollte das Pumpen begrenzen. Das Grundwasser sinkt jedes Jahr. Was sonst?"
    document = read_text(text, language="de")

    voices = await engine.voices(document)
    structure = await engine.structure(document, voices.answer, document.body()[0].index)

    assert [warning.code for warning in voices.warnings] == ["language-not-modelled"]
    assert [unit.spans[0].cut(document.text) for unit in structure.answer.units] == [
        "Der Kreis sollte das Pumpen begrenzen",
        "Das Grundwasser sinkt jedes Jahr",
    ]
    assert structure.answer.relations == ()


async def test_turns_of_another_language_and_a_paragraph_of_one(engine: OfflineEngine) -> None:
    german = "Roth (SPD): Wir haben am 3. März gewarnt. Es wird teuer, das wissen alle.\n\nLang (CDU): Das ist falsch."
    document = read_text(f"{german}\n\nRoth (SPD): Sie haben gesagt, die Brücke koste uns nichts.\n\nLang (CDU): Nein.")
    voices = (await engine.voices(document)).answer.voices
    answer = (await engine.structure(document, VoicesAnswer(), 0)).answer
    assert [voice.label for voice in voices] == ["Roth (SPD)", "Lang (CDU)"]
    assert [unit.spans[0].cut(document.text) for unit in answer.units][:1] == ["Wir haben am 3. März gewarnt"]
    assert {item.voice for item in answer.attributions} == {voices[0].key}

    mixed = read_text(
        f"{ARTICLE}\n\nDer Bürgermeister sagte am 3. März, dass die Brücke zu teuer sei. Das stimmt nicht."
    )
    answer = (await engine.structure(mixed, VoicesAnswer(), len(mixed.paragraphs) - 1)).answer
    assert len(answer.units) == 2


async def test_one_paragraph_is_read_as_articles_are(engine: OfflineEngine) -> None:
    found = await engine.find(read_text(ARTICLE.replace("\n\n", " ")))

    assert found.conclusion is not None
    assert len(found.arcs) >= 3
