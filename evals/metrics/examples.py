"""One worked example for the docstrings of all metrics: a gold map of three units and a prediction with errors.

gold       u0 "Fees work" (conclusion, author) <- rebut - u1 "nobody will pay" (premise, the union)
           u0 <- support - u2 "air is cleaner" (conclusion here, since u2 is missed in the prediction)
predicted  p0 = u0; p1 = u1 with one word more, a support, held by the author; p2 is no gold unit, supports p0

Issues: in the gold, the author holds u0 and u2 against the union's u1; the prediction has p0 against p1, and once more,
without saying how they stand to each other, p0 against p2.
"""

from __future__ import annotations

from evals.metrics.labels import AttributionLabels, Block, Edge, HolderLabels, IssueLabels, Labels, UnitLabels
from evals.metrics.pairing import Pair, pair
from service.domain.argument import AUTHOR


def example_pair() -> Pair:
    """The pair described above. Words are numbered as in "Fees work. But the union says nobody will pay. ..."."""
    return pair(example_gold(), example_prediction())


def example_gold() -> Labels:
    content = frozenset({6, 7, 8})
    return Labels(
        units=(
            UnitLabels("u0", frozenset({0, 1}), "conclusion"),
            UnitLabels("u1", content, "premise", "v1"),
            UnitLabels("u2", frozenset({9, 10, 11}), "premise"),
        ),
        edges=(Edge("u1", "u0", "rebut"), Edge("u2", "u0", "support")),
        chained=(Edge("u1", "u0", "attack"), Edge("u2", "u0", "support")),
        attributions=(
            AttributionLabels("a0", "v1", (15, 24), (25, 29), ((30, 46),), content, "asserts"),
            AttributionLabels("a1", "v2", (60, 66), (67, 71), ((72, 80),), frozenset({14, 15}), "doubts", "a0"),
        ),
        holders=(
            HolderLabels(AUTHOR, "The author"),
            HolderLabels("v1", "The union", frozenset({3, 4})),
            HolderLabels("v2", "Nobody", frozenset({12})),
        ),
        issues=(IssueLabels("i0", ((AUTHOR, ("u0", "u2")), ("v1", ("u1",))), {frozenset((AUTHOR, "v1")): "rival"}),),
        conclusion="u0",
        replies=frozenset({("u1", "u0")}),
        granted=frozenset({"u0"}),
        chief=frozenset({"u0", "u1"}),
        blocks=(Block(0, 80, "body"), Block(82, 100, "furniture")),
    )


def example_prediction() -> Labels:
    content = frozenset({5, 6, 7, 8})
    return Labels(
        units=(
            UnitLabels("p0", frozenset({0, 1}), "conclusion"),
            UnitLabels("p1", content, "premise"),
            UnitLabels("p2", frozenset({20, 21}), "premise"),
        ),
        edges=(Edge("p1", "p0", "support"), Edge("p2", "p0", "support")),
        chained=(Edge("p1", "p0", "support"), Edge("p2", "p0", "support")),
        attributions=(AttributionLabels("b0", "w1", (15, 24), (25, 28), ((25, 46),), content, "asserts"),),
        holders=(HolderLabels(AUTHOR, "The author"), HolderLabels("w1", "Union", frozenset({3, 4}))),
        issues=(
            IssueLabels("i0", ((AUTHOR, ("p0",)), ("w1", ("p1",)), ("w2", ())), {frozenset((AUTHOR, "w1")): "rival"}),
            IssueLabels("i1", ((AUTHOR, ("p0",)), ("w1", ("p2",)))),
        ),
        conclusion="p0",
        briefed=frozenset({"p0", "p2"}),
        granted=frozenset({"p0"}),
        supposed=frozenset({"p2"}),
        chief=frozenset({"p0"}),
        blocks=(Block(0, 80, "body"), Block(82, 100, "body")),
    )
