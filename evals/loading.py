"""The suites that a call of `argmap eval` names, whatever their kind, and the documents of them that it wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import structlog

from evals.debate_suite.outside import TextsMissing
from evals.debate_suite.suite import NAME as DEBATE_SUITE
from evals.debate_suite.suite import load_debates
from evals.scored import AnySuite
from evals.suites import ROOT, load_suite, suite_names
from service.errors import InputError

_APART = "-apart"
_log = structlog.get_logger(__name__)


def all_suites() -> list[str]:
    """The suites that come with the project: gold maps, and debates, but for those kept apart."""
    debates = (path.name for path in ROOT.glob(f"{DEBATE_SUITE}*") if path.is_dir() and not path.name.endswith(_APART))
    return sorted([*suite_names(), *debates])


def load(spec: str) -> AnySuite:
    """A suite by name; `debates...` or `debates=FOLDER`, or as `evals.suites.load_suite` has it."""
    name, _, path = spec.partition("=")
    if name.startswith(DEBATE_SUITE):
        return load_debates(Path(path) if path else ROOT / name, name)
    return load_suite(spec)


def load_all(specs: Sequence[str]) -> Iterator[AnySuite]:
    """The suites, less those whose texts are not here, which are told of. TextsMissing where nothing is left."""
    missing = []
    for spec in specs:
        try:
            yield load(spec)
        except TextsMissing as error:
            missing.append(error)
            _log.warning("suite.skipped", suite=spec, reason=error.message, hint=error.hint)
    if len(missing) == len(specs):
        raise missing[0]


def with_only(suite: AnySuite, patterns: Sequence[str]) -> AnySuite:
    """The suite's documents that one of the patterns names, by id, its beginning up to a hyphen, or with wildcards."""
    if not patterns:
        return suite

    def named(name: str) -> bool:
        return any(fnmatch(name, pattern) or name.startswith(f"{pattern}-") for pattern in patterns)

    kept = tuple(item for item in suite.documents if named(item.id))
    if not kept:
        known = ", ".join(item.id for item in suite.documents[:12])
        raise InputError(f"--only {', '.join(patterns)}: {suite.name} has no such document", hint=f"It has {known}.")
    return replace(suite, documents=kept)  # type: ignore[arg-type]  # of the suite's own kind
