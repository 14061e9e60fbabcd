"""Pasted pages, each line with the kind that it must get: H heading, F furniture, B body."""

import pytest

from service.reading import read_text

_COLUMN = """
F OPINION | TOWN AND COUNTRY
F Who owns the wind over Marrow Hill?
F A village vote cannot settle it. A lease could, and the parish has had one in a drawer since 1998.
F By Tamsin Orrell and Jorge Pinto
F 4 March 2026 · 6 min read
F The hill from the churchyard in January. Photograph: Orrell Archive
B The turbines have not been built, and already they have split the Sunday cricket team. The parish says that it was \
never asked; the developer says that it asked three times, by letter, and that the letters went unanswered.
B Nobody disputes the letters.
H What the lease says
B Clause nine lets the parish stop any work that would “spoil the common use of the hill”. Mr. Adeyemi-Ross, the \
developer’s agent, argues that a turbine spoils nothing, since sheep will graze beneath it as before.
F Read more: The quarry that came back
B “That is a lawyer’s answer,” said Ines Falk, who farms the lower slope. “Sheep do not hear the blades.”
H And the vote?
B It will be held in May, because the council insists on it, and it will bind nobody. The lease would.
B We should read it.
F Tamsin Orrell is a columnist for the Vale Gazette. Jorge Pinto farms in the next valley.
F Sign up for our weekly newsletter
F © 2026 Vale Gazette. All rights reserved.
"""
_NEWS = """
B LOWER MARROW, England (Vale Press) - Councillors voted on Tuesday to put a wind farm to the village, after an \
evening in which the clerk had to ask for silence twice.
B The vote passed by five to four. It will be held on May 14.
F [Photo: Residents outside the hall on Tuesday.]
B The developer said that it welcomed the vote and would send a speaker to any meeting.
F (Reporting by A. Clay; editing by J. Moss)
"""
_INTERVIEW = """
F “I never asked for a monument”
F The engineer Ruta Balode on dams, mistakes and the long life of concrete
F Interview by Paul Renner
B The dam that Ruta Balode drew at thirty is older now than she was then, and it leaks in two places that she can name.
B Q: Do you regret it?
B Ms. Balode: I regret the spillway. The rest was right for its time, and I would draw it again.
B Q: Your critics say that you should have seen the silt coming.
B Ms. Balode: They are right about the silt. They are wrong about me.
F The interview has been edited for length.
"""


def lines_of(marked: str) -> list[tuple[str, str]]:
    return [(line[0], line[2:]) for line in marked.strip().split("\n")]


@pytest.mark.parametrize("marked", [_COLUMN, _NEWS, _INTERVIEW], ids=["column", "news", "interview"])
@pytest.mark.parametrize("glue", ["\n\n", "\n", "\r\n\r\n \r\n"], ids=["blank lines", "single newlines", "windows"])
def test_a_pasted_page(marked: str, glue: str) -> None:
    lines = lines_of(marked)
    document = read_text(glue.join(text for _, text in lines))
    found = [(paragraph.kind[0].upper(), paragraph.cut(document.text)) for paragraph in document.paragraphs]
    assert found == [("H" if kind == "H" else kind, text) for kind, text in lines]


def test_the_headline_becomes_the_title() -> None:
    texts = [text for _, text in lines_of(_COLUMN)]
    assert read_text("\n\n".join(texts)).title == "Who owns the wind over Marrow Hill?"
    assert read_text("\n\n".join(text for _, text in lines_of(_NEWS))).title is None


def test_a_given_title_is_kept_and_its_repetition_is_furniture() -> None:
    body = "It rained in the night, and the meadow stood under water by the time that anybody woke."
    document = read_text(f"THE FLOOD\n\n{body}", title="The flood")
    assert document.title == "The flood"
    assert [paragraph.kind for paragraph in document.paragraphs] == ["furniture", "body"]


@pytest.mark.parametrize("text", ["Ban cars.", "Ban cars", "Read more", "Stop it\n\nNow"])
def test_a_scrap_still_has_a_body(text: str) -> None:
    assert read_text(text).body()


@pytest.mark.parametrize(
    "text",
    [
        "Related work has shown that sleep matters to children, and that schools which start late do better at it.",
        "Copyright law protects the map and not the coastline, which is why the atlas lost and the surveyor won.",
        "The author of the report is a lobbyist who has never set foot in a mine, as the minister was told in June.",
        "Send your children to bed early, because those who sleep longer learn more, as every teacher can see.",
        "Share prices fell on Monday, since the bank had warned that it would not lend to builders any longer.",
    ],
)
def test_prose_that_begins_like_a_note_stays_body(text: str) -> None:
    around = "The council met in the evening and voted, although nobody had read the papers that it was voting on."
    document = read_text(f"{around}\n\n{text}\n\n{around}")
    assert [paragraph.kind for paragraph in document.paragraphs] == ["body"] * 3


_PICTURES = """
F The festival that outgrew its field
F By Rosa Lind
B The Harrow festival should move. Forty thousand people came last year to a meadow that holds fifteen thousand, and \
two of them did not come home. No fence will change that, and no warden either.
F Visitors wait at the single gate of the festival in June. The line reached the main road by noon.
F Photo: Ida Kron
B The organisers say that the meadow is the festival. That may have been right once, when it was a fair for the \
valley and for nobody else.
F Peder Quist (left) and the mayor, Ann Holm, at the opening in 1998.
B But the meadow has one gate, and the brook behind it floods every third year. A festival is its music, and music \
can move to wherever there is a second gate.
"""
_LETTERS = """
F Letters
F Sir,
B Your editorial on school buses gets it backwards. Buses are not a cost of schooling, they are the reason that \
villages have children at all.
F Margaret Hoult, Penny Bridge
B Mrs. Hoult forgets who pays. The district spends more on diesel than on music teachers, and a shared taxi would do.
F R. Desai, Ulverston
B The editor writes: the district spends as much on diesel as on music teachers, and we regret the error.
"""
_LIVE = """
F Rail strike live: talks resume
F 16:42
B The union has rejected the new offer. Its secretary said that the company was paying for the strike with the \
drivers' money.
F 22m ago 15.10 GMT
B Passengers at Central are losing patience, and the buses that were promised have not come since the morning.
F Posted at 12:30 by Lena Fox
B No trains are running north of Halden today, and none will before the evening, says the company.
"""


@pytest.mark.parametrize("marked", [_PICTURES, _LETTERS, _LIVE], ids=["pictures", "letters", "live page"])
def test_a_page_of_another_form(marked: str) -> None:
    lines = lines_of(marked)
    document = read_text("\n\n".join(text for _, text in lines))
    found = [(paragraph.kind[0].upper(), paragraph.cut(document.text)) for paragraph in document.paragraphs]
    assert found == lines
    assert document.title is None or document.title == lines[0][1]
