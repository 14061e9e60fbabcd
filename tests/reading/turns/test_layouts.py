"""Layouts of real transcripts in a few lines each: who has the word, turn by turn, and what nobody says."""

from __future__ import annotations

import pytest

from service.reading import read_text

LAYOUTS = {
    "evidence with numbered questions below a list of who is present": (
        "Members present: Dame Ada Lind (Chair); Mr Jan Renn; Pia Farr.\n\n"
        "Q1 Chair: Welcome. Could I ask who you are?\n"
        "Dr Holm: I am the keeper.\nQ2 Chair: Why do you keep it?\nDr Holm: I must.\nQ3 Pia Farr: Must you, I wonder?",
        "Chair|Dr Holm|Chair|Dr Holm|Pia Farr",
    ),
    "a council's record with a list led in by dots": (
        "President:   Mr. Renn . . . . . . . (Pell)\n\n"
        "Members:   Norway . . . . . . . Ms. Lind\n\nThe agenda was adopted.\n\n"
        "The President: I give the floor to Ms. Lind.\n\nMs. Lind (Norway) (spoke in French): I thank you, sir.",
        "The President|Ms. Lind",
    ),
    "an office with its holder, who has no title": (
        "Ada Lind (Pell) (Con): Will you meet us?\n\nThe Under-Secretary of State for Canals and Inland Waters "
        "(Tom Renn): I will.\n\nAda Lind: I thank you.\n\n"
        "Tom Renn: It is my pleasure.\n\nQuestion put and agreed to.\n\n"
        "10.27 am\nSitting suspended.",
        "Ada Lind|Tom Renn|Ada Lind|Tom Renn",
    ),
    "offices behind names": (
        "President. – I open the debate.\n\n"
        "Karin Holm, rapporteur. – I thank you, Madam.\n\nJan Feld (PPE), Antwort auf "
        "eine Frage. – Wir sind dagegen.\n\nPresident. – The debate is closed.",
        "President|Karin Holm, rapporteur|Jan Feld|President",
    ),
    "capitals with an office, a stop": (
        "PRESIDENTE. La seduta è aperta.\n\nPIA SERRA (PD). Io vi ringrazio. Voteremo contro.\n\nANNA NERI, "
        "Sottosegretaria di Stato. Il Governo ascolta. Noi abbiamo tempo.\n\n"
        "La seduta, sospesa alle 12,40, è ripresa.",
        "PRESIDENTE|PIA SERRA|ANNA NERI, Sottosegretaria di Stato",
    ),
    "labels on lines of their own, with an article": (
        "De voorzitter:\nIk open de vergadering.\n\n"
        "Mevrouw De Graaf (GL):\nDank u wel. Ik wil fietsen.\n\nDe voorzitter:\n"
        "Dank u.\n\nDe vergadering wordt van 11.40 uur tot 11.55 uur geschorst.",
        "De voorzitter|Mevrouw De Graaf|De voorzitter",
    ),
    "numbered speeches": (
        "Anf. 21 ANNA LIND (S):\nFru talman! Jag vill cykla.\n\n"
        "Anf. 22 PER HOLM (M) replik:\nFru talman! Vi kör bil.\n\n"
        "Anf. 23 ANNA LIND (S) replik:\nFru talman! Det ser jag.",
        "ANNA LIND|PER HOLM|ANNA LIND",
    ),
    "a testimony, whose questioner changes": (
        "EXAMINATION\n\nBY MS. DRAKE:\n\n     Q.  Were you there?\n\n"
        "     A.  I was.\n\n         MR. FINCH:  Object to the form.\n\n"
        "         THE WITNESS:  I said so.\n\n         MS. DRAKE:  I have nothing further.\n\nBY MR. FINCH:\n\n"
        "     Q.  Who trained you?\n\n     A.  Nobody did.",
        "MS. DRAKE|A|MR. FINCH|A|MS. DRAKE|MR. FINCH|A",
    ),
    "line numbers and gaps": (
        " 1        CHIEF JUSTICE ROBIN:  We'll hear argument\n\n"
        " 2   first in Marlow.\n\n 3        MR. CASTELL:  May it please the\n\n"
        " 4   Court: a fence is a taking.\n\n"
        " 5        JUSTICE KEANE:  But can he not walk\n\n 6   round it, I wonder?\n\n"
        " 7        MR. CASTELL:  He can't, Justice\n\n 8   Keane. I wish he could.",
        "CHIEF JUSTICE ROBIN|MR. CASTELL|JUSTICE KEANE|MR. CASTELL",
    ),
    "a name that is a word, first names, a seat number": (
        "LENA FROST, HOST: Welcome. Mayor Price, would you close it?\n\n"
        "PRICE: I would.\n\nLENA: Why?\n\nPRICE: It leaks.\n\n"
        "UNIDENTIFIED PERSON #1: It does not, I say.\n\nFROST: Thank you.",
        "LENA FROST|PRICE|LENA FROST|PRICE|UNIDENTIFIED PERSON #1|LENA FROST",
    ),
    "initials that are a word": (
        "Panel: Ruth Amsel (RA), Ole Bell (OB), Ida Thor (IT)\n\nRA: Why do you publish?\n\nOB: We were asked.\n\n"
        "IT: You were sued.\n\nOB: We were, once.\n\nIT: Twice.\n\nRA: I see.",
        "RA|OB|IT|OB|IT|RA",
    ),
    "names that recur like page heads, with times": (
        "Jo Adler  0:02\nRight, I think we're recording.\n\n"
        "Sam Khan (External)  0:31\nI don't see it.\n\nJo Adler  0:44\n"
        "Which one?\n\nSam Khan (External)  0:46\nYours.\n\nJo Adler  1:00:03\nFair enough.",
        "Jo Adler|Sam Khan|Jo Adler|Sam Khan|Jo Adler",
    ),
    "times on lines below names": (
        "Mira Sol\n  9:14 AM\nShould we meet at ten?\n\n"
        "Jens Aalto\n  9:15 AM\nI'd rather not.\n\nMira Sol\n  9:17 AM\n"
        "Half past, then?",
        "Mira Sol|Jens Aalto|Mira Sol",
    ),
    "dates and numbers of telephones": (
        "[04.03.25, 14:02:11] Anna: Who has the key?\n[04.03.25, 14:03:40] Tom: I have it.\n"
        "[04.03.25, 14:05:19] +49 171 5550100: I live next door.\n[04.03.25, 14:06:00] Anna: Thank you!",
        "Anna|Tom|+49 171 5550100|Anna",
    ),
    "names and parties without a mark": (
        "Baroness Tarn of Wick (LD)\nMy Lords, I ask about hedges.\n\nThe Parliamentary Under-Secretary of State "
        "(Baroness Hale of Orme) (Lab)\nMy Lords, we keep them.\n\nBaroness Tarn of Wick (LD)\nI thank you.\n\n"
        "Baroness Hale of Orme (Lab)\nWe do.\n\nBaroness Tarn of Wick (LD)\nI doubt it.",
        "Tarn of Wick|Hale of Orme|Tarn of Wick|Hale of Orme|Tarn of Wick",
    ),
    "bare names in a call": (
        "Company Participants\n\nRita Moser - Head of Relations\n\nOperator\n\n"
        "I now hand over to you.\n\nRita Moser\n\n"
        "Thank you. I'll hand on.\n\nOlaf Trent\n\nWe sold less.\n\n"
        "Operator\n\nYour line is open, sir.\n\nOlaf Trent\n\n"
        "We heard you.",
        "Operator|Rita Moser|Olaf Trent|Operator|Olaf Trent",
    ),
    "marks of a Japanese record": (
        "○議長（山田一郎君）　これより会議を開きます。\n\n○佐藤花子君　私は反対いたします。\n\n"
        "○議長（山田一郎君）　次に移ります。",
        "議長|佐藤花子君|議長",
    ),
    "votes and reactions": (
        "O Sr. Presidente: — Tem a palavra o Sr. Matos.\n\nO Sr. Matos (PS): — Eu agradeço.\n\nAplausos do PS.\n\n"
        "O Sr. Presidente: — Vamos votar.\n\nSubmetido à votação, foi rejeitado.\n\nPS 49; IL 34; PCP 15.",
        "O Sr. Presidente|O Sr. Matos|O Sr. Presidente",
    ),
    "titles without capitals, in wrapped lines": (
        "    The Chairman. The hearing will come to order. I thank\nyou, and I yield to Ranking Member and\n"
        "Senator Wyatt. Thank you all.\n    Senator Wyatt. I thank the chairman.\n    Ms. Orr. We need pilots.\n"
        "    Senator Wyatt. How many?\n    The Chairman. You may answer.\n    Ms. Orr. Four thousand, I hear.",
        "The Chairman|Senator Wyatt|Ms. Orr|Senator Wyatt|The Chairman|Ms. Orr",
    ),
    "titled names on lines of their own": (
        "Mr. John Harrow (Pell)\n\nI beg to ask about it.\n\nThe Minister of Transport (Mr. Lorne)\n\nNo, Sir.\n\n"
        "Mr. Harrow\n\nWill you not?\n\nMr. Lorne\n\nI will not.\n\nMr. Harrow\n\nI doubt it.",
        "Harrow|The Minister of Transport|Harrow|The Minister of Transport|Harrow",
    ),
    "questions whose answers have an office": (
        "Spokesperson:  Yes, Edith?\n\nQuestion:  Has he spoken to you?\n\nSpokesperson:  He has.\n\n"
        "Question:  Thank you.",
        "Spokesperson|Question|Spokesperson|Question",
    ),
    "a trial without stops": (
        "          THE COURT:  Mr. Bell, you may proceed.\nBY MR. BELL:\nQ     Where were you?\nA     I was there.\n"
        "Q     Did you see it?\nA     Twice.",
        "THE COURT|MR. BELL|A|MR. BELL|A",
    ),
    "hyphens for dashes": (
        "President. - I open the debate.\n\nHolm (PPE). - (DE) Madam, I thank you.\n\nPresident. - We vote now.",
        "President|Holm|President",
    ),
    "the quarters of a page": (
        "(A) Maren Thiele (SPD):\nHerr Präsident! Wir wollen den Bus.\n\nVizepräsident Karl Ott:\nDanke.\n\n"
        "(B) Ulf Kranz (CDU/CSU):\nHerr Präsident! Ich frage Sie.",
        "Maren Thiele|Vizepräsident Karl Ott|Ulf Kranz",
    ),
    "initials after full names": (
        "Tess Gray: You hate it?\n\nLeo Adams: I did.\n\nTG: Who paid you?\n\nLA: I never asked.\n\nTG: And now?\n\n"
        "LA: I like it.",
        "Tess Gray|Leo Adams|Tess Gray|Leo Adams|Tess Gray|Leo Adams",
    ),
    "Polish": (
        "Marszałek:\n\nGłos ma pan poseł Kowal.\n\nPoseł Jan Kowal:\n\nPanie Marszałku! Chcę kolei.\n\n"
        "Marszałek:\n\nDziękuję, panie pośle.\n\nPoseł Jan Kowal:\n\nTo wszystko.",
        "Marszałek|Poseł Jan Kowal|Marszałek|Poseł Jan Kowal",
    ),
}


