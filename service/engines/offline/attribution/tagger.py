"""The attribution tagger: who says what, in which words, and with what confidence.

A small transformer (MiniLM-L6, int8) reads the text once and finds cues. A second copy of its upper layers then reads
the surroundings of each cue and finds its source and content. `training/attribution` has the recipe.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from service.engines.offline.attribution import weights as loading
from service.engines.offline.attribution.chains import CUE_INSIDE, SOURCE_INSIDE
from service.engines.offline.attribution.conventions import Convention
from service.engines.offline.attribution.encoding import CUE, EncodedText, Ints, Window, chunks, encode, window
from service.engines.offline.attribution.inference import Proposal, cue_proposals, marginals, padded
from service.engines.offline.attribution.span_decoding import RoleEmissions, Roles, read_roles, whole_content
from service.engines.offline.structure_model.confidence import log_odds

Floats = npt.NDArray[np.float32]

PROPOSAL_FLOOR = 0.1  # a word less likely to begin a cue is not looked at again
LONGEST_CUE = 12  # words
BEST_VERDICT = 8.0  # a proposal that even this could not save is not read by the branch
NEVER = -1e3  # score of a cue or a source that would run on over a paragraph's end
STATE_WIDTH = 384
BATCH = 32  # sequences that the chains decode together


@dataclass(frozen=True)
class TaggedAttribution:
    """What the network says of one attribution, before it is placed in a document (`merging`).

    Offsets are code points within the paragraph whose number they begin with; `paragraph` is the cue's. `confidence`:
    the calibrated probability that cue and holder are right. A content in pieces, or over several paragraphs, has
    several spans, in order; nested attributions are several with overlapping contents.
    """

    paragraph: int
    cue: tuple[int, int]
    source: tuple[int, int, int] | None
    content: tuple[tuple[int, int, int], ...]
    confidence: float


@dataclass(frozen=True)
class Candidate:
    """A proposed cue in document words, with everything that is needed to accept it or not."""

    cue: tuple[int, int]
    mass: float
    verdict: float
    window: Window
    emissions: RoleEmissions


@dataclass(frozen=True)
class EncodedStates:
    """A text after the encoder: `states` [tokens, 384] for the branches, `cues` [tokens, 3] emissions."""

    text: EncodedText
    states: Floats
    cues: Floats


class AttributionTagger:
    """Tags texts. One instance may be shared between threads."""

    def __init__(self, weights: loading.Weights, convention: Convention = Convention.MAPS) -> None:
        self._weights = weights
        self._convention = convention
        self._calibration = weights.calibrations[convention]

    @classmethod
    def load(cls, weights: Path | None = None, convention: Convention = Convention.MAPS) -> AttributionTagger:
        """Load a folder of weights (default: the packaged ones); raises WeightsUnusable if missing or damaged."""
        return cls(loading.load(weights), convention)

    def tag(
        self, paragraphs: Sequence[str], encoded: EncodedStates | None = None, least: float | None = None
    ) -> list[TaggedAttribution]:
        """The attributions in a text, which is given as its paragraphs; by cue, nested ones where the convention has
        them.

        `encoded`: the result of `encode` for these paragraphs, if there is one. `least`: the least probability of
        an attribution with a source, instead of the calibrated threshold.
        """
        seen = encoded or self.encode(paragraphs)
        likely = [one for one in self.candidates(seen, least) if self.reports(keep_features(one), least)]
        return [
            self.attribution(seen.text, candidate, roles)
            for candidate, roles in zip(likely, self.roles(likely), strict=True)
            if roles.content and (roles.source or self.reports(keep_features(candidate)))
        ]

    def encode(self, paragraphs: Sequence[str]) -> EncodedStates:
        """Runs the encoder over a text; the structure model reuses the encoded text."""
        text = encode(self._weights.tokenizer, paragraphs, self._convention)
        if not len(text.word_tokens):
            return EncodedStates(text, np.zeros((len(text.ids), STATE_WIDTH), np.float32), np.zeros((0, 3), np.float32))
        return EncodedStates(text, *self._encode(text))

    def reports(self, features: Sequence[float], least: float | None = None) -> bool:
        """Whether a candidate with these `keep_features` is likely enough to be reported."""
        threshold = self._calibration.threshold if least is None else least
        return sigmoid(np.dot(features, self._calibration.keep)) >= threshold

    def attribution(self, text: EncodedText, candidate: Candidate, roles: Roles) -> TaggedAttribution:
        """A candidate and its roles, which must have a content, as offsets in their paragraphs."""
        paragraph, start, end = text.span(*candidate.cue)
        return TaggedAttribution(
            paragraph,
            (start, end),
            text.span(*roles.source) if roles.source else None,
            whole_content(text, roles.content, candidate.window.end),
            sigmoid(np.dot(confidence_features(candidate, roles), self._calibration.confidence)),
        )

    def candidates(self, encoded: EncodedStates, least: float | None = None) -> Iterator[Candidate]:
        """Every proposed cue that may be reported, read by the branch but not decided on yet."""
        if not len(encoded.text.word_tokens):
            return
        for proposal, first_word in self._proposals(encoded.text, encoded.cues):
            if self.reports((1.0, log_odds(proposal.mass), BEST_VERDICT), least):
                yield self._read(encoded.text, encoded.states, proposal, first_word)

    def roles(self, candidates: Sequence[Candidate]) -> list[Roles]:
        """Source and content of each candidate."""
        found: list[Roles] = []
        for start in range(0, len(candidates), BATCH):
            batch = [candidate.emissions for candidate in candidates[start : start + BATCH]]
            found.extend(read_roles(self._weights.roles, batch))
        return found

    def _encode(self, text: EncodedText) -> tuple[Floats, Floats]:
        """States and cue emissions of every token."""
        states, emissions = [], []
        for start, end in chunks(text):
            length = end - start + 1
            inputs = {"positions": np.arange(length)}
            for name, values, first in (
                ("ids", text.ids, text.convention.lead),
                ("case", text.case, 0),
                ("quote", text.quote, 0),
            ):
                inputs[name] = np.concatenate([[first], values[start:end]])[None]
            some_states, some_emissions = self._weights.encoder.run(["states", "cue"], inputs)
            states.append(some_states[0, 1:])
            emissions.append(some_emissions[0, 1:])
        return np.concatenate(states), np.concatenate(emissions)

    def _proposals(self, text: EncodedText, emissions: Floats) -> Iterator[tuple[Proposal, int]]:
        """Proposed cues, each with the first document word of its sequence."""
        sequences: list[Ints] = []
        for start, end in chunks(text):
            words = np.arange(*np.searchsorted(text.word_tokens, [start, end]))
            if len(words):
                sequences.append(words)
        for at in range(0, len(sequences), BATCH):
            batch = sequences[at : at + BATCH]
            stacked, lengths = padded([emissions[text.word_tokens[words]] for words in batch])
            for row, words in enumerate(batch):
                stacked[row, : len(words), CUE_INSIDE][text.opens_paragraph(words)] = NEVER
            found = marginals(self._weights.cues, stacked, lengths)
            for row, words in enumerate(batch):
                for proposal in cue_proposals(found, row, len(words), PROPOSAL_FLOOR, LONGEST_CUE):
                    yield proposal, int(words[0])

    def _read(self, text: EncodedText, states: Floats, proposal: Proposal, offset: int) -> Candidate:
        first, last = proposal.first + offset, proposal.last + offset
        seen = window(text, *text.tokens_of(first, last))
        inputs = {"states": states[None, seen.start : seen.end], "marks": seen.marks[None]}
        role, verdict = self._weights.branch.run(["role", "verdict"], inputs)
        words = np.arange(*np.searchsorted(text.word_tokens, [seen.start, seen.end]))
        is_cue = ((words >= first) & (words <= last)).astype(np.int64)
        emissions = role[0, text.word_tokens[words] - seen.start].astype(np.float64)
        emissions[text.opens_paragraph(words), SOURCE_INSIDE] = NEVER
        return Candidate(
            (first, last),
            proposal.mass,
            float(verdict[0, seen.marks == CUE, 0].mean()),
            seen,
            RoleEmissions(words, emissions, is_cue),
        )


def keep_features(candidate: Candidate) -> tuple[float, ...]:
    """Features of the decision to report a candidate."""
    return 1.0, log_odds(candidate.mass), candidate.verdict


def confidence_features(candidate: Candidate, roles: Roles) -> tuple[float, ...]:
    """Features of the confidence in a cue and its source."""
    return *keep_features(candidate), log_odds(roles.source_probability)


def sigmoid(value: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-min(max(float(value), -40.0), 40.0)))
