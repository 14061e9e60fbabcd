"""Sources of all attributions of a document -> its holders: names first, then pronouns, then what goes on from
another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from service.domain.argument import AUTHOR
from service.engines.answers import Voice
from service.engines.offline.attribution.attribution import Attribution, Stretch
from service.engines.offline.attribution.sources import is_actor, own_tokens, source_tokens
from service.engines.offline.holders.brought_in import brought_in, is_called, is_full_name, is_introduced, overlap
from service.engines.offline.holders.descriptions import describe
from service.engines.offline.holders.joint_sources import Two, joined_heads, main_two, read_two
from service.engines.offline.holders.mentions import PERSONAL, Mention, Mentions, pronoun_of
from service.engines.offline.holders.principals import Principals
from service.engines.offline.holders.registry import Holder, Registry
from service.engines.offline.holders.stand_ins import group_of, is_part
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import Parsed, children

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "agent"})
_OWNERS = frozenset({"its", "their"})


class Resolver:
    """Resolves the holder of each attribution in one document. Afterwards `registry` contains all holders."""

    def __init__(self, parsed: Sequence[Parsed], speakers: Sequence[Voice] = ()) -> None:
        self.registry = Registry()
        for speaker in speakers:
            self.registry.meet_speaker(speaker)
        self._called = sorted((span.start, span.end, voice.key) for voice in speakers for span in voice.mentions)
        self._parsed = {item.index: item for item in parsed}
        self._mentions = Mentions(self.registry)
        self._sources: set[Stretch] = set()
        self._principals = Principals(parsed, self.registry, self._mentions)

    def resolve(self, found: Sequence[Attribution]) -> list[Attribution]:
        """The attributions, which are in document order, with their holders."""
        self._mentions.hear(found)
        self._sources = {item.source for item in found if item.source is not None}
        self._meet_names(found)
        holders = [self._holder(item) for item in found]
        self._find_parents(found)
        for part in self._principals.sides:
            self.registry[self._principals.side_of(part)].at += self.registry[part].at
        held = [
            replace(item, holder=key)
            for item, holder in zip(found, holders, strict=True)
            for key in self._each(item) or [self._principals.side_of(holder)]
        ]
        for item in held:
            if item.holder != AUTHOR:
                self.registry[item.holder].speaks = True
        return held

    def hold(self, item: Attribution) -> Attribution:
        """One more attribution with its holder, after `resolve`; its source is somebody whom the text names."""
        holder = self._principals.side_of(self._holder(item))
        self.registry[holder].speaks = True
        return replace(item, holder=holder)

    def talked_about(self, paragraph: int) -> list[Stretch]:
        """Who the sentences of a paragraph are about: their subjects, if somebody, or else the one person whom a
        sentence names in full.
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
                indices = source_tokens(heads[0])
                span = parsed.doc[indices[0] : indices[-1] + 1]
                found.append((parsed.start + span.start_char, parsed.start + span.end_char))
        return found

    def _meet_names(self, found: Sequence[Attribution]) -> None:
        """Registers every source and subject that is no pronoun, in text order."""
        sources: dict[int, list[Stretch]] = {}
        for item in found:
            if item.speaker is not None:
                self._hear(item)
            elif item.introduced_at is not None:
                sources.setdefault(self._home(item.introduced_at), []).append(item.introduced_at)
            elif item.source is not None:
                sources.setdefault(item.paragraph, []).append(item.source)
            elif item.same_as is not None:
                sources.setdefault(self._home(item.same_as), []).append(item.same_as)
        for parsed in self._parsed.values():
            spans = {
                (span.start_char, span.end_char): span for span in self._spans(parsed, sources.get(parsed.index, []))
            }
            for span in brought_in(parsed):
                if not any(overlap(span, other) for other in spans.values()):
                    spans[(span.start_char, span.end_char)] = span
            for _, span in sorted(spans.items()):
                self._meet(parsed, span)

    def _hear(self, item: Attribution) -> None:
        """Notes where somebody who has the word is named."""
        assert item.speaker is not None
        for at in (item.source, item.same_as):
            if at is not None and at not in self._mentions.by_source:
                self._mentions.by_source[at] = item.speaker
                self._mentions.add(Mention(at[0], at[1], item.speaker, True))

    def _speaker_called(self, at: Stretch, root: int) -> str | None:
        """The speaker whom words mean that are, or are headed by, their other name ("the gentleman from Iowa")."""
        number = bisect_right(self._called, (root, at[1] + 1, "")) - 1
        if number < 0:
            return None
        start, end, speaker = self._called[number]
        return speaker if start <= root < end else None

    def _home(self, stretch: Stretch) -> int:
        """The index of the parsed paragraph in which a stretch stands; -1 where it stands in none."""
        homes = (item.index for item in self._parsed.values() if item.start <= stretch[0] < item.start + len(item.text))
        return next(homes, -1)

    def _spans(self, parsed: Parsed, stretches: list[Stretch]) -> list[Span]:
        return [span for stretch in stretches if (span := _span(parsed, stretch)) is not None]

    def _meet(self, parsed: Parsed, span: Span) -> None:
        pronoun, called = pronoun_of(span), is_called(span.root)
        if pronoun is not None:
            person = self._mentions.nearest(pronoun, parsed.at(span.root)) if called is not None else None
            if person is not None and called is not None:
                person.heads.add(called)
            return
        at = (parsed.start + span.start_char, parsed.start + span.end_char)
        speaker = self._speaker_called(at, parsed.at(span.root))
        if speaker is not None:
            self._mentions.by_source[at] = speaker
            self._mentions.add(Mention(at[0], at[1], speaker, True))
            return
        maker, side = self._principals.maker(parsed, span.root), self._principals.spoken_for(parsed, span)
        if maker is not None:
            holder = maker
            self._principals.at.add(at)
            if at in self._sources:
                holder.at.append(at)
        elif side is not None and side.kind != "person":
            holder = self.registry.meet(replace(describe(span), modifiers=frozenset({side.key})), at)
            self._principals.sides[holder.key] = side.key
        elif (group := group_of(span.root)) is not None:
            holder = self._principals.members(span, self._principals.named_by(group), at)
        else:
            holder = self.registry.meet(describe(span), at)
        if called is not None and holder.kind == "person":
            holder.heads.add(called)
        self._mentions.by_source[at] = holder.key
        speaks = at in self._sources or span.root.dep_ in _SUBJECTS or is_introduced(span.root)
        owner = span[0].lower_ if span[0].tag_ == "PRP$" and at not in self._sources else ""
        self._mentions.add(Mention(at[0], at[1], holder.key, speaks, read_two(span) is not None, owner))

    def _each(self, item: Attribution) -> list[str]:
        """The holders whom a source stands for; empty where it stands for one."""
        parsed = self._parsed.get(item.paragraph)
        span = _span(parsed, item.source) if parsed is not None and item.speaker is None else None
        return [holder.key for holder in self._several(parsed, span)] if parsed and span else []

    def _several(self, parsed: Parsed, span: Span) -> list[Holder]:
        two = read_two(span)
        if two is not None:
            at = parsed.start + span.start_char
            return main_two([self._top(mention.key, two) for mention in self._mentions if mention.end <= at], two)
        joined = []
        for head in joined_heads(span):
            indices = own_tokens(head)
            part = parsed.doc[indices[0] : indices[-1] + 1]
            where = (parsed.start + part.start_char, parsed.start + part.end_char)
            joined.append(self.registry.meet(describe(part), where))
        return joined if len({holder.key for holder in joined}) == len(joined) else []

    def _top(self, key: str, two: Two) -> Holder:
        """The side that a holder belongs to, as far up as one may be meant."""
        holder = self.registry[key]
        while holder.parent is not None and two.fits(self.registry[holder.parent]):
            holder = self.registry[holder.parent]
        return holder

    def _holder(self, item: Attribution) -> str:
        if item.speaker is not None:
            return item.speaker
        source = item.introduced_at or item.source or item.same_as
        if source is None:
            return self._nameless(item).key
        return self._mentions.by_source.get(source) or self._resolve_late(item, source)

    def _nameless(self, item: Attribution) -> Holder:
        return self.registry.nameless("Unnamed" if item.rule != "passive" else "Some")

    def _resolve_late(self, item: Attribution, source: Stretch) -> str:
        """A pronoun, or the source of an earlier paragraph's attribution."""
        parsed = self._parsed.get(item.paragraph)
        span = _span(parsed, source) if parsed is not None and item.source is not None else None
        if span is None:
            return self._nameless(item).key
        pronoun = pronoun_of(span)
        antecedent = self._antecedent(pronoun, source[0], item, _asking(span)) if pronoun is not None else None
        if antecedent is None:
            antecedent = self.registry.meet(describe(span), source) if pronoun is None else self._nameless(item)
        self._mentions.by_source[source] = antecedent.key
        if pronoun is not None:
            if pronoun in PERSONAL and not antecedent.gender and antecedent.kind == "person":
                antecedent.gender = "he" if PERSONAL[pronoun] == "he" else "she"
            antecedent.at.append(source)
        self._mentions.add(Mention(source[0], source[1], antecedent.key, True))
        return antecedent.key

    def _antecedent(self, pronoun: str, before: int, item: Attribution, other: Sequence[Token] = ()) -> Holder | None:
        """The nearest fitting holder before the pronoun: subjects and speakers first, then any.

        Nobody at `other`, and nobody who is only mentioned in what is said.
        """
        parsed = self._parsed[item.paragraph]
        return self._mentions.nearest(
            pronoun, before, [*item.content, *((at := parsed.at(token), at + 1) for token in other)], item.heard_from
        )

    def _find_parents(self, found: Sequence[Attribution]) -> None:
        for item in found:
            parsed = self._parsed.get(item.paragraph)
            known = parsed is not None and item.source is not None and item.speaker is None
            span = _span(parsed, item.source) if known else None
            if span is None or pronoun_of(span) is not None or item.source not in self._mentions.by_source:
                continue
            if item.source in self._principals.at:
                continue
            holder = self.registry[self._mentions.by_source[item.source]]
            self._name_after_owner(holder, span, item)
            if holder.parent is None and holder.kind != "state":
                owner = self._owner(span, item)
                parent = owner or self._parent(holder, span)
                if parent is not None and not self._stands_above(holder, parent):
                    holder.parent = parent
                    if self.registry[parent].kind != "person" and is_part(span.root):
                        self._principals.sides[holder.key] = parent

    def _name_after_owner(self, holder: Holder, span: Span, item: Attribution) -> None:
        """ "Ann Lee's ministry" for "her ministry", which says nothing by itself."""
        first, rest = span[0], holder.label.partition(" ")[2]
        if first.lower_ not in _OWNERS | PERSONAL.keys() or not holder.label.lower().startswith(f"{first.lower_} "):
            return
        owner = self._antecedent(first.lower_, item.source[0], item) if item.source is not None else None
        if owner is not None and owner.key != holder.key:
            holder.label = f"{owner.label}\u2019s {rest}"
        else:
            holder.label = rest[:1].upper() + rest[1:]

    def _owner(self, span: Span, item: Attribution) -> str | None:
        """Whom "its analysts" or "their spokesman" belongs to: the nearest that the pronoun may mean."""
        first = span[0]
        if first.lower_ not in _OWNERS or first.dep_ != "poss" or first.head != span.root or item.source is None:
            return None
        owner = self._antecedent(first.lower_, item.source[0], item)
        return owner.key if owner is not None else None

    def _stands_above(self, holder: Holder, other: str) -> bool:
        """Whether the holder is the other, or one that the other belongs to: two may not own one another."""
        above: str | None = other
        while above is not None and above != holder.key:
            above = self.registry[above].parent
        return above is not None

    def _parent(self, holder: Holder, span: Span) -> str | None:
        description = describe(span)
        if description.side is not None:
            side = self._side(description.side)
            if side is not None and side.key != holder.key:
                return side.key
        if (
            holder.kind in {"institution", "person"}
            and description.country
            and _is_official(description.roles, description.head)
        ):
            for other in self.registry:
                if other.kind == "state" and other.country == description.country and other.key != holder.key:
                    return other.key
        return None

    def _side(self, head: Token) -> Holder | None:
        indices = source_tokens(head)
        description = describe(head.doc[indices[0] : indices[-1] + 1])
        known = self.registry.known(description)
        if known is not None:
            return known
        named = description.name or description.stands_for_country
        return self.registry.meet(description, None) if named else None


_OFFICIAL = words("offices of state")


def _is_official(roles: frozenset[str], head: str) -> bool:
    return bool((roles | {head}) & _OFFICIAL)


def _asking(pronoun: Span) -> list[Token]:
    """Who asked, in "Asked by a resident, he said": nobody whom the pronoun may mean."""
    before = [child for child in children(pronoun.root.head, "advcl") if child.i < pronoun.start]
    agents = [token for child in before for token in children(child, "agent")]
    return [held for agent in agents for held in children(agent, "pobj")]


def _span(parsed: Parsed | None, stretch: Stretch | None) -> Span | None:
    if parsed is None or stretch is None:
        return None
    return parsed.doc.char_span(stretch[0] - parsed.start, stretch[1] - parsed.start, alignment_mode="expand")
