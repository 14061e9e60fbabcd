"""argmap: an article goes in, its argument map comes out.

    from argmap import map_text
    map_ = map_text("Trams should stay, because they carry many people.")

`map_text` makes a map in this process; `Client` and `AsyncClient` talk to a running server. The other names are what
these give and raise. Nothing else in this package is public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argmap._public import (
        Accepted,
        Actor,
        Answer,
        ApiProblem,
        ArgmapError,
        ArgumentMap,
        AsyncClient,
        Attribution,
        Brief,
        Claim,
        Client,
        Comparison,
        Concession,
        Contrast,
        Cue,
        Debate,
        DebateDocument,
        Document,
        DocumentSource,
        Forest,
        InfrastructureError,
        InputError,
        Issue,
        MapEvent,
        MapPage,
        MapSummary,
        MapWarning,
        Matrix,
        Mention,
        Motion,
        NotFinishedInTime,
        Outcome,
        Paragraph,
        Perspective,
        Position,
        Provenance,
        Question,
        Reference,
        Relation,
        Segment,
        ServerUnreachable,
        Span,
        StanceChange,
        Timeline,
        Turn,
        Unit,
        Usage,
        WorkFailed,
        map_text,
    )

__all__ = [
    "Accepted",
    "Actor",
    "Answer",
    "ApiProblem",
    "ArgmapError",
    "ArgumentMap",
    "AsyncClient",
    "Attribution",
    "Brief",
    "Claim",
    "Client",
    "Comparison",
    "Concession",
    "Contrast",
    "Cue",
    "Debate",
    "DebateDocument",
    "Document",
    "DocumentSource",
    "Forest",
    "InfrastructureError",
    "InputError",
    "Issue",
    "MapEvent",
    "MapPage",
    "MapSummary",
    "MapWarning",
    "Matrix",
    "Mention",
    "Motion",
    "NotFinishedInTime",
    "Outcome",
    "Paragraph",
    "Perspective",
    "Position",
    "Provenance",
    "Question",
    "Reference",
    "Relation",
    "Segment",
    "ServerUnreachable",
    "Span",
    "StanceChange",
    "Timeline",
    "Turn",
    "Unit",
    "Usage",
    "WorkFailed",
    "map_text",
]


def __getattr__(name: str) -> Any:
    """Imports when the first name is asked for: the command's `--help` passes through this package too."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from argmap import _public

    return getattr(_public, name)


def __dir__() -> list[str]:
    return list(__all__)
