from __future__ import annotations

from service.domain.provenance import Provenance
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


async def test_one_paragraph_is_read_as_articles_are(engine: OfflineEngine) -> None:
    analysis = engine._analyst.analyse(read_text(ARTICLE.replace("\n\n", " "))).analysis

    assert analysis is not None
    assert analysis.conclusion is not None
    assert len(analysis.arcs) >= 3
