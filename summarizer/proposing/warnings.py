"""Where the article voices a risk: somebody's warning or fear, or its own "could provoke"."""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues
from summarizer.proposing.parsed import Doc, Token, Words
from summarizer.types import Span

__all__ = ["find_warnings"]

_LONGEST = 40
_SHORTEST = 5
_WORDS = frozenset({"NOUN", "VERB", "ADJ", "ADV", "AUX", "PROPN"})
_FINITE = frozenset({"VERB", "AUX"})


def find_warnings(doc: Doc, cues: Cues) -> tuple[Span, ...]:
    """The sentences that voice a risk, in order, each once; of a long one only the clauses that do.

    A sentence does so by a word of danger ("fear", "threat"), or by a possibility of harm ("could … collapse").
    """
    spans = (span for sentence in doc.sents for span in _in_sentence(sentence, cues))
    return tuple(sorted(set(spans)))


def _in_sentence(sentence: Words, cues: Cues) -> Iterator[Span]:
    marks = [token for token in sentence if _voices_risk(token, cues)]
    if not marks or len(sentence) < _SHORTEST:
        return
    text = sentence.doc.text
    if len(sentence) <= _LONGEST:
        span = grammar.trim(text, sentence.start_char, sentence.end_char, " \n\t")
        if span is not None:
            yield span
        return
    last = -1
    for mark in marks:
        clause = _clause_of(mark)
        if clause.left_edge.i > last:
            last = clause.right_edge.i
            span = grammar.trim(text, clause.left_edge.idx, clause.right_edge.end, ' \n\t,;"“”')
            if span is not None:
                yield span


def _voices_risk(token: Token, cues: Cues) -> bool:
    if token.pos_ not in _WORDS:
        return False
    lemma = token.lemma
    if lemma in cues.risks:
        follows = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
        return not (lemma.startswith("concern") and (token.tag_ == "VBG" or follows == "with"))
    if lemma not in cues.harms:
        return False
    near = token.doc[max(token.sent.start, token.i - 12) : min(token.sent.end, token.i + 8)]
    return any(word.lower_ in cues.risk_modals or word.lemma in cues.risk_modals for word in near)


def _clause_of(token: Token) -> Token:
    """The head of the smallest finite clause of some length around the token."""
    while token.head != token:
        finite = token.pos_ in _FINITE and grammar.subject(token) is not None
        if finite and token.right_edge.i - token.left_edge.i >= _SHORTEST:
            break
        token = token.head
    return token
