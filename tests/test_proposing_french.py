"""The same reader with French cues. Everybody is invented."""

import pytest

from summarizer.proposing import propose
from summarizer.types import Article


def said(text, parser):
    found = propose(Article(id="", source="-", text=text, language="fr"), parser).statements
    return [(one.holder, one.content.quote, one.kind) for one in found]


@pytest.mark.parametrize(
    ("sentence", "holder", "content", "kind"),
    [
        (
            "Le maire Paul Verdier a déclaré que le pont serait fermé.",
            "Paul Verdier",
            "que le pont serait fermé",
            "paraphrase",
        ),
        ("« Le pont est sûr », affirme Marie Durand.", "Marie Durand", "Le pont est sûr", "direct"),
        ("Marie Durand a déclaré : « Le pont est sûr. »", "Marie Durand", "Le pont est sûr.", "direct"),
        ("Selon Marie Durand, le pont est sûr.", "Marie Durand", "le pont est sûr", "paraphrase"),
        ("D'après Marie Durand, le pont est sûr.", "Marie Durand", "le pont est sûr", "paraphrase"),
        ("Marie Durand estime que le pont est sûr.", "Marie Durand", "que le pont est sûr", "paraphrase"),
        ("Le syndicat a rejeté le projet de loi.", "syndicat", "le projet de loi", "paraphrase"),
        ("Paul Verdier veut réformer les retraites.", "Paul Verdier", "réformer les retraites", "paraphrase"),
    ],
)
def test_a_french_sentence_gives_its_statement(sentence, holder, content, kind, french_parser):
    assert said(sentence, french_parser) == [(holder, content, kind)]


def test_an_inverted_pronoun_is_whoever_spoke_last(french_parser):
    text = (
        "Le maire Paul Verdier a déclaré que le pont serait fermé. "
        "« Nous allons gagner du temps », a-t-il dit devant la presse."
    )
    assert said(text, french_parser)[1] == ("Paul Verdier", "Nous allons gagner du temps", "direct")


def test_names_keep_the_articles_own_apostrophes(french_parser):
    text = "Selon l’AFP, le pont est sûr. L’Observatoire du port a déclaré que la mer était calme."
    found = propose(Article(id="", source="-", text=text, language="fr"), french_parser).statements
    assert all(one.source.quote in text for one in found)
    assert found[0].holder == "AFP"


def test_a_voiced_risk_is_found(french_parser):
    text = "Marie Durand craint que le pont ne tombe. La mer est calme."
    found = propose(Article(id="", source="-", text=text, language="fr"), french_parser)
    assert [one.quote for one in found.warnings] == ["Marie Durand craint que le pont ne tombe."]
