"""One worked example for the docstrings: a gold debate of three articles and a prediction with errors.

p0 is in Chinese, p1 and p2 in English
gold       c0: m0 (p0, Ann, for), m1 (p1, Ben, against), m2 (p1, Cem, for); c1: m3 (p2, Ben, for), m4 (p1, Ann, against)
           m2 answers m0 (undercut), m3 answers m0 (rebut); Cem changed his mind on c0
predicted  x: q0 (Ann, for), q1 (Ben, for: flipped); y: q2 (Cem), q3 (Ann: wrong), q9 (p0, Ann; no gold mention)
           q2 answers q0 (rebut)
given      m0, m1 and m2 are one claim, m3 and m4 two
"""

from __future__ import annotations

from evals.metrics.debates.labels import AnswerLabels, ChangeLabels, DebateLabels, MentionLabels
from evals.metrics.debates.pairing import DebatePair, pair_debates


def example_pair() -> DebatePair:
    """The pair described above."""
    return pair_debates(example_gold(), example_prediction(), _given())


def example_gold() -> DebateLabels:
    return DebateLabels(
        mentions=(
            MentionLabels("m0", "p0", frozenset({0, 1}), "ann", "c0"),
            MentionLabels("m1", "p1", frozenset({0, 1}), "ben", "c0", "against"),
            MentionLabels("m2", "p1", frozenset({4, 5}), "cem", "c0"),
            MentionLabels("m3", "p2", frozenset({0, 1}), "ben", "c1"),
            MentionLabels("m4", "p1", frozenset({8, 9}), "ann", "c1", "against"),
        ),
        answers=(AnswerLabels("m2", "m0", "undercut"), AnswerLabels("m3", "m0", "rebut")),
        changes=(ChangeLabels("cem", "c0", "m2", "for"),),
        actors={"ann": "Ann", "ben": "Ben", "cem": "Cem"},
        claims={"c0": "Fees work.", "c1": "Fees are fair."},
        languages={"p0": "zh", "p1": "en", "p2": "en"},
    )


def example_prediction() -> DebateLabels:
    return DebateLabels(
        mentions=(
            MentionLabels("q0", "p0", frozenset({0, 1}), "a", "x"),
            MentionLabels("q1", "p1", frozenset({0, 1}), "b", "x"),
            MentionLabels("q2", "p1", frozenset({4, 5, 6}), "c", "y"),
            MentionLabels("q3", "p2", frozenset({0, 1}), "a", "y"),
            MentionLabels("q9", "p0", frozenset({7}), "a", "y"),
        ),
        answers=(AnswerLabels("q2", "q0", "rebut"),),
        actors={"a": "Ann", "b": "Ben", "c": "Cem"},
        claims={"x": "Fees work.", "y": "Fees help."},
    )


def _given() -> DebateLabels:
    claims = {"m0": "x", "m1": "x", "m2": "x", "m3": "y", "m4": "z"}
    mentions = tuple(
        MentionLabels(item.id, item.document, item.words, item.actor, claims[item.id], item.stance)
        for item in example_gold().mentions
    )
    return DebateLabels(mentions, claims={"x": "", "y": "", "z": ""})
