"""The template's fixed phrases in five languages; texts in other languages get the English ones."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.base import Frozen

MANNERS = ("denies", "concedes", "doubts", "asks", "wants", "predicts", "supposed")


class Phrases(Frozen):
    """`headings`: in the order of the template's groups; `manners`: how somebody says it, in the order of `MANNERS`, as
    nouns that fit singular and plural (English has verbs instead); `outcomes`: agreed, rejected, withdrawn, open.
    """

    headings: tuple[str, ...]
    manners: tuple[str, ...] = ()
    author: str = ""
    colon: str = ": "
    joint: str
    according: str
    against: str
    opposed: str
    no_answer: str
    both_hold: str
    hold: str
    grants: str
    moves: str
    put: str
    outcomes: tuple[str, str, str, str]
    no_claims: str

    def manner(self, attitude: str | None, *, supposed: bool) -> str:
        """`denial`, `demand`; empty for a plain statement."""
        if supposed:
            return self.manners[MANNERS.index("supposed")]
        return self.manners[MANNERS.index(attitude)] if attitude in MANNERS else ""


PHRASES: Mapping[str, Phrases] = {
    "en": Phrases(
        headings=(
            "What is decided", "The reasons given", "Where they differ", "Also in dispute", "Who stands against whom",
            "Who says what", "Held by both sides", "Objections and answers", "Conceded", "Known only from others",
            "Figures",
        ),
        joint=" and ", according="according to {0}", against="against {0}, {1}", opposed=" against ",
        no_answer="no answer was found", both_hold="both hold", hold="hold", grants="grants", moves="{0} moves",
        put="put to decision", outcomes=("agreed", "rejected", "withdrawn", "not decided in the text"),
        no_claims="No claims were found in this text, so there is nothing to sum up.",
    ),
    "de": Phrases(
        headings=(
            "Was beschlossen ist", "Die Gründe", "Worin sie sich unterscheiden", "Auch strittig", "Wer gegen wen steht",
            "Wer was sagt", "Beiden Seiten gemeinsam", "Einwände und Antworten", "Zugestanden",
            "Nur durch andere bekannt", "Zahlen",
        ),
        manners=("Widerspruch", "Zugeständnis", "Zweifel", "Frage", "Forderung", "Erwartung", "vermutet"),
        author="der Text", joint=" und ", according="laut {0}", against="gegen {0}: {1}", opposed=" gegen ",
        no_answer="keine Antwort gefunden", both_hold="beide", hold="gemeinsam", grants="Zugeständnis",
        moves="Antrag, {0}", put="zur Entscheidung",
        outcomes=("angenommen", "abgelehnt", "zurückgezogen", "im Text offen"),
        no_claims="In diesem Text wurden keine Aussagen gefunden; es gibt nichts zusammenzufassen.",
    ),
    "fr": Phrases(
        headings=(
            "Ce qui est décidé", "Les raisons données", "Ce qui les oppose", "Aussi en débat", "Qui contre qui",
            "Qui dit quoi", "Admis des deux côtés", "Objections et réponses", "Concédé",
            "Rapporté par d'autres", "Chiffres",
        ),
        manners=("démenti", "concession", "doute", "question", "demande", "prévision", "supposé"),
        author="le texte", colon=" : ", joint=" et ", according="selon {0}", against="contre {0} : {1}",
        opposed=" contre ",
        no_answer="aucune réponse trouvée", both_hold="les deux", hold="ensemble", grants="concession",
        moves="motion, {0}", put="mis aux voix", outcomes=("adopté", "rejeté", "retiré", "non tranché dans le texte"),
        no_claims="Aucune affirmation n'a été trouvée dans ce texte : il n'y a rien à résumer.",
    ),
    "es": Phrases(
        headings=(
            "Lo que se decide", "Las razones dadas", "En qué difieren", "También en disputa", "Quién contra quién",
            "Quién dice qué", "Común a ambas partes", "Objeciones y respuestas", "Concedido",
            "Conocido solo por otros", "Cifras",
        ),
        manners=("negación", "concesión", "duda", "pregunta", "demanda", "previsión", "supuesto"),
        author="el texto", joint=" y ", according="según {0}", against="contra {0}: {1}", opposed=" contra ",
        no_answer="no se halló respuesta", both_hold="ambos", hold="en común", grants="concesión",
        moves="moción, {0}", put="sometido a decisión",
        outcomes=("aprobado", "rechazado", "retirado", "sin decidir en el texto"),
        no_claims="No se hallaron afirmaciones en este texto: no hay nada que resumir.",
    ),
    "zh": Phrases(
        headings=(
            "决定", "理由", "分歧", "其他争议", "谁反对谁", "各方观点", "双方共识", "异议与答复", "承认", "转述",
            "数字",
        ),
        manners=("否认", "承认", "怀疑", "提问", "要求", "预计", "推测"),
        author="本文", colon="：", joint="和", according="据{0}", against="针对{0}：{1}", opposed="对",
        no_answer="未见答复", both_hold="双方都认为", hold="都认为", grants="承认", moves="{0}提出", put="交付表决",
        outcomes=("通过", "否决", "撤回", "文中未决"), no_claims="本文中未找到主张，无可概括。",
    ),
}  # fmt: skip


def phrases_for(language: str) -> tuple[str, Phrases]:
    """The language chosen (ISO 639-1) and its phrases.

    >>> phrases_for("de-AT")[0], phrases_for("sv")[0]
    ('de', 'en')
    """
    code = language.split("-")[0]
    code = code if code in PHRASES else "en"
    return code, PHRASES[code]
