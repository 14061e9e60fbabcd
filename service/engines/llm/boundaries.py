"""Repairs of word numbers that are off by one: which words the model must have meant. Pure.

A place named by words may begin with the last word of the sentence before, a voice may be named by "the" alone, and of
"p would be brought up" the unit may be the verb of saying, since what is said stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from service.domain.base import Span
from service.domain.word_lists import word_list
from service.engines.llm.decoding import Repairs
from service.reading.sentences import sentences_of
from service.reading.words import count_words, words_of

_FUNCTION_WORDS = word_list(
    "a an the and or but nor of to in on at by for from with as that than into over under about between among "
    "against is are was were be been being has have had do does did will would can could may might shall should "
    "must not said says say which who whom whose when where while because since if though although"
)
_TITLES = word_list("mr mr. mrs mrs. ms ms. dr dr. sir lord lady madam prof prof. rev rev. hon hon.")
_PREPOSITIONS = word_list("of in on at by for from with as than before after during since until against")
_UNENDED = word_list("by of the a an and or than whose their its because between")
"""What no clause of English ends on."""
_RELATIVES = frozenset({"which", "who", "whose", "whom"})
_ARTICLES = frozenset({"the", "a", "an", "one", "his", "her", "its", "their", "some", "many", "most"})
_VERBS = word_list(
    "adds admits agree agrees agreed argue argues argued asked asks believe believes believed brought called comes "
    "complain complains concede concedes conceded consider considers considered done doubt doubts doubted expect "
    "expects expected fear fears feared found gave given go goes gone hold holds held hope hopes hoped insist "
    "insists insisted kept know knows known made maintain maintains means meant offered points pointed put regard "
    "regards regarded replied replies reply see sees seen shown speak speaks spoken take takes taken tell tells "
    "think thinks thought told want wants wanted warn warns warned write writes wrote written"
)
"""Verb forms that a number off by one may name; none is likely to be a holder's name."""
_SENTENCE_WORDS = 3
"""A sentence of which a place holds so few words at its edge is not meant."""
_IN_QUOTES = re.compile(r"[“\"«„「](?P<words>.*)[”\"»“」]\s*+[.,;。，；]?", re.DOTALL)
_QUOTED_WORDS = 3
"""Fewer words in quotation marks are taken for scare quotes."""
_SHOWN = 60


def is_function_word(word: str) -> bool:
    """Whether the word is a function word ("the", "of", "would").

    >>> [is_function_word(word) for word in ("The", "of", "they", "Bergen")]
    [True, True, False, False]
    """
    return word.casefold() in _FUNCTION_WORDS


def stump(text: str, piece: Span) -> str | None:
    """The word at an edge that shows a clause to be truncated: a final "by" or an initial "which"; otherwise None.

    >>> text = "It was built by Baltkraft, which paid. Who asked?"
    >>> [stump(text, Span(start=a, end=b)) for a, b in ((0, 15), (27, 37), (39, 48), (0, 37))]
    ['by', 'which', None, None]
    """
    words = [word.cut(text) for word in words_of(text, piece)]
    if not words:
        return None
    if words[-1].casefold() in _UNENDED and words[-1].islower():
        return words[-1]
    return words[0] if words[0] in _RELATIVES else None


def name_at(text: str, words: Sequence[Span], first: int, last: int, language: str = "en") -> Span | None:
    """The name that words `first` to `last` (indices) mean: themselves, unless they can name nobody, being function
    words or verbs alone (and no speaker's label, "A: ...").

    Then the neighbour on the right, with the capitals that follow it, else the one on the left; behind a stop or a
    comma only one with a capital. Of "which" it is the one on the left first. None where neither is a name. In other
    languages than English the words are taken as they are.

    >>> text = "a study by the University of Bergen"
    >>> words = words_of(text, Span(start=0, end=len(text)))
    >>> [name_at(text, words, *at).cut(text) for at in ((3, 4), (3, 3), (2, 3))]
    ['the University', 'University of Bergen', 'University of Bergen']
    >>> text = "what is to be done. Denmark would go on"
    >>> name_at(text, words_of(text, Span(start=0, end=len(text))), 4, 4).cut(text)
    'Denmark'
    >>> text = "Mr King asked a panel of Iraqi officials and the Commander in Chief"
    >>> words = words_of(text, Span(start=0, end=len(text)))
    >>> named = [name_at(text, words, *at) for at in ((0, 0), (5, 6), (10, 11))]
    >>> [name and name.cut(text) for name in named]
    ['King', None, 'Commander in Chief']
    """
    if language != "en" or text.startswith(":", words[last].end):
        return Span(start=words[first].start, end=words[last].end)
    if not all(_names_nobody(text, words, at) for at in range(first, last + 1)):
        return _whole_name(text, words, first, last)
    sides = [_name_after(text, words, last), _name_before(text, words, first)]
    if words[first].cut(text).casefold() in _RELATIVES:
        sides.reverse()
    return next((name for name in sides if name is not None), None)


