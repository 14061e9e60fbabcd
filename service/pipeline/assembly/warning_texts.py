"""Wording, by warning code, of what was repaired or left out of an answer, for the map's readers.

Ids of answers mean nothing to a reader; the warning's paragraph leads to the place.
"""

from __future__ import annotations

from collections.abc import Mapping

WARNING_TEXTS: Mapping[str, str] = {
    "unknown-id": "A link named a claim that is not in the map; it was left out.",
    "repeated-relation": "A link between the same two claims was found twice; it stands once.",
    "aims-at-itself": "A claim was given as a reason for itself; that link was left out.",
    "second-outgoing": "A claim was linked to two others; only one of these links was kept.",
    "circle": "Some links ran in a circle; the least sure of them was left out.",
    "cyclic-sides": "Two sides were each said to belong to the other; one of them stands alone.",
    "bad-span": "Words were named that do not stand there in the article; they were passed over.",
    "no-body-text": "Claims were found in a heading or caption; they were left out.",
    "overlapping-units": "Two claims shared some of their words; only one of them was kept.",
    "unknown-attribution": "Who holds a claim could not be told; it stands as the author's.",
    "bad-motion": "Something was said to be put to decision that has no words in the article; it was left out.",
    "bad-concession": "A concession named nobody's claim, or was found twice; it was left out.",
    "foreign-conclusion": "What was taken for the article's conclusion is no claim of the author's; it was not kept.",
}
