"""Fits the pair scorer on `pairs.tsv`: `python -m training.debates`. Takes seconds.

The labelled pairs are hard ones: paraphrases with few words in common, and near misses. Pairs of units from different
lines that lie close enough to be candidates are added as what a debate mostly asks about: two points. Each topic is
left out once and judged by weights fitted on the others; the figures go into the model card by hand.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from service.engines.offline.debates.cues import cues_of
from service.engines.offline.debates.pairs import MATCH, TURN, match_features, rarity, turn_features
from service.engines.offline.debates.sentence_vectors import centred, sentence_encoder

_HERE = Path(__file__).parent
_OUT = _HERE.parents[1] / "service" / "engines" / "offline" / "weights" / "pairs"
PRIOR = {
    "match": (-5.8, 7.0, 1.0, 2.5, 1.0, -1.5, 0.3, -0.5, -0.5, 0.0),
    "turn": (-3.0, 3.0, 3.0, -3.0),
}
"""Where the fit starts from and is drawn back to: 154 pairs, near misses most of them, are too few to learn all. The
proportion of the first four was chosen among six on the train parts of Perspectrum and ArgKP; nothing was fitted there.
"""
_STRENGTH = 0.3
Array = NDArray[np.float64]
Row = tuple[str, str, str, str]
CANDIDATE = 0.2
SHARES = {"same": 0.2, "opposite": 0.1, "other": 0.05, "candidate": 0.65}
"""How much each kind of pair weighs: near misses as rare, and candidates that do not meet as common, as in a debate."""


def read() -> list[Row]:
    lines = (_HERE / "pairs.tsv").read_text("utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]
    return [(topic, label, a, b) for topic, label, a, b in rows]


def features(rows: list[Row], *, labelled: bool) -> tuple[Array, Array, NDArray[np.str_]]:
    match, turn, topics = [], [], []
    for topic in dict.fromkeys(row[0] for row in rows):
        here = [row for row in rows if row[0] == topic]
        texts = list(dict.fromkeys(text for row in here for text in row[2:]))
        vectors = sentence_encoder().encode(texts)
        bare = centred(vectors, vectors.mean(axis=0))
        at = {text: number for number, text in enumerate(texts)}
        counts = Counter(stem for text in texts for stem in cues_of(text).content)
        weight = rarity(counts, len(texts))
        for a, b in [(a, b) for _, _, a, b in here] if labelled else unlabelled(here, bare @ bare.T, at):
            i, j, one, other = at[a], at[b], cues_of(a), cues_of(b)
            close = float(bare[i] @ bare[j])
            match.append(match_features(one, other, float(vectors[i] @ vectors[j]), close, weight))
            turn.append(turn_features(one, other))
            topics.append(topic)
    return np.array(match, float), np.array(turn, float), np.array(topics)


def unlabelled(rows: list[Row], close: Array, at: dict[str, int]) -> list[tuple[str, str]]:
    """Candidates among the units of different lines: those that no chain of lines joins."""
    group = {text: text for text in at}

    def top(text: str) -> str:
        while group[text] != text:
            text = group[text]
        return text

    for _, _, a, b in rows:
        group[top(a)] = top(b)
    texts = list(at)
    return [
        (a, b)
        for place, a in enumerate(texts)
        for b in texts[place + 1 :]
        if close[at[a], at[b]] >= CANDIDATE and top(a) != top(b)
    ]


def fit(rows: Array, labels: Array, prior: tuple[float, ...], counts: Array | None = None) -> Array:
    """Logistic regression, each weight drawn to its prior."""
    share = np.ones(len(rows)) if counts is None else counts
    share = share / share.sum()
    start = np.array(prior)

    def loss(weights: Array) -> float:
        values = rows @ weights
        likely = float(share @ (np.logaddexp(0, values) - labels * values))
        return likely + _STRENGTH / 2 * float(((weights - start) ** 2).sum())

    return np.asarray(minimize(loss, start, method="L-BFGS-B").x)


def probabilities(rows: Array, weights: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-rows @ weights)))


def fit_match(labelled: Array, labels: NDArray[np.str_], candidates: Array) -> Array:
    rows = np.concatenate([labelled, candidates])
    meets = np.concatenate([labels != "other", np.zeros(len(candidates))])
    shares = [SHARES[label] / (labels == label).sum() for label in labels]
    return fit(
        rows, meets, PRIOR["match"], np.array([*shares, *[SHARES["candidate"] / len(candidates)] * len(candidates)])
    )


def main() -> None:
    rows = read()
    match, turn, topics = features(rows, labelled=True)
    others, _, other_topics = features(rows, labelled=False)
    labels = np.array([row[1] for row in rows])
    meets = labels != "other"
    found = {"same": np.zeros(len(rows)), "opposite": np.zeros(len(rows))}
    strays = np.zeros(len(others))
    for topic in dict.fromkeys(topics):
        out, beside = topics == topic, other_topics == topic
        by_match = fit_match(match[~out], labels[~out], others[~beside])
        by_turn = fit(turn[~out & meets], (labels[~out & meets] == "opposite").astype(float), PRIOR["turn"])
        here, turned = probabilities(match[out], by_match), probabilities(turn[out], by_turn)
        found["same"][out], found["opposite"][out] = here * (1 - turned), here * turned
        strays[beside] = probabilities(others[beside], by_match)
    print(f"{len(rows)} labelled pairs, {len(others)} candidates")
    for name, scores in found.items():
        turned_name = {"same": "opposite", "opposite": "same"}[name]
        for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
            said = scores >= threshold
            right, wrong = ((said & (labels == which)).sum() for which in (name, turned_name))
            print(
                f"{name} at {threshold}: precision {right / max(said.sum(), 1):.2f}, recall "
                f"{right / (labels == name).sum():.2f}, of the other polarity {wrong}, "
                f"candidates taken {(strays >= threshold).mean():.4f}"
            )
    weights = {
        "format": 1,
        "match": [round(float(value), 4) for value in fit_match(match, labels, others)],
        "turn": [
            round(float(value), 4)
            for value in fit(turn[meets], (labels[meets] == "opposite").astype(float), PRIOR["turn"])
        ],
    }
    print(dict(zip(MATCH, weights["match"], strict=True)), dict(zip(TURN, weights["turn"], strict=True)))
    text = json.dumps(weights) + "\n"
    (_OUT / "pairs.json").write_text(text, "utf-8")
    (_OUT / "weights.sha256").write_text(f"{hashlib.sha256(text.encode()).hexdigest()}  pairs.json\n", "utf-8")


if __name__ == "__main__":
    main()
