"""The template's fixed phrases in five languages; texts in other languages get the English ones."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain.base import Frozen
from service.domain.brief.brief import BriefKind
from service.domain.motion import OutcomeKind


class Phrases(Frozen):
    """`headings`: in the order of the template's groups; `instead`: where a model's own heading does not hold, by the
    kind of its first sentence; `manners`: by attitude, or "supposed", nouns that fit singular and plural (English has
    verbs instead); `outcomes`: how a motion ended; `sketch`, `unfinished`, `left_out`: notes above a brief.
    """

    headings: tuple[str, ...]
    instead: Mapping[BriefKind, str]
    manners: Mapping[str, str] = {}
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
    outcomes: Mapping[OutcomeKind, str]
    no_claims: str
    sketch: str
    unfinished: str
    left_out: str

    def manner(self, attitude: str | None, *, supposed: bool) -> str:
        """`denial`, `demand`; empty for a plain statement."""
        return self.manners.get("supposed" if supposed else attitude or "asserts", "")


PHRASES: Mapping[str, Phrases] = {
    "en": Phrases(
        headings=(
            "What is decided", "The reasons given", "Where they differ", "Also in dispute", "Who stands against whom",
            "Who says what", "Held by both sides", "Objections and answers", "Conceded", "Known only from others",
            "Figures",
        ),
        instead={
            "context": "What it is about", "decided": "What is decided", "thesis": "What is argued",
            "reason": "What is argued", "camp": "Who stands where", "for": "For", "against": "Against",
            "difference": "Where they differ", "common": "Held by both sides", "answered": "Objections and answers",
            "unanswered": "Not answered here", "conceded": "Conceded", "reported": "Known only from others",
            "figure": "Figures",
        },
        joint=" and ", according="according to {0}", against="against {0}, {1}", opposed=" against ",
        no_answer="no answer was found", both_hold="both hold", hold="hold", grants="grants", moves="{0} moves",
        put="put to decision",
        outcomes={
            "agreed": "agreed", "rejected": "rejected", "withdrawn": "withdrawn",
            "open": "not decided in the text",
        },
        no_claims="No claims were found in this text, so there is nothing to sum up.",
        sketch="A sketch by rules and small models: claims whose words and holder are at least {0:.0%} likely right.",
        unfinished="The map is not whole: a step failed, or the run was stopped.",
        left_out="Left out because map and text name different speakers: {0}.",
    ),
    "de": Phrases(
        headings=(
            "Was beschlossen ist", "Die Gründe", "Worin sie sich unterscheiden", "Auch strittig", "Wer gegen wen steht",
            "Wer was sagt", "Beiden Seiten gemeinsam", "Einwände und Antworten", "Zugestanden",
            "Nur durch andere bekannt", "Zahlen",
        ),
        instead={
            "context": "Worum es geht", "decided": "Was beschlossen ist", "thesis": "Was vertreten wird",
            "reason": "Was vertreten wird", "camp": "Wer wo steht", "for": "Dafür", "against": "Dagegen",
            "difference": "Worin sie sich unterscheiden", "common": "Beiden Seiten gemeinsam",
            "answered": "Einwände und Antworten", "unanswered": "Hier nicht beantwortet", "conceded": "Zugestanden",
            "reported": "Nur durch andere bekannt", "figure": "Zahlen",
        },
        manners={
            "denies": "Widerspruch", "concedes": "Zugeständnis", "doubts": "Zweifel", "asks": "Frage",
            "wants": "Forderung", "predicts": "Erwartung", "supposed": "vermutet",
        },
        author="der Text", joint=" und ", according="laut {0}", against="gegen {0}: {1}", opposed=" gegen ",
        no_answer="keine Antwort gefunden", both_hold="beide", hold="gemeinsam", grants="Zugeständnis",
        moves="Antrag, {0}", put="zur Entscheidung",
        outcomes={
            "agreed": "angenommen", "rejected": "abgelehnt", "withdrawn": "zurückgezogen",
            "open": "im Text offen",
        },
        no_claims="In diesem Text wurden keine Aussagen gefunden; es gibt nichts zusammenzufassen.",
        sketch="Eine Skizze durch Regeln und kleine Modelle: Aussagen, deren Worte und Urheber zu mindestens {0:.0%} "
        "richtig sind.",
        unfinished="Die Karte ist nicht vollständig: Ein Schritt schlug fehl, oder der Lauf wurde angehalten.",
        left_out="Ausgelassen, weil Karte und Text verschiedene Sprecher nennen: {0}.",
    ),
    "fr": Phrases(
        headings=(
            "Ce qui est décidé", "Les raisons données", "Ce qui les oppose", "Aussi en débat", "Qui contre qui",
            "Qui dit quoi", "Admis des deux côtés", "Objections et réponses", "Concédé",
            "Rapporté par d'autres", "Chiffres",
        ),
        instead={
            "context": "De quoi il s'agit", "decided": "Ce qui est décidé", "thesis": "Ce qui est soutenu",
            "reason": "Ce qui est soutenu", "camp": "Qui est de quel côté", "for": "Pour", "against": "Contre",
            "difference": "Ce qui les oppose", "common": "Admis des deux côtés", "answered": "Objections et réponses",
            "unanswered": "Sans réponse ici", "conceded": "Concédé", "reported": "Rapporté par d'autres",
            "figure": "Chiffres",
        },
        manners={
            "denies": "démenti", "concedes": "concession", "doubts": "doute", "asks": "question",
            "wants": "demande", "predicts": "prévision", "supposed": "supposé",
        },
        author="le texte", colon=" : ", joint=" et ", according="selon {0}", against="contre {0} : {1}",
        opposed=" contre ",
        no_answer="aucune réponse trouvée", both_hold="les deux", hold="ensemble", grants="concession",
        moves="motion, {0}", put="mis aux voix",
        outcomes={"agreed": "adopté", "rejected": "rejeté", "withdrawn": "retiré", "open": "non tranché dans le texte"},
        no_claims="Aucune affirmation n'a été trouvée dans ce texte : il n'y a rien à résumer.",
        sketch="Une esquisse par des règles et de petits modèles : les affirmations dont les mots et l'auteur sont "
        "justes à {0:.0%} au moins.",
        unfinished="La carte n'est pas complète : une étape a échoué, ou l'exécution a été arrêtée.",
        left_out="Omises parce que la carte et le texte nomment des locuteurs différents : {0}.",
    ),
    "es": Phrases(
        headings=(
            "Lo que se decide", "Las razones dadas", "En qué difieren", "También en disputa", "Quién contra quién",
            "Quién dice qué", "Común a ambas partes", "Objeciones y respuestas", "Concedido",
            "Conocido solo por otros", "Cifras",
        ),
        instead={
            "context": "De qué se trata", "decided": "Lo que se decide", "thesis": "Lo que se sostiene",
            "reason": "Lo que se sostiene", "camp": "Quién está dónde", "for": "A favor", "against": "En contra",
            "difference": "En qué difieren", "common": "Común a ambas partes", "answered": "Objeciones y respuestas",
            "unanswered": "Sin respuesta aquí", "conceded": "Concedido", "reported": "Conocido solo por otros",
            "figure": "Cifras",
        },
        manners={
            "denies": "negación", "concedes": "concesión", "doubts": "duda", "asks": "pregunta",
            "wants": "demanda", "predicts": "previsión", "supposed": "supuesto",
        },
        author="el texto", joint=" y ", according="según {0}", against="contra {0}: {1}", opposed=" contra ",
        no_answer="no se halló respuesta", both_hold="ambos", hold="en común", grants="concesión",
        moves="moción, {0}", put="sometido a decisión",
        outcomes={
            "agreed": "aprobado", "rejected": "rechazado", "withdrawn": "retirado",
            "open": "sin decidir en el texto",
        },
        no_claims="No se hallaron afirmaciones en este texto: no hay nada que resumir.",
        sketch="Un esbozo mediante reglas y modelos pequeños: afirmaciones cuyas palabras y autor son correctos con "
        "una probabilidad de al menos {0:.0%}.",
        unfinished="El mapa no está completo: falló un paso, o se detuvo la ejecución.",
        left_out="Omitidas porque el mapa y el texto nombran a hablantes distintos: {0}.",
    ),
    "zh": Phrases(
        headings=(
            "决定", "理由", "分歧", "其他争议", "谁反对谁", "各方观点", "双方共识", "异议与答复", "承认", "转述",
            "数字",
        ),
        instead={
            "context": "背景", "decided": "决定", "thesis": "主张", "reason": "主张", "camp": "各方立场", "for": "支持",
            "against": "反对", "difference": "分歧", "common": "双方共识", "answered": "异议与答复",
            "unanswered": "未获答复", "conceded": "承认", "reported": "转述", "figure": "数字",
        },
        manners={
            "denies": "否认", "concedes": "承认", "doubts": "怀疑", "asks": "提问", "wants": "要求", "predicts": "预计",
            "supposed": "推测",
        },
        author="本文", colon="：", joint="和", according="据{0}", against="针对{0}：{1}", opposed="对",
        no_answer="未见答复", both_hold="双方都认为", hold="都认为", grants="承认", moves="{0}提出", put="交付表决",
        outcomes={"agreed": "通过", "rejected": "否决", "withdrawn": "撤回", "open": "文中未决"},
        no_claims="本文中未找到主张，无可概括。",
        sketch="由规则和小型模型生成的草图：所列主张的文字与持有者至少有{0:.0%}的把握正确。",
        unfinished="论证图不完整：某一步失败，或运行被中止。",
        left_out="因图与原文所列发言人不同而略去的主张：{0}。",
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
