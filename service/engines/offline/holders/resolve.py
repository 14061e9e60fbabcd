"""Resolves the source of every attribution in a document to a holder: names first, then pronouns and continuations."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from service.domain.argument import AUTHOR
from service.engines.answers import Voice
from service.engines.offline.attribution.attribution import Attribution, Stretch
from service.engines.offline.attribution.sources import is_actor, noun_phrase
from service.engines.offline.holders.brought_in import brought_in, is_full_name, is_introduced
from service.engines.offline.holders.descriptions import describe
from service.engines.offline.holders.mentions import PERSONAL, Mention, Mentions, pronoun_of
from service.engines.offline.holders.registry import Holder, Registry
from service.engines.offline.holders.stand_ins import owner_of, stands_in
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import Parsed, children

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "agent"})
_OWNERS = frozenset({"its", "their"})
_OFFICIAL = words("offices of state")


class Resolver:
    """Resolves the holders of one document. After `resolve`, `registry` contains all of them.

    `speakers`: whoever has the word in a transcript; they are holders from the start.
    """

    def __init__(self, parsed: Sequence[Parsed], speakers: Sequence[Voice] = ()) -> None:
        self.registry = Registry()
        for speaker in speakers:
            self.registry.meet_speaker(speaker)
        self._called = sorted((span.start, span.end, voice.key) for voice in speakers for span in voice.mentions)
        self._parsed = {item.index: item for item in parsed}
        self._mentions = Mentions(self.registry)
        self._sources: set[Stretch] = set()
        self._sides: dict[str, str] = {}

    def resolve(self, found: Sequence[Attribution]) -> list[Attribution]:
        """The attributions with their holders; they must come in document order."""
        self._mentions.hear(found)
        self._sources = {item.source for item in found if item.source is not None}
        self._meet_names(found)
        holders = [self._holder(item) for item in found]
        self._find_parents(found)
        for part in self._sides:
            self.registry[self._principal(part)].at += self.registry[part].at
        held = [replace(item, holder=self._principal(key)) for item, key in zip(found, holders, strict=True)]
        for item in held:
            if item.holder != AUTHOR:
                self.registry[item.holder].speaks = True
        return held

    def hold(self, item: Attribution) -> Attribution:
        """One more attribution with its holder, to be called after `resolve`; the text must name its source."""
        holder = self._principal(self._holder(item))
        self.registry[holder].speaks = True
        return replace(item, holder=holder)

    def talked_about(self, paragraph: int) -> list[Stretch]:
        """Whom the sentences of a paragraph are about, as stretches of the text: the subject of a sentence if it is an
        actor, otherwise the only person whom the sentence names in full.
        """
        parsed = self._parsed[paragraph]
        found = []
        for sentence in parsed.doc.sents:
            subjects = [token for token in children(sentence.root, "nsubj", "nsubjpass")]
            if any(is_actor(token) and token.pos_ in {"PROPN", "NOUN"} for token in subjects):
                heads = subjects[:1]
            else:
                heads = [token for token in sentence if is_full_name(token)]
            if len(heads) == 1:
                found.append(parsed.stretch(noun_phrase(heads[0])))
        return found

    def _meet_names(self, found: Sequence[Attribution]) -> None:
        """Registers, in text order, every source and subject that is not a pronoun."""
        sources: dict[int, list[Stretch]] = {}
        for item in found:
            named_at = item.introduced_at or item.source or item.same_as
            if item.speaker is not None:
                for at in filter(None, (item.source, item.same_as)):
                    self._hear(item.speaker, at)
            elif named_at is not None:
                sources.setdefault(self._home(named_at), []).append(named_at)
        for parsed in self._parsed.values():
            named = [span for at in sources.get(parsed.index, ()) if (span := parsed.span(at)) is not None]
            for span in brought_in(parsed):
                if not any(span.start < other.end and other.start < span.end for other in named):
                    named.append(span)
            for at, span in sorted({parsed.stretch(span): span for span in named}.items()):
                if pronoun_of(span) is None:
                    self._meet(at, span, self._speaker_called(parsed.at(span.root)))

    def _hear(self, speaker: str, at: Stretch) -> None:
        """Records where a speaker is named."""
        if at not in self._mentions.by_source:
            self._mentions.by_source[at] = speaker
            self._mentions.add(Mention(at[0], at[1], speaker, True))

    def _speaker_called(self, root: int) -> str | None:
        """The speaker whose other name ("the gentleman from Iowa") holds this place, the head of a noun phrase."""
        number = bisect_right(self._called, (root + 1,)) - 1
        start, end, speaker = self._called[number] if number >= 0 else (0, 0, "")
        return speaker if start <= root < end else None

    def _home(self, stretch: Stretch) -> int:
        """The index of the parsed paragraph that contains a stretch, or -1."""
        homes = (item.index for item in self._parsed.values() if item.start <= stretch[0] < item.start + len(item.text))
        return next(homes, -1)

    def _meet(self, at: Stretch, span: Span, speaker: str | None) -> None:
        if speaker is not None:
            self._hear(speaker, at)
            return
        described = describe(span)
        side = None if described.stands_for_country else self._side(span.root, at[0])
        if side is not None:
            described = replace(described, modifiers=frozenset({side.key}))
        holder = self.registry.meet(described, at)
        if side is not None:
            self._sides[holder.key] = side.key
        self._mentions.by_source[at] = holder.key
        speaks = at in self._sources or span.root.dep_ in _SUBJECTS or is_introduced(span.root)
        owner = span[0].lower_ if span[0].tag_ == "PRP$" and at not in self._sources else ""
        self._mentions.add(Mention(at[0], at[1], holder.key, speaks, owner))

    def _side(self, head: Token, before: int) -> Holder | None:
        """For whom a noun before this offset stands in, unless that is a person."""
        owner = owner_of(head) if stands_in(head) else None
        if owner is None:
            return None
        side = self._mentions.nearest(owner.lower_, before) if owner.pos_ == "PRON" else self._body(owner)
        return side if side is not None and side.kind != "person" else None

    def _principal(self, key: str) -> str:
        """The side for which a holder stands in, or else the holder."""
        seen: list[str] = []
        while key in self._sides and key not in seen:
            seen.append(key)
            key = self._sides[key]
        return key

    def _holder(self, item: Attribution) -> str:
        if item.speaker is not None:
            return item.speaker
        source = item.introduced_at or item.source or item.same_as
        if source is None:
            return self.registry.nameless().key
        return self._mentions.by_source.get(source) or self._resolve_late(item, source)

    def _resolve_late(self, item: Attribution, source: Stretch) -> str:
        """A pronoun, or the source of an earlier paragraph's attribution."""
        span = self._phrase(item)
        if span is None:
            return self.registry.nameless().key
        pronoun = pronoun_of(span)
        antecedent = self._antecedent(pronoun, source[0], item) if pronoun is not None else None
        if antecedent is None:
            antecedent = self.registry.meet(describe(span), source) if pronoun is None else self.registry.nameless()
        self._mentions.by_source[source] = antecedent.key
        if pronoun is not None:
            if pronoun in PERSONAL and not antecedent.gender and antecedent.kind == "person":
                antecedent.gender = PERSONAL[pronoun]
            antecedent.at.append(source)
        self._mentions.add(Mention(source[0], source[1], antecedent.key, True))
        return antecedent.key

    def _antecedent(self, pronoun: str, before: int, item: Attribution) -> Holder | None:
        """The nearest fitting holder before the pronoun, but nobody who is only mentioned in what is said."""
        return self._mentions.nearest(pronoun, before, item.content, item.heard_from)

    def _find_parents(self, found: Sequence[Attribution]) -> None:
        for item in found:
            span = self._phrase(item)
            if span is None or pronoun_of(span) is not None or item.source not in self._mentions.by_source:
                continue
            holder, owner = self.registry[self._mentions.by_source[item.source]], self._owner(span, item)
            first, _, rest = holder.label.partition(" ")
            if first.lower() in _OWNERS | PERSONAL.keys():  # "her ministry", which says nothing by itself
                named = owner is not None and owner is not holder
                holder.label = f"{owner.label}\u2019s {rest}" if owner and named else rest[:1].upper() + rest[1:]
            if holder.parent is None and holder.kind != "state":
                is_part = owner is not None and span[0].lower_ in _OWNERS
                parent = owner.key if owner and is_part else self._parent(holder, span)
                if parent is not None and not self._stands_above(holder, parent):
                    holder.parent = parent

    def _phrase(self, item: Attribution) -> Span | None:
        """The parsed source of an attribution; null if none is named here or if a speaker turn supplies it."""
        parsed = self._parsed.get(item.paragraph)
        return parsed.span(item.source) if parsed and item.source and item.speaker is None else None

    def _owner(self, span: Span, item: Attribution) -> Holder | None:
        """Whom "its analysts" or "her ministry" belong to: the nearest holder that the pronoun fits."""
        first = span[0]
        if first.lower_ not in _OWNERS | PERSONAL.keys() or first.head != span.root or item.source is None:
            return None
        return self._antecedent(first.lower_, item.source[0], item)

    def _stands_above(self, holder: Holder, other: str) -> bool:
        """Whether the other is this holder or belongs to it, so that it cannot be its parent."""
        above: str | None = other
        while above is not None and above != holder.key:
            above = self.registry[above].parent
        return above is not None

    def _parent(self, holder: Holder, span: Span) -> str | None:
        description, offices = describe(span), [token for token in children(span.root, "appos") if token.pos_ == "NOUN"]
        body = next(filter(None, map(owner_of, (span.root, *offices))), None)
        side = self._body(body) if body is not None else None
        if side is not None and side.key != holder.key:
            return side.key
        is_official = not _OFFICIAL.isdisjoint({*description.roles, description.head})
        if holder.kind in {"institution", "person"} and description.country and is_official:
            states = (one.key for one in self.registry if one.kind == "state" and one.country == description.country)
            return next((key for key in states if key != holder.key), None)
        return None

    def _body(self, head: Token) -> Holder | None:
        """Whom these words name; null if nobody is known by them and they are not the name of a body by themselves:
        "Treasury officials" are the Treasury only where the text speaks of it.
        """
        description = describe(noun_phrase(head))
        named = description.name or description.stands_for_country or description.kind == "institution"
        is_new = named and head.dep_ != "compound"
        return self.registry.known(description) or (self.registry.meet(description, None) if is_new else None)
