"""Which labels of a text are speaker labels, judged by form, recurrence, and known names and offices."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from service.reading.turns.labels import (
    LONGEST,
    Label,
    initials_of,
    is_common,
    is_generic,
    is_official,
    is_titled,
    label_at,
    person_in_brackets,
    small_words,
    without_office,
)
from service.reading.turns.procedure import is_roll

_ADDRESSES = re.compile(
    r"\b(?:I|us|Sie|Ihr\w*|(?i:me|my|we|our|you|your|ich|wir|mir|uns|unser\w*|mein\w*|je|nous|vous|mon|nos|notre|votre|yo|"
    r"nosotros|usted\w*|panie|pani|dziękuję|pane|paní|děkuji|domnule|arvoisa|sayın|io|noi|ik|wij|mijn|ons|onze|u|jag|jeg|mig|meg|oss|eu|nós|meu|minha|obrigad[oa]|grazie|gracias|tack|tak"
    r"|takk|thank|thanks|sir|madam|yes|no|ja|nein|danke|oui|non|merci))\b|\b[jJ]['’]|[我你您們们請请私皆]|本席"
)
_NAMED = re.compile(r"(?<![\w'’-])[A-ZÀ-Þ][\w'’-]{0,30}\.? (?=([A-ZÀ-Þ][\w'’-]{1,30}))|\(([A-ZÀ-Þ]{2,4})\)")
_SENTENCE_END = re.compile(r"[.!?…。！？]")
_FEWEST = 3
"""Labels without a title, a place or a clock that make a transcript."""
_MOST_NAMES = 0.7
"""Share of different names among such labels above which they head entries, not turns."""


def addresses(text: str) -> bool:
    """Whether a text is in the first person ("I", "we"), or addresses "you"."""
    return _ADDRESSES.search(text) is not None


def speakers_labels(texts: Sequence[str]) -> dict[int, Label]:
    """Index -> speaker label, for those of `texts` (lines or paragraphs, in order) that begin with one.

    A text may include the lines that follow it: only its head is examined. Linear in the texts.
    """
    candidates = _without_cast(_candidates(texts), texts)
    if not candidates:
        return {}
    said = _said(texts, candidates)
    accepted: dict[int, Label] = {}
    for form_of in ("answer", "wrote"):
        accepted |= _of_form(candidates, said, form_of)
    weak = ("wrote", "alone")
    sure = {number: label for number, label in candidates.items() if label.sure and label.form not in weak}
    if _are_turns(sure, said, candidates):
        accepted |= sure
    forms: dict[str, dict[int, Label]] = defaultdict(dict)
    for number, label in candidates.items():
        if label.form == "by":
            accepted |= {number: label} if any(one.form == "answer" for one in accepted.values()) else {}
        elif label.form not in ("answer", "wrote"):
            forms[label.form][number] = label
    small = small_words(texts)
    first = next(iter(candidates))
    if _opens_alone(candidates[first], texts[:first], said[first]):
        accepted[first] = candidates[first]
    for group in forms.values():
        named = {
            number: label
            for number, label in group.items()
            if label.sure
            or label.doubtful
            or label.form == "titled"
            or is_generic(label.name)
            or not is_common(label.name, small)
        }
        if named:
            accepted |= _recurring(named, accepted, said)
    return dict(sorted(accepted.items()))


def _candidates(texts: Sequence[str]) -> dict[int, Label]:
    """What may be a label, by number; no other begins on the further lines of one that runs over several."""
    candidates: dict[int, Label] = {}
    within = 0
    for number, text in enumerate(texts):
        label = _label(text) if number >= within else None
        if label is not None:
            candidates[number] = label
            within = number + 1 + text.count("\n", 0, label.end)
    heads = Counter(without_office(text.partition("\n")[0][:LONGEST]) for text in texts)
    candidates = {
        at: label
        for at, label in candidates.items()
        if label.form != "alone" or label.sure or heads[without_office(label.name)] > 1
    }
    candidates = _as_testimony(candidates)
    doubtful = {label.name for label in candidates.values() if label.doubtful}
    if doubtful:
        borne_out = doubtful & {name.upper() if name.upper() in doubtful else name for name in _named(texts)}
        candidates = {at: label for at, label in candidates.items() if not label.doubtful or label.name in borne_out}
    return candidates


def _as_testimony(candidates: Mapping[int, Label]) -> dict[int, Label]:
    """The candidates; "A" without a stop is an answer only where it mostly comes next to "Q", and "Question:" where
    nothing is called an answer is a speaker like others."""
    answers = Counter(label.name for label in candidates.values() if label.form == "answer")
    follows = sum(one.name == "Q" and other.name == "A" for one, other in pairwise(candidates.values()))
    found = {}
    for number, label in candidates.items():
        if label.form == "answer" and len(answers) == 1 and len(label.name) > 1:
            found[number] = replace(label, form="colon")
        elif label.form != "answer" or label.name != "A" or label.is_marked or 2 * follows > answers["Q"]:
            found[number] = label
    return found


def _named(texts: Iterable[str]) -> Iterator[str]:
    """Words that are a person's name somewhere: behind a title or another name ("Mayor Price"), or in brackets ("Ingrid
    Thorsen (IT)")."""
    return (one or other for text in texts for one, other in _NAMED.findall(text))


