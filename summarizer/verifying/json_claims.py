"""What JSON claims, told by its keys: quotes and speakers beside them; every other string is the tool's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from summarizer.errors import UsageError
from summarizer.types import Json, Path, Span
from summarizer.verifying.claims import Claims, NameClaim, Place, Prose, QuoteClaim

__all__ = ["claims_of_json"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SAID = _set("quote quotes quotation quotations directquote directquotes said verbatim quotetext quotedtext")
"""Keys of words that somebody said."""
_PROOF = _SAID | _set(
    "evidence evidences evidencetext excerpt excerpts citation citations snippet snippets passage "
    "extractiontext exacttext sourcetext sourcequote supportingquote supportingquotes supportingtext "
    "supportingevidence exactquote originaltext textspan zitat zitate beleg belege citationtext extrait extraits"
)
"""Keys of words that are the source's."""
_PERHAPS = _set("text content statement statements utterance message span")
"""Keys that may have words of either."""
_SPEAKERS = _set(
    "actor speaker holder source saidby by attributedto attribution person who quotedperson warnedby stakeholder "
    "spokesperson speakername actorname sprecher sprecherin akteur quelle locuteur auteur"
)
_NAMES = _SPEAKERS | _set("name names alias aliases actors people persons organisations organizations")
_NOT_WORDS = _set(
    "id uuid url uri link href sha256 hash model language lang version match path file filename type format"
)
_TECHNICAL = re.compile(r"https?://\S+|[\w./-]*[/_][\w./-]*|[0-9a-f-]{16,}|[a-z]\d+|\d{4}-\d\d-\d\dT\S+")
_DEEPEST = 100
_LONGEST_NAME = 80


def claims_of_json(value: Json) -> Claims:
    """The claims of any JSON; of an envelope of ours, those of its brief and statements.

    Raises:
        UsageError: It is nested deeper than a brief can be.
    """
    reader = _Reader()
    if isinstance(value, dict) and isinstance(value.get("brief"), dict) and isinstance(value.get("article"), dict):
        for part in ("brief", "statements"):
            reader.read(value.get(part), (part,), None)
        article = value["article"]
        text = article.get("text") if isinstance(article, dict) else None
        return reader.claims(text if isinstance(text, str) else None)
    reader.read(value, (), None)
    return reader.claims(None)


