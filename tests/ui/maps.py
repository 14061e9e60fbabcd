"""Maps for the UI's tests: one made by hand, one in Arabic with emoji, and large ones."""

from __future__ import annotations

import hashlib
from typing import Any

Json = dict[str, Any]


class MapMaker:
    """Builds a valid map from paragraphs; spans are found by their words."""

    def __init__(self, title: str, paragraphs: list[tuple[str, str]], language: str = "en") -> None:
        text, parts = "", []
        for index, (kind, words) in enumerate(paragraphs):
            start = len(text)
            text += words
            parts.append({"index": index, "start": start, "end": len(text), "kind": kind})
            text += "\n\n"
        self.text, self.paragraphs = text, parts
        self.title, self.language = title, language
        self.perspectives: list[Json] = []
        self.attributions: list[Json] = []
        self.units: list[Json] = []
        self.relations: list[Json] = []
        self.issues: list[Json] = []
        self.conclusion: str | None = None
        self.holder("author", "The author", "author")

    def span(self, words: str, paragraph: int | None = None) -> Json:
        at = 0 if paragraph is None else self.paragraphs[paragraph]["start"]
        start = self.text.index(words, at)
        return {"start": start, "end": start + len(words)}

    def holder(self, id_: str, label: str, kind: str, *mentions: str, parent: str | None = None) -> None:
        spans = sorted((self.span(words) for words in mentions), key=lambda span: span["start"])
        self.perspectives.append({"id": id_, "label": label, "kind": kind, "parent": parent, "mentions": spans})

    def unit(
        self,
        id_: str,
        paragraph: int,
        words: str,
        holder: str = "author",
        by: tuple[str, str] | None = None,
        sure: float = 0.9,
        attitude: str = "asserts",
        within: str | None = None,
    ) -> None:
        span = self.span(words, paragraph)
        attribution = None
        if holder != "author":
            attribution = f"a{len(self.attributions)}"
            source, cue = by or (None, None)
            self.attributions.append(
                {
                    "id": attribution,
                    "perspective": holder,
                    "within": within,
                    "source": self.span(source, paragraph) if source else None,
                    "cue": self.span(cue, paragraph) if cue else None,
                    "content": [span],
                    "attitude": attitude,
                }
            )
        self.units.append(
            {
                "id": id_,
                "paragraph": paragraph,
                "spans": [span],
                "text": words,
                "gist": None,
                "role": "conclusion",
                "perspective": holder,
                "attribution": attribution,
                "implicit": False,
                "confidence": sure,
                "note": None,
            }
        )

    def link(self, id_: str, kind: str, sources: list[str], target: str, sure: float = 0.8) -> None:
        self.relations.append(
            {"id": id_, "kind": kind, "sources": sources, "target": target, "scope": "paragraph", "confidence": sure}
        )

    def issue(
        self,
        id_: str,
        question: str,
        positions: dict[str, list[str] | str | tuple[str, int, str]],
        *contrasts: tuple[str, str, str],
        raised: tuple[int, str] | None = None,
        parent: str | None = None,
    ) -> None:
        """`positions`: perspective -> units, or `silent` or `rejects`, or a stance with the paragraph and the words
        that show it; `raised`: paragraph and words of an anchor.
        """
        self.issues.append(
            {
                "id": id_,
                "question": {
                    "text": question,
                    "spans": [],
                    "anchors": [self.span(raised[1], raised[0])] if raised else [],
                },
                "parent": parent,
                "positions": [{"perspective": holder, **self._answer(answer)} for holder, answer in positions.items()],
                "contrasts": [{"a": a, "b": b, "kind": kind} for a, b, kind in contrasts],
                "confidence": 0.8,
            }
        )

    def _answer(self, answer: list[str] | str | tuple[str, int, str]) -> Json:
        if isinstance(answer, list):
            return {"units": answer, "stance": "holds"}
        stance, *shown = (answer,) if isinstance(answer, str) else answer
        spans = [self.span(str(words), int(paragraph)) for paragraph, words in [shown]] if shown else []
        return {"units": [], "stance": stance, "spans": spans}

    def build(self, id_: str = "sample") -> Json:
        self._derive()
        return {
            "schema_version": "1",
            "id": id_,
            "status": "done",
            "version": 1,
            "document": {
                "title": self.title,
                "text": self.text,
                "sha256": hashlib.sha256(self.text.encode()).hexdigest(),
                "language": self.language,
                "source": {"kind": "import", "name": None, "url": None},
                "paragraphs": self.paragraphs,
                "segments": [],
            },
            "perspectives": self.perspectives,
            "attributions": self.attributions,
            "units": self.units,
            "relations": self.relations,
            "issues": self.issues,
            "conclusion": self.conclusion,
            "provenance": {
                "engine": "offline",
                "model": None,
                "prompts": {},
                "started": "2026-01-05T10:00:00Z",
                "finished": "2026-01-05T10:00:02Z",
                "usage": {"calls": 0, "cached_calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": None},
                "warnings": [],
            },
        }

    def _derive(self) -> None:
        """Scope and role, as the rules of the domain have them."""
        paragraphs = {unit["id"]: unit["paragraph"] for unit in self.units}
        relations = {relation["id"]: relation for relation in self.relations}
        for relation in self.relations:
            touched, at = list(relation["sources"]), relation
            while at["kind"] == "undercut":
                at = relations[at["target"]]
                touched += at["sources"]
            places = {paragraphs[unit] for unit in [*touched, at["target"]]}
            relation["scope"] = "paragraph" if len(places) == 1 else "document"
        leads: dict[str, Json] = {}
        for relation in self.relations:
            for source in relation["sources"]:
                if source not in leads or relation["confidence"] > leads[source]["confidence"]:
                    leads[source] = relation
        for unit in self.units:
            unit["role"] = "premise" if leads.get(unit["id"], {}).get("scope") == "paragraph" else "conclusion"


