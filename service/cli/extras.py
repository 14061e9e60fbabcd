"""The message for a missing package that only an extra installs."""

from __future__ import annotations

from pathlib import Path

EXTRAS = {
    "krippendorff": "evals",
    "scipy": "evals",
    "sklearn": "evals",
    "opentelemetry.exporter": "otel",
    "opentelemetry.sdk": "otel",
}
"""Import name -> the extra of this distribution that installs it."""

_CHECKOUT = Path(__file__).resolve().parents[2]
"""The Makefile's folder, unless this is an installed wheel; it installs every extra in the locked versions."""


def missing_extra(error: BaseException, command: str | None = None) -> str | None:
    """One line naming the extra; None if another module is missing, or for any other error."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    for module, extra in EXTRAS.items():
        if f"{error.name}.".startswith(f"{module}."):
            who = f"argmap {command}" if command else "this"
            return f"{who} needs the extra `{extra}` ({module} is missing): {_how_to_install(extra)}"
    return None


def _how_to_install(extra: str) -> str:
    if (_CHECKOUT / "Makefile").is_file():
        return f"run `make dev` in {_CHECKOUT}"
    return f"pip install 'argmap[{extra}]'"
