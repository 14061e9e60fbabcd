"""Where the public names come from."""

from argmap._mapping import map_text
from service.client import (
    Accepted,
    ApiProblem,
    AsyncClient,
    Client,
    MapEvent,
    MapPage,
    MapSummary,
    NotFinishedInTime,
    ServerUnreachable,
)
from service.domain.argument import Attribution, Concession, Perspective, Reference, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.brief import Brief
from service.domain.comparison import Comparison
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Actor, Answer, Claim, DebateDocument, Mention, StanceChange
from service.domain.debates.timeline import Timeline
from service.domain.debates.views import Matrix
from service.domain.document import Cue, Document, DocumentSource, Paragraph, Segment, Turn
from service.domain.issue import Contrast, Issue, Position, Question
from service.domain.motion import Motion, Outcome
from service.domain.provenance import MapWarning, Provenance, Usage
from service.domain.trees import Forest
from service.errors import ArgmapError, InfrastructureError, InputError, WorkFailed

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