def bridge_map(id_: str = "bridge") -> Json:
    """Four voices on a bridge: linked premises, a rebuttal, an undercut, a silent holder, a claim that stands alone."""
    maker = MapMaker(
        "The harbour bridge should carry buses before it carries more cars",
        [
            ("furniture", "OPINION · Monday edition"),
            ("heading", "The harbour bridge should carry buses before it carries more cars"),
            (
                "body",
                "The council will decide next month what to do with the fourth lane of the harbour bridge. "
                "It should give that lane to buses. A bus lane moves four times as many people as a car lane, and the "
                "queues on the bridge are made of people, not of metal.",
            ),
            (
                "body",
                "City engineers point out that the bridge carries 2,100 people an hour in each car lane at peak times. "
                "They also note that a full bus passes every forty seconds on the approach road. Together, the figures "
                "suggest that one bus lane would outdo all three lanes that are there today.",
            ),
            (
                "body",
                "The Chamber of Commerce disagrees. It argues that a bus lane would strangle the shops on the east "
                "bank, because their customers come by car. But the chamber's own survey was taken in the car parks, "
                "so it could hardly have met anyone who comes by bus.",
            ),
            (
                "body",
                "Others on the east bank see it differently. Mira Okafor, who runs a bakery there, says that her "
                "mornings are best when the buses run on time, since passengers buy breakfast and drivers do not stop. "
                "The harbour police have not taken a side.",
            ),
            (
                "body",
                "The chamber also warns that fire engines would lose their way across. According to city engineers, "
                "fire engines may use a bus lane and would cross faster than they do now. Even the chamber concedes "
                "that today's queue is the worst of all cases for an ambulance.",
            ),
            (
                "body",
                "None of this makes the lane free. Repainting it will cost 1.2 million, and the depot needs thirty "
                "new drivers. That is a price worth paying: it is less than the city loses to the queue in a single "
                "year.",
            ),
        ],
    )
    maker.holder("engineers", "City engineers", "institution", "City engineers")
    maker.holder("chamber", "Chamber of Commerce", "institution", "The Chamber of Commerce", "the chamber's")
    maker.holder("okafor", "Mira Okafor", "person", "Mira Okafor")
    maker.holder("police", "Harbour police", "institution", "The harbour police")
    maker.unit("u0", 2, "It should give that lane to buses", sure=0.97)
    maker.unit("u1", 2, "A bus lane moves four times as many people as a car lane")
    maker.unit("u2", 2, "the queues on the bridge are made of people, not of metal", sure=0.72)
    engineers = ("City engineers", "point out")
    maker.unit(
        "u3", 3, "the bridge carries 2,100 people an hour in each car lane at peak times", "engineers", engineers
    )
    maker.unit("u4", 3, "a full bus passes every forty seconds on the approach road", "engineers", ("They", "note"))
    maker.unit("u5", 3, "one bus lane would outdo all three lanes that are there today", sure=0.84)
    maker.unit("u6", 4, "a bus lane would strangle the shops on the east bank", "chamber", ("It", "argues"))
    maker.unit("u7", 4, "their customers come by car", "chamber", ("It", "argues"), sure=0.66)
    maker.unit("u8", 4, "it could hardly have met anyone who comes by bus", sure=0.8)
    maker.unit("u9", 4, "the chamber's own survey was taken in the car parks")
    okafor = ("Mira Okafor, who runs a bakery there", "says")
    maker.unit("u10", 5, "her mornings are best when the buses run on time", "okafor", okafor)
    maker.unit("u11", 5, "passengers buy breakfast and drivers do not stop", "okafor", okafor)
    maker.unit("u12", 6, "fire engines would lose their way across", "chamber", ("The chamber", "warns"))
    law = ("city engineers", "According to")
    maker.unit("u13", 6, "fire engines may use a bus lane and would cross faster than they do now", "engineers", law)
    maker.unit(
        "u14",
        6,
        "today's queue is the worst of all cases for an ambulance",
        "chamber",
        ("the chamber", "concedes"),
        0.58,
        "concedes",
    )
    maker.unit("u15", 7, "Repainting it will cost 1.2 million", sure=0.9)
    maker.unit("u16", 7, "the depot needs thirty new drivers", sure=0.9)
    maker.unit("u17", 7, "That is a price worth paying", sure=0.88)
    maker.unit("u18", 7, "it is less than the city loses to the queue in a single year", sure=0.9)
    maker.link("r0", "support", ["u1", "u2"], "u0")
    maker.link("r1", "support", ["u3", "u4"], "u5")
    maker.link("r2", "support", ["u5"], "u0")
    maker.link("r3", "rebut", ["u6"], "u0")
    maker.link("r4", "support", ["u7"], "u6")
    maker.link("r5", "undercut", ["u8"], "r4")
    maker.link("r6", "support", ["u9"], "u8")
    maker.link("r7", "rebut", ["u10"], "u6")
    maker.link("r8", "support", ["u11"], "u10")
    maker.link("r9", "rebut", ["u12"], "u0")
    maker.link("r10", "rebut", ["u13"], "u12")
    maker.link("r11", "support", ["u14"], "u0", 0.4)
    maker.link("r12", "support", ["u17"], "u0")
    maker.link("r13", "support", ["u18"], "u17")
    maker.link("r14", "rebut", ["u15"], "u17", 0.6)
    maker.link("r15", "rebut", ["u16"], "u17", 0.6)
    maker.conclusion = "u0"
    return maker.build(id_)


