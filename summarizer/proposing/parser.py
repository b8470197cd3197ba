"""Reading a text with spaCy, paragraph by paragraph, so that offsets stay true and no text takes for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import ModelFileError
from summarizer.proposing.matching import RememberingMatcher
from summarizer.proposing.parsed import Doc

if TYPE_CHECKING:
    from spacy import tokens as spacy_tokens
    from spacy.language import Language

__all__ = ["MOST_WORDS", "Parser", "load_parser", "readable"]

MOST_WORDS = 25_000
"""Words of a text that are parsed, about ten seconds on one core. What lies beyond is not read."""

_LONGEST_PART = 3_000
_LONGEST_WORD = 120
_LONGEST_AVERAGE = 12
_BLANK = re.compile(r"\s+")
_LETTERS = 0.65
_FOLDED = str.maketrans("“”„‟«»‘’‚\u00a0\u2011", '""""""\'\'\' -')
_PARAGRAPH = re.compile(r"[^\n]*\n*")


@dataclass(frozen=True, slots=True)
class Parser:
    """A loaded spaCy model and the language that it reads."""

    nlp: Language
    language: str

    def parse(self, text: str) -> Doc:
        """The first `MOST_WORDS` words of `text` parsed; ``token.idx`` counts in `text`.

        No sentence crosses a line break. What is no prose (tables of figures, a megabyte of quotation marks) stands in
        it as one token without a parse.
        """
        parts = list(_parts(text[: readable(text)]))
        prose = [part.translate(_FOLDED) for part in parts if _is_prose(part)]
        parsed = iter(self.nlp.pipe(prose, batch_size=64))
        docs = (next(parsed) if _is_prose(part) else self._raw(part) for part in parts)
        return Doc(docs, language=self.language)

    def _raw(self, part: str) -> spacy_tokens.Doc:
        from spacy import tokens as spacy_tokens

        words, spaces = [part], [False]
        return spacy_tokens.Doc(self.nlp.vocab, words, spaces, sent_starts=[True], heads=[0], deps=["ROOT"])


def readable(text: str) -> int:
    """How many code points of the text make `MOST_WORDS` words; all of a shorter text."""
    if len(text) <= MOST_WORDS:
        return len(text)
    beyond = next(islice(_BLANK.finditer(text), MOST_WORDS, None), None)
    return min(len(text) if beyond is None else beyond.start(), MOST_WORDS * _LONGEST_AVERAGE)


def load_parser(folder: Path, *, language: str) -> Parser:
    """The parser in `folder`, an unpacked spaCy model; nothing is installed or fetched.

    Raises:
        ModelFileError: The folder is no spaCy model, or spaCy is not installed or too old for it.
    """
    try:
        return Parser(nlp=_loaded(folder), language=language)
    except ImportError as err:
        raise ModelFileError(f"{err.name or 'spaCy'} is not installed", hint="pip install 'summarizer[parse]'") from err
    except (OSError, ValueError) as err:
        raise ModelFileError(
            f"{folder} is no parse model that this spaCy can load", hint="remove it; it is fetched again when needed"
        ) from err


def _loaded(folder: Path) -> Language:
    """The model, set up to parse with the least processor time.

    Its small matrices are multiplied by numpy's own BLAS, three times faster than the one that spaCy prefers, and in
    one thread, since several would wait for each other.
    """
    import spacy
    from spacy.pipeline import AttributeRuler
    from thinc.api import use_ops
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
    with use_ops("numpy", use_blis=False):
        nlp = spacy.load(folder, exclude=["senter"])
    for _, pipe in nlp.pipeline:
        if isinstance(pipe, AttributeRuler):
            pipe.matcher = RememberingMatcher(pipe)  # type: ignore[assignment]
    return nlp


def _parts(text: str) -> Iterator[str]:
    """The paragraphs with their line breaks, long ones cut at a blank; joined they are the text again."""
    for found in _PARAGRAPH.finditer(text):
        rest = found.group()
        while len(rest) > _LONGEST_PART:
            cut = rest.rfind(". ", _LONGEST_PART // 2, _LONGEST_PART) + 1 or rest.rfind(" ", 1, _LONGEST_PART) + 1
            cut = cut or _LONGEST_PART
            yield rest[:cut]
            rest = rest[cut:]
        if rest:
            yield rest


def _is_prose(part: str) -> bool:
    """True if two thirds of what is no blank are letters, and no word is endless."""
    words = part.split()
    letters = sum(map(str.isalpha, part))
    return letters > _LETTERS * sum(map(len, words)) and max(map(len, words)) <= _LONGEST_WORD
