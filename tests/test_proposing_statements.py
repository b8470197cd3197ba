"""What a sentence says that somebody said: holder, cue, content, kind. Places and people are invented."""

import pytest
from proposed import read

CAST = "Mayor Anna Berg of Norhaven met President Oskar Lund. Farmer Piet Holm came too. "


def said(text, parser):
    """(holder, cue, content, kind) of each statement."""
    return [
        (one.holder, one.cue.quote if one.cue else None, one.content.quote, one.kind)
        for one in read(text, parser).statements
    ]


P = "paraphrase"
SENTENCES = [
    (
        "Piet Holm has a report, which Anna Berg says he was told to hide.",
        "Anna Berg",
        "says",
        "he was told to hide",
        P,
    ),
    ("Anna Berg's concern is that the bridge could fall.", "Anna Berg", "concern is", "that the bridge could fall", P),
    ("Anna Berg is confident that the bridge will hold.", "Anna Berg", "is confident", "that the bridge will hold", P),
    ("Anna Berg is proud of the new bridge.", "Anna Berg", "is proud", "proud of the new bridge", P),
    ("The claim by Anna Berg that the bridge was safe was false.", "Anna Berg", "claim", "that the bridge was safe", P),
    ("Anna Berg's opposition to the sale is known.", "Anna Berg", "opposition", "opposition to the sale", P),
    ("Anna Berg was quoted as saying that the bridge was safe.", "Anna Berg", "saying", "that the bridge was safe", P),
    ("“The bridge is very safe,” smiled Anna Berg.", "Anna Berg", "smiled", "The bridge is very safe", "direct"),
    ("Anna Berg defended herself by arguing that it was old.", "Anna Berg", "arguing", "that it was old", P),
    (
        "In a letter from Anna Berg saying that it was safe, we are praised.",
        "Anna Berg",
        "saying",
        "that it was safe",
        P,
    ),
    ("Anna Berg's letter saying that it was safe was read.", "Anna Berg", "saying", "that it was safe", P),
    ("A report saying that the bridge was safe was found.", "report", "saying", "that the bridge was safe", P),
    ("Mothers on Capitol Hill, who fear a great flood, left.", "Mothers on Capitol Hill", "fear", "a great flood", P),
    ("The bridge, as Anna Berg pointed out, was old.", "Anna Berg", "pointed out", "The bridge … was old", P),
    ("Anna Berg tweeted: Close the old bridge now.", "Anna Berg", "tweeted", "Close the old bridge now", P),
    ("In Anna Berg's view, the bridge is safe.", "Anna Berg", "view", "the bridge is safe", P),
    ("British calls for a new bridge were ignored.", "British", "calls", "calls for a new bridge", P),
    ("Anna Berg did not oppose the sale as such.", "Anna Berg", "did not oppose", "the sale as such", P),
    ("Anna Berg spoke out against the sale.", "Anna Berg", "spoke out against", "the sale", P),
    ("Anna Berg wants the council to close it.", "Anna Berg", "wants", "the council to close it", P),
    ("Piet Holm was told by Anna Berg that it was safe.", "Anna Berg", "was told", "that it was safe", P),
    (
        "Anna Berg, speaking in Norhaven on Monday, warned: “The bridge is old.”",
        "Anna Berg",
        "warned",
        "The bridge is old.",
        "direct",
    ),
    ("Anna Berg said the bridge was safe.", "Anna Berg", "said", "the bridge was safe", "paraphrase"),
    ("The bridge is safe, Anna Berg said.", "Anna Berg", "said", "The bridge is safe", "paraphrase"),
    (
        "Anna Berg told reporters that the bridge was safe.",
        "Anna Berg",
        "told",
        "that the bridge was safe",
        "paraphrase",
    ),
    ("“The bridge is safe,” said Anna Berg.", "Anna Berg", "said", "The bridge is safe", "direct"),
    ("Anna Berg said: “The bridge is safe.”", "Anna Berg", "said", "The bridge is safe.", "direct"),
    (
        "Anna Berg said the bridge was “as safe as a house”.",
        "Anna Berg",
        "said",
        "the bridge was “as safe as a house”",
        "mixed",
    ),
    (
        "The bridge, Anna Berg said, would hold for years.",
        "Anna Berg",
        "said",
        "The bridge … would hold for years",
        "paraphrase",
    ),
    (
        "“I am sure of it,” Anna Berg said, “but we will look again.”",
        "Anna Berg",
        "said",
        "I am sure of it … but we will look again.",
        "direct",
    ),
    (
        "According to Anna Berg, the bridge will hold for years.",
        "Anna Berg",
        "According to",
        "the bridge will hold for years",
        "paraphrase",
    ),
    (
        "The bridge will hold for years, according to Anna Berg.",
        "Anna Berg",
        "according to",
        "The bridge will hold for years",
        "paraphrase",
    ),
    (
        "Anna Berg rejected any involvement of the army in the harbour.",
        "Anna Berg",
        "rejected",
        "any involvement of the army in the harbour",
        "paraphrase",
    ),
    (
        "Anna Berg has called for the repeal of the fishing law.",
        "Anna Berg",
        "has called for",
        "the repeal of the fishing law",
        "paraphrase",
    ),
    (
        "Anna Berg hopes to open the bridge in the spring.",
        "Anna Berg",
        "hopes",
        "to open the bridge in the spring",
        "paraphrase",
    ),
    (
        "Anna Berg urged the residents to leave their homes.",
        "Anna Berg",
        "urged",
        "to leave their homes",
        "paraphrase",
    ),
    (
        "Anna Berg accused Piet Holm of hiding the report.",
        "Anna Berg",
        "accused",
        "Piet Holm of hiding the report",
        "paraphrase",
    ),
    (
        "Anna Berg described the plan as a gift to the rich.",
        "Anna Berg",
        "described",
        "the plan as a gift to the rich",
        "paraphrase",
    ),
    (
        "Anna Berg expressed scepticism over the state of the bridge.",
        "Anna Berg",
        "expressed",
        "scepticism over the state of the bridge",
        "paraphrase",
    ),
    (
        "Anna Berg remains cautious about the state of the bridge.",
        "Anna Berg",
        "remains cautious",
        "cautious about the state of the bridge",
        "paraphrase",
    ),
    (
        "Anna Berg's warning that the bridge could collapse was ignored.",
        "Anna Berg",
        "warning",
        "that the bridge could collapse",
        "paraphrase",
    ),
    (
        "It was claimed by Anna Berg that the bridge was safe.",
        "Anna Berg",
        "was claimed",
        "that the bridge was safe",
        "paraphrase",
    ),
    (
        "The fishing law was criticised by Anna Berg.",
        "Anna Berg",
        "was criticised",
        "The fishing law",
        "paraphrase",
    ),
    (
        "As Anna Berg has pointed out, the bridge is eighty years old.",
        "Anna Berg",
        "has pointed out",
        "the bridge is eighty years old",
        "paraphrase",
    ),
    (
        "A survey by the harbour office shows that traffic has doubled.",
        "survey by the harbour office",
        "shows",
        "that traffic has doubled",
        "paraphrase",
    ),
    (
        "Anna Berg, who has called for a ban on trawlers, left early.",
        "Anna Berg",
        "has called for",
        "a ban on trawlers",
        "paraphrase",
    ),
    (
        "Anna Berg went on to say that the bridge was old.",
        "Anna Berg",
        "went on to say",
        "that the bridge was old",
        "paraphrase",
    ),
    (
        "Anna Berg forced Piet Holm to admit that the gate was open.",
        "Piet Holm",
        "to admit",
        "that the gate was open",
        "paraphrase",
    ),
    (
        "Anna Berg issued a statement saying that the bridge was safe.",
        "Anna Berg",
        "saying",
        "that the bridge was safe",
        "paraphrase",
    ),
    (
        "The council showed footage of Anna Berg asking, “Why is the gate still open?”",
        "Anna Berg",
        "asking",
        "Why is the gate still open?",
        "direct",
    ),
]