def strike_map(id_: str = "strike") -> Json:
    """Two sides, a doubt, a denial, concessions, a claim at second hand, two holders who agree, one only cited."""
    maker = MapMaker(
        "Night trains deserve another year",
        [
            ("body", "The night trains should run for another year. They fill, and they would be hard to bring back."),
            (
                "body",
                "Skeptics in parliament doubt that the carriages would last. They may be right about the oldest ones.",
            ),
            ("body", "The ministry denies that the money is gone. Its analysts say that the fund still holds a third."),
            ("body", "According to the ministry, the airlines fear the fare. Running them will cost nine million."),
            (
                "body",
                "Hotel keepers want to keep every train. The mayors want all of them kept. "
                "The unions say that guests come rested.",
            ),
        ],
    )
    maker.holder("skeptics", "Skeptics in parliament", "group", "Skeptics in parliament")
    maker.holder("ministry", "The ministry", "institution", "The ministry")
    maker.holder("analysts", "Its analysts", "group", "Its analysts", parent="ministry")
    maker.holder("airlines", "The airlines", "group", "the airlines")
    maker.holder("hotels", "Hotel keepers", "group", "Hotel keepers")
    maker.holder("mayors", "The mayors", "group", "The mayors")
    maker.unit("u0", 0, "The night trains should run for another year")
    maker.unit("u1", 0, "they would be hard to bring back")
    doubt = ("Skeptics in parliament", "doubt")
    maker.unit("u2", 1, "the carriages would last", "skeptics", doubt, attitude="doubts")
    maker.unit("u3", 1, "They may be right about the oldest ones")
    maker.unit("u4", 2, "the money is gone", "ministry", ("The ministry", "denies"), attitude="denies")
    maker.unit("u5", 2, "the fund still holds a third", "analysts", ("Its analysts", "say"))
    maker.attributions.append(maker.attributions[-1] | {"id": "told", "perspective": "ministry", "source": None})
    maker.attributions[-1] |= {"cue": None, "content": [maker.span("the airlines fear the fare")]}
    maker.unit("u6", 3, "the fare", "airlines", ("the airlines", "fear"), within="told")
    maker.unit("u7", 3, "Running them will cost nine million")
    maker.holder("unions", "The unions", "group", "The unions")
    maker.unit("u8", 4, "to keep every train", "hotels", ("Hotel keepers", "want"), attitude="wants")
    maker.unit("u9", 4, "all of them kept", "mayors", ("The mayors", "want"), attitude="wants")
    maker.unit("u10", 4, "guests come rested", "unions", ("The unions", "say"))
    maker.link("r0", "support", ["u1"], "u0")
    maker.link("r1", "support", ["u2"], "u0")
    maker.link("r2", "rebut", ["u3"], "u2")
    maker.link("r3", "rebut", ["u4"], "u0")
    maker.link("r4", "rebut", ["u5"], "u4")
    maker.link("r5", "rebut", ["u7"], "u0")
    maker.link("r6", "support", ["u8"], "u0")
    maker.link("r7", "support", ["u9"], "u0")
    maker.link("r8", "support", ["u10"], "u0")
    maker.conclusion = "u0"
    return maker.build(id_)


