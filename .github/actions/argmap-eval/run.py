"""Runs `argmap eval`, shows its Markdown on the job's page, and keeps one comment on the pull request up to date.

Needs Python's standard library only. Its exit code is that of `argmap eval`: a comment that cannot be written (a fork's
token may not) is a warning.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

LONGEST = 65_000
"""Characters of a comment; GitHub takes 65,536."""
PAGE = 100


def main() -> int:
    """The exit code of `argmap eval`; 0 where nothing was to be run."""
    reports = Path(os.environ["REPORTS"])
    code = evaluate(os.environ["ARGUMENTS"], reports) if os.environ["ARGUMENTS"].strip() else 0
    text = "\n".join(path.read_text("utf-8") for path in sorted(reports.glob("*.md")))
    if not text:
        text = f"`argmap eval` ended with exit code {code} and wrote no report; the job's log says why.\n"
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)
    number = pull_request()
    if number is not None and os.environ["COMMENT"] == "true":
        try:
            comment(number, text)
        except (urllib.error.URLError, TimeoutError) as error:
            sys.stdout.write(f"::warning::the comment on the pull request could not be written: {error}\n")
    return code


def evaluate(arguments: str, reports: Path) -> int:
    """Runs the program with its reports."""
    reports.mkdir(parents=True, exist_ok=True)
    kinds = {"--markdown": "md", "--json": "json", "--junit": "xml", "--html": "html"}
    written = [part for option, kind in kinds.items() for part in (option, str(reports / f"evals.{kind}"))]
    return subprocess.run([os.environ["ARGMAP"], "eval", *shlex.split(arguments), *written], check=False).returncode


def pull_request() -> int | None:
    """The number of the pull request that caused the job; null where none did."""
    path = os.environ.get("GITHUB_EVENT_PATH")
    event = json.loads(Path(path).read_text("utf-8")) if path else {}
    number = event.get("pull_request", {}).get("number")
    return int(number) if number is not None else None


def comment(number: int, text: str) -> None:
    """Writes the comment of this name, over the one that is there."""
    marker = f"<!-- {os.environ['NAME']} -->"
    body = f"{marker}\n{text}"
    if len(body) > LONGEST:
        body = body[:LONGEST] + "\n\n(cut short: the whole report is with the job)\n"
    known = earlier(number, marker)
    if known is None:
        call("POST", f"issues/{number}/comments", {"body": body})
    else:
        call("PATCH", f"issues/comments/{known}", {"body": body})


def earlier(number: int, marker: str) -> int | None:
    """The id of the comment with the marker."""
    page = 1
    while True:
        found = call("GET", f"issues/{number}/comments?per_page={PAGE}&page={page}")
        for item in found:
            if item["body"].startswith(marker):
                return int(item["id"])
        if len(found) < PAGE:
            return None
        page += 1


def call(method: str, path: str, content: dict[str, str] | None = None) -> Any:
    """The answer of GitHub's REST interface."""
    base = os.environ.get("GITHUB_API_URL", "https://api.github.com")
    request = urllib.request.Request(  # noqa: S310 - the address is GitHub's own
        f"{base}/repos/{os.environ['GITHUB_REPOSITORY']}/{path}",
        data=None if content is None else json.dumps(content).encode(),
        method=method,
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
            "Content-Type": "application/json",
            "User-Agent": "argmap-eval",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main())