def _without_cast(candidates: dict[int, Label], texts: Sequence[str]) -> dict[int, Label]:
    """The candidates without those at the top that only list who takes part ("Members present: Dame Helen Roper")."""
    for number, label in list(candidates.items()):
        words = texts[number].partition("\n")[0][label.spoken :]
        if is_roll(words, 0) and not is_titled(label.name):
            del candidates[number]
        elif _is_sentence(words):
            break
    return candidates


def _label(head: str) -> Label | None:
    """The label on the first line; one that runs on over further lines only where it is certain, and none begins
    there."""
    first, _, rest = head.partition("\n")
    short = label_at(head)
    if (short is not None and short.form != "alone") or not rest:
        return short
    label = label_at(head.replace("\n", " "))
    if label is None or label.end <= len(first) or label.form not in ("colon", "stop"):
        return short
    is_office = label.name.startswith("The ") and person_in_brackets(label.name) is not None
    return label if is_office or (label.sure and label_at(rest) is None) else short


def _said(texts: Sequence[str], candidates: Mapping[int, Label]) -> dict[int, str]:
    """By number of a candidate what is said from it to the next one, at most some 600 code points."""
    said = {}
    for number, following in pairwise([*candidates, len(texts)]):
        words = texts[number][candidates[number].spoken :]
        for more in texts[number + 1 : min(following, number + 8)]:
            words += " " + more
        said[number] = words[:600]
    return said


def _are_turns(labels: Mapping[int, Label], said: Mapping[int, str], all_: Mapping[int, Label]) -> bool:
    """Whether labels that titles and places bear out are a transcript's: one that can be nothing else, or several
    after which somebody speaks."""
    if not labels:
        return False
    if any(label.form in ("stop", "colon") and label.capitals and is_official(label.name) for label in labels.values()):
        return True
    speaking = sum(addresses(said[number]) for number in labels)
    if any(label.form == "colon" and label.name.rstrip().endswith((")", "]")) for label in labels.values()):
        return speaking > 0 and 3 * len(labels) >= len(all_)
    return len(labels) > 1 and 3 * speaking >= len(labels)


def _opens_alone(label: Label, before: Sequence[str], said: str) -> bool:
    """Whether a text begins with a name in capitals, and then with somebody's speech."""
    is_plain = label.form == "colon" and label.capitals and label.name.isupper() and len(label.name.split()) < 4
    return is_plain and not any(before) and addresses(said)


def _of_form(candidates: Mapping[int, Label], said: Mapping[int, str], form: str) -> dict[int, Label]:
    """Questions and answers, where both come; "X wrote:", where two at least do."""
    found = {number: label for number, label in candidates.items() if label.form == form}
    names = Counter(label.name for label in found.values())
    if form == "answer" and (
        len(names) < 2 or not any(text.rstrip('*_ "”').endswith(("?", "？")) for text in map(said.__getitem__, found))
    ):
        return {} if len(names) != 1 or names.get("Q", 0) < 2 else found
    return found if len(found) > 1 and sum(map(_is_sentence, map(said.__getitem__, found))) * 2 >= len(found) else {}


