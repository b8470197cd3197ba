"""German statements without a parse: who speaks, by which verb, and what is said. Everybody is invented."""

import time

import pytest

from summarizer.proposing import propose
from summarizer.types import Article


def read(text, language="de"):
    return propose(Article(id="", source="-", text=text, language=language), None)


def said(text):
    return [(one.holder, one.content.quote) for one in read(text).statements]


@pytest.mark.parametrize(
    ("sentence", "holder", "content"),
    [
        (
            "Die Fähre fahre ab Montag wieder, teilten die Stadtwerke mit.",
            "Stadtwerke",
            "Die Fähre fahre ab Montag wieder",
        ),
        (
            "Der Verband kündigte am Freitag an, die Fähre zu verkaufen.",
            "Verband",
            "die Fähre zu verkaufen",
        ),
        (
            "Ministerin Ada Brunk räumte vor dem Ausschuss ein, dass Geld fehlt.",
            "Ada Brunk",
            "dass Geld fehlt",
        ),
        (
            "Der Geologe hatte die Auffassung vertreten, der Deich sei zu schwach.",
            "Geologe",
            "der Deich sei zu schwach",
        ),
        ("Die Partei lehnt den Verkauf der Fähre ab.", "Partei", "den Verkauf der Fähre"),
        ("Scharf kritisierte der Verband den Verkauf der Fähre.", "Verband", "den Verkauf der Fähre"),
        ("Der Verband nannte den Verkauf „einen schweren Fehler“.", "Verband", "einen schweren Fehler"),
        ("Der Verkauf wurde von Ada Brunk als „Fehler des Jahres“ bezeichnet.", "Ada Brunk", "Fehler des Jahres"),
        ("Wie die Hafenbehörde mitteilte, sank das Boot vor der Küste.", "Hafenbehörde", "sank das Boot vor der Küste"),
        ("Wie aus Regierungskreisen verlautete, tritt der Minister zurück.", "Regierungskreisen", "tritt der Minister"),
        (
            "Die Sprecherin der Werft, Ada Brunk, sagte, die Halle werde gebaut.",
            "Ada Brunk",
            "die Halle werde gebaut",
        ),
        (
            "Der Verband, der die Fähre betreibt, forderte mehr Geld vom Land.",
            "Verband",
            "mehr Geld vom Land",
        ),
        ("Die Werft zuckt mit den Achseln. Dazu Ada Brunk: „Das war immer so.“", "Ada Brunk", "Das war immer so."),
        ("Die Lage ist nach Meinung politischer Beobachter sehr ernst.", "politischer Beobachter", "Die Lage ist"),
        ("Die Werft steht vor dem Aus. Das berichtete der „Hafenbote“.", "„Hafenbote“", "Die Werft steht vor dem Aus"),
        ("Der Hafen sei sicher, sagte Ada Brunk dem „Hafenboten“.", "Ada Brunk", "Der Hafen sei sicher"),
        ("Der Hafen sei marode, heißt es in dem Gutachten.", "Gutachten", "Der Hafen sei marode"),
        ("In dem Gutachten der Werft heißt es, der Hafen sei marode.", "Gutachten der Werft", "der Hafen sei marode"),
    ],
)
def test_a_verb_a_phrase_or_a_colon_gives_a_statement(sentence, holder, content):
    found = [quote for name, quote in said(sentence) if name == holder]
    assert found
    assert found[0].startswith(content)


@pytest.mark.parametrize(
    "sentence",
    [
        "Unmissverständlich sagt man das nie, dass es so ist.",
        "Niemand erwartet, dass die Brücke fällt.",
        "Das Bewegen dieser Rakete heißt, dass sie fliegt.",
        "Die Rakete sagte, dass sie fliegt.",
        "Die Brücke, so definieren sie die Grenzen, ist alt.",
        "Die Rechnung wurde bestätigt, wenn auch spät am Abend.",
        "Die Werft zeigte das Schiff, das im Hafen liegt.",
        "Um das zu sagen, dass er geht, kam der Trainer.",
        "Das erwartete Ergebnis kam, obwohl es regnete.",
    ],
)
def test_what_is_no_speaker_says_nothing(sentence):
    assert said(sentence) == []


def test_a_word_at_the_start_of_a_sentence_speaks_only_if_it_is_a_name_elsewhere():
    assert said("Zügig sagt dazu, dass alles gut sei.") == []
    assert [name for name, _ in said("Zügig sagt, dass alles gut sei. Das ist Herrn Zügig neu.")] == ["Zügig"]


def test_the_words_behind_a_name_are_no_part_of_it():
    assert said("„Es ist vorbei“, sagte Trainer Jost Amelang am Montag in Lindhaven.")[0][0] == "Jost Amelang"
    assert said("Die 33-jährige Swantje Ohlerich sagte, es sei vorbei.")[0][0] == "Swantje Ohlerich"


def test_somebody_called_by_what_he_is_joins_the_one_whom_the_article_introduces():
    text = "Trainer Jost Amelang blieb ruhig.\n\n„Wir haben Zeit“, sagte der Trainer."
    assert said(text) == [("Jost Amelang", "Wir haben Zeit")]


def test_a_description_of_two_people_is_neither():
    text = "Minister Jost Amelang und Minister Piet Struve schwiegen.\n\n„Wir haben Zeit“, sagte der Minister."
    assert said(text)[0][0] == "Minister"


