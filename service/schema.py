"""What the REST API takes and gives besides maps and debates themselves; server and client share it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import ConfigDict, Field, field_validator, model_validator
from pydantic_core import from_json

from service.domain.argument_map import ArgumentMap, Status
from service.domain.base import Frozen
from service.domain.brief import Brief
from service.domain.changes import Change
from service.domain.debates.corrections import DebateEdit
from service.domain.debates.debate import check_size
from service.domain.difference import Difference
from service.domain.meaning import Meaning
from service.domain.provenance import RunBudget

EngineName = Literal["offline", "llm"]
FINAL: frozenset[Status] = frozenset({"done", "partial", "failed", "cancelled"})
"""The states that a map never leaves by itself."""


ARTICLE = "Trams should stay. They carry many, riders say."
_CREATED = "2026-01-31T12:00:00Z"
_ACCEPTED = {"id": "3f2a9c", "status": "queued"}
_SUMMARY = {
    **{"id": "3f2a9c", "title": "Trams", "status": "done", "engine": "offline", "version": 1},
    **{"created": _CREATED, "units": 2, "perspectives": 2},
}
_CORRECTION = {
    "comment": "the riders do not say this",
    "changes": [{"op": "change", "kind": "unit", "id": "u1", "value": {"perspective": "author"}}],
}
_ENGINES = {
    "default": "offline",
    "available": ["offline"],
    "llm": {"configured": False, "model": None, "hint": "Set OPENAI_API_KEY."},
}
_WEBHOOK = {"id": "4f0c", "url": "https://example.org/argmap", "events": ["map.ended"], "created": _CREATED}
_DELIVERY = {
    **{"id": "msg_1f", "event": "map.ended", "subject": "0b5f", "created": _CREATED, "attempts": 1},
    **{"delivered": _CREATED, "next_try": None, "status": 204, "detail": None},
}


def _like(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [example]})


Language = Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]


class ModelChoice(Frozen):
    """How a model is used for one request, within what the operator allows.

    `model`: an offered one; `budget`: each run's limit; `batch`: through the provider's
    batch API, at half the price and within a day; `words_language`: ISO 639-1, of the model's own words (questions,
    briefs), where they are not to be in the article's language; quotations stay.
    """

    model: str | None = Field(default=None, max_length=200)
    budget: RunBudget | None = None
    batch: bool = False
    words_language: Language | None = None

    @field_validator("budget", mode="before")
    @classmethod
    def _from_a_form(cls, value: Any) -> Any:
        return from_json(value) if isinstance(value, str) else value


class MapRequest(ModelChoice):
    """An article to map, as `text` or `url`."""

    model_config = _like({"text": ARTICLE, "title": "Trams"})

    text: str | None = None
    url: str | None = None
    title: str | None = Field(default=None, max_length=500)
    engine: EngineName | None = None
    language: Language | None = None


class ManyMaps(Frozen):
    """Many articles, each its own map. `batch`: for all of them."""

    model_config = _like({"articles": [{"text": ARTICLE}], "batch": False})

    articles: Annotated[list[MapRequest], Field(min_length=1, max_length=500)]
    batch: bool = False


class ManyAccepted(Frozen):
    """One per article, in request order."""

    model_config = _like({"maps": [_ACCEPTED]})

    maps: list[Accepted]


class Accepted(Frozen):
    """The map will be made; it can be read at `Location` from now on."""

    model_config = _like(_ACCEPTED)

    id: str
    status: Status


class Summary(Frozen):
    """What the lists say of a map or a debate."""

    id: str
    title: str | None
    status: Status
    engine: str
    version: int
    created: datetime


class MapSummary(Summary):
    units: int
    perspectives: int


class MapPage(Frozen):
    """Newest first; `next` is the cursor of the following page, or null."""

    model_config = _like({"maps": [_SUMMARY], "next": None})

    maps: Sequence[MapSummary]
    next: str | None = None


class ChangesOrRestore(Frozen):
    comment: str | None = Field(default=None, max_length=2000)
    changes: Sequence[Frozen] = ()
    restore: int | None = Field(default=None, ge=1, le=2**31 - 1)

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if bool(self.changes) == (self.restore is not None):
            raise ValueError("send either `changes` or `restore`")
        return self

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The changes as JSON."""
        return [change.model_dump(mode="json") for change in self.changes]

    @property
    def noted(self) -> list[dict[str, Any]]:
        """What the new version is said to come from: the changes, or that an earlier version was restored."""
        return self.sent or [{"op": "restore", "version": self.restore}]


class Corrections(ChangesOrRestore):
    """Changes, applied in order and validated as a whole; or `restore`, an earlier version that becomes the next."""

    model_config = _like(_CORRECTION)

    changes: list[Change] = Field(default_factory=list, max_length=5000)


class MapMeaning(Frozen):
    """What follows from a map, with the map itself and its brief if requested."""

    map: ArgumentMap | None = None
    meaning: Meaning
    brief: Brief | None = None


class Preview(Frozen):
    """What a map would say with corrections, how it would differ, and the corrected map if requested."""

    meaning: Meaning
    differences: tuple[Difference, ...] = ()
    map: ArgumentMap | None = None