@pytest.mark.parametrize(("sentence", "holder", "cue", "content", "kind"), SENTENCES, ids=[row[0] for row in SENTENCES])
def test_a_sentence_gives_its_statement(sentence, holder, cue, content, kind, english_parser):
    assert (holder, cue, content, kind) in said(CAST + sentence, english_parser)


def test_words_and_spans_agree(english_parser):
    text = CAST + "\n\n".join(row[0] for row in SENTENCES)
    found = read(text, english_parser)
    phrases = [part for one in found.statements for part in (one.source, one.cue, one.content) if part is not None]
    phrases += [actor.evidence for actor in found.actors] + list(found.warnings)
    assert len(phrases) > 60
    for phrase in phrases:
        assert phrase.quote == " … ".join(text[span.start : span.end] for span in phrase.spans)


SILENT = [
    "Anna Berg walked to the bridge at 5:45 p.m. on Sunday.",
    "It is said that the bridge will be closed.",
    "It was 5:45 p.m.: the gates were closed and everybody had left.",
    "Image: the old bridge of Norhaven in the evening light.",
    "She appeared on “Meet the Harbour” on Sunday.",
    "“The bridge is about to fall into the sea.”",
    "If Anna Berg says that the bridge is safe, the council will open it.",
    "Anna Berg met the engineers to promote the new bridge.",
]