def _recurring(group: Mapping[int, Label], accepted: Mapping[int, Label], said: Mapping[int, str]) -> dict[int, Label]:
    """The labels of one shape that recur, and with them those that do not but are names as these are."""
    name_of = {number: without_office(label.name).casefold() for number, label in group.items()}
    names = Counter(name_of.values())
    surnames = Counter(name.split()[-1] for name in names)
    repeated = {name for name in names if names[name] > 1 or surnames[name.split()[-1]] > 1}
    form = next(iter(group.values())).form
    in_a_transcript = any(label.form == form for label in accepted.values())
    repeated |= {name for name in names if initials_of(name) in names}
    held = [number for number in group if name_of[number] in repeated]
    if not in_a_transcript and not any(label.form == "answer" for label in accepted.values()):
        if len(held) < _FEWEST or len(names) < 2 or len(surnames) > max(2, _MOST_NAMES * len(group)):
            return {}
        if not _is_speech([said[number] for number in group], [label.name for label in group.values()]):
            return {}
    first = min([*accepted, *held], default=0)
    return {
        number: label
        for number, label in group.items()
        if name_of[number] in repeated or _is_once(number, label, first, said[number])
    }


def _is_once(number: int, label: Label, first: int, said: str) -> bool:
    """Whether a label that does not recur is a speaker's, too: titled or name-like, before a sentence."""
    is_later = number > first or label.capitals or label.form == "dash"
    return is_later and (label.sure or is_generic(label.name) or _is_like_a_name(label.name)) and _is_sentence(said)


def _is_speech(said: Sequence[str], names: Sequence[str]) -> bool:
    """Whether what follows labels is spoken: sentences, and in a fair part of them somebody speaks as "I" or to "you";
    and whether the same label seldom comes twice in a row."""
    sentences = sum(map(_is_sentence, said))
    speaking = sum(addresses(text) for text in said)
    turns_over = sum(one != other for one, other in pairwise(names))
    return 2 * sentences >= len(said) and 4 * speaking >= len(said) and 2 * turns_over >= len(names) - 1


def _is_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None


def _is_like_a_name(name: str) -> bool:
    words = without_office(name).split()
    return len(words) <= 4 and words[0] != "The" and all(word[:1].isupper() for word in words)


def is_spoken(before: Sequence[str], labels: Collection[Label]) -> bool:
    """Whether the paragraphs before the first label are speech rather than an introduction: the transcript is an
    official one, and they use the first or second person.
    """
    official = sum(label.sure for label in labels)
    return 2 * official > len(labels) and any(map(addresses, before))


_ASKER = re.compile(
    r"(?:q|f|question|frage|questioner|interviewer(?:in)?|editor|reporter|host|presenter|moderator)\b.*", re.IGNORECASE
)


def asker_of(labels: Mapping[int, Label], texts: Sequence[str]) -> frozenset[str]:
    """The labels (lower case) of the author as interviewer, in an interview of two; empty for any other transcript.

    The interviewer is whoever is called a questioner; else whoever mostly ends in a question mark; else whoever asks
    more and says less. `texts`: by paragraph index.
    """
    names = {label.name.casefold() for label in labels.values()}
    if len({name.split()[-1] for name in names}) != 2 or any(
        is_official(label.name) and not _ASKER.fullmatch(label.name) for label in labels.values()
    ):
        return frozenset()
    plain = {name for name in names if _ASKER.fullmatch(name)}
    if len(plain) == 1:
        return frozenset(plain)
    asked, turns, spoken = Counter[str](), Counter[str](), Counter[str]()
    for index, label in labels.items():
        surname = label.name.casefold().split()[-1]
        turns[surname] += 1
        asked[surname] += texts[index].rstrip(' "\u201d*_').endswith(("?", "？"))
        spoken[surname] += len(texts[index].split())
    likely = [name for name in sorted(turns) if 2 * asked[name] > turns[name]]
    if likely:
        asker = max(likely, key=lambda name: asked[name] / turns[name])
    else:
        asker, other = sorted(turns, key=lambda name: spoken[name])
        if asked[asker] <= asked[other]:
            return frozenset()
    return frozenset(name for name in names if name.split()[-1] == asker)
