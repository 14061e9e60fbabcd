"""What is wrong with a label sheet."""

from __future__ import annotations


class SheetError(ValueError):
    """A sheet that does not compile; `problems` lists everything that is wrong with it, a line each."""

    def __init__(self, sheet_id: str, problems: list[str]) -> None:
        super().__init__(f"{sheet_id}: {len(problems)} problem(s):\n" + "\n".join(f"  {line}" for line in problems))
        self.problems = problems