@pytest.mark.parametrize("sentence", SILENT)
def test_what_is_no_statement_stays_out(sentence, english_parser):
    assert said(sentence, english_parser) == []


TRIMMED = [
    (
        "Anna Berg said the bridge was old, adding that it would be closed.",
        ["the bridge was old", "that it would be closed"],
    ),
    ("Anna Berg said Monday that the bridge was old.", ["that the bridge was old"]),
    (
        "Anna Berg promised to close the bridge, which was built by her father.",
        ["to close the bridge"],
    ),
    (
        "Anna Berg said she would order a review and warned against panic in the town.",
        ["she would order a review", "panic in the town"],
    ),
    (
        "Anna Berg urged residents to stay at home after lightning struck the town hall.",
        ["to stay at home"],
    ),
    (
        "Anna Berg argued that the bridge was old and called for a new one by the spring.",
        ["that the bridge was old", "a new one by the spring"],
    ),
    (
        "Anna Berg said the bridge was safe, although cracks had been found.",
        ["the bridge was safe"],
    ),
]


@pytest.mark.parametrize(("sentence", "contents"), TRIMMED, ids=[row[0] for row in TRIMMED])
def test_content_ends_where_the_speaker_ends(sentence, contents, english_parser):
    assert [content for _, _, content, _ in said(sentence, english_parser)] == contents


def test_a_statement_within_a_statement_knows_by_whose_account_it_is(english_parser):
    found = read(CAST + "Anna Berg said that Piet Holm wants to sell the old harbour.", english_parser).statements
    outer, inner = found
    assert (outer.holder, outer.by) == ("Anna Berg", None)
    assert (inner.holder, inner.by) == ("Piet Holm", outer.id)
    assert inner.certainty < outer.certainty


def test_a_wish_of_ones_own_is_not_a_second_statement(english_parser):
    assert len(said(CAST + "Anna Berg said that she wants to sell the old harbour.", english_parser)) == 1


def test_a_quotation_goes_on_behind_its_cue(english_parser):
    text = "“The bridge is safe,” said Anna Berg. “We have looked at every bolt.”"
    assert said(text, english_parser) == [
        ("Anna Berg", "said", "The bridge is safe", "direct"),
        ("Anna Berg", None, "We have looked at every bolt.", "direct"),
    ]


def test_a_speech_goes_on_in_the_next_paragraph(english_parser):
    text = (
        "Anna Berg said: “The bridge is safe, and it has been for eighty years.\n\n"
        "“We have looked at every bolt, and we found nothing at all.”"
    )
    assert [(holder, content) for holder, _, content, _ in said(text, english_parser)] == [
        ("Anna Berg", "The bridge is safe, and it has been for eighty years."),
        ("Anna Berg", "We have looked at every bolt, and we found nothing at all."),
    ]


