"""Statements without a parse: German, and languages that nobody listed cues for. Everybody is invented."""

import pytest

from summarizer.proposing import propose
from summarizer.types import Article


def read(text, language="de"):
    return propose(Article(id="", source="-", text=text, language=language), None)


def said(text, language="de"):
    return [(one.holder, one.content.quote, one.kind) for one in read(text, language).statements]


@pytest.mark.parametrize(
    ("sentence", "holder", "content", "kind"),
    [
        ("„Die Brücke ist sicher“, sagte Anna Berg.", "Anna Berg", "Die Brücke ist sicher", "direct"),
        ("Anna Berg sagte: „Die Brücke ist sicher.“", "Anna Berg", "Die Brücke ist sicher.", "direct"),
        (
            "„Die Brücke ist sicher“, so Bürgermeisterin Anna Berg.",
            "Anna Berg",
            "Die Brücke ist sicher",
            "direct",
        ),
        ("„Die Brücke ist sicher“, äußerte sich Anna Berg.", "Anna Berg", "Die Brücke ist sicher", "direct"),
        ("Die Brücke sei sicher, so Anna Berg.", "Anna Berg", "Die Brücke sei sicher", "paraphrase"),
        ("Anna Berg erklärte, dass die Brücke sicher ist.", "Anna Berg", "dass die Brücke sicher ist", "paraphrase"),
        ("Am Montag sagte Anna Berg, die Brücke sei sicher.", "Anna Berg", "die Brücke sei sicher", "paraphrase"),
        (
            "Laut Anna Berg ist die Brücke seit Jahren sicher.",
            "Anna Berg",
            "ist die Brücke seit Jahren sicher",
            "paraphrase",
        ),
        (
            "Nach Angaben der Polizei wurden drei Menschen verletzt.",
            "Polizei",
            "wurden drei Menschen verletzt",
            "paraphrase",
        ),
        (
            "Der Polizei zufolge wurden drei Menschen verletzt.",
            "Polizei",
            "wurden drei Menschen verletzt",
            "paraphrase",
        ),
        (
            "Die Sprecherin gab an, dass die Brücke sicher ist.",
            "Sprecherin",
            "dass die Brücke sicher ist",
            "paraphrase",
        ),
    ],
)
def test_a_german_sentence_gives_its_statement(sentence, holder, content, kind):
    assert said(sentence) == [(holder, content, kind)]


@pytest.mark.parametrize(
    "sentence",
    [
        "„Die Brücke ist sicher.“",
        "Es gab am Montag keinen Verkehr, auch nicht auf der Brücke.",
        "Sie sah die „Alte Brücke“ am Abend.",
        "Er sagte, die Brücke sei sicher.",
        "",
    ],
)
def test_without_a_speaker_there_is_no_statement(sentence):
    assert said(sentence) == []


def test_he_and_she_are_whoever_spoke_last():
    text = "Anna Berg sagte, die Brücke sei sicher. Sie betonte, das Tor sei geschlossen."
    assert [holder for holder, *_ in said(text)] == ["Anna Berg", "Anna Berg"]


def test_reported_speech_goes_on_in_the_subjunctive():
    text = "Anna Berg sagte, die Brücke sei sicher. Das Tor habe seit Jahren gehalten. Danach regnete es."
    found = read(text).statements
    assert [one.content.quote for one in found] == ["die Brücke sei sicher", "Das Tor habe seit Jahren gehalten"]
    assert found[1].cue is None
    assert found[1].certainty < found[0].certainty


def test_a_quotation_goes_on():
    text = "„Die Brücke ist sicher“, sagte Anna Berg. „Wir haben jede Schraube geprüft.“"
    assert [content for _, content, _ in said(text)] == ["Die Brücke ist sicher", "Wir haben jede Schraube geprüft."]


def test_speech_does_not_go_on_in_the_next_paragraph():
    text = "Anna Berg sagte, die Brücke sei sicher.\n\nDas Tor habe gehalten."
    assert len(said(text)) == 1


def test_abbreviations_and_ordinals_do_not_end_a_sentence():
    text = "Anna Berg sagte, am 1. Mai werde die Brücke für alle geöffnet."
    assert said(text) == [("Anna Berg", "am 1. Mai werde die Brücke für alle geöffnet", "paraphrase")]


def test_patterns_are_less_certain_than_a_parse_and_say_so():
    found = read("„Die Brücke ist sicher“, sagte Anna Berg.")
    assert all(one.certainty <= 0.6 for one in found.statements)
    assert [notice.code for notice in found.notices] == ["no-parser"]
    assert [(actor.name, actor.id) for actor in found.actors] == [("Anna Berg", found.statements[0].holder_id)]


