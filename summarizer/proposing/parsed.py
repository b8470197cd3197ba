"""A parse in plain objects: all that is asked of a word is looked up once, as each look into spaCy's own takes long.

The names are spaCy's, whose documentation tells what they mean.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy import tokens as spacy_tokens

__all__ = ["Doc", "Token", "Words"]

_STRINGS = ("ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE", "MORPH")
_NUMBERS = ("ENT_IOB", "IS_PUNCT", "IS_SPACE", "SPACY", "IDX", "HEAD")
_HASHES = 2**64
_IOB = ("", "I", "O", "B")
_LEMMAS = {"hop": "hope", "hat": "hate", "grip": "gripe", "rat": "rate", "retweete": "retweet"}
_FRENCH_FORMS = ("aient", "ait", "ent", "ées", "ée", "és", "é", "e", "a")


class Token:
    """A word, a mark or blanks.

    Attributes:
        lemma: The dictionary form in lower case, put right where the model errs.
        end: The offset behind it.
        morph: Its features: ``Number=Plur|Person=3``.
        lefts: Its children before it, in the order of the text; `rights` those behind it, `children` both.
        left_edge: The first token of its subtree; `right_edge` the last.
    """

    __slots__ = (
        "children",
        "dep_",
        "doc",
        "end",
        "ent_iob_",
        "ent_type_",
        "head",
        "i",
        "idx",
        "is_punct",
        "is_space",
        "lang_",
        "left_edge",
        "lefts",
        "lemma",
        "lemma_",
        "lower_",
        "morph",
        "pos_",
        "right_edge",
        "rights",
        "sent",
        "tag_",
        "text",
        "whitespace_",
    )
    head: Token
    left_edge: Token
    right_edge: Token
    sent: Words

    def __init__(
        self,
        doc: Doc,
        i: int,
        idx: int,
        text: str,
        lower: str,
        lemma: str,
        pos: str,
        tag: str,
        dep: str,
        entity: str,
        morph: str,
        iob: int,
        is_punct: int,
        is_space: int,
        spacy: int,
    ) -> None:
        self.doc = doc
        self.i = i
        self.idx = idx
        self.end = idx + len(text)
        self.text = text
        self.lower_ = lower
        self.lemma_ = lemma
        self.lang_ = doc.language
        self.lemma = _lemma_of(doc.language, lemma.lower(), pos, lower)
        self.pos_ = pos
        self.tag_ = tag
        self.dep_ = dep
        self.ent_type_ = entity
        self.ent_iob_ = _IOB[iob]
        self.morph = morph
        self.is_punct = bool(is_punct)
        self.is_space = bool(is_space)
        self.whitespace_ = " " if spacy else ""
        self.lefts: list[Token] = []
        self.rights: list[Token] = []
        self.children: list[Token] = []

    @property
    def subtree(self) -> Iterator[Token]:
        """It and all that hangs on it."""
        for child in self.lefts:
            yield from child.subtree
        yield self
        for child in self.rights:
            yield from child.subtree

    def is_ancestor(self, other: Token) -> bool:
        """True if the other one hangs on it, at any depth."""
        while other.head is not other:
            other = other.head
            if other is self:
                return True
        return False


class Words:
    """Consecutive tokens: a sentence, a name, a role."""

    __slots__ = ("doc", "end", "label_", "start")

    def __init__(self, doc: Doc, start: int, end: int, label: str = "") -> None:
        self.doc = doc
        self.start = start
        self.end = end
        self.label_ = label

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc[self.start : self.end])

    def __getitem__(self, index: int) -> Token:
        return self.doc[self.start : self.end][index]

    @property
    def start_char(self) -> int:
        """Where the first token begins."""
        return self.doc[self.start].idx

    @property
    def end_char(self) -> int:
        """Where the last token ends."""
        return self.doc[self.end - 1].end

    @property
    def text(self) -> str:
        """The words as they stand there."""
        return self.doc.text[self.start_char : self.end_char] if self.end > self.start else ""

    @property
    def root(self) -> Token:
        """The token that is nearest to the sentence's root, marks and blanks last."""
        outer = [token for token in self if token.head is token or not self.start <= token.head.i < self.end]
        top = next((token for token in outer if token.head is token), None)
        return top or min(outer, key=_depth, default=self[0])


