"""What `summarizer verify` finds of the slips that a summary can have, and how often it cries wolf.

    python benchmarks/verifying.py --data ARTICLES.jsonl --data FOLDER [--half 0]
    python benchmarks/verifying.py --data ANNOTATED.jsonl --credits [--half 0]

An article is a file of text, or an object a line with `id` and `text`. Its summary is made of its own sentences:
clauses are left out, what is said is put into other words, what stands beside "and" changes places, sentences come in
another order. That summary is true, so what does not hold in it is a false alarm. Then one slip at a time is put
into it (two numbers, names or speakers change places, another day, another unit, a "not" more or less), and it counts
as found if something does not hold in its sentence that held before.

With `--credits`, the quotes that people marked in the articles (`attributions` with `source` and `content`, and `spans`
in both) are laid out as summaries lay them out, once with their speaker and once with another one of the article.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.backends.catalogue import model_path
from summarizer.config import load_config
from summarizer.names import is_same_name
from summarizer.proposing import Parser, load_parser, propose
from summarizer.types import Article, Proposals
from summarizer.verifying import Finding, Verification, read_brief, verify

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["LAYOUTS", "SLIPS", "Checker", "Sentence", "main", "slips_in", "summary_of"]

_SENTENCES = 10  # of a summary
_WORDS = range(8, 46)
_APART = 3  # tokens between two numbers, so that no range such as "3 to 4" is turned round
_OTHER_WORDS = {
    "said": "stated", "killed": "dead", "announced": "made known", "began": "started", "started": "began",
    "approximately": "about", "about": "around", "however": "still", "percent": "%",
    "people": "persons",
}  # fmt: skip
_UNITS = {
    "million": "billion", "billion": "million", "percent": "million", "%": " million", "thousand": "million",
    "days": "weeks",     "weeks": "months", "months": "years", "years": "months", "hours": "days", "minutes": "hours",
    "miles": "metres",
    "dollars": "euros", "kilometers": "miles", "km": "miles", "$": "€", "£": "€", "meters": "kilometres",
    "euros": "dollars",
}  # fmt: skip
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_COUNTS = frozenset({"CARDINAL", "MONEY", "PERCENT", "QUANTITY"})
_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_DROPPED = frozenset({"relcl", "appos", "advcl", "parataxis", "acl"})
_SAYING = frozenset(
    {"say", "state", "tell", "add", "warn", "argue", "announce", "claim", "insist", "note", "explain", "believe"}
)
_PRONOUNS = frozenset(
    {
        "i",
        "we",
        "he",
        "she",
        "it",
        "they",
        "his",
        "her",
        "their",
        "its",
        "this",
        "that",
        "these",
        "those",
        "him",
        "them",
    }
)
_QUOTED = re.compile(r"[“\"]([^“”\"]{20,300})[”\"]")
_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Dr)\. )?[A-Z][\w’'-]+(?: [A-Z]\.)?(?: [A-Z][\w’'-]+){1,2}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a summary, with the tokens of the article that it keeps, each with the blank behind it."""

    tokens: tuple[Token, ...]
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """As a summary has it."""
        text = re.sub(r"\s+", " ", "".join(self.words)).strip()
        text = re.sub(r"\s+([,.;:])", r"\1", re.sub(r",\s*,", ",", re.sub(r",\s*\.$", ".", text)))
        return text[:1].upper() + text[1:]

    def put(self, changes: dict[int, str]) -> Sentence:
        """With other words at some of the tokens, told by their index in the article."""
        words = (changes.get(token.i, word) for token, word in zip(self.tokens, self.words, strict=True))
        return replace(self, words=tuple(words))


# ------------------------------------------------------------------------------------- true summaries


