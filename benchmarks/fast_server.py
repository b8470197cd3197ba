"""A server for benchmarks: answers at once, or after a while, with a whole brief of the article that it is sent.

    python benchmarks/fast_server.py --milliseconds 50

Prints its base URL. The articles are those of `articles` below; each answer has an item for every statement in them,
in the article's own words, so that nothing has to be asked for again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
from collections.abc import Iterator

NAMES = ("Ines Quill", "Tobias Fenn", "Marta Holm", "Jonas Brack", "Lea Winter", "Karl Ahorn")
WISHES = ("die alte Brücke erhalten", "eine neue Fähre kaufen", "den Hafen erweitern", "die Schule am Ufer schließen")
FEARS = ("die Pfeiler nachgeben", "die Fischer ihre Plätze verlieren", "das Geld nicht reicht")
_QUOTE = re.compile(r"„([^“]+)“, sagte (\w+ \w+)\.")
_FEAR = re.compile(r"(\w+ \w+) fürchtet, dass ([^.]+)\.")


def articles(count: int, seed: int = 1) -> Iterator[str]:
    """Made-up articles of some 300 words, in a language that is read by patterns."""
    draw = random.Random(seed)
    for number in range(count):
        lines = [f"Der Rat von Brackwasser streitet über Plan {number}"]
        for turn in range(10):
            name, wish = draw.choice(NAMES), draw.choice(WISHES)
            lines.append(
                f"„Wir müssen im Jahr {2030 + turn} {wish} und dürfen nicht länger warten“, sagte {name}. Die Sitzung "
                f"des Rates dauerte den ganzen Abend, und viele Leute aus den Dörfern hörten zu."
            )
        lines += [f"{draw.choice(NAMES)} fürchtet, dass {fear}." for fear in FEARS]
        yield "\n\n".join(lines) + "\n"


def answer(prompt: str) -> dict[str, object]:
    """The brief of an article that stands in the prompt."""
    said, feared = _QUOTE.findall(prompt), _FEAR.findall(prompt)
    speakers = list(dict.fromkeys(name for _, name in said))
    first = {name: quote for quote, name in reversed(said)}
    return {
        "evidence": said[0][0] if said else "",
        "issues": ["Brücke", "Fähre", "Hafen"],
        "actors": [
            {"evidence": first[name], "name": name, "kind": "person", "role": None, "aliases": []} for name in speakers
        ],
        "positions": [
            {
                "evidence": quote,
                "actor": name,
                "role": None,
                "issue": "Brücke",
                "claim": f"{name} will nicht länger warten.",
                "stance": "supports",
            }
            for quote, name in said
        ],
        "risks": [
            {
                "evidence": fear,
                "risk": "Der Plan scheitert.",
                "affected": None,
                "warned_by": name,
                "likelihood": "not stated",
                "impact": "not stated",
                "trigger": None,
            }
            for name, fear in feared
        ],
        "summary": "Der Rat streitet über die Brücke, die Fähre und den Hafen.",
        "headline": "Streit im Rat über einen Plan",
    }


class _Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as far as an OpenAI client needs it."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._data = seconds, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, mark, rest = self._data.partition(b"\r\n\r\n")
        size = re.search(rb"(?i)content-length: (\d+)", head)
        if not mark or size is None or len(rest) < int(size[1]):
            return
        body, self._data = json.loads(rest[: int(size[1])]), rest[int(size[1]) :]
        prompt = "\n".join(message["content"] for message in body["messages"])
        wanted = body["response_format"]["json_schema"]["schema"]["properties"]
        brief = {name: value for name, value in answer(prompt).items() if name in wanted}
        content = json.dumps(brief, ensure_ascii=False)
        usage = {"prompt_tokens": len(prompt) // 4, "completion_tokens": len(content) // 4, "total_tokens": 0}
        message = {"role": "assistant", "content": content, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        whole = {"id": "c", "object": "chat.completion", "created": 1, "model": body["model"], "choices": [choice]}
        reply = json.dumps(whole | {"usage": usage}).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(reply)
        asyncio.get_running_loop().call_later(self._seconds, self._transport.write, head + reply)  # type: ignore[attr-defined]


async def serve(seconds: float) -> None:
    """Serves until it is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(seconds), "127.0.0.1", 0, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--milliseconds", type=float, default=0)
    asyncio.run(serve(parser.parse_args().milliseconds / 1000))