def arabic_map(id_: str = "arabic") -> Json:
    """Right to left, with emoji and combining marks before and inside the claims."""
    maker = MapMaker(
        "الجسر للحافلات 🚌",
        [
            ("heading", "الجسر للحافلات 🚌"),
            ("body", "👩‍👩‍👧‍👦 يجب أن يُخصَّص المسار للحافلات 🚌، لأن الحافلة تنقل عددًا أكبر من الناس 🎉."),
            ("body", "Le café 🍰 ouvre à l'aube ☕️: the café needs its buses, says Zoë 🧁."),
        ],
        "ar",
    )
    maker.holder("zoe", "Zoë 🧁", "person", "Zoë 🧁")
    maker.unit("u0", 1, "يجب أن يُخصَّص المسار للحافلات 🚌")
    maker.unit("u1", 1, "الحافلة تنقل عددًا أكبر من الناس 🎉")
    maker.unit("u2", 2, "the café needs its buses", "zoe", ("Zoë 🧁", "says"))
    maker.link("r0", "support", ["u1"], "u0")
    maker.link("r1", "support", ["u2"], "u0")
    maker.conclusion = "u0"
    return maker.build(id_)


def large_map(units: int, id_: str = "large") -> Json:
    """A tree of so many claims, four reasons to each, ten claims to a paragraph, five voices."""
    sentences = [
        f"Claim number {n} holds that the {_WORDS[n % 7]} of the {_WORDS[(n * 3 + 1) % 7]} outweighs "
        f"what case {n * 7 % 97} has shown about the {_WORDS[(n * 5 + 2) % 7]}"
        for n in range(units)
    ]
    paragraphs = [("body", ". ".join(sentences[at : at + 10]) + ".") for at in range(0, units, 10)]
    maker = MapMaker(f"An argument in {units} claims", paragraphs)
    voices = ["author", "v1", "v2", "v3", "v4"]
    for n, voice in enumerate(voices[1:], 1):
        maker.holder(voice, f"Voice number {n}", "group")
    for n, sentence in enumerate(sentences):
        maker.unit(f"u{n}", n // 10, sentence, voices[n % 5], None, 0.5 + (n % 50) / 100)
    for n in range(1, units):
        maker.link(f"r{n}", "rebut" if n % 4 == 3 else "support", [f"u{n}"], f"u{(n - 1) // 4}")
    maker.conclusion = "u0"
    return maker.build(id_)


_WORDS = ["cost", "reach", "speed", "fairness", "safety", "beauty", "memory"]