def summary_of(doc: Doc, chance: random.Random) -> list[Sentence]:
    """Up to ten sentences of an article in other words and another order: those with most to be wrong about."""
    rated = []
    for one in doc.sents:
        tokens = [token for token in one if not token.is_space]
        text = one.text.strip()
        whole = text.endswith(".") and text[:1].isupper() and not re.search(r"[“”\"\n:;()\[\]–—]", text)
        if whole and len(tokens) in _WORDS and tokens[0].text.lower() not in _PRONOUNS:
            merit = sum(ent.label_ in _COUNTS | _NAMES | {"DATE"} for ent in one.ents)
            rated.append((merit, chance.random(), one))
    chosen = [one for _, _, one in sorted(rated, key=lambda it: it[:2], reverse=True)[:_SENTENCES]]
    chance.shuffle(chosen)
    return [_in_other_words(one, chance) for one in chosen]


def _in_other_words(sentence: Span, chance: random.Random) -> Sentence:
    tokens = [token for token in sentence if not token.is_space]
    for token in list(tokens):
        inside = [one for one in token.subtree if not one.is_space]
        first, last = inside[0].i, inside[-1].i
        whole = len(inside) == last - first + 1
        before = first > sentence.start and sentence.doc[first - 1].text == ","
        if (
            token.dep_ in _DROPPED
            and whole
            and before
            and sentence.doc[last + 1].text in (",", ".")
            and chance.random() < 0.7
        ):
            gone = {one.i for one in inside} | {first - 1}
            if sentence.doc[last + 1].text == ",":
                gone.add(last + 1)
            tokens = [one for one in tokens if one.i not in gone]
    tokens = _turned_round(tokens, chance)
    tokens = _said_otherwise(tokens, sentence, chance)
    words = []
    for token in tokens:
        other = _OTHER_WORDS.get(token.text)
        text = other if other and chance.random() < 0.5 and token.dep_ != "amod" else token.text
        words.append(
            text
            + (
                token.whitespace_
                or (" " if token.i + 1 < len(sentence.doc) and token is not tokens[-1] and _gap(token, tokens) else "")
            )
        )
    words = [
        _plain_start(word, token, sentence) if place else word
        for place, (word, token) in enumerate(zip(words, tokens, strict=True))
    ]
    return Sentence(tuple(tokens), tuple(words))


def _plain_start(word: str, token: Token, sentence: Span) -> str:
    """What opened the sentence and no longer does is written small unless it is a name."""
    return word.lower() if token.i == sentence[0].i and token.ent_type_ == "" and token.pos_ != "PROPN" else word


def _gap(token: Token, tokens: Sequence[Token]) -> bool:
    """True if another token was moved behind this one than stood there."""
    at = tokens.index(token)
    return tokens[at + 1].i != token.i + 1 and not tokens[at + 1].is_punct


def _turned_round(tokens: list[Token], chance: random.Random) -> list[Token]:
    """One pair "A and B" of nouns as "B and A"."""
    here = {token.i for token in tokens}
    for token in tokens:
        head = token.head
        if token.dep_ != "conj" or token.pos_ not in ("NOUN", "PROPN") or head.dep_ == "conj" or chance.random() < 0.5:
            continue
        second = [one for one in token.subtree if one.i in here]
        first = [one for one in head.subtree if one.i in here and one.i < second[0].i]
        joint = [one for one in first if one.dep_ == "cc" and one.head == head]
        if not joint or any(one.dep_ == "conj" for one in head.children if one != token) or first[-1] != joint[-1]:
            continue
        first = first[:-1]
        if any(one.lower_ in ("no", "neither", "both", "either") for one in first):
            continue
        if [one.i for one in [*first, joint[0], *second]] != list(range(first[0].i, second[-1].i + 1)):
            continue
        at = tokens.index(first[0])
        return [*tokens[:at], *second, joint[0], *first, *tokens[at + len(first) + 1 + len(second) :]]
    return tokens