def test_he_is_not_the_last_speaker_where_that_is_a_she():
    text = "Die Behörde teilte mit, der Deich halte. Er sagte, das Tor sei zu."
    assert [name for name, _ in said(text)] == ["Behörde"]


def test_he_is_the_person_of_the_sentence_before():
    text = "Jan Amelang kam am Abend in den Hafen. Er sagte, das Tor sei zu."
    assert said(text) == [("Jan Amelang", "das Tor sei zu")]


def test_the_subjunctive_goes_on_behind_a_sentence_of_the_reporter_with_less_certainty():
    text = "Ada Brunk sagte, der Deich sei alt. Er steht seit 1910. Das Geld reiche nicht. Es soll verloren sein."
    found = read(text).statements
    assert [one.content.quote for one in found] == [
        "der Deich sei alt",
        "Das Geld reiche nicht",
        "Es soll verloren sein",
    ]
    assert found[0].certainty > found[1].certainty


def test_a_source_in_the_middle_leaves_two_parts():
    (one,) = read("Der Deich hatte nach Angaben der Werft im Mai Risse, die niemand sah.").statements
    assert one.content.quote == "Der Deich hatte … im Mai Risse, die niemand sah"
    assert len(one.content.spans) == 2


def test_an_oblique_form_is_named_by_the_one_that_the_article_has():
    text = "Nach Angaben des Rates ist der Deich alt. Heute tagt der Rat."
    assert said(text)[0][0] == "Rat"


INTERVIEW = """Drei Fragen an die Werft

:: Dr. Ada Brunk: Ich leite die Werft seit vier Jahren.
:: Jost Amelang: Ich bin seit Mai der Meister dort.
:: A. Brunk: Wir haben genug zu tun für alle.Wie sehen Sie das Jahr?
* J. Amelang: Ich sehe das etwas anders als sie.
"""


def test_the_lines_of_an_interview_are_said_by_their_labels():
    found = read(INTERVIEW)
    assert [(one.holder, one.content.quote, one.certainty) for one in found.statements] == [
        ("Ada Brunk", "Ich leite die Werft seit vier Jahren.", 0.6),
        ("Jost Amelang", "Ich bin seit Mai der Meister dort.", 0.6),
        ("Ada Brunk", "Wir haben genug zu tun für alle.", 0.6),
        ("Jost Amelang", "Ich sehe das etwas anders als sie.", 0.6),
    ]
    assert len(found.actors) == 2


@pytest.mark.parametrize("language", ["en", "ru", "pt"])
def test_labels_are_read_in_any_language(language):
    text = "Ада Брунк: один два три четыре пять\n\nАда Брунк: шесть семь восемь девять\n"
    assert [one.holder for one in read(text, language).statements] == ["Ада Брунк"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Foto: Das ist die Werft am Hafen\nFoto: Das ist die Werft am Hafen\nFoto: Das ist die Werft am Hafen",
        "Neuer Hafen: Die Werft baut wieder ein Schiff",
        "Der Hafen und die Werft: Das ist nun vorbei und aus",
        "Ada Brunk: Ja.\nAda Brunk: Nein.",
    ],
)
def test_other_lines_with_a_colon_have_no_speaker(text):
    assert said(text) == []


def test_a_script_has_short_labels():
    text = "".join(f"WERFT: Das ist der Satz Nummer {number} von uns\n" for number in range(3))
    assert {(one.holder, one.certainty) for one in read(text).statements} == {("WERFT", 0.5)}


@pytest.mark.parametrize(
    "piece",
    [
        "sagte Ada Brunk, dass er ",
        "laut der Stadt, ",
        "Ada Brunk: eins zwei drei vier\n",
        "kündigte die ",
        "(", "nach Angaben der ", "hatte ",
    ],
)  # fmt: skip
def test_long_chains_take_seconds(piece):
    start = time.process_time()
    read(piece * (150_000 // len(piece)))
    assert time.process_time() - start < 10


def test_a_risk_that_a_quotation_names_in_its_second_sentence_is_told_with_the_whole_sentence():
    text = "„Der Deich hält nicht. Die Gefahr wächst.“ Das sagte Ada Brunk. Die Sitzung war kurz."
    assert [one.quote for one in read(text).warnings] == [
        "„Der Deich hält nicht. Die Gefahr wächst.“ Das sagte Ada Brunk."
    ]


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Nach Angaben des Vereins rechnen alle mit vielen neuen Gästen im Jahr.", "Verein"),
        ("Nach Angaben des Landes rechnen alle mit vielen neuen Gästen im Jahr.", "Land"),
        ("Nach Angaben des Ausschusses rechnen alle mit vielen neuen Gästen im Jahr.", "Ausschuss"),
    ],
)
def test_whoever_is_named_in_the_genitive_is_called_by_the_nominative(text, holder):
    assert [one.holder for one in read(text).statements][:1] == [holder]


def test_what_goes_on_behind_an_aside_in_quotation_marks_is_said_too():
    text = "Die Zahlen seien, so Bürgermeister Jörn Tack, „vorsichtig gerechnet und trotzdem gut“."
    assert [one.content.quote for one in read(text).statements] == [
        "Die Zahlen seien … „vorsichtig gerechnet und trotzdem gut“"
    ]


def test_the_name_of_a_resident_is_not_taken_for_a_given_name():
    text = "Anwohnerin Gerda Holm ist das zu laut. „Mein Bus kommt seit Ostern nicht mehr“, sagte sie."
    assert [one.holder for one in read(text).statements] == ["Gerda Holm"]
