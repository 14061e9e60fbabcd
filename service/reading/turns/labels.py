"""Potential speaker labels at the head of a line or paragraph: their parts and their form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from service.domain.word_lists import word_list
from service.reading.turns.lexicon import NOBODY, OFFICES, SPEAKER_TITLES, TITLES

Form = Literal["colon", "stop", "dash", "timed", "answer", "asked", "wrote", "alone", "by", "titled"]
LONGEST = 260
"""Code points of a label, the longest office in a chamber included."""
_MOST_WORDS, _MOST_SMALL = 32, 3
_CLOCK = (
    r"[\[(]?(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s)?"
    r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,3})?(?: ?[AaPp]\.?[Mm]\.?)?[\])]?"
)
_LEAD = r"[*_>\-–—•\s]{0,6}(?:\([A-D]\)\s)?(?:[A-Z][a-z]{0,3}\.?\s?\d{1,4}[.:]?\s+)?"
"""Marks of a list, of emphasis, of a page's quarter, and the number of a question or speech ("Q12 Chair:")."""
_BRACKET = r"\s?[(\[（][^()\[\]（）\n]{1,120}[)\]）]"
_TIMED = re.compile(
    rf"{_LEAD}{_CLOCK}\s*[-–]?\s*(?P<before><?[@+%&~]?\w[^:<>\n]{{0,60}}?>?)\s?[*_]*(?:[:>]|(?<=>))[*_]*(?:\s+|$)"
    rf"|{_LEAD}(?P<name>[^\W_][^:\n(\[]{{0,60}}?),?\s+{_CLOCK}\s?[*_]*(?::[*_]*(?:\s+|$)|\n|$)"
    rf"|(?P<guest>[^\W_][^:\n(\[]{{0,60}}?{_BRACKET})\s+{_CLOCK}\s?(?:\n|$)"
    r"|<(?P<nick>[\w.\-|^`]{2,30})>\s+"
)
_ANSWER = re.compile(
    r"(?P<bare>Q)\s{1,8}(?=[A-Z“\"])|[*_]{0,3}(?P<name>Q|A|F|R|Question|Answer|Frage|Antwort|Réponse|問"
    r"|答)(?:\s?\d{1,3})?[*_]{0,3}\s?[.:：)][*_]{0,3}\s*[-–—]?\s+"
)
_BARE_ANSWER = re.compile(r"(?P<name>A)\s{1,8}(?=[A-Z“\"])")
_ASKED = re.compile(
    r"\d{1,3}\.\s+(?P<name>(?:Mr|Mrs|Ms|Miss|Sir|Dame|Dr|Lord|Lady|Baroness)\.?(?: [A-Z][\w'’-]+){1,3})\s+(?=asked\b)"
)
_BY = re.compile(r"(?:(?:\w+[- ])?EXAMINATION )?BY (?P<name>(?:MR|MS|MRS|DR)\. [A-Z][A-Z'’ .-]{1,60}):?\s*(?:\n|$)")
"""Who puts the questions from here on, in the transcript of a testimony."""
_MONTH = (
    r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|janv|févr|avr|mai|juin|juil|août|déc)[a-zéû]*\.?"
)
_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,3} ?(?:s|m|h|d|min\w*|hours?|days?|weeks?|months?"
    r"|years?) ago"
    rf"|(?i:(?:\d{{1,2}}(?:\.|st|nd|rd|th)? )?{_MONTH} \d{{1,4}}|\d{{1,2}}\.? {_MONTH})|(?i:today|yesterday|gestern"
    rf"|heute),? )"
)
_WROTE = re.compile(
    r"(?:\[[-–+]\]\s?)?(?:(?:Posted|Comment|Reply|Message|Submitted|Post)(?: #?\d+)? by:? )?(?P<name>@?\w[\w.'’\-]*(?: "
    r"[\w.'’\-]+){0,3}?)"
    r"(?: (?:wrote|said|posted|replied|commented|schrieb|a écrit)\b(?:[^:.\n]|\d:\d){0,60}:(?:\s+|$)"
    rf"|(?: wrote| posted| replied)?(?: -?\d+ points?)?,?(?: on| at| am| le|[ ]*[·•|,(—–-])?[ ]*"
    rf"{_DATE}[^.!?\n]{{0,30}}(?:\n|$))"
)
_CAPITALS = r"(?:[A-ZÀ-Þ][a-zß-ÿ]{0,3}[A-ZÀ-Þ]|[A-ZÀ-Þ][A-ZÀ-Þ'’])[A-ZÀ-Þ'’.\-]*"
_STOP = re.compile(
    rf"{_LEAD}(?P<name>(?:(?P<title>[A-ZÀ-Þ][a-zß-ÿ]{{0,14}}\.?|M|MM)[ ]+(?:[A-Z][a-z]{{2,8}}[ ]+)?)?"
    rf"{_CAPITALS}(?:[ ]+(?:{_CAPITALS}|[A-Z]\.)){{0,4}}(?:,? (?:Jr|Sr|III?)\.?)?"
    rf"(?:[ ]+(?:of|for|pro)[ ]+(?:the[ ]+)?[\w'’]+(?:[ "
    rf"]+[A-Z][\w'’]+){{0,3}})?(?:{_BRACKET}){{0,2}}(?P<office>, [A-ZÀ-Þ][a-zß-ÿ][^.\n]{{1,120}})?)"
    r"\.(?:\s?[—–-]+\s*|\s+|$)"
)
_FRENCH_STOP = re.compile(
    r"(?P<name>(?:M|MM|Mme|Mmes|Mlle)\.? (?:l[ae] \w+(?: (?:de|du|des|d['’]) ?[\w '’-]{1,60})?"
    r"|[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,3})"
    rf"(?:,[^.\n]{{1,120}})?(?:{_BRACKET}){{0,2}})\.(?:\s?[—–-]+\s*|\s+|$)"
)
_TITLED = re.compile(
    r"(?P<name>The [A-Z][a-z]{3,15}|[A-Z][a-z]{1,14}\.?(?: [A-Z][\w'’-]{1,20}){1,3}(?: of [A-Z][a-z]{2,15})?)"
    r"\. +(?=[A-Z\"“])"
)
"""As the hearings of the American Congress print it: "Senator Wyatt. Thank you"."""
_DASH = re.compile(
    rf"(?P<name>[A-ZÀ-Þ][^.:!?\n–—]{{1,120}}?(?:{_BRACKET}){{0,2}}(?:, [^.:!?\n–—]{{1,90}})?)"
    r"(?:\.\s+-|\.?\s+[–—])\s+(?=\S)"
)
_PLAIN = r"[^\n:：!?;\"“”„«»(\[（]"
_COLON = re.compile(
    rf"{_LEAD}(?P<name>[^\W\d_]{_PLAIN}{{0,200}}(?:[(\[（][^()\[\]（）\n]{{1,120}}[)\]）]{_PLAIN}{{0,80}}){{0,3}})"
    r"[*_]*\s?[:：][*_]*(?:\s+|$|(?<=：))"
)
_ALONE = re.compile(
    rf"(?P<name>(?:[A-Z][a-z]{{0,2}}\. )?[A-ZÀ-Þ][^\n:：.!?;()\[\]]{{2,140}}(?:{_BRACKET}){{0,3}})"
    r"(?:\n|$)"
)
"""On a line of its own, without a mark."""
_SMALL = re.compile(r"(?<![\w@<])[a-zß-ÿ][a-zß-ÿ'’-]+")
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_ARTICLES = frozenset(("the", "la", "le", "el", "il", "der", "die", "de", "os", "o", "a"))
_PERSON = re.compile(
    r"[A-ZÀ-Þ][^\W_.]*(?: (?:(?:de|da|di|van|von|der|bin|al) )?[A-ZÀ-Þ](?:[^\W_]|['’-])*\.?){0,4}"
    r"(?:,? (?:[(\[/–—]|-+ ).+)?"
)
_PHONE = re.compile(r"\+\d[\d ()-]{5,20}")
_NUMBER_BEHIND = re.compile(r" #\d{1,3}$")
_OFFICE_BEHIND = re.compile(r",| [-–—]{1,2} | / ")
_LETTERS = re.compile(r"[^\W\d_]+")
_SYMBOL = re.compile(r"[#=/\\{}|+$%^~]")
_BRACKETED = re.compile(r"\s?[(\[（]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PARTICLES = word_list(
    "of the for to and de da di du des del della la le van von und der den dem beim im zur zum für pro tempore al bin "
    "in on d e et y i à au aux el do dos"
)
_GROUPS = re.compile(
    r"(?:Some|Several|An?|Other)? ?(?:Rt )?(?:[Hh]on(?:ou?rable)?\.? )?"
    r"(?:[Mm]embers?|[Ss]enators?|[Vv]oices?|[Dd]elegates?)$"
)
_SENTENCE = re.compile(r"(?<=[a-zß-ÿ]{4})\.\s+[A-ZÀ-Þ]")
_PERSON_IN_BRACKETS = re.compile(
    r"[(\[](?P<name>(?:The )?(?:[A-Z][\w'’]{0,12}\.?\s+){0,3}[A-ZÀ-Þ][\w'’.-]*"
    r"(?:\s+(?:of\s+)?[A-ZÀ-Þ][\w'’.-]*){0,3})[)\]]"
)
_GENERIC = word_list(
    "speaker participant interviewer respondent witness person voice caller juror student panelist panellist delegate "
    "operator unidentified question audience member guest resident attendee sprecher sprecherin teilnehmer intervenant "
    "locuteur host"
)
_PRONOUNS = word_list("i it this there")