def _said_otherwise(tokens: list[Token], sentence: Span, chance: random.Random) -> list[Token]:
    """ "X said that Y" as "Y, X said"."""
    root = sentence.root
    subject = next((one for one in root.children if one.dep_ == "nsubj"), None)
    content = next((one for one in root.children if one.dep_ == "ccomp" and one.i > root.i), None)
    here = [token.i for token in tokens]
    if root.lemma_ not in _SAYING or subject is None or content is None or root.i not in here or chance.random() < 0.4:
        return tokens
    clause = [token for token in tokens if token in set(content.subtree) and token.lower_ != "that"]
    mark = [token for token in tokens if token.lower_ == "that" and token.head == content]
    bare = not clause or tokens[0].i != min(here) or [*tokens[: tokens.index(clause[0])], *clause, tokens[-1]] != tokens
    if bare and (not mark or [*tokens[: tokens.index(mark[0])], mark[0], *clause, tokens[-1]] != tokens):
        return tokens
    comma = next((token for token in sentence.doc if token.text == ","), None)
    lead = [token for token in tokens if token not in clause and token not in mark][:-1]
    return tokens if comma is None else [*clause, comma, *lead, tokens[-1]]


# -------------------------------------------------------------------------------------------- slips


def _numbers(sentence: Sentence) -> list[Token]:
    return [
        one
        for one in sentence.tokens
        if one.ent_type_ in _COUNTS and one.like_num and len(one.text) > 0 and one.lower_ not in _UNITS
    ]


def _names(sentence: Sentence) -> list[tuple[Token, ...]]:
    """The names that it keeps as they stand."""
    found = []
    for ent in sentence.tokens[0].doc.ents if sentence.tokens else ():
        tokens = tuple(one for one in ent if one.text not in ("the", "The", "'s", "’s"))
        at = [sentence.tokens.index(one) for one in tokens if one in sentence.tokens]
        whole = len(at) == len(tokens) and at == list(range(at[0], at[0] + len(at))) if at else False
        if whole and ent.label_ in _NAMES and all(one.text[:1].isupper() for one in tokens):
            found.append(tokens)
    return found


def _put_name(tokens: Sequence[Token], other: Sequence[Token]) -> dict[int, str]:
    text = " ".join(one.text for one in other) + tokens[-1].whitespace_
    return {token.i: text if place == 0 else "" for place, token in enumerate(tokens)}


def _swap_numbers(one: Token, other: Token) -> tuple[dict[int, str], dict[int, str]]:
    return {one.i: other.text + one.whitespace_}, {other.i: one.text + other.whitespace_}


def _two_numbers(summary: list[Sentence], chance: random.Random) -> Iterator[dict[int, Sentence]]:
    for place, sentence in enumerate(summary):
        for one, other in itertools.combinations(_numbers(sentence), 2):
            if one.ent_type_ == other.ent_type_ and one.text != other.text and abs(one.i - other.i) > _APART:
                first, second = _swap_numbers(one, other)
                yield {place: sentence.put(first | second)}


def _numbers_across(summary: list[Sentence], chance: random.Random) -> Iterator[dict[int, Sentence]]:
    for (a, mine), (b, theirs) in itertools.combinations(enumerate(summary), 2):
        pairs = itertools.product(_numbers(mine), _numbers(theirs))
        for one, other in pairs:
            if one.ent_type_ == other.ent_type_ and one.text != other.text:
                first, second = _swap_numbers(one, other)
                yield {a: mine.put(first), b: theirs.put(second)}


def _new_number(summary: list[Sentence], chance: random.Random) -> Iterator[dict[int, Sentence]]:
    for place, sentence in enumerate(summary):
        for token in _numbers(sentence):
            if token.text[0].isdigit():
                first = str((int(token.text[0]) + chance.randrange(1, 9)) % 9 + 1)
                if first != token.text[0]:
                    yield {place: sentence.put({token.i: first + token.text[1:] + token.whitespace_})}


def _unit(summary: list[Sentence], chance: random.Random) -> Iterator[dict[int, Sentence]]:
    for place, sentence in enumerate(summary):
        numbers = {one.i for one in sentence.tokens if one.like_num}
        for token in sentence.tokens:
            if token.lower_ in _UNITS and numbers & {token.i - 1, token.i + 1}:
                yield {place: sentence.put({token.i: _UNITS[token.lower_] + token.whitespace_})}


