"""Which statements and warnings a brief is made of."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import Scene

from summarizer.candidates import Candidate
from summarizer.choosing import choose_statements, choose_warnings, nearest_first
from summarizer.types import Phrase, Proposals, Span

WANTED = "the old ferry has to stay in service"
BOATS, MAY = "We cannot lose two boats this winter", "not before the end of May"
FARES = "fares for the crossing would have to double"
PIERS = "the piers could give way in a storm"
TEXT = (
    f"Mayor Ines Quill said that {WANTED}.\n\n“{BOATS},” Tobias Fenn told the council, “{MAY}.”\n\n"
    f"Ines Quill added that {FARES}. The engineers fear that {PIERS}."
)


@pytest.fixture
def scene() -> Scene:
    scene = Scene(TEXT)
    quill, fenn = scene.actor("Ines Quill", role="Mayor"), scene.actor("Tobias Fenn")
    scene.says(quill, "Mayor Ines Quill", "said", WANTED, certainty=0.9)
    scene.says(fenn, "Tobias Fenn", "told", BOATS, MAY, kind="direct", certainty=0.7)
    scene.says(quill, "Ines Quill", "added", FARES, certainty=0.95)
    return scene


def holders(candidates: tuple[Candidate, ...]) -> list[str | None]:
    return [one.holder.name if one.holder else None for one in candidates]


def test_everybody_s_best_comes_before_anybody_s_second_and_all_in_the_order_of_the_text(scene: Scene) -> None:
    assert holders(choose_statements(scene.article, scene.proposals, limit=9)) == [
        *("Ines Quill", "Tobias Fenn", "Ines Quill")
    ]
    two = choose_statements(scene.article, scene.proposals, limit=2)
    assert holders(two) == ["Tobias Fenn", "Ines Quill"]
    assert FARES in two[1].evidence.quote


def test_what_goes_on_after_its_cue_is_one_candidate_with_several_spans(scene: Scene) -> None:
    fenn = choose_statements(scene.article, scene.proposals, limit=9)[1]
    assert [scene.article[span] for span in fenn.evidence.spans] == [BOATS, MAY]
    assert fenn.evidence.quote == f"{BOATS} … {MAY}"
    assert fenn.certainty == 0.7


def test_what_the_parse_is_unsure_of_is_left_out(scene: Scene) -> None:
    scene.statements[1] = replace(scene.statements[1], certainty=0.3)
    assert "Tobias Fenn" not in holders(choose_statements(scene.article, scene.proposals, limit=9))


def test_of_two_statements_in_the_same_words_the_surer_is_taken(scene: Scene) -> None:
    scene.says(scene.actors[1], "Tobias Fenn", "told", WANTED, certainty=0.99)
    first = choose_statements(scene.article, scene.proposals, limit=9)[0]
    assert first.holder == scene.actors[1]


def test_a_holder_whom_the_parse_does_not_know_is_none(scene: Scene) -> None:
    unknown = replace(scene.proposals, actors=())
    assert set(holders(choose_statements(scene.article, unknown, limit=9))) == {None}


def test_a_warning_that_nobody_says_is_the_articles_own(scene: Scene) -> None:
    (found,) = choose_warnings(scene.article, replace(scene.proposals, warnings=(scene.phrase(PIERS),)), limit=9)
    assert (found.evidence.quote, found.holder, found.certainty) == (PIERS, None, 0.0)


def test_a_warning_that_somebody_says_is_theirs_and_comes_before_the_articles_own(scene: Scene) -> None:
    warnings = (scene.phrase(PIERS), scene.phrase(FARES))
    (found,) = choose_warnings(scene.article, replace(scene.proposals, warnings=warnings), limit=1)
    assert found.holder == scene.actors[0]
    assert FARES in found.evidence.quote


def test_two_warnings_in_one_statement_are_one_candidate(scene: Scene) -> None:
    warnings = (scene.phrase("fares for the crossing"), scene.phrase("would have to double"))
    assert len(choose_warnings(scene.article, replace(scene.proposals, warnings=warnings), limit=9)) == 1


def test_nothing_proposed_is_nothing_chosen(scene: Scene) -> None:
    assert choose_statements(scene.article, Proposals(), limit=9) == ()
    assert choose_warnings(scene.article, Proposals(), limit=9) == ()


@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 60), st.integers(1, 40), st.floats(0, 1)), max_size=8),
    st.integers(1, 6),
)
def test_whatever_is_proposed_a_candidate_is_the_articles_words_in_order(
    said: list[tuple[int, int, int, float]], limit: int
) -> None:
    words = [f"w{number}" for number in range(110)]
    scene = Scene("\n".join(" ".join(words[start : start + 22]) for start in range(0, 110, 22)))
    speakers = scene.actor("w0"), scene.actor("w1")
    lines = scene.text.replace("\n", " ")
    for who, first, count, certainty in said:
        part = lines[lines.index(words[first]) : lines.index(words[first]) + count * 4].strip()
        if part in scene.text:
            scene.says(speakers[who], "w0", None, part, certainty=certainty)
    found = choose_statements(scene.article, scene.proposals, limit=limit)
    assert len(found) <= limit
    for one in found:
        assert one.evidence.quote == " … ".join(scene.article[span] for span in one.evidence.spans)
        assert all(word in scene.text for word in one.passage.split())
        assert one.certainty >= 0.5
    starts = [one.evidence.spans[0] for one in found]
    assert starts == sorted(starts)


def test_choices_in_the_candidates_words_come_first_and_none_is_lost(scene: Scene) -> None:
    last = choose_statements(scene.article, scene.proposals, limit=9)[-1]
    choices = ["storm damage", "boats", "ferry fares"]
    found = nearest_first(choices, last)
    assert found[0] == "ferry fares"
    assert sorted(found) == sorted(choices)


def test_a_long_paragraph_is_cut_around_the_words_at_spaces() -> None:
    scene = Scene(f"{'word ' * 400}Ines Quill said that {WANTED}. {'more ' * 400}")
    scene.says(scene.actor("Ines Quill"), "Ines Quill", "said", WANTED)
    (found,) = choose_statements(scene.article, scene.proposals, limit=1)
    assert WANTED in found.passage
    assert len(found.passage) <= 1000
    assert set(found.passage.split()) <= set(scene.text.split())


def test_the_passage_of_what_is_said_at_both_ends_of_an_article_is_around_the_first() -> None:
    dull = "\n\n".join(["Nobody answered, and the council went home at midnight."] * 60)
    scene = Scene(f"Quill said that {WANTED}.\n\n{dull}\n\nQuill repeated: {WANTED} all winter.")
    quill = scene.actor("Quill")
    scene.says(quill, "Quill", "said", WANTED)
    scene.says(quill, "Quill", "repeated", f"{WANTED} all winter")
    (found,) = choose_statements(scene.article, scene.proposals, limit=5)
    assert len(found.statements) == 2
    assert len(found.passage) < 900


def test_the_space_inside_guillemets_is_no_part_of_the_words() -> None:
    text = "«\u00a0Le bac reste\u00a0», a dit Ines Quill."
    scene = Scene(text)
    quill = scene.actor("Ines Quill")
    scene.says(quill, "Ines Quill", "a dit", "\u00a0Le bac reste\u00a0", kind="direct")
    (chosen,) = choose_statements(scene.article, scene.proposals, limit=5)
    assert chosen.evidence.quote == "Le bac reste"
    assert [scene.article[span] for span in chosen.evidence.spans] == ["Le bac reste"]


@pytest.mark.parametrize(
    ("text", "cue", "content", "shown"),
    [
        ("Quill did not say that it stays.", "did not say", "that it stays", "did not say that it stays"),
        ("Quill denied that it stays.", "denied", "that it stays", "denied that it stays"),
        ("Quill said that it stays.", "said", "that it stays", "it stays"),
        ("Quill said the old ferry stays.", "said", "the old ferry stays", "the old ferry stays"),
        ("Quill rejected any sale of it.", "rejected", "any sale of it", "rejected any sale of it"),
    ],
)
def test_a_denial_stays_with_what_is_denied(text: str, cue: str, content: str, shown: str) -> None:
    scene = Scene(text)
    scene.says(scene.actor("Quill"), "Quill", cue, content)
    (chosen,) = choose_statements(scene.article, scene.proposals, limit=5)
    assert chosen.evidence.quote == shown


def test_a_denied_attitude_is_no_part_of_what_is_said_before_it() -> None:
    scene = Scene("Quill said the work could be done. She did not oppose the lease as such.")
    quill = scene.actor("Quill")
    scene.says(quill, "Quill", "said", "the work could be done")
    scene.says(quill, "She", "did not oppose", "the lease as such")
    chosen = choose_statements(scene.article, scene.proposals, limit=5)
    assert [one.evidence.quote for one in chosen] == ["the work could be done", "did not oppose the lease as such"]


def test_a_warning_is_the_statement_that_has_its_words_and_nothing_said_around_it() -> None:
    scene = Scene("Quill said the pier is old. It could give way in a storm, she added. The cafe is open, she said.")
    quill = scene.actor("Quill")
    scene.says(quill, "Quill", "said", "the pier is old")
    scene.says(quill, "she", "added", "It could give way in a storm")
    scene.says(quill, "she", "said", "The cafe is open")
    (all_of_it,) = choose_statements(scene.article, scene.proposals, limit=5)
    assert len(all_of_it.statements) == 3
    warnings = (scene.phrase("It could give way in a storm, she added."),)
    (found,) = choose_warnings(scene.article, replace(scene.proposals, warnings=warnings), limit=5)
    assert (found.evidence.quote, found.holder) == ("It could give way in a storm", quill)


def test_words_whose_denial_cannot_be_shown_are_not_chosen() -> None:
    scene = Scene("“It stays,” Quill never said.")
    scene.says(scene.actor("Quill"), "Quill", "never said", "It stays", kind="direct")
    assert choose_statements(scene.article, scene.proposals, limit=5) == ()


@pytest.mark.parametrize("limit", [3, 6])
def test_of_a_long_article_as_much_is_chosen_from_its_beginning_middle_and_end(limit: int) -> None:
    names = [f"Ada {chr(65 + number)}ellwood" for number in range(20)]
    sentences = [f"{name} said that pier {number} must stay." for number, name in enumerate(names)]
    dull = "\n\n".join(["Nobody answered, and the council went home at midnight."] * 250)
    scene = Scene("\n\n".join([*sentences[:16], dull, *sentences[16:18], dull, *sentences[18:]]))
    for number, name in enumerate(names):
        sure = 0.9 if number < 16 else 0.75
        scene.says(scene.actor(name), name, "said", f"pier {number} must stay", certainty=sure)
    warnings = tuple(scene.phrase(f"pier {number} must stay") for number in range(20))
    proposals = replace(scene.proposals, warnings=warnings)
    for choose in (choose_statements, choose_warnings):
        chosen = [names.index(one.holder.name) for one in choose(scene.article, proposals, limit=limit) if one.holder]
        assert len(chosen) == limit
        assert [any(number in chosen for number in third) for third in (range(16), (16, 17), (18, 19))] == [True] * 3


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("the ferry must stay in service", "the old ferry must stay in service all winter", 2),
        ("the ferry must stay in service", "The ferry must stay in service", 1),
        ("the ferry must stay", "the ferry must stay in service", 1),
        ("the ferry must stay in service", "the ferry must not stay in service", None),
        ("the ferry must stay for 3 winters", "the ferry must stay for 30 winters", None),
        ("the ferry must stay in service", "the piers must be mended in spring", None),
    ],
)
def test_what_somebody_says_twice_is_one_candidate_with_all_its_words(
    first: str, second: str, shown: int | None
) -> None:
    scene = Scene(f"Quill said that {first}.\n\nFenn left.\n\nQuill repeated: {second}.")
    quill = scene.actor("Quill")
    scene.says(quill, "Quill", "said", first, certainty=0.9)
    scene.says(quill, "Quill", "repeated", second, certainty=0.8)
    found = choose_statements(scene.article, scene.proposals, limit=9)
    if shown is None:
        assert [len(one.statements) for one in found] == [1, 1]
    else:
        (both,) = found
        assert both.statements == scene.proposals.statements
        assert len(both.evidence.spans) == shown
        assert max(first, second, key=len) in both.evidence.quote


def test_two_people_who_say_the_same_are_two_candidates() -> None:
    scene = Scene(f"Quill said that {WANTED}.\n\nFenn agreed: {WANTED.upper()}.")
    scene.says(scene.actor("Quill"), "Quill", "said", WANTED)
    scene.says(scene.actor("Fenn"), "Fenn", "agreed", WANTED.upper())
    assert holders(choose_statements(scene.article, scene.proposals, limit=9)) == ["Quill", "Fenn"]


def test_a_warning_that_comes_twice_is_one_risk(scene: Scene) -> None:
    text = f"The engineers fear that {PIERS}.\n\nNobody answered. In short, the old {PIERS}."
    scene = Scene(text)
    again = Span(text.rindex(PIERS), text.rindex(PIERS) + len(PIERS))
    warnings = (scene.phrase(PIERS), Phrase(PIERS, (again,)))
    (found,) = choose_warnings(scene.article, replace(scene.proposals, warnings=warnings), limit=9)
    assert found.evidence.spans == (scene.span(PIERS),)


def shire(*, sure: int, doubtful: str) -> Scene:
    """An article in which so many people are surely quoted, and one more is not."""
    names = [f"Ada {chr(65 + number)}ellwood" for number in range(sure)]
    scene = Scene("\n\n".join([*(f"{name} said that {name} stays." for name in names), f"Ines Quill {doubtful}."]))
    for name in names:
        scene.says(scene.actor(name), name, "said", f"{name} stays", certainty=0.9)
    cue, _, content = doubtful.partition(" ")
    scene.says(scene.actor("Ines Quill"), "Ines Quill", cue, content, certainty=0.6)
    return scene


@pytest.mark.parametrize(
    ("sure", "doubtful", "is_chosen"),
    [
        (8, "saw a long queue at the pier", False),
        (4, "saw a long queue at the pier", True),
        (8, "rejects the sale of the ferry", True),
    ],
)
def test_a_doubtful_statement_is_chosen_where_there_are_few_or_where_it_takes_a_side(
    sure: int, doubtful: str, is_chosen: bool
) -> None:
    scene = shire(sure=sure, doubtful=doubtful)
    found = choose_statements(scene.article, scene.proposals, limit=12)
    assert ("Ines Quill" in holders(found)) is is_chosen


def test_one_doubtful_sentence_does_not_put_back_the_plain_words_around_it() -> None:
    scene = Scene(
        "Quill said the ferry is not for sale, and thinks of it. It stays for good, she said.\n\nQuill left it."
    )
    quill = scene.actor("Quill")
    scene.says(quill, "Quill", "said", "the ferry is not for sale", certainty=0.95)
    scene.says(quill, "Quill", "thinks", "of it", certainty=0.55)
    scene.says(quill, "she", "said", "It stays for good", certainty=0.95)
    scene.says(quill, "Quill", "left", "it.", certainty=0.75)
    (best,) = choose_statements(scene.article, scene.proposals, limit=1)
    assert "not for sale" in best.evidence.quote
