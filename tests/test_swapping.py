"""Words are credited to who speaks, not to a name: two speakers who swap their names swap what is credited to them."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SWAPPING = runpy.run_path(str(ROOT / "benchmarks" / "swapping.py"))

HEARING = """Mayor Clara Dunmore Faces Anna Berg Over Bridge

Clara Dunmore, the mayor of Norhaven, said on Monday that the old bridge was safe.
“We looked at every bolt,” Dunmore said.

The engineer Anna Berg disagreed. Berg warned that the northern arch could fall within two winters.
According to Berg, nobody had measured the arch since May.

Peter Quarrel told the council that the market would lose its visitors.
Paul Ashgrove, who runs the ferry, argued that the boats could carry them.
Ashgrove added that he would need two more captains. “That is a dream,” Quarrel said.
"""


@pytest.mark.parametrize("article", ["a hearing", "dam.txt", "port.txt", "harbour.txt"])
def test_two_speakers_who_swap_names_swap_what_is_credited_to_them(article, english_parser):
    text = HEARING if article == "a hearing" else (ROOT / "examples" / article).read_text(encoding="utf-8")
    found = list(SWAPPING["cases"](text, english_parser))
    assert [case for case in found if not case.holds] == []
    assert found or article != "a hearing"


def test_a_swap_leaves_small_letters_and_parts_of_words_alone():
    swap = SWAPPING["_swapper"]("Clara Dunmore", "Anna Berg")
    text = "Clara M. Dunmore’s bergs: ANNA BERG met Bergs, the Dunmore Trust and clara."
    assert swap(text) == "Anna M. Berg’s bergs: CLARA DUNMORE met Bergs, the Berg Trust and clara."
    assert swap(swap(text)) == text
