"""Resolving: one actor is one entry, and every name that a position or risk uses has one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import Scene

from summarizer.resolving import Named, ResolvedActor, resolve
from summarizer.types import Actor, ActorKind, KnownActor, Located, Phrase, Proposals

TEXT = """Harbour Minister Oda Venn met Union chairman Pell Marrow in Calder Bay. Venn’s plan is to close the port.
The Norland Fishing Board (NFB) objects. The NFB wants a delay, and so does Ilse Torvald, the mayor of Sandø.
The Kremlin said that Russia would buy no fish. Moscow, it said, has enough.
Bill Clinton praised the port. Hillary Clinton did not. Clinton left early."""


@pytest.fixture
def scene() -> Scene:
    scene = Scene(TEXT)
    scene.actor("Oda Venn", "Venn", role="Harbour Minister", evidence="Harbour Minister Oda Venn")
    scene.actor("Pell Marrow", role="Union chairman", evidence="Union chairman Pell Marrow")
    scene.actor("Calder Bay", kind=ActorKind.OTHER)
    scene.actor("Norland Fishing Board", kind=ActorKind.ORGANISATION, mentions=2)
    scene.actor("NFB", kind=ActorKind.OTHER)
    kremlin = scene.actor("Kremlin", kind=ActorKind.GOVERNMENT)
    scene.actor("Russia", kind=ActorKind.COUNTRY)
    scene.actor("Moscow", kind=ActorKind.OTHER)
    scene.actor("Bill Clinton")
    scene.actor("Hillary Clinton")
    scene.says(kremlin, "The Kremlin", "said", "that Russia would buy no fish")
    return scene


def claim(scene: Scene, name: str, evidence: str, *aliases: str, role: str | None = None) -> tuple[Actor, Located]:
    actor = Actor(evidence=evidence, name=name, kind=ActorKind.PERSON, role=role, aliases=list(aliases))
    return actor, scene.located(evidence)


def published(
    scene: Scene, *named: str | Named, claimed: list[tuple[Actor, Located]] | None = None
) -> list[ResolvedActor]:
    speakers = [one if isinstance(one, Named) else Named(one) for one in named]
    resolution = resolve(claimed or [], speakers, article=scene.article, proposals=scene.proposals)
    ids = [actor.id for actor in resolution.actors]
    assert len(ids) == len(set(ids))
    assert all(resolution.id_of(one.name, one.holder_id) in ids for one in speakers)
    return list(resolution.actors)


def test_all_names_of_a_person_are_one_entry_under_the_fullest(scene: Scene) -> None:
    [venn] = published(scene, "Venn", "Minister Venn", "Harbour Minister Oda Venn", "Oda Venn")
    assert venn == ResolvedActor(
        id="a1",
        name="Oda Venn",
        kind=ActorKind.PERSON,
        role="Harbour Minister",
        aliases=("Venn",),
        evidence=scene.located("Harbour Minister Oda Venn"),
    )


def test_an_acronym_and_its_long_form_are_one_entry_though_the_parse_has_two(scene: Scene) -> None:
    [board] = published(scene, "NFB", "The Norland Fishing Board (NFB)", "the Norland Fishing Board")
    assert (board.id, board.name, board.kind) == ("a4", "Norland Fishing Board", ActorKind.ORGANISATION)
    assert "NFB" in board.aliases


def test_a_capital_a_seat_and_their_state_are_one_entry_and_a_silent_city_is_no_name_of_it(scene: Scene) -> None:
    [russia] = published(scene, "the Kremlin", "Russia")
    assert (russia.name, russia.kind, russia.aliases) == ("Russia", ActorKind.COUNTRY, ("Kremlin",))
    [russia] = published(scene, "Moscow")
    assert set(russia.aliases) == {"Kremlin", "Moscow"}


def test_people_with_one_surname_stay_apart_and_so_does_the_surname(scene: Scene) -> None:
    actors = published(scene, "Clinton", "Bill Clinton", "Hillary Clinton", "Clinton")
    assert [actor.name for actor in actors] == ["Clinton", "Bill Clinton", "Hillary Clinton"]
    assert all(actor.aliases == () for actor in actors)
    assert actors[0].id == "a11"


def test_a_verified_holder_settles_a_surname_of_two_people(scene: Scene) -> None:
    resolution = resolve(
        [], [Named("Clinton", "a10"), Named("Clinton")], article=scene.article, proposals=scene.proposals
    )
    assert resolution.id_of("Clinton", "a10") == "a10"
    assert resolution.id_of("Clinton") == "a11"
    assert {actor.name for actor in resolution.actors} == {"Hillary Clinton", "Clinton"}


def test_a_principal_who_speaks_through_a_holder_stays_the_principal(scene: Scene) -> None:
    resolution = resolve([], [Named("Oda Venn", "a2")], article=scene.article, proposals=scene.proposals)
    assert resolution.id_of("Oda Venn", "a2") == "a1"


def test_whoever_has_most_positions_comes_first_then_whoever_is_named_first(scene: Scene) -> None:
    actors = published(scene, "Pell Marrow", "Hillary Clinton", "Hillary Clinton", "Oda Venn")
    assert [actor.name for actor in actors] == ["Hillary Clinton", "Oda Venn", "Pell Marrow"]


def test_a_claimed_actor_brings_what_the_parse_lacks_and_nothing_that_the_article_lacks(scene: Scene) -> None:
    mayor = claim(
        scene, "Ilse Torvald", "Ilse Torvald, the mayor of Sandø", "Torvald", "Iron Ilse", role="Mayor of Sandø"
    )
    venn = claim(scene, "Venn", "Venn’s plan is to close", "Marrow", role="Secretary")
    actors = published(scene, claimed=[venn, mayor])
    assert [actor.name for actor in actors] == ["Oda Venn", "Ilse Torvald"]
    assert actors[0].aliases == ("Venn",)
    assert actors[0].role == "Harbour Minister"
    assert actors[0].evidence == scene.located("Venn’s plan is to close")
    assert actors[1] == ResolvedActor("a11", "Ilse Torvald", ActorKind.PERSON, "Mayor of Sandø", ("Torvald",), mayor[1])
    stranger = claim(scene, "Jon Drake", "Clinton left early", role="Admiral")
    assert published(scene, claimed=[stranger])[0].role is None


def test_two_claims_of_one_actor_are_one_entry(scene: Scene) -> None:
    claims = [claim(scene, "Venn", "Venn’s plan is to close"), claim(scene, "Oda Venn", "Harbour Minister Oda Venn")]
    [venn] = published(scene, "Venn", claimed=claims)
    assert venn.evidence == scene.located("Harbour Minister Oda Venn")


def test_a_speaker_whom_nobody_else_knows_has_an_entry_with_the_words_that_name_it(scene: Scene) -> None:
    evidence = scene.located("and so does Ilse Torvald")
    [mayor] = published(scene, Named("the mayor of Sandø", None, evidence.spans))
    assert (mayor.id, mayor.kind, mayor.evidence) == ("a11", ActorKind.OTHER, evidence)
    [nobody] = published(scene, "the lighthouse keepers")
    assert (nobody.name, nobody.evidence) == ("the lighthouse keepers", None)
    [state] = published(scene, "Finland")
    assert state.kind is ActorKind.COUNTRY


def test_a_pronoun_is_joined_to_nobody(scene: Scene) -> None:
    actors = published(scene, "she", "She", "Oda Venn")
    assert [actor.name for actor in actors] == ["she", "Oda Venn"]


def test_the_parse_fills_the_list_with_whom_the_article_is_about(scene: Scene) -> None:
    resolution = resolve(None, [], article=scene.article, proposals=scene.proposals)
    assert [actor.name for actor in resolution.actors] == ["Russia", "Norland Fishing Board", "Oda Venn"]
    assert resolution.ids == {}
    with pytest.raises(KeyError):
        resolution.id_of("Oda Venn")


def test_whoever_is_named_late_and_once_is_left_out_and_whoever_has_a_position_stays() -> None:
    scene = Scene(f"Oda Venn met nobody. {'The sea was calm that day. ' * 60}Ilse Torvald and Pell Marrow slept.")
    for name in ("Oda Venn", "Ilse Torvald", "Pell Marrow"):
        scene.actor(name)
    resolution = resolve(None, [Named("Pell Marrow")], article=scene.article, proposals=scene.proposals)
    assert [actor.name for actor in resolution.actors] == ["Pell Marrow", "Oda Venn"]


def test_an_article_about_nobody_much_lists_those_it_names_first() -> None:
    scene = Scene(f"{'The sea was calm that day. ' * 40}Oda Venn slept. Pell Marrow sang.")
    for name in ("Oda Venn", "Pell Marrow"):
        scene.actor(name)
    resolution = resolve(None, [], article=scene.article, proposals=scene.proposals)
    assert [actor.name for actor in resolution.actors] == ["Oda Venn", "Pell Marrow"]


def test_without_claims_speakers_or_parse_there_is_nobody(scene: Scene) -> None:
    assert resolve(None, [], article=scene.article, proposals=Proposals()).actors == ()


def test_an_actor_of_the_parse_without_a_place_has_no_evidence(scene: Scene) -> None:
    known = KnownActor("a1", "Oda Venn", None, None, (), Phrase("", ()), ())
    [venn] = resolve([], [Named("Venn")], article=scene.article, proposals=Proposals(actors=(known,))).actors
    assert (venn.evidence, venn.kind) == (None, ActorKind.OTHER)


def test_names_in_scripts_without_spaces_are_found_in_the_article() -> None:
    scene = Scene("云溪镇镇长罗知远表示，新码头不会开放。")
    scene.actor("罗知远")
    [mayor] = published(scene, "罗知远", claimed=[claim(scene, "罗知远", "镇长罗知远表示", role="镇长")])
    assert (mayor.name, mayor.role) == ("罗知远", "镇长")


NAMES = [
    "Oda Venn",
    "Venn",
    "Minister Venn",
    "Clinton",
    "Bill Clinton",
    "NFB",
    "Moscow",
    "Russia",
    "she",
    "",
    "Ann Venn",
]


@given(st.lists(st.sampled_from(NAMES)), st.permutations(NAMES))
def test_every_name_has_an_entry_whatever_the_order(some: list[str], every: list[str]) -> None:
    scene = Scene(TEXT)
    for name in ("Oda Venn", "NFB", "Moscow"):
        scene.actor(name)
    for names in (some, every):
        published(scene, *names)
    resolution = resolve(None, [Named(name) for name in every], article=scene.article, proposals=scene.proposals)
    counted = sum(resolution.id_of(name) == actor.id for actor in resolution.actors for name in every)
    assert counted == len(every)


def test_two_thousand_actors_are_resolved_in_time() -> None:
    names = [f"Ann{chr(97 + i % 26)} Smith{chr(97 + i // 26 % 26)}{chr(97 + i // 676)}" for i in range(2_000)]
    scene = Scene(", ".join(names))
    for name in names:
        scene.actor(name)
    start = time.process_time()
    named = [Named(name) for name in names]
    assert len(resolve(None, named, article=scene.article, proposals=scene.proposals).actors) == 2_000
    assert time.process_time() - start < 20