class _Reader:
    def __init__(self) -> None:
        self.quotes: list[QuoteClaim] = []
        self.names: list[NameClaim] = []
        self.prose: list[Prose] = []

    def claims(self, article: str | None) -> Claims:
        return Claims(tuple(self.quotes), tuple(self.names), tuple(self.prose), article)

    def read(self, value: Json, path: Path, speaker: NameClaim | None) -> None:
        """Reads a value; `speaker` is whom an object around it names."""
        _refuse_depth(path)
        if isinstance(value, list):
            for index, inside in enumerate(value):
                self.read(inside, (*path, index), speaker)
        elif isinstance(value, dict):
            if isinstance(value.get("quote"), str) and isinstance(value.get("spans"), list):
                self._quote(value, path, speaker, sure=True)
            else:
                self._table(value, path, speaker)
        elif isinstance(value, str):
            self._words(value, path, speaker)

    def _table(self, table: Mapping[str, Json], path: Path, outer: NameClaim | None, *, proof: bool = False) -> None:
        """Reads an object; in one under a key of quotes, "text" is a quote too."""
        _refuse_depth(path)
        speaker = _speaker_in(table, path) or outer
        for name, value in table.items():
            key, here = _key(name), (*path, name)
            if key in _NOT_WORDS or (key == "attribution" and isinstance(value, dict)):
                if isinstance(value, dict):
                    self._phrases(value, here)
                continue
            if key in _PROOF or (key in _PERHAPS and (proof or speaker is not None)):
                whose = speaker if key not in _SAID or speaker else _named_by(table, path)
                self._quotes(value, here, whose, sure=proof or key in _PROOF)
            elif key in _NAMES:
                self._named(value, here, speaker)
            else:
                self.read(value, here, speaker)

    def _quotes(self, value: Json, path: Path, speaker: NameClaim | None, *, sure: bool) -> None:
        if isinstance(value, list):
            for index, inside in enumerate(value):
                self._quotes(inside, (*path, index), speaker, sure=sure)
        elif isinstance(value, str):
            if value.strip():
                self._quote({"quote": value}, path, speaker, sure=sure)
        elif isinstance(value, dict) and "spans" not in value:
            self._table(value, path, speaker, proof=sure)
        else:
            self.read(value, path, speaker)

    def _quote(self, table: Mapping[str, Json], path: Path, speaker: NameClaim | None, *, sure: bool) -> None:
        words = str(table["quote"])
        spans = table.get("spans")
        at = Place((*path, "quote") if spans is not None else path, Span(0, len(words)))
        self.quotes.append(QuoteClaim(at, words, None if spans is None else _spans(spans), speaker, sure))

    def _phrases(self, table: Mapping[str, Json], path: Path) -> None:
        """Quotes with spans in an attribution of ours, which says nothing else of its own."""
        for name, inside in table.items():
            if isinstance(inside, dict) and isinstance(inside.get("quote"), str) and "spans" in inside:
                self._quote(inside, (*path, name), None, sure=True)

    def _named(self, value: Json, path: Path, speaker: NameClaim | None) -> None:
        if isinstance(value, list):
            for index, inside in enumerate(value):
                self._named(inside, (*path, index), speaker)
        elif isinstance(value, str):
            if _is_name(value):
                self.names.append(_name(value, path))
            else:
                self._words(value, path, speaker)
        else:
            self.read(value, path, speaker)

    def _words(self, text: str, path: Path, speaker: NameClaim | None) -> None:
        if text.strip() and not _TECHNICAL.fullmatch(text.strip()):
            self.prose.append(Prose(path, text, tuple(range(len(text))), speaker))


def _refuse_depth(path: Path) -> None:
    if len(path) > _DEEPEST:
        raise UsageError(f"the brief is nested deeper than {_DEEPEST} levels", hint="no brief is")


def _key(name: str) -> str:
    return re.sub(r"[\W_\d]", "", name).casefold()


def _spans(value: Json) -> tuple[Span, ...]:
    """The spans that can be read; none if one of them cannot."""
    spans = []
    for pair in value if isinstance(value, list) else []:
        match pair:
            case [int(start), int(end)] if 0 <= start <= end:
                spans.append(Span(start, end))
            case _:
                return ()
    return tuple(spans)


def _speaker_in(table: Mapping[str, Json], path: Path) -> NameClaim | None:
    """Whom the object names, or one inside it such as the "attributes" of an extraction."""
    for name, value in table.items():
        if _key(name) in _SPEAKERS:
            if isinstance(value, str) and _is_name(value):
                return _name(value, (*path, name))
            if isinstance(value, dict) and isinstance(inner := value.get("name"), str) and _is_name(inner):
                return _name(inner, (*path, name, "name"))
    attributes = table.get("attributes")
    return _speaker_in(attributes, (*path, "attributes")) if isinstance(attributes, dict) else None


def _named_by(table: Mapping[str, Json], path: Path) -> NameClaim | None:
    """The name of an object that has quotes: theirs, if it names no other speaker."""
    name = table.get("name")
    return _name(name, (*path, "name")) if isinstance(name, str) and _is_name(name) else None


def _is_name(value: str) -> bool:
    short = 0 < len(value.strip()) <= _LONGEST_NAME and "\n" not in value
    return short and any(map(str.isupper, value)) and not _TECHNICAL.fullmatch(value.strip())


def _name(value: str, path: Path) -> NameClaim:
    return NameClaim(Place(path, Span(0, len(value))), value)