class Doc(list[Token]):
    """The tokens of a text; ``doc[i]`` is the one with that `i`, and a slice is a list of some."""

    def __init__(self, docs: Iterable[spacy_tokens.Doc] = (), *, language: str) -> None:
        """The Docs of spaCy as one, as if all their texts were one."""
        super().__init__()
        self.language = language
        self.sents: list[Words] = []
        self.ents: list[Words] = []
        texts: list[str] = []
        at = 0
        for doc in docs:
            texts.append(doc.text)
            self._add(doc, at)
            at += len(texts[-1])
        self.text = "".join(texts)
        self._starts = [token.idx for token in self]
        self._ends = [token.end for token in self]

    def words(self, start: int, end: int) -> Words:
        """The tokens from `start` to before `end`."""
        return Words(self, start, max(start, end))

    def char_span(self, start: int, end: int) -> Words | None:
        """The tokens that are exactly the text between two offsets, else None."""
        words = self.within(start, end)
        return words if words is not None and (words.start_char, words.end_char) == (start, end) else None

    def within(self, start: int, end: int) -> Words | None:
        """The tokens that lie between two offsets; None if there is none."""
        first, behind = bisect_left(self._starts, start), bisect_right(self._ends, end)
        return Words(self, first, behind) if first < behind else None

    def _add(self, doc: spacy_tokens.Doc, at: int) -> None:
        first, strings = len(self), doc.vocab.strings
        known: dict[int, str] = {}
        columns = doc.to_array([*_STRINGS, *_NUMBERS]).astype("int64").T.tolist()
        for number, column in enumerate(columns[: len(_STRINGS)]):
            known.update({key: strings[key % _HASHES] for key in {*column} - known.keys()})
            columns[number] = [known[key] for key in column]
        heads = [i + head for i, head in enumerate(columns.pop(), first)]
        self += [Token(self, i, at + idx, *row) for i, (*row, idx) in enumerate(zip(*columns, strict=True), first)]
        self._join(heads, first)
        for words in doc.sents if heads else ():
            sentence = self._named(words, first)
            self.sents.append(sentence)
            for token in sentence:
                token.sent = sentence
        self.ents += (self._named(words, first) for words in doc.ents)

    def _join(self, heads: list[int], first: int) -> None:
        """Sets what hangs on what, from `first` on; the edges as spaCy does it, which goes over the tokens twice."""
        added = self[first:]
        for token, head in zip(added, heads, strict=True):
            token.head = over = self[head]
            if over is not token:
                (over.lefts if head > token.i else over.rights).append(token)
        low, high = list(range(first, len(self))), list(range(first, len(self)))
        for order in (range(len(heads)), reversed(range(len(heads)))):
            for i in order:
                head = heads[i] - first
                if low[i] < low[head]:
                    low[head] = low[i]
                if high[i] > high[head]:
                    high[head] = high[i]
        for token, left, right in zip(added, low, high, strict=True):
            token.left_edge, token.right_edge, token.children = self[left], self[right], token.lefts + token.rights

    def _named(self, words: spacy_tokens.Span, first: int) -> Words:
        return Words(self, first + words.start, first + words.end, words.label_)


def _depth(token: Token) -> int:
    if (token.is_space or token.is_punct) and not token.children:
        return len(token.doc) - 1
    depth = 0
    while token.head is not token:
        token, depth = token.head, depth + 1
    return depth


def _lemma_of(language: str, lemma: str, pos: str, form: str) -> str:
    """The lemma; in English "hoped" is not from "hop", in French a verb form left as it is becomes one in -er."""
    if language == "en":
        return _LEMMAS.get(lemma, lemma) if pos == "VERB" and not form.startswith("hopp") else lemma
    if language != "fr" or pos not in ("VERB", "AUX") or lemma.endswith(("er", "ir", "re", "oir")):
        return lemma
    ending = next((end for end in _FRENCH_FORMS if form.endswith(end)), None)
    return form if ending is None else form.removesuffix(ending) + "er"