def _whole_name(text: str, words: Sequence[Span], first: int, last: int) -> Span | None:
    """Words `first` to `last`, on to the name behind a preposition at their end; None where they begin with one."""
    if last > first and words[last].cut(text).casefold() in _PREPOSITIONS:
        after = _name_after(text, words, last)
        return after and Span(start=words[first].start, end=after.end)
    if words[first].cut(text) in _PREPOSITIONS:
        return None
    return Span(start=words[first].start, end=words[last].end)


def _name_after(text: str, words: Sequence[Span], last: int) -> Span | None:
    right = last + 1
    if right >= len(words) or _names_nobody(text, words, right) or not _leads_to(text, words, last, right):
        return None
    end = right
    while end + 1 < len(words) and _adjoin(text, words, end) and _goes_on(text, words, end + 1):
        end += 1
    while is_function_word(words[end].cut(text)):
        end -= 1
    return Span(start=words[right].start, end=words[end].end)


def _name_before(text: str, words: Sequence[Span], first: int) -> Span | None:
    left = first - 1
    if left < 0 or _names_nobody(text, words, left) or not _leads_to(text, words, left, left):
        return None
    start = left
    while start > 0 and words[start].cut(text)[:1].isupper() and _adjoin(text, words, start - 1):
        if not words[start - 1].cut(text)[:1].isupper() or is_function_word(words[start - 1].cut(text)):
            break
        start -= 1
    return Span(start=words[start].start, end=words[left].end)


def _names_nobody(text: str, words: Sequence[Span], at: int) -> bool:
    """Whether a word alone can name nobody: a function word, or a verb (but "the accused")."""
    word = words[at].cut(text)
    if is_function_word(word) or word.casefold() in _TITLES | _PREPOSITIONS:
        return True
    after_article = at > 0 and words[at - 1].cut(text).casefold() in _ARTICLES and _adjoin(text, words, at - 1)
    return word in _VERBS and not after_article


def _leads_to(text: str, words: Sequence[Span], at: int, name: int) -> bool:
    """Whether word `at` and the next stand side by side, or with a stop or a comma between where the name has a
    capital."""
    return _adjoin(text, words, at) or (
        words[name].cut(text)[:1].isupper() and not text[words[at].end : words[at + 1].start].strip(" .,;")
    )


def _adjoin(text: str, words: Sequence[Span], at: int) -> bool:
    """Whether nothing but space stands between word `at` and the next."""
    return not text[words[at].end : words[at + 1].start].strip()


def _goes_on(text: str, words: Sequence[Span], at: int) -> bool:
    """Whether a name goes on with this word: a capital, or "of" before one."""
    word = words[at].cut(text)
    return word[:1].isupper() or (
        word in {"of", "for", "and"} and at + 1 < len(words) and text[words[at + 1].start].isupper()
    )


def within_sentence(text: str, piece: Span, language: str = "en") -> Span:
    """`piece` without one or two stray words of a neighbouring sentence at its edges, as from off-by-one numbers.

    >>> text = "There are few major issues. It is cheap. Nobody"
    >>> within_sentence(text, Span(start=20, end=47)).cut(text)
    'It is cheap.'
    """
    sentences = sentences_of(text, piece, language)
    sizes = [len(words_of(text, sentence)) for sentence in sentences]
    if len(sentences) < 2 or max(sizes) < _SENTENCE_WORDS:
        return piece
    first, last = 0, len(sentences) - 1
    if sizes[0] < _SENTENCE_WORDS and _cuts_a_sentence(text, piece.start):
        first += 1
    if (
        last > first
        and sizes[-1] < _SENTENCE_WORDS
        and not sentences[-1].cut(text).rstrip().endswith((".", "?", "!", "”", "。", "？", "！", "؟"))
    ):
        last -= 1
    end = sentences[last].end
    while end > piece.start and text[end - 1].isspace():
        end -= 1
    return Span(start=sentences[first].start, end=end) if (first, last) != (0, len(sentences) - 1) else piece