@pytest.mark.parametrize("credit", [' Unnamed blogger, "The Orrin Diaries"', " - Bela Cort"])
def test_a_quotation_that_is_set_out_with_a_credit_is_not_the_speaker_of_the_paragraph_before(credit, english_parser):
    before = 'The mayor, Ada Orrin, spoke on Monday. She said: "The bridge will close in the spring, all the same."'
    words = "A new mood is taking hold of this old town."
    assert any(words in one.content.quote for one in read(f'{before}\n\n"{words}"', english_parser).statements)
    found = read(f'{before}\n\n"{words}"{credit}', english_parser).statements
    assert not any(words in one.content.quote and one.holder != "Bela Cort" for one in found)


SET_OUT = "This is the second time that it was closed."


@pytest.mark.parametrize("credit", [" - Bela Cort", " — Bela Cort, writer", "\n– Bela Cort", "\n\n-- Bela Cort."])
def test_a_name_behind_a_dash_says_the_quotation_that_is_set_out_before_it(credit, english_parser):
    text = f"The bridge is old.\n\n“{SET_OUT}”{credit}\n\nIt rained."
    proposals = read(text, english_parser)
    (found,) = proposals.statements
    assert (found.holder, found.content.quote, found.kind) == ("Bela Cort", SET_OUT, "direct")
    assert [one.role for one in proposals.actors] == ["writer" if "writer" in credit else None]


@pytest.mark.parametrize(
    "credit", [" – March 2019", " – New York", " – Norway", " - Bela Cort sang it again", " – it rained"]
)
def test_a_date_a_place_or_a_sentence_behind_a_dash_is_no_speaker(credit, english_parser):
    assert read(f"The bridge is old.\n\n“{SET_OUT}”{credit}\n\nIt rained.", english_parser).statements == ()


@pytest.mark.parametrize(
    ("holder", "text"),
    [
        ("Some individuals", "Some individuals say that the bridge is old."),
        ('"Our History" section of the site', 'The "Our History" section of the site says that the bridge is old.'),
    ],
)
def test_a_holder_keeps_how_many_they_are_and_both_quotation_marks(holder, text, english_parser):
    assert [one.holder for one in read(text, english_parser).statements] == [holder]


def test_a_quotation_of_several_sentences_is_one_content(english_parser):
    text = "“The bridge is safe. It is old. We looked,” Anna Berg said."
    assert [content for _, _, content, _ in said(text, english_parser)] == ["The bridge is safe. It is old. We looked"]


def test_a_headline_with_a_name_and_a_colon_is_a_statement(english_parser):
    text = "Anna Berg: The bridge will never be sold\n\nMayor Anna Berg spoke on Monday. Anna Berg was calm."
    assert ("Anna Berg", ":", "The bridge will never be sold", "paraphrase") in said(text, english_parser)


def test_a_place_and_a_colon_is_no_speaker(english_parser):
    text = "Norhaven: the bridge is closed again today\n\nMayor Anna Berg lives in Norhaven."
    assert said(text, english_parser) == []


def test_whoever_stands_before_a_colon_and_a_quotation_speaks_it(english_parser):
    text = (
        "Mayor Anna Berg said that the talks had failed.\n\nPort authority: “We remain at the table tonight.”\n\n"
        "14:10 The union: “Nobody asked us about the roster at all.”"
    )
    assert [holder for holder, *_ in said(text, english_parser)] == ["Anna Berg", "Port authority", "union"]


def test_longer_statements_of_named_people_are_surer(english_parser):
    text = (
        "Anna Berg said that the bridge would have to be closed for at least two years if the council found no money. "
        "Some residents support the plan."
    )
    long, short = read(text, english_parser).statements
    assert long.certainty > 0.85 > 0.75 > short.certainty


def test_certainties_are_shares(english_parser):
    text = CAST + "\n\n".join(row[0] for row in SENTENCES)
    assert all(0 < one.certainty < 1 for one in read(text, english_parser).statements)


def test_what_is_wanted_is_less_certain_than_what_is_said(english_parser):
    said, wanted = read(
        "Clara Dunmore said that the northern bridge was safe. "
        "Clara Dunmore demanded an inquiry into the northern bridge.",
        english_parser,
    ).statements
    assert said.certainty - wanted.certainty > 0.2


def test_the_dash_of_a_list_is_no_part_of_what_is_said(english_parser):
    (one,) = read("According to the minutes: - 3 in intensive care.", english_parser).statements
    assert one.content.quote == "3 in intensive care"
