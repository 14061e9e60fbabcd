from __future__ import annotations

import pytest

from service.engines.offline.clauses import split_clauses
from tests.engines.offline.parsing_help import parse


def clauses(text: str) -> list[str]:
    _, (parsed,) = parse(text)
    return [" ".join(parsed.doc[index].text for index in clause.tokens) for clause in split_clauses(parsed.doc)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The fee is fair because it treats every farm alike.", 2),
        ("Although the fee is fair, the growers hate it.", 2),
        ("The fee is fair, but the growers hate it.", 2),
        ("The fee is fair; the growers hate it anyway.", 2),
        ("The fee should go unless the river recovers this year.", 2),
        ("The fee that the county wants is fair to the growers.", 1),
        ("When the river falls, the county closes the wells.", 1),
        ("The growers pump and sell water to the town.", 1),
    ],
)
def test_clauses_split_where_they_do_different_jobs(text: str, count: int) -> None:
    assert len(clauses(text)) == count


def test_every_token_stands_in_exactly_one_clause() -> None:
    _, (parsed,) = parse("The fee, although the growers hate it, is fair, since it treats every farm alike; it stays.")

    found = [index for clause in split_clauses(parsed.doc) for index in clause.tokens]

    assert sorted(found) == list(range(len(parsed.doc)))


def test_a_clause_knows_what_joins_it_to_which() -> None:
    _, (parsed,) = parse("The fee is fair because it treats every farm alike.")
    main, reason = split_clauses(parsed.doc)

    assert (main.parent, reason.parent, reason.opener) == (None, 0, "because")
