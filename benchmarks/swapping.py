"""Whether the parse credits words to who speaks, and not to a name.

    python benchmarks/swapping.py --data ARTICLES.jsonl --data MORE.jsonl

An article is an object a line with `id` and `text`. In each, people who speak are swapped two by two, neighbours first,
if their given names tell the same of a gender: given name and surname, wherever they stand. Then it is read again. A
case is what was credited to one of the two; it holds if the same words are credited to the other one afterwards.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from summarizer.backends.catalogue import model_path
from summarizer.config import load_config
from summarizer.names import name_words
from summarizer.proposing import Parser, load_parser, propose
from summarizer.proposing.given_names import FEMALE, MALE
from summarizer.types import ActorKind, Article, Proposals, Statement

__all__ = ["Case", "cases", "main"]

_PAIRS = 6  # of an article, so that a long one with many speakers does not outweigh the others

_FULL = re.compile(r"(?!\w+\.)[A-Z][\w'’-]+(?: [A-Z]\.)? (?!Jr|Sr|I)[A-Z][\w'’-]+")
"""A given name and a surname, with an initial between them or not."""


@dataclass(frozen=True, slots=True)
class Case:
    """What was credited to one of two people, and who is credited with it (None: nobody) once they are swapped."""

    words: str
    holder: str
    expected: str
    found: str | None

    @property
    def holds(self) -> bool:
        """True if it is credited to the other one."""
        return self.found == self.expected


def cases(text: str, parser: Parser, *, most: int = _PAIRS) -> Iterator[Case]:
    """Yields the cases of an article, pair by pair of the people who speak in it."""
    before = _read(text, parser)
    for one, other in itertools.islice(_pairs(before), most):
        swap = _swapper(one, other)
        after = _read(swap(text), parser).statements
        for statement in before.statements:
            if statement.holder in (one, other):
                words = swap(statement.content.quote)
                yield Case(words, statement.holder, swap(statement.holder), _credited(words, after))


def _read(text: str, parser: Parser) -> Proposals:
    return propose(Article(id="", source="-", text=text, language=parser.language), parser)


def _pairs(proposals: Proposals) -> Iterator[tuple[str, str]]:
    """Two speakers with a given name and a surname, neither of which anybody else in the article has."""
    speak = {statement.holder_id for statement in proposals.statements}
    people = [actor for actor in proposals.actors if actor.kind is ActorKind.PERSON]
    words = {actor.id: {word for name in (actor.name, *actor.aliases) for word in name_words(name)} for actor in people}
    full = [
        actor.name
        for actor in people
        if actor.id in speak
        and _FULL.fullmatch(actor.name)
        and all({*_ends(actor.name)}.isdisjoint(words[other.id]) for other in people if other is not actor)
    ]
    pairs = sorted(itertools.combinations(range(len(full)), 2), key=lambda pair: pair[1] - pair[0])
    for one, other in pairs:
        if _gender(full[one]) == _gender(full[other]):
            yield full[one], full[other]


def _ends(name: str) -> tuple[str, str]:
    """Given name and surname, in lower case."""
    return name_words(name)[0], name_words(name)[-1]


def _gender(name: str) -> tuple[bool, bool]:
    first, _ = _ends(name)
    return first in MALE, first in FEMALE


def _swapper(one: str, other: str) -> Callable[[str], str]:
    """A function that puts given name and surname for those of the other, and back if it is called again."""
    table = dict(zip(_ends(one), _ends(other), strict=True))
    table |= {b: a for a, b in table.items()}
    shapes = {word: word for name in (one, other) for word in name.split()}
    shapes = {word.casefold(): shapes[word] for word in shapes}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, table))})(?!\w)", re.IGNORECASE)

    def swapped(found: re.Match[str]) -> str:
        if found[0].islower():
            return found[0]
        word = shapes.get(table[found[0].casefold()], found[0])
        return word.upper() if found[0].isupper() else word

    return lambda text: pattern.sub(swapped, text)


def _credited(words: str, statements: tuple[Statement, ...]) -> str | None:
    """Whoever is credited with these words, or with the longest piece of them."""
    pieces = [one for one in statements if one.content.quote in words or words in one.content.quote]
    best = max(
        pieces, key=lambda one: (one.content.quote == words, -abs(len(one.content.quote) - len(words))), default=None
    )
    return best.holder if best else None


def main() -> None:
    """Prints the cases that do not hold, and the figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--quiet", action="store_true")
    args = parser.parse_args()
    folder = model_path("en_core_web_sm", cache_dir=load_config().cache_dir)
    if folder is None:
        raise SystemExit("no parse model: summarizer models pull en_core_web_sm")
    parse = load_parser(folder, language="en")
    held = total = 0
    for path in args.data:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            for case in cases(record["text"], parse):
                total, held = total + 1, held + case.holds
                if not case.holds and not args.quiet:
                    print(f"{record['id']}: {case.found} instead of {case.expected}: {case.words[:100]}")
    print(f"{held} of {total} cases hold ({held / max(1, total):.3f})")


if __name__ == "__main__":
    main()
