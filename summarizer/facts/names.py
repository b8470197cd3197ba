"""Names, told by their capitals, and whether an article has them under some form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, takewhile

from rapidfuzz.distance import OSA

from summarizer.facts.words import DAYS, MONTHS
from summarizer.names import state_of
from summarizer.types import Span

__all__ = ["Name", "Names", "as_name", "read_names"]

_WORD = re.compile(r"[^\W\d_](?:\.[^\W\d_])+\.?|[^\W\d_][^\W_]*(?:[-‑–’'][^\W_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…]\s+|\n\s*|[“\"„«(\[]\s*)$")
_BEFORE = 20  # code points that are looked at for the end of the sentence before
_APART = frozenset(["", *' \n,;:!?()“”„"'])  # what is at an end of the text, or beside a word and no part of one
_POSSESSIVE = re.compile(r"[’']s?$")
_STEM = 4  # letters in which "Ukraine" and "Ukrainian" agree
_TITLE_CASE, _ALL, _SHORT = 0.6, 0.9, 3  # share of words with a capital, in how many words at least
_NOUNS_CAPITALISED = frozenset({"de", "lb"})
_LEAST_PART, _LEAST_ROOT = 3, 6
_LETTERS_FOR_TWO = 8  # of a name with two slips
_LONGEST_ENDING = 6


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LINKS = _set("of de du des von van der den la le the da di al bin")
_SMALL_WORDS = _set(
    "the a an in on at of for to by with from as after before when while although but and or if since despite amid "
    "under during following according both former several some many all no not this that these those his her its "
    "their our my he she it they we i yet still then now meanwhile however once only even der die das den dem ein eine "
    "im in am an auf aus bei mit nach seit von vor wie als und oder aber doch wenn le la les l un une des du de en à "
    "au aux et ou mais pour par sur dans selon après avant avec"
)
_VERB = re.compile(r"\s+(?:also |still |now |again |then )?([A-Za-z]+)")
_REPORTING = _set(
    "says said warns warned wants wanted rejects rejected supports supported opposes opposed denies denied "
    "demands demanded insists insisted argues argued claims claimed believes believed fears feared urges urged "
    "backs backed criticises criticised criticizes criticized accuses accused threatens threatened promises "
    "promised refuses refused condemns condemned welcomes welcomed vows vowed tells told asks asked hopes hoped "
    "thinks agrees agreed declares declared announces announced pays paid calls called favours favors doubts "
    "doubted pledges pledged "
)
_VERBS = _REPORTING | {verb.capitalize() for verb in _REPORTING}
_NOBODY = _SMALL_WORDS | _set(
    "nobody everybody everyone someone somebody anyone anybody neither either each another who whoever what "
    "whatever there here opposition parliament government police management industry congress senate council "
    "labour labor court cabinet ministry union law science history report study legislation press media public "
    "staff mayor president minister chancellor spokesman spokeswoman spokesperson leader chairman chairwoman "
    "people party text article author speaker mother father brother sister son daughter wife husband today "
    "yesterday tomorrow "
)
"""Words that may stand first and do what somebody does, and are no names."""
_ABSTRACT = ("tion", "ment", "ness", "ity", "ing", "ance", "ence", "ism", "ship", "ly", "body", "people")
_ADDRESSES = _set("mr mrs ms dr prof sir st herr frau m mme")
_ENDINGS = _set(
    "s es e n en an ean ian ians ans ese ish i is ic ics ical al ally ist ists ism ity y ies ed d ing er ers or r re "
    "ation ations ion ions zation zations sation sations ment ments se ce istan land a o um ia ium us ine ines em ern "
    "ens in innen isch ische ischen ischer isches schen sche ais aise aises ien ienne iens iennes ain aine ains ois "
    "oise te tes ne nes cy crat cratic at atic ats"
) | {""}
_CALENDAR = {**{word: f"month {number}" for word, number in MONTHS.items()}, **{w: f"day {n}" for w, n in DAYS.items()}}


@dataclass(frozen=True, slots=True)
class Name:
    """Capitalised words that stand together.

    Attributes:
        words: Each of them; "of" and its like between them are left out.
        starts: Where each begins.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]

    @property
    def span(self) -> Span:
        """From the first word to the last."""
        return self.span_of(range(len(self.words)))

    def span_of(self, part: range) -> Span:
        """From the first of these words to the last."""
        return Span(self.starts[part[0]], self.starts[part[-1]] + len(self.words[part[-1]]))

    @property
    def is_day(self) -> bool:
        """True for a month or a day of the week."""
        return all(_fold(word) in _CALENDAR for word in self.words)