def _date(summary: list[Sentence], chance: random.Random) -> Iterator[dict[int, Sentence]]:
    for place, sentence in enumerate(summary):
        for token in sentence.tokens:
            for table in (_DAYS, _MONTHS):
                if token.text in table:
                    said = [day for day in table if day != token.text and day in token.doc.text]
                    yield {
                        place: sentence.put(
                            {
                                token.i: chance.choice(said or [day for day in table if day != token.text])
                                + token.whitespace_
                            }
                        )
                    }


def _more_not(summary: list[Sentence], chance: random.Random) -> Iterator[dict[int, Sentence]]:
    for place, sentence in enumerate(summary):
        helpers = [
            one for one in sentence.tokens if one.dep_ in ("aux", "auxpass") and one.tag_ in ("MD", "VBZ", "VBD", "VBP")
        ]
        if helpers and not any(one.dep_ == "neg" for one in sentence.tokens):
            yield {place: sentence.put({helpers[0].i: helpers[0].text + " not "})}


def _less_not(summary: list[Sentence], chance: random.Random) -> Iterator[dict[int, Sentence]]:
    for place, sentence in enumerate(summary):
        nots = [one for one in sentence.tokens if one.dep_ == "neg" and one.lower_ in ("not", "n't", "n’t", "never")]
        if len(nots) == 1:
            yield {place: sentence.put({nots[0].i: " "})}


def _two_names(summary: list[Sentence], chance: random.Random) -> Iterator[dict[int, Sentence]]:
    for place, sentence in enumerate(summary):
        for one, other in itertools.combinations(_names(sentence), 2):
            if one[0].ent_type_ == other[0].ent_type_ and _are_others(one, other) and not _are_beside(one, other):
                yield {place: sentence.put(_put_name(one, other) | _put_name(other, one))}


def _speakers_across(summary: list[Sentence], chance: random.Random) -> Iterator[dict[int, Sentence]]:
    speakers = []
    for place, sentence in enumerate(summary):
        for name in _names(sentence):
            head = next((one for one in name if one.head not in name), name[-1])
            if head.dep_ == "nsubj" and head.head.lemma_ in _SAYING:
                speakers.append((place, sentence, name))
    for (a, mine, one), (b, theirs, other) in itertools.combinations(speakers, 2):
        if a != b and _are_others(one, other):
            yield {a: mine.put(_put_name(one, other)), b: theirs.put(_put_name(other, one))}


def _names_across(summary: list[Sentence], chance: random.Random) -> Iterator[dict[int, Sentence]]:
    for (a, mine), (b, theirs) in itertools.combinations(enumerate(summary), 2):
        for one, other in itertools.product(_names(mine), _names(theirs)):
            if one[0].ent_type_ == other[0].ent_type_ and _are_others(one, other):
                yield {a: mine.put(_put_name(one, other)), b: theirs.put(_put_name(other, one))}


def _are_others(one: Sequence[Token], other: Sequence[Token]) -> bool:
    alike = is_same_name(" ".join(token.text for token in one), " ".join(token.text for token in other))
    return not alike and not {token.lower_ for token in one} & {token.lower_ for token in other}


