"""Wire models of debates, besides the debate itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from service.domain.base import Frozen
from service.domain.debates.edits import DebateEdit
from service.domain.debates.parts import Actor, Answer, Claim, DebateDocument, DebateIssue, Mention
from service.domain.debates.quoting import Quote
from service.domain.debates.stances import Column
from service.domain.provenance import RunBudget
from service.schema import ChangesOrRestore, EngineName, ModelChoice, Summary

MOST_ARTICLES = 1000


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
    maps: list[Annotated[str, Field(max_length=64)]] = Field(default_factory=list, max_length=MOST_ARTICLES)
    articles: list[ArticleRequest] = Field(default_factory=list, max_length=MOST_ARTICLES)

    @model_validator(mode="after")
    def _has_some(self) -> Self:
        given = len(self.maps) + len(self.articles)
        if not 1 <= given <= MOST_ARTICLES:
            raise ValueError(
                f"{given} articles were given; a request takes 1 to {MOST_ARTICLES} in `maps` and `articles`"
            )
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


class ClaimLine(Frozen):
    """A claim with the actors' stances; `documents`: how many mention it."""

    claim: Claim
    column: Column
    documents: int


class ClaimPage(Frozen):
    total: int
    claims: list[ClaimLine]


class MentionView(Frozen):
    """A mention in its sentence; `answered_by` and `answers`: what responds to it, and what it responds to.

    `told_by`: the labels of those who report it, if its holder is not heard; `supposed`: the modal verb, if the
    article only expects it to be said.
    """

    mention: Mention
    actor: str
    document: DebateDocument
    quote: Quote | None
    answered_by: list[Answer] = Field(default_factory=list)
    answers: list[Answer] = Field(default_factory=list)
    told_by: list[str] = Field(default_factory=list)
    supposed: str | None = None


class ClaimView(Frozen):
    """All mentions of a claim by date, those outside the selection in `outside`; the `column` counts all.

    `quotes`: the words of the units in their answers, by `MAP/UNIT`.
    """

    claim: Claim
    column: Column
    issue: DebateIssue | None
    mentions: list[MentionView]
    outside: list[MentionView]
    quotes: dict[str, Quote]


class ActorLine(Frozen):
    actor: Actor
    documents: int
    claims_for: int
    claims_against: int
    claims_mixed: int
    changes: int


class ActorPage(Frozen):
    total: int
    actors: list[ActorLine]


class IssueLine(Frozen):
    """An issue, its claims, and how many of those divide the actors."""

    issue: DebateIssue
    claims: list[str]
    divided: int


class IssueList(Frozen):
    issues: list[IssueLine]


class AnswerLine(Frozen):
    """An answer, the words of both ends, and the ids of the actors holding them."""

    answer: Answer
    answering: Quote | None
    answered: Quote | None
    answering_actor: str | None
    answered_actor: str | None


class AnswerPage(Frozen):
    total: int
    answers: list[AnswerLine]