@dataclass(frozen=True)
class Label:
    """`name`: as printed; `start`, `end`: its offsets from the beginning of the text; `spoken`: where the speech
    begins.

    `sure`: confirmed by a title, an office with its holder, a place in brackets or a time; otherwise only recurrence
    can confirm it. `capitals`: whether the surname is printed in capitals. `doubtful`: a single word that mostly names
    nobody ("Price:"); only the name of a person elsewhere in the text can confirm it.
    """

    name: str
    start: int
    end: int
    spoken: int
    form: Form
    sure: bool
    capitals: bool = False
    doubtful: bool = False

    @property
    def is_marked(self) -> bool:
        """Whether more than a space parts the label from what is said."""
        return self.spoken > self.end + 1

    def stands_alone(self, text: str) -> bool:
        """Whether `text`, which it begins, is nothing but the label, and what is said stands below."""
        return self.form in ("colon", "timed", "alone") and not text[self.spoken :].strip()


def label_at(text: str) -> Label | None:
    """The label with which `text` (a line or paragraph) begins; None if there is nothing like one."""
    for form, pattern in _FORMS:
        match = pattern.match(text[: LONGEST + 40])
        if match is not None and (label := _read(form, match)) is not None:
            return label
    return None


_MARKED = re.compile(r"[○◯〇◎]\s?(?P<name>[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af（）()]{2,40})\s+")
"""As the records of parliaments in Japan and Korea mark a speaker."""
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("by", _BY),
    ("answer", _ANSWER),
    ("asked", _ASKED),
    ("wrote", _WROTE),
    ("timed", _TIMED),
    ("colon", _MARKED),
    ("stop", _STOP),
    ("stop", _FRENCH_STOP),
    ("colon", _COLON),
    ("titled", _TITLED),
    ("dash", _DASH),
    ("answer", _BARE_ANSWER),
    ("alone", _ALONE),
)