def _are_beside(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """True for "A and B", which may change places."""
    return any((a.head == b and a.dep_ == "conj") or (b.head == a and b.dep_ == "conj") for a in one for b in other)


Slip = Callable[[list[Sentence], random.Random], Iterator[dict[int, Sentence]]]
SLIPS: dict[str, Slip] = {
    "two numbers of a sentence": _two_numbers,
    "numbers of two sentences": _numbers_across,
    "a number made up": _new_number,
    "another unit": _unit,
    "another day or month": _date,
    "a not more": _more_not,
    "a not less": _less_not,
    "two names of a sentence": _two_names,
    "names of two sentences": _names_across,
    "speakers of two sentences": _speakers_across,
}
"""Each kind of slip: yields the changed sentences by their number."""
_MOST = 4  # slips of a kind in an article


def slips_in(summary: list[Sentence], chance: random.Random) -> Iterator[tuple[str, dict[int, Sentence]]]:
    """Yields up to four slips of each kind."""
    for kind, slip in SLIPS.items():
        slipped = slip(summary, chance)
        found = [one for one in slipped if all(new.text != summary[at].text for at, new in one.items())]
        chance.shuffle(found)
        yield from ((kind, one) for one in found[:_MOST])


class Checker:
    """`summarizer verify` for one article."""

    def __init__(self, text: str, parser: Parser) -> None:
        self.article = Article(id="", source="-", text=text, language=parser.language)
        self.parser = parser
        self.proposals: Proposals = propose(self.article, parser)

    def check(self, brief: str) -> Verification:
        """What of the brief holds."""
        claims = read_brief(brief)
        own = Article(id="", source="-", text=claims.text, language=self.parser.language)
        said = propose(own, self.parser)
        return verify(claims, self.article, proposals=self.proposals, said=said, language=self.parser.language)


def _failing(checker: Checker, summary: list[Sentence], places: Sequence[int]) -> dict[int, list[Finding]]:
    """What does not hold in these sentences; each sentence stands in a line of its own."""
    brief = "\n\n".join(one.text for one in summary)
    starts = list(itertools.accumulate((len(one.text) + 2 for one in summary), initial=0))
    found = checker.check(brief).failing
    return {at: [one for one in found if starts[at] <= one.span.start < starts[at + 1]] for at in places}


def _measure(articles: Sequence[tuple[str, str]], parser: Parser, *, show: bool) -> None:
    found: dict[str, list[bool]] = defaultdict(list)
    sentences = alarms = wolves = summaries = 0
    for name, text in articles:
        chance = random.Random(name)
        checker = Checker(text, parser)
        summary = summary_of(parser.nlp(text), chance)
        if not summary:
            continue
        before = _failing(checker, summary, range(len(summary)))
        summaries, sentences = summaries + 1, sentences + len(summary)
        alarms += sum(map(bool, before.values()))
        wolves += any(before.values())
        for at, failing in before.items():
            for one in failing if show else ():
                print(f"false alarm in {name}: {_said(one)}\n    {summary[at].text}")
        for kind, changed in slips_in(summary, chance):
            slipped = [changed.get(at, one) for at, one in enumerate(summary)]
            after = _failing(checker, slipped, sorted(changed))
            for at, failing in after.items():
                found[kind].append(
                    len(failing) > len(before[at]) or {one.says for one in failing} > {one.says for one in before[at]}
                )
                if show and not found[kind][-1]:
                    print(f"missed in {name}: {kind}\n    {slipped[at].text}\n    {summary[at].text}")
    print(f"\n{summaries} summaries, {sentences} sentences")
    print(f"false alarms: {alarms} sentences ({alarms / max(1, sentences):.3f}), {wolves} summaries")
    for kind, hits in found.items():
        print(f"{kind:28} {sum(hits):4} of {len(hits):4} found ({sum(hits) / len(hits):.2f})")


# ------------------------------------------------------------------------------------------ credits

LAYOUTS = {
    "said behind": "“{quote},” said {name}.",
    "said before": "{name} said: “{quote}”",
    "surname": "{name} spoke.\n\n“{quote},” {surname} said.",
    "told": "{name} told reporters that “{quote}”.",
    "clause": "“{quote},” said {name}, who leads the campaign.",
    "spokesman": "“{quote},” said a man who is {name}’s spokesman.",
    "pronoun": "{name} spoke about it. “{quote},” {he} said.",
    "colon": "{name}: “{quote}”",
    "bare colon": "{name}: {quote}",
    "bullet": "- {name}: “{quote}”",
    "bold bullet": "- **{name}** – “{quote}”",
    "heading": "## {name}\n\n“{quote}”",
    "heading and bullet": "## {name}\n\n- “{quote}”\n",
    "dash": "“{quote}” — {name}",
    "block": "> {quote}\n>\n> — {name}",
    "table": "| Speaker | Quote |\n|---|---|\n| {name} | “{quote}” |",
    "table, quote first": "| Quote | Speaker |\n|---|---|\n| “{quote}” | {name} |",
    "bare table": "| Speaker | Quote |\n|---|---|\n| {name} | {quote} |",
    "indirect": "{name} said that {quote}.",
    "according to": "According to {name}, {quote}.",
    "JSON": '[{{"speaker": "{name}", "quote": "{quote}"}}]',
}
"""How a summary may credit a quote to somebody."""


@lru_cache
def _is_she(given: str) -> bool:
    from summarizer.proposing.given_names import FEMALE

    return given.lower() in FEMALE


def _quotes_of(record: dict) -> list[tuple[str, str]]:
    """Quotes of an annotated article, and who says them, by name."""
    found = []
    for one in record["attributions"]:
        source, content = (_text_of(record["text"], one.get(part)) for part in ("source", "content"))
        if (quote := _QUOTED.search(content)) and "..." not in content and (name := _NAME.search(source)):
            found.append((quote[1].strip(" ,."), re.sub(r"[’']s?$", "", name[0])))
    return found


def _text_of(text: str, part: dict | None) -> str:
    return " ".join(" ".join(text[start:end] for start, end in part["spans"]).split()) if part else ""


def _measure_credits(records: Sequence[dict], parser: Parser, *, show: bool) -> None:
    right: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        quotes = _quotes_of(record)
        checker = Checker(record["text"], parser)
        for quote, name in quotes:
            others = sorted({one for _, one in quotes if not set(one.split()) & set(name.split())})
            for layout, form in LAYOUTS.items():
                for speaker, table in ((name, right), *((other, wrong) for other in others[:1])):
                    words = {"name": speaker, "surname": speaker.split()[-1], "quote": quote}
                    brief = form.format(he="she" if _is_she(speaker.split()[0]) else "he", **words)
                    verdicts = {one.verdict for one in checker.check(brief).findings if one.kind == "speaker"}
                    verdict = next((v for v in ("contradicted", "unverified", "holds") if v in verdicts), "no speaker")
                    table[layout][verdict] += 1
                    if show and (verdict == "contradicted") == (table is right):
                        print(f"{record['id']}: {verdict} ({'right' if table is right else 'wrong'}): {brief!r}")
    head = ("holds", "unverified", "no speaker", "contradicted")
    print(f"{'':20} {'the right speaker':>44}   {'another one':>44}")
    print(f"{'':20} {' '.join(f'{one:>12}' for one in head)}   {' '.join(f'{one:>12}' for one in head)}")
    for layout in LAYOUTS:
        cells = [" ".join(f"{table[layout][one]:>12}" for one in head) for table in (right, wrong)]
        print(f"{layout:20} {cells[0]}   {cells[1]}")


# --------------------------------------------------------------------------------------------- main


def _records(path: Path) -> list[dict]:
    if path.is_dir():
        return [{"id": file.stem, "text": file.read_text("utf-8")} for file in sorted(path.glob("*.txt"))]
    if path.suffix == ".txt":
        return [{"id": path.stem, "text": path.read_text("utf-8")}]
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _said(one: Finding) -> str:
    there = f"; {one.article.quote!r}" if one.article else ""
    return f"{one.kind} {one.says!r} {one.verdict} ({one.reason}{there})"


def main() -> None:
    """Prints what was found of each kind of slip, and the false alarms."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--credits", action="store_true", help="quotes that people marked, in many layouts")
    parser.add_argument("--half", type=int, choices=(0, 1), help="every second article: 0 to tune on, 1 to measure on")
    parser.add_argument("--show", action="store_true", help="every miss and false alarm")
    args = parser.parse_args()
    folder = model_path("en_core_web_sm", cache_dir=load_config().cache_dir)
    if folder is None:
        raise SystemExit("no parse model: summarizer models pull en_core_web_sm")
    parse = load_parser(folder, language="en")
    records = [record for path in args.data for record in _records(path)]
    records = [one for at, one in enumerate(records) if args.half in (None, at % 2)]
    if args.credits:
        _measure_credits(records, parse, show=args.show)
    else:
        _measure([(one["id"], one["text"]) for one in records], parse, show=args.show)


if __name__ == "__main__":
    main()