class VersionNote(Frozen):
    """One version: who made it (`engine:NAME`, `user`, `import`), why, and what changed from the previous one."""

    version: int
    made_by: str
    comment: str | None = None
    created: datetime
    changes: tuple[Difference, ...] = ()


class Versions(Frozen):
    """Oldest first; `next` is the `after` of the following page, or null."""

    model_config = _like({"versions": [{"version": 1, "made_by": "offline", "created": _CREATED}]})

    versions: list[VersionNote]
    next: int | None = None


class ArticleRequest(Frozen):
    """An article, as `text` or `url`, with its metadata."""

    text: str | None = None
    url: str | None = None
    title: str | None = Field(default=None, max_length=500)
    outlet: str | None = Field(default=None, max_length=200)
    author: str | None = Field(default=None, max_length=200)
    published: str | None = Field(default=None, max_length=40)

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.text is None) == (self.url is None):
            raise ValueError("give exactly one of `text` and `url` for an article")
        return self


class _Articles(Frozen):
    maps: list[Annotated[str, Field(max_length=64)]] = Field(default_factory=list)
    articles: list[ArticleRequest] = Field(default_factory=list)

    @model_validator(mode="after")
    def _has_some(self) -> Self:
        given = len(self.maps) + len(self.articles)
        if not given:
            raise ValueError("no articles were given; a request has some in `maps` and `articles`")
        check_size(given)
        return self


class DebateRequest(_Articles, ModelChoice):
    """Stored maps, articles still to be mapped, or both.

    `budget`: each run's limit on model use for deciding which units make the same point; what exceeds it is decided
    offline, and the debate is `partial` with a warning. The limits of mapping are the server's settings.
    """

    title: str | None = Field(default=None, max_length=500)
    question: str | None = Field(default=None, max_length=500)
    engine: EngineName | None = None


class MoreArticles(_Articles):
    """Articles and stored maps to add to the debate."""


class MoreBudget(Frozen):
    """`budget`: for this run and later ones; without one the debate keeps its present budget."""

    budget: RunBudget | None = None


class DebateLine(Summary):
    """`first_article`: the title of the debate's first article."""

    question: str | None
    first_article: str | None = None
    documents: int
    actors: int
    claims: int


class DebateList(Frozen):
    """Newest first; `next` is the cursor of the following page, or null."""

    debates: Sequence[DebateLine]
    next: str | None = None


class DebateCorrections(ChangesOrRestore):
    """Edits, applied in order and validated as a whole; or `restore`, an earlier version that becomes the next."""

    changes: list[DebateEdit] = Field(default_factory=list, max_length=1000)


class DebateVersion(Frozen):
    version: int
    made_by: str
    comment: str | None
    created: datetime
    changes: list[dict[str, Any]] = Field(default_factory=list)


class DebateVersions(Frozen):
    """Oldest first; `next` is the `after` of the following page, or null."""

    versions: list[DebateVersion]
    next: int | None = None


class LlmState(Frozen):
    configured: bool
    model: str | None
    hint: str


class Engines(Frozen):
    """Which engines this server can use, and what to set for a better one."""

    model_config = _like(_ENGINES)

    default: EngineName
    available: list[EngineName]
    llm: LlmState


class Health(Frozen):
    model_config = _like({"status": "ok", "detail": {}})

    status: Literal["ok", "unavailable"]
    detail: dict[str, str] = Field(default_factory=dict)


class Problem(Frozen):
    """RFC 9457. `hint`: what to do about it; `errors`: each rule that is broken, where, and how."""

    type: str
    title: str
    status: int
    detail: str
    hint: str | None = None
    errors: list[dict[str, str]] | None = None
    current_version: int | None = None


EventName = Literal["map.ended", "map.changed", "debate.ended", "debate.changed"]


class WebhookRequest(Frozen):
    """`url`: where to POST; `events`: which events to send, by default all."""

    model_config = _like({"url": "https://example.org/argmap", "events": ["map.ended"]})

    url: Annotated[str, Field(max_length=2000)]
    events: Annotated[tuple[EventName, ...], Field(min_length=1)] = get_args(EventName)


class WebhookShown(Frozen):
    id: str
    url: str
    events: tuple[str, ...]
    created: datetime


class WebhookMade(WebhookShown):
    """`secret` signs deliveries; it is shown only this once."""

    model_config = _like({**_WEBHOOK, "secret": "whsec_MfKQ9r8GKYqr"})

    secret: str


class Webhooks(Frozen):
    model_config = _like({"webhooks": [_WEBHOOK]})

    webhooks: list[WebhookShown]


class DeliveryShown(Frozen):
    """`id` is the same in every attempt; `next_try` is null once it is delivered or given up."""

    id: str
    event: str
    subject: str
    created: datetime
    attempts: int
    delivered: datetime | None
    next_try: datetime | None
    status: int | None
    detail: str | None


class Deliveries(Frozen):
    model_config = _like({"deliveries": [_DELIVERY]})

    deliveries: list[DeliveryShown]
