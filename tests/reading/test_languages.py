"""Sentences, segments and words of other languages than English, and texts that are made to confuse."""

import json
from pathlib import Path

import pytest

from service.domain.base import Span
from service.domain.document import Document
from service.reading import read_text, trim_unit
from service.reading.build import number_segments
from service.reading.sentences import sentences_of
from service.reading.words import words_of

GOLD = Path(__file__).parents[2] / "evals" / "gold"
SENTENCES = {
    "de": "Die Stadt will am 3. März beginnen.|Dr. Müller (CDU) sagte: „Das ist z. B. zu teuer.“|„Warum?“, fragte er.|"
    "Die Brücke ist ca. 30 m lang.|Prof. Dr. h. c. Lang widersprach!",
    "fr": "M. Dupont a dit : « C’est trop cher ! »|Le maire, lui, répond : « Non. »|Mme Durand est d’accord.",
    "es": "El Sr. López dijo: «Es caro».|¿Por qué?|¡No lo sabemos!|EE. UU. no firmó.",
    "ru": "А. С. Пушкин сказал: «Это дорого».|«Почему?» — спросил он.|В 1990 г. началась стройка.",
    "ar": "قال الوزير: «المشروع مكلف».|لماذا؟|لا نعرف.",
    "zh": "市议会通过决议。|“太贵了。”|王明反对！",
    "ja": "市議会は決議を可決した。|「高すぎる」と反対派は言う。",
}


def cut(text: str, spans: tuple[Span, ...] | list[Span]) -> list[str]:
    return [span.cut(text).strip() for span in spans]


@pytest.mark.parametrize("language", SENTENCES)
def test_sentences(language: str) -> None:
    wanted = SENTENCES[language].split("|")
    text = ("" if language in ("zh", "ja") else " ").join(wanted)
    assert cut(text, sentences_of(text, Span(start=0, end=len(text)), language)) == wanted


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        (
            "市议会以七比五通过决议，反对者说：“这项计划太贵了，而且没有人问过我们。”王明认为，桥非修不可；“否则，”他说，“桥会倒。”",
            "市议会以七比五通过决议，|反对者说：|“这项计划太贵了，|而且没有人问过我们。”|王明认为，|桥非修不可；|“否则，”|他说，|“桥会倒。”",
        ),
        (
            "Der Mann, der seit Jahren dagegen kämpft, sagte: „Das ist zu teuer“, obwohl der Rat es will.",
            "Der Mann, der seit Jahren dagegen kämpft, sagte:|„Das ist zu teuer“,|obwohl der Rat es will.",
        ),
        ("สภาเมืองลงมติเห็นชอบ เมื่อวันอังคารนี้ ชาวบ้านคัดค้าน", "สภาเมืองลงมติเห็นชอบ|เมื่อวันอังคารนี้|ชาวบ้านคัดค้าน"),
    ],
)  # fmt: skip
def test_segments(text: str, segments: str) -> None:
    document = checked(read_text(text))
    assert cut(text, document.segments) == segments.split("|")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("反对者说：“这项计划太贵了。”", "反对 者 说 这项 计划 太 贵了"),
        ("市議会は（火曜日に）可決した。", "市議会 は 火曜日 に 可決 した"),
        ("ﾊﾟﾝﾀﾞが好き", "ﾊﾟﾝﾀﾞ が 好き"),
        ("สภาเมืองลงมติ", "สภา เมือง ลง มติ"),
        ("قال: «لماذا؟»، ثم", "قال لماذا ثم"),
        ("iPhone很贵😀, 1.500 €", "iPhone 很 贵 😀 1.500 €"),
        ("Ο Δη\u0301μος, c̈o", "Ο Δη\u0301μος c̈o"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert cut(text, words_of(text, Span(start=0, end=len(text)))) == words.split(" ")


def test_units_lose_the_marks_at_their_edges() -> None:
    for text, unit in (
        ("，桥会倒。", "桥会倒"),
        ("「高い」", "「高い」"),
        ("高い」。", "高い"),
        ("، المشروع مكلف؛", "المشروع مكلف"),
    ):
        assert trim_unit(text, Span(start=0, end=len(text))).cut(text) == unit


def test_a_paragraph_of_another_language_is_read_by_its_own_rules() -> None:
    english = "The mayor said that the bridge was too dear, and the council did not believe it on that day."
    german = "Der Bürgermeister sagte am 3. März, dass die Brücke zu teuer sei, und der Rat glaubte ihm nicht."
    document = checked(read_text(f"{english}\n\n{german}\n\n{english}"))
    assert (document.language, [item.language for item in document.paragraphs]) == ("en", [None, "de", None])
    assert cut(document.text, document.segments_of(1))[0] == "Der Bürgermeister sagte am 3. März,"


def test_a_wrong_language_in_the_request_costs_no_span() -> None:
    text = "市议会周二以七比五的票数通过决议，反对者说这项计划太贵了，而且没有人问过我们，市长却不这样认为。"
    document = checked(read_text(text, language="de"))
    assert (document.language, document.paragraphs[0].language) == ("de", "zh")
    assert len(document.segments) == 4


HOSTILE = {
    "marks that turn the text": "The \u202emayor\u202c said \u2067no\u2069. \u200fالمشروع مكلف\u200e. Yes, it is.",
    "combining marks": "Z\u0351\u036b\u0343a\u0321\u034dlgo says that e\u0301 is not enough. " * 20,
    "emoji": "👩‍👩‍👧 says no 🏳️‍🌈, and 👍🏽👍🏽 says yes. 🙂🙂🙂! " * 20,
    "no spaces": "thebridgeistoodearandnobodyaskedus" * 200,
    "no spaces, Chinese": "桥太贵没有人问过我们" * 500,
    "no spaces, Thai": "สภาเมืองลงมติเห็นชอบ" * 300,
    "many scripts": "Мэр said 桥 است ではない, เมือง! Ναι. " * 50,
    "half-width kana": "ﾊﾟﾝﾀﾞﾊﾀｶｲ｡ｼﾁｮｳﾊｿｳｲｯﾀ､" * 50,
    "opening marks": "。「『" * 2_000 + "高い",
    "stops": "a. B. " * 2_000 + "é",
}  # fmt: skip


@pytest.mark.parametrize("language", [None, "de", "zh", "xx"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_have_right_spans(name: str, language: str | None) -> None:
    document = checked(read_text(HOSTILE[name], language=language))
    assert not set(document.text) & set("\u202e\u2067\u200f\u200e")


def test_gold_is_cut_as_it_was_labelled() -> None:
    """Gold, recordings and models hold numbers of these segments and words."""
    read = [json.loads(path.read_text("utf-8")) for path in sorted(GOLD.glob("*/*.json"))]
    documents = [Document.model_validate(item["document"]) for item in read if "document" in item]
    assert len(documents) >= 24
    for document in documents:
        assert number_segments(document.text, document.paragraphs, document.language) == document.segments
        assert read_text(document.text).language == document.language


def checked(document: Document) -> Document:
    """Segments tile each body paragraph; words and units lie inside them."""
    for paragraph in document.body():
        at = paragraph.start
        for segment in document.segments_of(paragraph.index):
            assert segment.start == at < segment.end
            at = segment.end
            words = words_of(document.text, segment)
            assert all(segment.covers(word) and word.cut(document.text).strip() for word in words)
            assert segment.covers(trim_unit(document.text, segment))
        assert at == paragraph.end
    return document
