"""From emissions to spans: roles around a cue, and contents that outrun the window or the paragraph."""

import numpy as np
import pytest

from service.engines.offline.attribution import weights
from service.engines.offline.attribution.chains import (
    CONTENT_BEGIN,
    CONTENT_INSIDE,
    OUT,
    SOURCE_BEGIN,
    SOURCE_INSIDE,
    role_chain,
)
from service.engines.offline.attribution.encoding import EncodedText, encode
from service.engines.offline.attribution.inference import ChainWeights
from service.engines.offline.attribution.span_decoding import RoleEmissions, read_roles, whole_content

CHAIN = role_chain()
ROLES = ChainWeights(CHAIN.labels, np.where(CHAIN.allowed_start, 0.0, -1e4), np.where(CHAIN.allowed, 0.0, -1e4))


@pytest.fixture(scope="module")
def loaded() -> weights.Weights:
    return weights.load()


def emissions(tags: list[int], cue: int, first_word: int = 0, strength: float = 8.0) -> RoleEmissions:
    values = np.zeros((len(tags), 5))
    values[np.arange(len(tags)), tags] = strength
    words = np.arange(first_word, first_word + len(tags))
    return RoleEmissions(words, values, (np.arange(len(tags)) == cue).astype(np.int64))


def test_clear_emissions_are_read_off_in_words_of_the_document() -> None:
    tags = [SOURCE_BEGIN, SOURCE_INSIDE, OUT, CONTENT_BEGIN, CONTENT_INSIDE, OUT, CONTENT_BEGIN]
    (roles,) = read_roles(ROLES, [emissions(tags, cue=2, first_word=10)])
    assert roles.source == (10, 11)
    assert roles.content == ((13, 14), (16, 16))
    assert roles.source_probability > 0.9


def test_a_batch_reads_as_its_members_alone() -> None:
    windows = [
        emissions([SOURCE_BEGIN, OUT, CONTENT_BEGIN], cue=1),
        emissions([CONTENT_BEGIN, CONTENT_INSIDE, OUT, OUT, OUT, SOURCE_BEGIN], cue=3, first_word=5),
    ]
    alone = [read_roles(ROLES, [window])[0] for window in windows]
    together = read_roles(ROLES, windows)
    assert [(r.source, r.content) for r in together] == [(r.source, r.content) for r in alone]
    assert [r.source_probability for r in together] == pytest.approx([r.source_probability for r in alone])


def test_without_a_source_the_absence_is_what_is_sure() -> None:
    (roles,) = read_roles(ROLES, [emissions([OUT, OUT, CONTENT_BEGIN], cue=1)])
    assert roles.source is None
    assert roles.source_probability > 0.9


def test_of_two_sources_the_stronger_is_kept() -> None:
    seen = emissions([SOURCE_BEGIN, OUT, CONTENT_BEGIN, SOURCE_BEGIN], cue=1)
    seen.emissions[3, SOURCE_BEGIN] += 3
    (roles,) = read_roles(ROLES, [seen])
    assert roles.source == (3, 3)
    assert roles.source_probability > 0.9


def test_the_cue_is_no_part_of_what_it_signals() -> None:
    (roles,) = read_roles(ROLES, [emissions([OUT, CONTENT_BEGIN, CONTENT_BEGIN], cue=1)])
    assert roles.content == ((2, 2),)


def texts(loaded: weights.Weights, *paragraphs: str) -> tuple[EncodedText, tuple[str, ...]]:
    return encode(loaded.tokenizer, paragraphs), paragraphs


def cut(found: tuple[tuple[int, int, int], ...], paragraphs: tuple[str, ...]) -> list[str]:
    return [paragraphs[number][start:end] for number, start, end in found]


def test_a_content_within_its_window_stays_as_it_is(loaded: weights.Weights) -> None:
    text, paragraphs = texts(loaded, "He says it rains. It does.")
    found = whole_content(text, ((2, 3),), len(text.ids))
    assert cut(found, paragraphs) == ["it rains"]


def test_a_content_that_the_window_cut_goes_on_to_the_end_of_the_sentence(loaded: weights.Weights) -> None:
    text, paragraphs = texts(loaded, "He says it rains on the hills and the sea. It does.")
    found = whole_content(text, ((2, 4),), text.tokens_of(4, 4)[1])
    assert cut(found, paragraphs) == ["it rains on the hills and the sea"]


def test_a_quotation_that_the_window_cut_goes_on_to_its_closing_mark(loaded: weights.Weights) -> None:
    text, paragraphs = texts(loaded, "He says: “It rains. It pours. It hails.” It does.")
    found = whole_content(text, ((3, 6),), text.tokens_of(6, 6)[1])
    assert cut(found, paragraphs) == ["“It rains. It pours. It hails.”"]


def test_an_open_quotation_goes_on_through_the_paragraphs_that_continue_it(loaded: weights.Weights) -> None:
    text, paragraphs = texts(loaded, "He says: “It rains.", "“It pours.", "“It hails,” he adds.", "It does.")
    found = whole_content(text, ((3, 6),), len(text.ids))
    assert cut(found, paragraphs) == ["“It rains.", "“It pours.", "“It hails,”"]


def test_a_closed_quotation_does_not_take_in_the_next_one(loaded: weights.Weights) -> None:
    text, paragraphs = texts(loaded, "He says: “It rains.”", "“It pours,” she says.")
    found = whole_content(text, ((3, 7),), len(text.ids))
    assert cut(found, paragraphs) == ["“It rains.”"]


def test_pieces_come_one_a_paragraph(loaded: weights.Weights) -> None:
    text, paragraphs = texts(loaded, "So it goes", "and ends")
    assert cut(whole_content(text, ((1, 4),), len(text.ids)), paragraphs) == ["it goes", "and ends"]
