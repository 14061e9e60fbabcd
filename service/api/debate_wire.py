"""Wire models of debates, besides the debate itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from service.domain.base import Frozen
from service.domain.debates.debate import check_size
from service.domain.debates.edits import DebateEdit
from service.domain.provenance import RunBudget
from service.schema import ChangesOrRestore, EngineName, ModelChoice, Summary


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
    first_article: str | None
    documents: int
    actors: int
    claims: int


class DebateList(Frozen):
    """Newest first; `next` is the cursor of the following page, or null."""

    debates: list[DebateLine]
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