@pytest.mark.parametrize(("text", "wanted"), LAYOUTS.values(), ids=LAYOUTS)
def test_the_layouts_of_transcripts(text: str, wanted: str) -> None:
    document = read_text(text)
    first: dict[str, str] = {}
    for turn in document.turns:
        first.setdefault(turn.speaker, turn.label or "")
    names = wanted.split("|")

    assert len(document.turns) == len(names)
    assert all(
        first[turn.speaker].startswith(name) or name in first[turn.speaker]
        for turn, name in zip(document.turns, names, strict=True)
    )
    assert len(first) == len(set(names))


@pytest.mark.parametrize(
    "text",
    [
        "Keys: You get one.\n\nFires: We forbid them.\n\nKeys: Lost keys cost you ten.\n\nFires: Never, I say.",
        "Proceeds\n\nWe sold 40.\n\nProceeds\n\nWe sold 50.\n\nLosses\n\nWe lost 2.\n\nLosses\n\nYou lost 3.",
        "Present: Cllr A. Moss (Chair), Cllr P. Reid\n\nThe Chair explained that the bench was rotten.",
        "COMMENTARY: CENTRAL ASIA\n\nI crossed the border at noon, and nobody asked me for a paper of any kind.",
    ],
    ids=["rules", "headings that recur", "minutes", "a section's name"],
)
def test_what_only_looks_like_labels(text: str) -> None:
    assert read_text(text).turns == ()