@pytest.mark.parametrize(
    ("language", "text", "holder"),
    [
        ("en", "“The bridge is safe,” said Anna Berg.", "Anna Berg"),
        ("en", "Martin Hollis, Jr. warned that the bridge was old.", "Martin Hollis, Jr"),
        ("en", "“The bridge is old,” said Martin Hollis, Sr. on Monday.", "Martin Hollis, Sr"),
        ("fr", "« Le pont est sûr », a déclaré Anna Berg.", "Anna Berg"),
        ("es", "«El puente es seguro», dijo Anna Berg.", "Anna Berg"),
        ("ru", "«Мост безопасен», сказала Анна Берг.", "Анна Берг"),
        ("nl", "“De brug is veilig,” zegt Anna Berg.", "Anna Berg"),
        ("ru", "Вчера мэр Анна Берг заявила, что мост безопасен.", "Анна Берг"),
        ("ru", "В интервью крупной газете Анна Берг заявила, что мост безопасен.", "Анна Берг"),
        ("ru", "Министр обороны Дальнии Анна Берг утверждает, что мост безопасен.", "Анна Берг"),
        ("ru", "Вчера Анна Петровна Берг сообщила, что мост безопасен.", "Анна Петровна Берг"),
        ("ru", "По словам Анны Берг, мост безопасен и открыт.", "Анны Берг"),
        ("it", "«Il ponte è sicuro», ha detto Anna Berg.", "Anna Berg"),
        ("pt", "«A ponte é segura», garantiu Anna Berg.", "Anna Berg"),
        ("pl", "„Most jest bezpieczny”, powiedziała Anna Berg.", "Anna Berg"),
    ],
)
def test_other_languages_have_their_commonest_verbs(language, text, holder):
    assert [name for name, *_ in said(text, language)] == [holder]


@pytest.mark.parametrize(
    "text",
    ["И считает, что мост безопасен. И это всё.", "Многие считают, что мост безопасен. Так считают Многие."],
)
def test_a_word_that_opens_a_sentence_is_no_name_in_other_languages_either(text):
    assert said(text, "ru") == []


def test_he_is_no_speaker_where_nobody_spoke():
    assert said("He said the bridge was safe.", "en") == []


def test_voiced_risks_are_sentences_with_a_word_of_danger():
    found = read("Anna Berg warnte vor einem Einsturz. Die Brücke ist alt. Es besteht die Gefahr einer Eskalation.")
    assert [one.quote for one in found.warnings] == [
        "Anna Berg warnte vor einem Einsturz.",
        "Es besteht die Gefahr einer Eskalation.",
    ]


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        (
            "„Die Straße ist alt und eng“, sagte Verkehrsministerin Adele Brunkhorst am Mittwoch.",
            "Adele Brunkhorst",
            "Verkehrsministerin",
        ),
        (
            "Dessen Vorsitzender Jasper Tönnewald warnte, der Umweg könne teuer werden.",
            "Jasper Tönnewald",
            "Vorsitzender",
        ),
        (
            "„Das Ministerium hat geschwiegen“, sagte ihr Abgeordneter Henning Struve.",
            "Henning Struve",
            "Abgeordneter",
        ),
    ],
)
def test_a_german_role_before_a_name_is_no_part_of_it(sentence, name, role):
    found = read(sentence)
    assert [one.holder for one in found.statements] == [name]
    assert [(actor.name, actor.role, actor.kind) for actor in found.actors] == [(name, role, "person")]


def test_a_possessive_opens_no_name():
    assert said("Ihr Verband erklärte, die Brücke sei sicher.")[0][0] == "Verband"


def test_a_surname_alone_joins_whom_the_article_introduces():
    text = (
        "Die Bürgermeisterin von Lindhaven, Swantje Ohlerich, unterstützt die Sperrung. "
        "Sonst drohe dem Hafen der Verlust von Arbeit, erklärte Ohlerich."
    )
    found = read(text)
    assert [(one.holder, one.aliases) for one in found.statements] == [("Swantje Ohlerich", ("Ohlerich",))]
    assert found.actors[0].evidence.quote == "Bürgermeisterin von Lindhaven, Swantje Ohlerich"


def test_he_is_whoever_was_introduced_since_a_report_spoke():
    text = (
        "Laut einem Gutachten der Hochschule Moorburg ist ein Abbruch der Küste wahrscheinlich. "
        "Der Geologe Rufus Amelang hält eine Sperrung für zu wenig. „Man müsste die Straße verlegen“, sagte er."
    )
    assert said(text)[-1][0] == "Rufus Amelang"


def test_a_verb_at_the_start_of_a_question_is_no_role():
    assert read("Ist Anna Berg dafür? Das sei falsch, erklärte Berg.").actors[0].role is None


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Innenministerin Anna Berg kam. „Die Brücke ist sicher“, sagte die Ministerin.", "Anna Berg"),
        ("Anna Berg, die Sportchefin, kam. „Die Brücke ist sicher“, sagte die Sportchefin.", "Anna Berg"),
        (
            "Minister Karl Holt traf Ministerin Anna Berg und Minister Uwe Sand. "
            "„Die Brücke ist sicher“, sagte der Minister.",
            "Minister",
        ),
    ],
)
def test_a_german_description_is_the_one_person_whom_the_article_calls_so(text, holder):
    assert [one.holder for one in read(text).statements] == [holder]