def read_names(text: str, language: str) -> Iterator[Name]:
    """Yields the names of a text, told by their capitals, in its order."""
    if text[1:2].islower() and text[1:].islower():  # the first letter says nothing, unless it is somebody's who acts
        if (first := _WORD.match(text)) and _acts(first, text, language):
            yield _name([first])
        return
    words = list(_WORD.finditer(text))
    capitals = [word for word in words if text[word.start()].isupper()]
    most = _ALL if language in _NOUNS_CAPITALISED else _TITLE_CASE
    if len(words) > _SHORT and len(capitals) > most * len(words):
        if capitals[0] is words[0] and _acts(words[0], text, language):
            yield _name(words[:1])
        return
    for run in _runs(text, capitals):
        is_acronym = _is_acronym(run[0][0])
        if language in _NOUNS_CAPITALISED and len(run) < 2 and not is_acronym:
            continue
        start = run[0].start()
        if not is_acronym and (start == 0 or _SENTENCE_START.search(text, max(0, start - _BEFORE), start)):
            run = run if len(run) == 1 and _acts(run[0], text, language) else run[1:]
        if run and not (len(run) == 1 and _fold(run[0][0]) in _SMALL_WORDS):
            yield _name(run)


def _acts(first: re.Match[str], text: str, language: str) -> bool:
    """True if the first word of a sentence is somebody's name: a state, or one who says, wants or rejects something.

    "Critics warned" and "Nobody wants" name nobody.
    """
    word = first[0]
    if language in _NOUNS_CAPITALISED or not word[0].isupper():
        return False
    verb = _VERB.match(text, first.end())
    return _is_actor(word, verb[1] if verb and verb[1] in _VERBS else "")


@lru_cache(maxsize=20_000)
def _is_actor(word: str, verb: str) -> bool:
    """True for a state, and with a verb for what may be somebody's name."""
    if _fold(word) in _NOBODY:
        return False
    named = verb and not (word.endswith("s") and not verb.endswith("s")) and not word.endswith(_ABSTRACT)
    return (bool(named) and len(word) >= _LEAST_PART) or state_of(word) is not None


def as_name(text: str) -> Name | None:
    """The capitalised words of a string that is a name, small words at its start left out."""
    words = [word for word in _WORD.finditer(text) if word[0][0].isupper()]
    while words and _fold(words[0][0]) in _SMALL_WORDS:
        del words[0]
    return _name(words) if words else None


def _name(words: Sequence[re.Match[str]]) -> Name:
    return Name(tuple([word[0] for word in words]), tuple([word.start() for word in words]))


