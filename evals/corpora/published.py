"""Results that others published for a corpus, to be set beside one's own."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Published:
    """One row: a system's scores by metric id. `setting`: what it was given, since that decides what compares."""

    system: str
    setting: str
    source: str
    scores: MappingProxyType[str, float]


def _row(system: str, setting: str, source: str, **scores: float) -> Published:
    return Published(system, setting, source, MappingProxyType(scores))


_COFENET = "Wang et al. 2022 (CofeNet, COLING)"


def _spans(system: str, source: float, cue: float, content: float) -> Published:
    exact = {"source_exact_f1": source, "cue_exact_f1": cue, "content_exact_f1": content}
    return _row(system, "PolNeAR test", _COFENET, **exact)


_LEVELS = ("cc_macro_f1", "ro_macro_f1", "fu_macro_f1", "at_macro_f1")
_STEPS = ("segmentation_macro_f1", "claim_premise_weighted_f1", "support_attack_macro_f1")

PUBLISHED: dict[str, tuple[Published, ...]] = {
    "microtexts": (
        _row(
            "evidence graph + MST",
            "gold segments, 5-fold",
            "Peldszus & Stede 2015 (EMNLP)",
            **dict(zip(_LEVELS, (0.86, 0.74, 0.76, 0.71), strict=True)),
        ),
        _row("attach to first", "gold segments", "computed on this corpus", edge_f1=0.384),
        _row("attach to previous", "gold segments", "computed on this corpus", edge_f1=0.409),
        _row("Sonnet 5, 3 shots", "end to end", "github.com/aa-arif/argument-mapper", unit_f1=0.945, edge_f1=0.676),
        _row("Haiku 4.5", "end to end", "github.com/aa-arif/argument-mapper", unit_f1=0.843, edge_f1=0.514),
    ),
    "argunsc": (
        _row(
            "RoBERTa, in register",
            "gold input per step",
            "Poiaganova & Stede 2025",
            **dict(zip(_STEPS, (0.819, 0.755, 0.749), strict=True)),
        ),
        _row(
            "GPT-4, few shots",
            "gold input per step",
            "Poiaganova & Stede 2025",
            **dict(zip(_STEPS, (0.767, 0.706, 0.639), strict=True)),
        ),
    ),
    "polnear": (
        _spans("BERT + Cofe (CofeNet)", 0.832, 0.753, 0.729),
        _spans("BERT + CRF (CofeNet)", 0.822, 0.749, 0.710),
        _spans("BERT, document-level contents (van Timmeren)", 0.775, 0.716, 0.625),
        _spans("BiLSTM + CRF (CofeNet)", 0.696, 0.667, 0.590),
        _spans("CRF (CofeNet)", 0.506, 0.534, 0.286),
        _spans("rules (CofeNet)", 0.107, 0.228, 0.056),
    ),
}