def _read(form: Form, match: re.Match[str]) -> Label | None:
    groups = match.groupdict()
    group = next((name for name, found in groups.items() if name not in ("title", "office") and found), None)
    if group is None:
        return None
    name = match[group].strip(" *_<>")
    start = match.start(group) + match[group].index(name)
    end = start + len(name)
    if form in ("answer", "asked", "by"):
        return Label(name, start, end, match.end(), form, sure=form == "asked")
    if form == "colon" and name.isalpha() and name[0].isupper() and len(name) > 1 and _is_nobody([name]):
        return Label(name, start, end, match.end(), form, sure=False, capitals=name.isupper(), doubtful=True)
    if not _may_name(name, form) or not _is_fit(name, form):
        return None
    if groups.get("office") and (groups["title"] or len(name.partition(",")[0].split()) < 2):
        return None
    sure = form == "timed" or (form != "titled" and not groups.get("office") and is_official(name))
    if form == "stop" and not sure and len(name.split()) < 2 and name not in ("PRESIDENTE", "PRESIDENT"):
        return None
    return Label(name, start, end, match.end(), form, sure, capitals=_in_capitals(name))


def _is_fit(name: str, form: Form) -> bool:
    """Whether a label without a mark of its own has a title or an office, or is bare enough."""
    if form == "titled":
        return is_official(name)
    if form != "alone" or _PERSON.fullmatch(name):
        return True
    words = _WORD.findall(without_brackets(name))
    return is_official(name) and all(word[0].isupper() or word in _PARTICLES for word in words)


