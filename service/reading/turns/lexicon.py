"""Word lists that identify speakers, or show that a label names nobody."""

from __future__ import annotations

from service.domain.word_lists import word_list

TITLES = word_list(
    "admiral alderman ambassador baroness captain cllr colonel commissioner congressman congresswoman councillor "
    "councilman councilmember councilor councilwoman dame deputy dr gen general gov governor hon judge justice lady "
    "lieutenant lord "
    "lt madam miss mr mrs ms mx prof professor rep representative rev right sen senator sir superintendent "
    "abg abgeordneter abgeordnete frau herr freiherr graf bundesminister bundesministerin ministerin m mm mme mmes "
    "mlle "
    "monsieur madame sr sra señor señora signor signora on onorevole don doña "
    "heer mevrouw shri smt"
)
"""What stands before a name."""

OFFICES = word_list(
    "chair chairman chairperson chairwoman chancellor clerk convenor counsel court director mayor member members "
    "minister moderator president rapporteur secretary speaker treasurer vice witness officer host presenter "
    "facilitator interviewer questioner reporter panelist panellist prosecutor "
    "präsident präsidentin vizepräsident vizepräsidentin vorsitzender vorsitzende staatssekretär staatsminister "
    "bundeskanzler bundeskanzlerin moderatorin senatorin alterspräsident "
    "président présidente rapporteure ministre maire modérateur modératrice animateur animatrice "
    "presidente presidenta ministro ministra secretario moderador moderadora secretaria voorzitter staatssecretaris "
    "talman talmannen formand formanden spokesperson spokesman spokeswoman marszałek"
)
"""Whoever holds it may be labelled by it alone."""

SPEAKER_TITLES = TITLES | OFFICES

NOBODY = word_list(
    "abstract action actions address agenda amendment article attendance author aye ayes background breaking by "
    "caption cc chapter "
    "conclusion contents correction cost credit date decision decisions definition department description directions "
    "duration editor's email equipment error example exhibit fact fax figure finding for from goal hint image "
    "ingredients input instructions interview item key latest lemma lesson license list live location method "
    "minute motion "
    "myth nay noes note notes option outcome output paragraph part phase phone photo place point present prep price "
    "problem "
    "proof proposition purpose reason re recipe recommendation references remark requirements resolved result "
    "returns rule sales schedule "
    "section serves servings solution source spoiler stage status step steps subject summary table tags "
    "tel theorem time tip title to topic total update usage venue verdict version vote warning website yield "
    "artikel abschnitt anlage antrag beispiel betreff datum hinweis kapitel quelle tabelle thema zutaten zubereitung "
    "article annexe chapitre exemple objet remarque ingrédients préparation source"
)
"""First words of labels that name nobody."""

NO_PERSONS = word_list(
    "a academy according after agency all although american an and april as asia assembly association at august "
    "authority "
    "autumn avenue bank bay board book bridge british bureau but by castle centre center central chapter christmas "
    "church city "
    "clinic club coast college commission committee company conference congress corporation council county court "
    "day december "
    "department district dr driver easter east editor eastern english europe european every february federation "
    "festival for "
    "forest foundation french friday from front fund gallery gazette general german government group guild half "
    "hall harbour "
    "he herald her here hill his hospital hotel house how if in institute international interview into island it "
    "its january "
    "journal july june king lake last lane letters library market may mayor memorial mill minister ministry miss "
    "monday mount "
    "mountain mr mrs ms museum national new news no north northern november observatory october office old on one "
    "opinion our "
    "palace park parliament party phd places plaza police post president press prime prize prof professor project "
    "queen question "
    "railway review river road royal saturday school sea secretary senate september series she since sir society "
    "south southern "
    "spring square st station street studio summer sunday supreme that the their then there these they this those "
    "three thursday "
    "times today tower town trade treaty tuesday two union united university valley village war we wednesday west "
    "western what "
    "when where which who why winter with women world year yesterday you young your"
)
"""Capitalised words of which no name of a person is made."""
