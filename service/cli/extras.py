"""What to say where a package is missing that only an extra brings."""

from __future__ import annotations

EXTRAS = {
    "krippendorff": "evals",
    "scipy": "evals",
    "sklearn": "evals",
    "opentelemetry.exporter": "otel",
    "opentelemetry.sdk": "otel",
}
"""Import name -> the extra of this distribution that installs it."""


def missing_extra(error: BaseException, command: str | None = None) -> str | None:
    """One line that names the extra; None where another module is missing, or it is another error."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    for module, extra in EXTRAS.items():
        if f"{error.name}.".startswith(f"{module}."):
            who = f"argmap {command}" if command else "this"
            return f"{who} needs the extra `{extra}` ({module} is missing): pip install 'argmap[{extra}]'"
    return None
