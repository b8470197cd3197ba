"""The commonest words tell a language, and nothing is guessed without them."""

import pytest

from summarizer.language import detect_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The mayor said that the decision had been made and that people would have to wait."),
        (
            "de",
            "Der Bürgermeister sagte, die Entscheidung sei gefallen, und die Leute müssten auf den Frühling warten.",
        ),
        ("fr", "Le maire a déclaré que la décision était prise et que les habitants devraient attendre."),
        ("fr", "Les rebelles d'Orrin attaquent Tessel, porte de la vieille ville fermée"),
        ("fr", "Le chef du Conseil a critiqué Ines Quill de constituer un front élargi de l'opposition de Tessel"),
        ("es", "El alcalde dijo que la decisión está tomada y que los vecinos tendrán que esperar."),
        ("it", "Il sindaco ha detto che la decisione è stata presa e che gli abitanti dovranno aspettare."),
        ("pt", "O prefeito disse que a decisão foi tomada e que os moradores terão de esperar mais um mês."),
        ("nl", "De burgemeester zei dat het besluit is genomen en dat de bewoners nog moeten wachten."),
        ("pl", "Burmistrz powiedział, że decyzja zapadła i że mieszkańcy będą czekać na to do wiosny."),
        ("cs", "Starosta řekl, že rozhodnutí padlo a že obyvatelé budou čekat do jara."),
        ("sv", "Borgmästaren sade att beslutet är fattat och att de boende måste vänta till våren."),
        ("da", "Borgmesteren sagde, at beslutningen er truffet, og at beboerne skal vente til foråret."),
        ("ru", "Мэр заявил, что решение принято, и жители будут ждать до весны."),
        ("uk", "Мер заявив, що рішення ухвалено, і мешканці чекатимуть до весни."),
        ("ja", "市長は決定を下したと述べ、住民は待つだろうと語った。"),
        ("ko", "시장은 결정이 내려졌다고 말했다."),
        ("zh", "市长说决定已经作出，居民将等待。"),
        ("el", "Ο δήμαρχος είπε ότι η απόφαση ελήφθη."),
        ("und", "Orrin 12:30 bridge harbour ferry mayor"),
        ("und", "12 -- 34"),
        ("und", ""),
    ],
)
def test_one_sentence_is_enough(language, text):
    assert detect_language(text) == language


def test_words_of_two_languages_in_equal_parts_are_no_language():
    assert detect_language("und der mit auf the of and to") == "und"


def test_a_foreign_quotation_does_not_change_the_language():
    text = (
        "The mayor said that it was over. “Der Fluss ist auch für uns da”, she told the people who had come to hear it."
    )
    assert detect_language(text) == "en"
