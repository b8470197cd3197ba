"""What an article has of an item is found out once, and handed to whoever asks."""

from __future__ import annotations

import pytest
from pydantic import Field
from scenes import Scene

from summarizer.proving import Prover
from summarizer.types import Evidence, Item, Located, Span, Speaker

STAYS, GOES = "the old ferry must stay in service", "we cannot lose two boats"
TEXT = f"Ines Quill said that {STAYS}. Tobias Fenn said that {GOES}. Later, Ines Quill said once more that {STAYS}."


class Voice(Item):
    by: Speaker | None


class Said(Item):
    evidence: Evidence
    more: list[Evidence] = Field(default_factory=list)
    voices: list[Voice] = Field(default_factory=list)
    speaker: Speaker | None = None


@pytest.fixture
def prover() -> Prover:
    scene = Scene(TEXT)
    quill, fenn = scene.actor("Ines Quill"), scene.actor("Tobias Fenn")
    scene.says(quill, "Ines Quill", "said", STAYS)
    scene.says(fenn, "Tobias Fenn", None, GOES)
    return Prover(scene.article, scene.proposals)


def test_an_item_is_proved_once_and_an_equal_one_by_itself(prover: Prover) -> None:
    item = Said(evidence=STAYS, speaker="Ines Quill")
    proof = prover.prove(item)
    assert proof.item is item
    assert prover.prove(item) is proof
    assert prover.prove(item.model_copy()) is not proof


def test_an_item_has_a_proof_for_each_place_that_it_is_to_be_near(prover: Prover) -> None:
    item, last = Said(evidence=STAYS), TEXT.rindex(STAYS)
    first, second = prover.prove(item), prover.prove(item, near=Span(last, last + 1))
    assert first.located["evidence",].spans[0].start == TEXT.index(STAYS)
    assert second.located["evidence",].spans[0].start == last


def test_an_item_is_objected_to_by_the_first_thing_that_the_article_does_not_bear_out(prover: Prover) -> None:
    assert prover.prove(Said(evidence=STAYS, speaker="Ines Quill")).objection is None
    wrong = prover.prove(Said(evidence=STAYS, speaker="Tobias Fenn"))
    assert wrong.objection == "the article credits these words to Ines Quill, not to Tobias Fenn"
    assert [(fault.path, fault.code) for fault in wrong.contradicted] == [(("speaker",), "speaker")]
    lost = prover.prove(Said(evidence="nothing of the kind was said", more=[GOES], speaker="Ines Quill"))
    assert [fault.path for fault in lost.lost] == [("evidence",)]
    assert "not in the article" in str(lost.objection)


def test_a_speaker_is_held_to_the_evidence_of_the_object_around_it(prover: Prover) -> None:
    item = Said(evidence=STAYS, more=[GOES], voices=[Voice(by="Ines Quill"), Voice(by=None)])
    credits = {one.path: one for one in prover.prove(item).credits}
    assert [*credits] == [("voices", 0, "by"), ("voices", 1, "by"), ("speaker",)]
    both = tuple(Span(TEXT.index(words), TEXT.index(words) + len(words)) for words in (STAYS, GOES))
    assert credits["voices", 0, "by"].evidence == Located(both, "exact", 1.0)
    assert credits["voices", 1, "by"].speaker is None


def test_a_speaker_without_evidence_has_no_verdict(prover: Prover) -> None:
    assert prover.prove(Voice(by="Ines Quill")).credits == ()
