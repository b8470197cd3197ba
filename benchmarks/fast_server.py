"""A server for benchmarks: answers at once, or after a while, with a whole brief of the article that it is sent.

    python benchmarks/fast_server.py --milliseconds 50

Prints its base URL. The articles are those of `articles` below; each answer has an item for every statement in them,
in the article's own words, so that nothing has to be asked for again. It is shaped as a request wants it: by a schema,
as the call of a tool, or in JSON mode, and for langextract as extractions. An answer costs 0.2 ms of processor time,
half of it in asyncio, which whoever is measured has to share the machine with.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

NAMES = ("Ines Quill", "Tobias Fenn", "Marta Holm", "Jonas Brack", "Lea Winter", "Karl Ahorn")
WISHES = ("die alte Brücke erhalten", "eine neue Fähre kaufen", "den Hafen erweitern", "die Schule am Ufer schließen")
FEARS = ("die Pfeiler nachgeben", "die Fischer ihre Plätze verlieren", "das Geld nicht reicht")
ENGLISH_WISHES = ("keep the old bridge", "buy a new ferry", "enlarge the harbour", "close the school by the river")
ENGLISH_FEARS = ("the pillars will give way", "the fishermen will lose their places", "the money will not be enough")
_OWN_NAME = re.compile(rb'quote\\*": ?\{')  # what peers call the evidence, in a schema or in one within a message


@dataclass(frozen=True, slots=True)
class _Language:
    """How an article says things, and its brief."""

    quote: re.Pattern[str]
    fear: re.Pattern[str]
    issues: tuple[str, ...]
    claim: str
    risk: str
    summary: str
    headline: str


# Each pattern begins with letters, which are sought quickly.
_GERMAN = _Language(
    re.compile(r"„([^“]+)“, sagte (\w+ \w+)\."),
    re.compile(r" fürchtet, dass ([^.]+)\."),
    ("Brücke", "Fähre", "Hafen"),
    "will nicht länger warten",
    "Der Plan scheitert.",
    "Der Rat streitet über die Brücke, die Fähre und den Hafen.",
    "Streit im Rat über einen Plan",
)
_ENGLISH = _Language(
    re.compile(r"“([^”]+),” said (\w+ \w+)\."),
    re.compile(r" fears that ([^.]+)\."),
    ("bridge", "ferry", "harbour"),
    "does not want to wait any longer",
    "The plan fails.",
    "The council argues about bridge, ferry and harbour.",
    "The council argues about a plan",
)


def articles(count: int, seed: int = 1, *, language: str = "de") -> Iterator[str]:
    """Made-up articles of some 300 words, in German, which is read by patterns, or in English, which can be parsed."""
    draw = random.Random(seed)
    if language == "en":
        yield from _english(count, draw)
        return
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


def _english(count: int, draw: random.Random) -> Iterator[str]:
    for number in range(count):
        lines = [f"The council of Brackwater argues about plan {number}"]
        for turn in range(10):
            name, wish = draw.choice(NAMES), draw.choice(ENGLISH_WISHES)
            lines.append(
                f"“We must {wish} in {2030 + turn} and cannot wait any longer,” said {name}. The meeting of the "
                f"council went on for the whole evening, and many people from the villages were listening to it."
            )
        lines += [f"{draw.choice(NAMES)} fears that {fear}." for fear in ENGLISH_FEARS]
        yield "\n\n".join(lines) + "\n"


def answer(prompt: str) -> dict[str, object]:
    """The brief of an article that stands in the prompt."""
    words = _GERMAN if "Brackwasser" in prompt else _ENGLISH
    said = words.quote.findall(prompt)
    feared = [(_name_before(prompt, found.start()), found[1]) for found in words.fear.finditer(prompt)]
    first = {name: quote for quote, name in reversed(said)}
    return {
        "evidence": said[0][0] if said else "",
        "issues": words.issues,
        "actors": [
            {"evidence": first[name], "name": name, "kind": "person", "role": None, "aliases": []}
            for name in dict.fromkeys(name for _, name in said)
        ],
        "positions": [
            {
                "evidence": quote,
                "actor": name,
                "role": None,
                "issue": words.issues[0],
                "claim": f"{name} {words.claim}.",
                "stance": "supports",
            }
            for quote, name in said
        ],
        "risks": [
            {
                "evidence": fear,
                "risk": words.risk,
                "affected": None,
                "warned_by": name,
                "likelihood": "not stated",
                "impact": "not stated",
                "trigger": None,
            }
            for name, fear in feared
        ],
        "summary": words.summary,
        "headline": words.headline,
    }


def _name_before(text: str, place: int) -> str:
    return " ".join(text[max(0, place - 40) : place].split()[-2:])


def completion_for(data: bytes) -> dict[str, object]:
    """The completion that answers a request: the fields of its schema or of its tool, or in JSON mode all."""
    body = json.loads(data)
    prompt = "\n".join(message["content"] for message in body["messages"])
    form, tools = body.get("response_format", {}), body.get("tools")
    schema = tools[0]["function"]["parameters"] if tools else form.get("json_schema", {}).get("schema", {})
    brief = answer(prompt)
    wanted = schema.get("properties", brief)
    found = {name: value for name, value in brief.items() if name in wanted}
    if "extractions" in wanted:
        found = {"extractions": [_extraction(**one) for one in brief["positions"]]}  # type: ignore[attr-defined]
    content = json.dumps(found, ensure_ascii=False)
    if _OWN_NAME.search(data):
        content = content.replace('"evidence":', '"quote":')
    message: dict[str, object] = {"role": "assistant", "content": content, "refusal": None}
    if tools:
        call = {"name": tools[0]["function"]["name"], "arguments": content}
        message |= {"content": None, "tool_calls": [{"id": "t", "type": "function", "function": call}]}
    usage = {"prompt_tokens": len(prompt) // 4, "completion_tokens": len(content) // 4, "total_tokens": 0}
    reason = "tool_calls" if tools else "stop"
    choice = {"index": 0, "message": message, "finish_reason": reason, "logprobs": None}
    whole = {"id": "c", "object": "chat.completion", "created": 1, "model": body["model"], "choices": [choice]}
    return whole | {"usage": usage}


def _extraction(evidence: str, **attributes: str | None) -> dict[str, object]:
    return {"position": evidence, "position_attributes": attributes}


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
        data, self._data = rest[: int(size[1])], rest[int(size[1]) :]
        reply = json.dumps(completion_for(data)).encode()
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