def _runs(text: str, capitals: Iterable[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Capitalised words with nothing but spaces, "of" and its like between them."""
    run: list[re.Match[str]] = []
    for word in capitals:
        if word[0] in ("I", "I’m", "I'm", "I’ve", "I've"):
            continue
        if run and not _LINKS.issuperset(text[run[-1].end() : word.start()].split()):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


class Names:
    """The words of an article, asked for names."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._compounds = language in _NOUNS_CAPITALISED
        self._asked: dict[str, bool] = {}

    # What only a name that is not there as it is written is looked for in.

    @cached_property
    def _lowered(self) -> str:
        return self._text.lower()

    @cached_property
    def _written(self) -> list[str]:
        return _WORD.findall(self._text)

    @cached_property
    def _words(self) -> frozenset[str]:
        pairs = (_fold(a) + _fold(b) for a, b in pairwise(self._written) if a[0].isupper() and b[0].isupper())
        return frozenset().union(*map(_parts, set(self._written)), pairs)  # "Southeast" for "South East"

    @cached_property
    def _listed(self) -> str:
        """The words one a line, where what many of them may have is found faster than by asking each."""
        return "\n".join(["", *self._words, ""])

    @cached_property
    def _calendar(self) -> set[str]:
        return {_CALENDAR[word] for word in self._words if word in _CALENDAR}

    @cached_property
    def _initials(self) -> str:
        words = (word for word in self._written if _fold(word) not in _LINKS)
        return "".join(word[0] if word[0].isupper() else " " for word in words)

    @cached_property
    def _runs(self) -> list[Name]:
        runs = _runs(self._text, (word for word in _WORD.finditer(self._text) if word[0][0].isupper()))
        return [*map(_name, runs)]

    @cached_property
    def _states(self) -> set[str | None]:
        alone = {_state(word) for word in set(self._written) if word[0].isupper()}
        return alone | {_state(" ".join(run.words)) for run in self._runs if len(run.words) > 1}

    def has_state(self, name: Name) -> bool:
        """True if the article has the state or its people under another name: "United States" for "America"."""
        state = _state(" ".join(name.words))
        return state is not None and state in self._states

    def has(self, word: str) -> bool:
        """True if the article has the word, an inflection of it, the day or month, or the words that it abbreviates."""
        if (known := self._asked.get(word)) is None:
            known = self._asked[word] = self._is_written(word) or self._has_form_of(word)
        return known

    def _has_form_of(self, word: str) -> bool:
        if _fold(word) in _ADDRESSES:
            return True
        if (day := _CALENDAR.get(_fold(word))) and day in self._calendar:
            return True
        parts = _parts(word)
        if any(part in self._words or self._is_inflected(part) for part in parts):
            return True
        if self._compounds and any(part in self._listed for part in parts if len(part) >= _LEAST_ROOT):
            return True
        letters = word.replace(".", "")
        return letters.isupper() and 2 <= len(letters) <= 5 and letters in self._initials

    def _is_written(self, word: str) -> bool:
        """True if it stands there, but for letter case, as a word of its own: the text need not be read for it."""
        word = _POSSESSIVE.sub("", word)
        if len(word) < 2 or not word.isalpha():  # a letter may be one of "U.S."
            return False
        return _stands_in(self._text, word) or _stands_in(self._lowered, word.lower())

    def _is_inflected(self, word: str) -> bool:
        """True for "Ukrainian" where the article has "Ukraine", but not for "Ukreine"."""
        start = f"\n{word[:_STEM]}"
        at = self._listed.find(start) if len(word) >= _STEM else -1
        while at >= 0:
            end = self._listed.index("\n", at + 1)
            known, at = self._listed[at + 1 : end], self._listed.find(start, end)
            alike = (mine == theirs for mine, theirs in zip(word, known, strict=False))
            common = sum(takewhile(bool, alike))
            if common >= _STEM and word[common:] in _ENDINGS and len(known) - common <= _LONGEST_ENDING:
                return True
        return False

    def like(self, name: Name, strange: range) -> Span | None:
        """The name of the article that these words of the name are a misspelling of, or that shares the other ones."""
        words = [name.words[index] for index in strange]
        for index in (strange.stop, strange.start - 1):  # a surname behind tells more than a title before
            for run in self._runs if 0 <= index < len(name.words) else ():
                if len(run.words) > 1 and _fold(name.words[index]) in map(_fold, run.words):
                    return run.span
        for run in self._runs:
            for index, word in enumerate(run.words):
                if any(_is_misspelt(mine, word) for mine in words):
                    return run.span if len(words) > 1 else run.span_of(range(index, index + 1))
        return None

    def days_like(self, day: Name) -> list[Span]:
        """The article's days of the week if it is one, else its months."""
        kind = _CALENDAR[_fold(day.words[0])].split()[0]
        return [run.span for run in self._runs if run.is_day and _CALENDAR[_fold(run.words[0])].startswith(kind)]

    def beside(self, sentence: str) -> Iterator[Span]:
        """Yields the article's names that the sentence does not have."""
        taken = {part for word in _WORD.findall(sentence) for part in _parts(word)}
        for run in self._runs:
            if not run.is_day and not any(_parts(word) & taken for word in run.words):
                before = max(0, run.span.start - _BEFORE)
                first = len(run.words) == 1 and _SENTENCE_START.search(self._text, before, run.span.start)
                if not (first or _fold(run.words[0]) in _SMALL_WORDS):
                    yield run.span


def _stands_in(text: str, word: str) -> bool:
    """True if the word has signs beside it that are part of none."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        behind = text[end : end + 1]
        if text[max(0, at - 1) : at] in _APART and (behind in _APART or behind == "."):
            return True
        at = text.find(word, end)
    return False


def _state(name: str) -> str | None:
    return state_of(name) or state_of(f"{name} government")


def _is_acronym(word: str) -> bool:
    letters = word.replace(".", "")
    return len(letters) > 1 and letters.isupper()


def _is_misspelt(word: str, other: str) -> bool:
    shorter = min(len(word), len(other))
    most = 2 if shorter >= _LETTERS_FOR_TWO else 1
    return shorter > _STEM and word[0] == other[0] and OSA.distance(word, other, score_cutoff=most) <= most


@lru_cache(maxsize=20_000)
def _fold(word: str) -> str:
    whole = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word)).casefold().rstrip(".")
    return "".join(c for c in whole if not unicodedata.combining(c))


@lru_cache(maxsize=20_000)
def _parts(word: str) -> frozenset[str]:
    whole = _fold(word)
    parts = (part for part in re.split(r"[-‑–’']", whole) if len(part) >= _LEAST_PART)
    return frozenset({whole, re.sub(r"[.‑-]", "", whole), *parts})
