"""Which of an importer's relations can be in a map: those with both ends."""

from __future__ import annotations

from collections import Counter, defaultdict

from service.formats.draft_parts import DraftRelation


def with_known_ends(relations: list[DraftRelation], units: set[str], warnings: list[str]) -> list[DraftRelation]:
    """The relations whose sources and target exist; where a relation is left out, so are those that undercut it."""
    undercuts: dict[str, list[DraftRelation]] = defaultdict(list)
    for item in relations:
        item.sources = list(dict.fromkeys(source for source in item.sources if source in units))
        if item.kind == "undercut":
            undercuts[item.target].append(item)
        elif item.target in item.sources:
            item.sources.remove(item.target)
            warnings.append(f"relation {item.id}: a claim that supports or attacks itself was left out")
    known = {item.id for item in relations}
    lost = [
        item
        for item in relations
        if not item.sources or item.target not in (known if item.kind == "undercut" else units)
    ]
    gone = {id(item) for item in lost}
    remaining = Counter(item.id for item in relations if id(item) not in gone)
    while lost:
        item = lost.pop()
        warnings.append(f"relation {item.id} left out: one of its ends does not exist")
        if remaining[item.id]:
            continue  # another one has the same id
        for undercut in undercuts[item.id]:
            if id(undercut) not in gone:
                gone.add(id(undercut))
                remaining[undercut.id] -= 1
                lost.append(undercut)
    return [item for item in relations if id(item) not in gone]
