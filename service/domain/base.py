"""Base classes and helpers shared by all domain models."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Confidence = Annotated[float, Field(ge=0.0, le=1.0)]


class Frozen(BaseModel):
    """An immutable value. Unknown fields are rejected, so that a misspelt one is never silently dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Span(Frozen):
    """A half-open stretch `[start, end)` of `document.text`, in Unicode code points; never empty."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"span [{self.start}, {self.end}) is empty or runs backwards")
        return self

    def cut(self, text: str) -> str:
        """The part of `text` that this span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end

    @property
    def length(self) -> int:
        """Length in code points."""
        return self.end - self.start


def text_of(spans: tuple[Span, ...], text: str) -> str:
    """The text covered by several spans, joined by single spaces.

    >>> text_of((Span(start=0, end=2), Span(start=5, end=7)), "ab - cd")
    'ab cd'
    """
    return " ".join(span.cut(text) for span in spans)
