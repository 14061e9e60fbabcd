"""Every cell of a debate read aloud, "X is for: LABEL", is true: on the structures of the gold debates."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from evals.debate_suite.given import digests_of
from evals.debate_suite.suite import GoldDebate, load_debates
from service.domain.debates.debate import Debate
from service.domain.debates.parts import DENYING, UnitRef
from service.domain.provenance import Provenance
from service.engines.debate_answers import Verdict
from service.pipeline.debates.building import build


def judged_by_the_gold(gold: GoldDebate) -> Debate:
    """What a run makes of the gold's mentions where every verdict is right; a unit has its mention's id."""
    digests = {item.map: item for item in digests_of(gold)}
    units = {(name, unit.id): unit for name, digest in digests.items() for unit in digest.units}
    verdicts: dict[str, list[Verdict]] = {name: [] for name in digests}
    for claim in gold.sheet.claims:
        said = sorted((x for x in gold.sheet.mentions if x.claim == claim.id), key=lambda x: list(digests).index(x.doc))
        poles = [(x.stance == "for") == (units[x.doc, x.id].attitude not in DENYING) for x in said]
        for (one, same), (other, also) in pairwise(zip(said, poles, strict=True)):
            sure = float(same == also)
            ends = {"a": UnitRef(map=other.doc, unit=other.id), "b": UnitRef(map=one.doc, unit=one.id)}
            verdicts[other.doc].append(Verdict(**ends, same=sure, opposite=1 - sure))
    empty = Debate(id=gold.id, provenance=Provenance(engine="test"))
    return build(empty, digests, [(digest, verdicts[name]) for name, digest in digests.items()])


@pytest.mark.parametrize("name", ["phones-aldmoor", "skagerrak-cables"])
def test_each_cell_read_aloud_says_what_the_annotators_say(name: str) -> None:
    gold = next(item for item in load_debates().documents if item.id == name)
    sheet = {item.id: item for item in gold.sheet.mentions}
    debate = judged_by_the_gold(gold)
    recurring = [claim for claim in debate.claims if len(claim.mentions) > 1]
    assert len(recurring) > 15
    by_one_speaker = 0
    for claim in recurring:
        named = next(item for item in claim.mentions if item.key == claim.label.key)
        assert named.says_the_claim
        turned = sheet[named.name].stance != named.stance
        for mention in claim.mentions:
            aloud = f"{mention.actor} is {mention.stance}: {claim.label.text}"
            assert (mention.stance == sheet[mention.name].stance) != turned, aloud
        by_one_speaker += bool(re.search(r"\b(I|we|my|our|votes?)\b", claim.label.text))
        assert len(claim.label.text.split()) > 1, claim.label.text
    assert by_one_speaker <= 4, "a claim is called by what one speaker announces only where there is nothing else"