def _cuts_a_sentence(text: str, at: int) -> bool:
    """Whether a sentence has begun before this place."""
    before = text[:at].rstrip()
    return bool(before) and before[-1] not in ".!?”\n:。！？؟" and not text[len(before) : at].count("\n")


def says_something(text: str, pieces: Sequence[Span], frame: Sequence[Span]) -> bool:
    """Whether `pieces` contain a content word besides source, cue and function words."""
    return any(
        not is_function_word(word.cut(text)) and not any(word.overlaps(span) for span in frame)
        for piece in pieces
        for word in words_of(text, piece)
    )


def before_cue(text: str, paragraph: Span, cue: Span, language: str = "en") -> Span | None:
    """What precedes a cue in its sentence: in "A, and the case for B, would be brought up", everything before "would".

    None if it has no content.
    """
    sentence = next(
        (item for item in sentences_of(text, paragraph, language) if item.start <= cue.start < item.end), None
    )
    if sentence is None or sentence.start >= cue.start:
        return None
    words = [word for word in words_of(text, Span(start=sentence.start, end=cue.start)) if word.end <= cue.start]
    while words and is_function_word(words[-1].cut(text)):
        words.pop()
    if len(words) < 2:
        return None
    return Span(start=words[0].start, end=words[-1].end)


def is_whole_quotation(text: str, pieces: Sequence[Span]) -> bool:
    """Whether a unit is exactly one quotation of more than a few words, with or without its marks.

    >>> text = 'She said: “It will never pay for itself.” He called it “cheap”.'
    >>> [is_whole_quotation(text, [Span(start=a, end=b)]) for a, b in ((10, 41), (11, 39), (55, 62))]
    [True, True, False]
    """
    if len(pieces) != 1:
        return False
    (piece,) = pieces
    around = Span(start=max(0, piece.start - 1), end=min(len(text), piece.end + 2))
    match = _IN_QUOTES.fullmatch(piece.cut(text).strip()) or _IN_QUOTES.fullmatch(around.cut(text).strip())
    if match is None:
        return False
    inside = match["words"]
    return not set('“”"«»„「」') & set(inside) and count_words(inside) > _QUOTED_WORDS


def in_one_sentence(text: str, piece: Span, repairs: Repairs, language: str = "en") -> Span:
    """A piece named by words, without a word of the sentence before or after it."""
    moved = within_sentence(text, piece, language)
    if moved != piece:
        repairs.warn("moved-edge", f"a claim began or ended in another sentence; it is now {quote(text, moved)}")
    return moved


def what_is_said(
    text: str,
    paragraph: Span,
    name: str,
    pieces: Sequence[Span],
    frames: Iterable[Sequence[Span]],
    repairs: Repairs,
    language: str = "en",
) -> tuple[Span, ...]:
    """The pieces, or what stands before the cue where only words of saying are left; none where that is nothing."""
    framed = [span for frame in frames for span in frame]
    if not framed or says_something(text, pieces, framed):
        return tuple(pieces)
    cue = max(framed, key=lambda span: span.start)
    before = before_cue(text, paragraph, cue, language)
    if before is None or not says_something(text, [before], framed):
        repairs.errors.append(f"Unit {name} holds only words of saying: name what is said, or leave it out.")
        return ()
    told = f"a claim held only the words of saying; what is said stands before them: {quote(text, before)}"
    repairs.warn("moved-unit", told)
    return (before,)


def check_whole(text: str, name: str, pieces: Sequence[Span], repairs: Repairs) -> None:
    """Asks again about a unit that is cut short at an edge."""
    edge = stump(text, Span(start=pieces[0].start, end=pieces[-1].end)) if pieces else None
    if edge is not None:
        repairs.errors.append(
            f"Unit {name} is cut short at {edge!r}: give the whole clause, with its subject and verb."
        )


def quote(text: str, span: Span) -> str:
    words = " ".join(span.cut(text).split())
    return f"“{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}”"
