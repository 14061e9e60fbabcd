"""The page shows what the service says a map means, and decides nothing of it: one table of cases for both."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from service.domain.meaning import meaning_of
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read
from service.domain.trees import Inference, TreeNode, build_forest
from tests.meaning_cases import CASES, map_of
from tests.ui.conftest import Opener

_SHOWN = """async ({map, meaning}) => {
  const load = (name) => import(`/static/core/${name}.js`);
  const {indexMap} = await load("model");
  const {growForest} = await load("forest");
  const {isAgainst, isConcession, isArgued, isDoubtful, kindOf, answersTo} = await load("reading");
  const {sideOf, stands} = await load("sides");
  const {compare} = await load("compare");
  const index = indexMap(map, meaning);
  const forest = growForest(index);
  const ids = (items, test) => items.filter((item) => test(index, item)).map(({id}) => id);
  const isAtHome = (one) => one.members.some((member) => !member.reuse); // the page repeats a unit, the trees do not
  const node = (one) => [one.unit.id, one.groups.filter(isAtHome).map(group).sort()];
  const group = (one) => [one.relation.id, one.kind, one.members.filter((member) => !member.reuse).map(node).sort(),
    one.undercuts.map(group).sort()];
  return {
    kinds: Object.fromEntries(map.relations.map((relation) => [relation.id, kindOf(index, relation)])),
    trees: [...forest.trees, ...forest.alone].map(node).sort(),
    against: ids(map.units, isAgainst), granted: ids(map.units, isConcession), argued: ids(map.units, isArgued),
    doubtful: ids(map.relations, isDoubtful),
    answers: Object.fromEntries(map.relations.map((relation) => [relation.id, answersTo(index, relation)])),
    sides: Object.fromEntries(map.perspectives.map(({id}) => [id, sideOf(index, id)])),
    stands: Object.fromEntries(stands(index)),
    meetings: compare(index).meetings.map(({verdict, from, to, relation, issue}) =>
      [verdict, from.id, to.id, relation?.id ?? issue]),
  };
}"""
_VERDICTS = {"agrees": "agree", "conflicts": "conflict", "uses": "use"}


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page()


def nested(node: TreeNode) -> list[Any]:
    return [node.unit.id, sorted(step(item) for item in node.inferences)]


def step(item: Inference) -> list[Any]:
    premises = sorted(nested(premise) for premise in item.premises)
    return [item.relation.id, item.read, premises, sorted(step(undercut) for undercut in item.undercuts)]


def expected(map_: Any, meaning: Any) -> dict[str, Any]:
    answers = {item.relation: list(item.answers) for item in meaning.objections}
    return {
        "against": list(meaning.against),
        "granted": list(meaning.granted),
        "argued": list(meaning.argued),
        "doubtful": list(meaning.doubtful),
        "answers": {item.id: answers.get(item.id, []) for item in map_.relations},
        "sides": {item.perspective.id: item.side for item in meaning.holdings},
        "stands": {item.perspective.id: item.stand for item in meaning.holdings if item.stand},
        "meetings": [
            [_VERDICTS[item.kind], item.unit, item.other_unit, item.relation or item.issue] for item in meaning.contacts
        ],
    }


def test_the_page_shows_the_table_of_cases_as_the_domain_finds_it(page: Page) -> None:
    for case in CASES:
        map_ = map_of(case)
        meaning = meaning_of(map_)
        values = {"map": map_.model_dump(mode="json"), "meaning": meaning.model_dump(mode="json")}
        look = Lookup(map_)
        wanted = expected(map_, meaning) | {
            "kinds": {item.id: kind_as_read(look, item) for item in map_.relations},
            "trees": sorted(nested(tree) for tree in build_forest(map_).trees),
        }
        assert page.evaluate(_SHOWN, values) == wanted, case["name"]


def test_where_the_service_said_otherwise_the_page_would_say_so(page: Page) -> None:
    """The opposite of the meaning, which a page that decided by itself would contradict."""
    other = {"support": "rebut", "rebut": "support", "undercut": "undercut"}
    for case in CASES:
        map_ = map_of(case)
        meaning = meaning_of(map_)
        units = [unit.id for unit in map_.units]
        turned = [item.id for item in map_.relations if item.id not in meaning.turned and item.kind != "undercut"]
        opposite = meaning.model_copy(
            update={
                "against": tuple(unit for unit in units if unit not in meaning.against),
                "granted": tuple(unit for unit in units if unit not in meaning.granted),
                "argued": tuple(unit for unit in units if unit not in meaning.argued),
                "turned": tuple(turned),
                "doubtful": tuple(item.id for item in map_.relations if item.id not in meaning.doubtful),
                "objections": (),
                "contacts": meaning.contacts[1:],
                "holdings": tuple(
                    item.model_copy(update={"stand": "odds", "side": item.perspective.id}) for item in meaning.holdings
                ),
            }
        )
        shown = page.evaluate(
            _SHOWN, {"map": map_.model_dump(mode="json"), "meaning": opposite.model_dump(mode="json")}
        )
        wanted = expected(map_, opposite)
        assert {name: shown[name] for name in wanted} == wanted, case["name"]
        kinds = {item.id: other[item.kind] if item.id in turned else item.kind for item in map_.relations}
        assert shown["kinds"] == kinds, case["name"]
