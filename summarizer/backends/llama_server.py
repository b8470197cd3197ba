"""A llama.cpp server in a process of its own, which ends when the process that started it does.

Run as a script by `embedded`. It reads one line of JSON from stdin (so that the key stands on no command line), writes
one with the server's address to stdout, and stays until stdin is closed. Whatever llama.cpp prints goes to stderr.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import sys
import time
from pathlib import Path

_SAMPLES, _SAMPLE_SECONDS = 10, 0.02


def main() -> None:
    """Serves until stdin is closed, and leaves without waiting for a reply that is being written."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides when a reply is given up
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    server = _start(**json.loads(sys.stdin.readline()))
    print(json.dumps({"address": server.listening_address}), file=answer, flush=True)
    sys.stdin.read()
    os._exit(0)


def _start(
    *, file: str, name: str, key: str, context: int, plain: bool, threads: int | None, prefixes: str | None
) -> xllamacpp.Server:
    params = xllamacpp.CommonParams()
    params.model.path = file
    params.model_alias = {name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.ui = params.endpoint_slots = False
    params.verbosity = 1
    params.n_ctx = context
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads or free_cores()
    params.warmup = params.fit_params = False  # each would cost a second or two of the start
    params.cache_prompt = not plain
    params.cache_ram_mib = 0 if plain else 512  # prompts that other requests have pushed out of the slot
    if prefixes:
        params.slot_save_path = os.path.join(prefixes, "")  # noqa: PTH118 (llama.cpp wants the slash at its end)
    if not plain:
        # A brief quotes its article: four tokens that stand in the prompt foretell the twelve that follow them there.
        params.speculative.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
        params.speculative.ngram_simple.size_n = 4
        params.speculative.ngram_simple.size_m = 12
    return xllamacpp.Server(params)


def free_cores() -> int:
    """Cores that nobody else computes on at the moment, at least one.

    llama.cpp's threads wait for each other at every step. One that has to share its core holds up all of them: on two
    cores with two busy programs beside it, one thread was 4 to 10 times as fast as two.
    """
    cores = _physical_cores()
    samples = []
    for _ in range(_SAMPLES):
        time.sleep(_SAMPLE_SECONDS)
        samples.append(_running_threads())
    return min(cores, max(1, round(cores - statistics.mean(samples))))


def _running_threads() -> int:
    """Threads on this machine that run or could, but for the one that asks; 0 where the system does not say."""
    try:
        running = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("procs_running"))
    except (OSError, StopIteration):
        return 0
    return int(running.split()[1]) - 1


def _physical_cores() -> int:
    """Cores that this process may use; two threads on one core get in each other's way."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return len({_siblings(number) for number in usable})


def _siblings(cpu: int) -> str:
    try:
        return Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list").read_text()
    except OSError:
        return str(cpu)


if __name__ == "__main__":
    import xllamacpp

    main()
