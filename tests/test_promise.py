"""The promise that nothing in a brief is unsupported, against what would break it, and against what must stay."""

import pytest
from promises import CRITICS, CUT, HONEST, SPLICED, Case

from summarizer.attributing import Attribution, Attributor
from summarizer.grounding import Grounder


def verdict(case: Case) -> Attribution | None:
    """The verdict on an item; None if its evidence is not found."""
    scene = case.scene
    located = Grounder(scene.text).locate(case.quote)
    speaker = case.speaker or case.holder or case.source
    return Attributor(scene.article, scene.proposals).attribute(speaker, located) if located else None


def shown(case: Case) -> str:
    return f"{case.kind}: {case.sentence[:60]}"


@pytest.mark.parametrize("case", [*CUT, *SPLICED, *CRITICS], ids=shown)
def test_words_that_somebody_does_not_say_are_never_verified_as_theirs(case: Case) -> None:
    found = verdict(case)
    assert found is None or (found.verdict != "verified" and found.reason)


@pytest.mark.parametrize("case", HONEST, ids=shown)
def test_words_that_somebody_says_are_verified_however_near_they_stand_to_a_denial(case: Case) -> None:
    found = verdict(case)
    assert found is not None
    assert (found.verdict, found.reason) == ("verified", None)
