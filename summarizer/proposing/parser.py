"""Reading a text with spaCy, paragraph by paragraph, so that offsets stay true and no text takes for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import ModelFileError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["LONGEST_TEXT", "Parser", "load_parser"]

LONGEST_TEXT = 300_000
"""Code points that are parsed: some 50,000 words, or twenty seconds on one core. What lies beyond is not read."""

_LONGEST_PART = 8_000
_LONGEST_WORD = 120
_FOLDED = str.maketrans("“”„‟«»‘’‚\u00a0\u2011", '""""""\'\'\' -')
_PARAGRAPH = re.compile(r"[^\n]*\n*")


@dataclass(frozen=True, slots=True)
class Parser:
    """A loaded spaCy model and the language that it reads."""

    nlp: Language
    language: str

    def parse(self, text: str) -> Doc:
        """The first `LONGEST_TEXT` code points of `text` as one Doc; ``token.idx`` counts in `text`.

        No sentence crosses a line break. What is no prose (tables of figures, a megabyte of quotation marks) stands in
        it as one token without a parse.
        """
        from spacy.tokens import Doc

        parts = list(_parts(text[:LONGEST_TEXT]))
        prose = [part.translate(_FOLDED) for part in parts if _is_prose(part)]
        parsed = iter(self.nlp.pipe(prose, batch_size=64))
        docs = [next(parsed) if _is_prose(part) else self._raw(part) for part in parts]
        if not docs:
            return self._raw("")
        return Doc.from_docs(docs, ensure_whitespace=False, exclude=["tensor"])  # type: ignore[call-arg]

    def _raw(self, part: str) -> Doc:
        from spacy.tokens import Doc

        if not part:
            return Doc(self.nlp.vocab)
        return Doc(self.nlp.vocab, words=[part], spaces=[False], sent_starts=[True], heads=[0], deps=["ROOT"])


def load_parser(folder: Path, *, language: str) -> Parser:
    """The parser in `folder`, an unpacked spaCy model; nothing is installed or fetched.

    Raises:
        ModelFileError: The folder is no spaCy model, or spaCy is not installed or too old for it.
    """
    try:
        import spacy

        return Parser(nlp=spacy.load(folder), language=language)
    except ImportError as err:
        raise ModelFileError("spaCy is not installed", hint="pip install 'summarizer[parse]'") from err
    except (OSError, ValueError) as err:
        raise ModelFileError(
            f"{folder} is no parse model that this spaCy can load", hint="remove it; it is fetched again when needed"
        ) from err


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
    """True if half of the characters are letters or blanks and no word is endless."""
    letters = sum(map(str.isalpha, part)) + part.count(" ")
    return 2 * letters > len(part) and any(map(str.isalpha, part)) and max(map(len, part.split())) <= _LONGEST_WORD
