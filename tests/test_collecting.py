"""The search for garbage is put off while a process starts, and is as usual afterwards."""

import subprocess
import sys

SCRIPT = """
import gc
from summarizer.collecting import put_off

usual, before = gc.get_threshold(), len(gc.callbacks)
put_off()
searched = gc.get_stats()
stays = [[] for _ in range(200_000)]
assert gc.get_stats() == searched
stays += [[] for _ in range(100_000)]
assert gc.get_threshold() == usual
assert len(gc.callbacks) == before
assert gc.get_freeze_count() > 200_000
searched = gc.get_stats()
stays += [[] for _ in range(2_000)]
assert gc.get_stats() != searched
"""


def test_nothing_is_searched_until_there_are_many_objects_which_are_left_out_for_good_and_then_it_is_usual():
    subprocess.run([sys.executable, "-c", SCRIPT], check=True)