def _may_name(name: str, form: Form) -> bool:
    """Whether words before a mark can name a speaker at all."""
    bare = _NUMBER_BEHIND.sub("", without_brackets(name))
    words = without_office(name).split() if form in ("stop", "dash", "alone") else bare.split()
    if form == "timed" and _PHONE.fullmatch(bare):
        return True
    if not words or len(words) > _MOST_WORDS or _SENTENCE.search(bare) or _SYMBOL.search(bare):
        return False
    if _HAN.search(bare):
        return len(bare) <= 16 and not re.search(r"[，。、「」]", bare)
    if _GROUPS.match(bare):
        return True
    first = words[0].strip(".,'’*").lower()
    if all(word.strip(".,").lower() in TITLES for word in words) or _is_nobody(words):
        return False
    if words[-1].strip("#").isdigit() and first not in _GENERIC:
        return False
    if form in ("timed", "wrote"):
        return len(words) <= 5
    if bare != name and len(head := _BRACKETED.split(name)[0].split()) > 1:
        words = head  # "PER HOLM (M) replik"
    capitalised = [word for word in words if word[:1].isupper() or word[:1].isdigit()]
    small = [word for word in words if word[:1].islower() and word.lower().strip(".,'’") not in _PARTICLES | TITLES]
    if first in OFFICES | _GENERIC:
        return len(small) <= _MOST_SMALL and words[0][:1].isupper()
    most = 4 if _is_french_office(words) else 1 if first in _ARTICLES and set(words[1:2]) & OFFICES else 0
    return words[0][:1].isupper() and len(small) <= (most or len(capitalised) // 3)


def is_titled(name: str) -> bool:
    """Whether a name is preceded by a title, as a member's is."""
    return name.split()[0].casefold().strip(".") in TITLES


def is_generic(name: str) -> bool:
    """Whether a label stands for anybody of a kind: "Audience", "Speaker 2"."""
    return name.split()[0].lower() in _GENERIC


def _is_nobody(words: list[str]) -> bool:
    first = words[0].strip(".,'’*").lower()
    return first in NOBODY or first in _PRONOUNS or (first.rstrip("s") in NOBODY and len(words) == 1)


def _is_french_office(words: list[str]) -> bool:
    return words[0].rstrip(".") in ("M", "MM", "Mme", "Mmes") and len(words) <= 12


def is_official(name: str) -> bool:
    """Whether a title, an office or a place in brackets shows that a label names a speaker.

    >>> is_official("Mr. KING of Iowa"), is_official("Ann Lee (Norway)"), is_official("Second thoughts")
    (True, True, False)
    """
    bare = without_brackets(name)
    words = [word.strip(".,").lower() for word in bare.split() if word.lower() not in _ARTICLES]
    if not words:
        return False
    if _GROUPS.match(bare):
        return True
    if _HAN.search(bare):
        return (
            re.search(
                r"主席|委員|部長|次長|司長|署長|院長|組長|局長|處長|理事|議員|委员|部长|主任|代表|記者|记者|主持|議長|大臣|君$|さん$|氏$",
                bare,
            )
            is not None
        )
    if words[0] in SPEAKER_TITLES and not (len(words) == 1 and words[0] in TITLES):
        return True
    if "," in bare and any(word in OFFICES or word.endswith(("minister", "sekretär")) for word in words):
        return True
    if bare.lower().startswith("the ") and not OFFICES.isdisjoint(_LETTERS.findall(bare.lower())):
        return True
    if person_in_brackets(name) is not None:
        return True
    has_place = bare != name and len(words) <= 5 and not re.search(r"\d", bare)
    return has_place and bare[:1].isupper() and words[0] not in NOBODY


def without_brackets(name: str) -> str:
    """A label without its bracketed parts."""
    return re.sub(r"\s?[(\[（][^()\[\]（）]*[)\]）]?", "", name).strip(" ,")


def initials_of(name: str) -> str:
    """ "tg" for "Tess Gray"."""
    return "".join(word[0] for word in _LETTERS.findall(name.casefold()))


def without_office(name: str) -> str:
    """A label without what stands behind a name: "Karin Holm, rapporteur", "Tom Renn (LOCK)", "Jim Oka -- Analyst"."""
    return _OFFICE_BEHIND.split(without_brackets(name))[0].strip() or name


def person_in_brackets(name: str) -> str | None:
    """The holder of an office that a label names first: "The Minister for Energy (Mr. David Hunt)"."""
    office = _LETTERS.findall(without_brackets(name).lower())
    is_office = bool(office) and office[0] in OFFICES | {"the"} and not OFFICES.isdisjoint(office)
    for match in _PERSON_IN_BRACKETS.finditer(name):
        words = match["name"].split()
        if len(words) > 1 and (is_office or words[0].rstrip(".").lower() in TITLES | {"the", "rt", "right"}):
            return match["name"]
    return None


def _in_capitals(name: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]+", without_brackets(name)) if word[:1].isupper()]
    return any(re.match(_CAPITALS, word) and len(word) > 2 for word in words)


def small_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that occur in lower case in `texts`."""
    return frozenset(word for text in texts for word in _SMALL.findall(text))


def is_common(name: str, small: AbstractSet[str]) -> bool:
    """Whether all words of a label are common ones; those of a name never occur in lower case."""
    return all(word.casefold() in small for word in _WORD.findall(name))
