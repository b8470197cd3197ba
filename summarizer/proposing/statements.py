"""The statements of a parsed article, in order, with their speakers by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues
from summarizer.proposing.findings import Finding
from summarizer.proposing.pronouns import Resolver, Who
from summarizer.proposing.quotations import Quotation
from summarizer.proposing.quoting import Quotes
from summarizer.proposing.reading import read_adjective, read_noun, read_phrase
from summarizer.proposing.verbs import read_verb
from summarizer.types import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Spoken", "find_statements"]

_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Spoken:
    """A finding with its speaker."""

    finding: Finding
    who: Who
    by: int | None = None


def find_findings(doc: Doc, cues: Cues, quotes: Quotes) -> list[Finding]:
    """All findings in the order of their cues, the better one where two share a cue."""
    text = doc.text
    found: list[Finding] = []
    for token in doc:
        finding = _read(token, cues, quotes, text)
        if finding is not None:
            finding = quotes.snapped(finding)
            if finding.contents and sum(span.end - span.start for span in finding.contents) >= _SHORTEST:
                found.append(finding)
    return found


def _read(token: Token, cues: Cues, quotes: Quotes, text: str) -> Finding | None:
    lemma = token.lemma_.lower()
    if token.pos_ in ("VERB", "AUX"):
        beside = quotes.beside(token, cues) if quotes.around(token.idx) is None else None
        if beside is not None:
            return beside
        finding = read_verb(token, cues)
        if finding is None and lemma in cues.attitudes:
            finding = read_adjective(token, cues)
        return finding
    if token.pos_ == "NOUN" and lemma in cues.nouns:
        return read_noun(token, cues)
    if token.pos_ == "ADJ" and lemma in cues.attitudes:
        return read_adjective(token, cues)
    return read_phrase(token, cues)


def find_statements(doc: Doc, cues: Cues, quotes: Quotes, resolver: Resolver) -> list[Spoken]:
    """The statements in the order of the text; nested ones know by whose account they are."""
    findings = find_findings(doc, cues, quotes)
    findings += list(_continuations(doc, findings, quotes))
    findings.sort(key=lambda finding: (finding.contents[0].start, -finding.contents[-1].end))
    spoken: list[Spoken] = []
    taken: set[tuple[Span, ...]] = set()
    for finding in findings:
        who = resolver.who(finding.speaker) if finding.speaker is not None else None
        if who is None or finding.contents in taken:
            continue
        by = _outer(finding, spoken)
        if by is not None and spoken[by].who.figure is who.figure:
            continue
        taken.add(finding.contents)
        spoken.append(Spoken(finding, who, by))
    return spoken


def _outer(finding: Finding, spoken: Sequence[Spoken]) -> int | None:
    """The innermost statement whose content has this one's cue in it."""
    at = finding.anchor.idx
    best = None
    for index, other in enumerate(spoken):
        if other.finding.form != "continuation" and other.finding.anchor == finding.anchor:
            continue
        if finding.form == "continuation":
            continue
        for span in other.finding.contents:
            if span.start <= at < span.end and (best is None or span.start >= spoken[best].finding.contents[0].start):
                best = index
    return best


def _continuations(doc: Doc, findings: Sequence[Finding], quotes: Quotes) -> Iterator[Finding]:
    """Quotations without a cue that go on with the speaker before them, in the paragraph or in the next."""
    text = doc.text
    ordered = sorted((f for f in findings if quotes.around(f.anchor.idx) is None), key=lambda f: f.anchor.idx)
    open_speaker: Finding | None = None
    last_end = -1
    at = 0
    previous: Finding | None = None
    for quotation in quotes.all:
        while at < len(ordered) and ordered[at].anchor.idx < quotation.outer.start:
            previous = ordered[at]
            at += 1
        covering = next(
            (
                f
                for f in findings
                if any(s.overlaps(quotation.inner) for s in f.contents) and quotes.around(f.anchor.idx) != quotation
            ),
            None,
        )
        if covering is not None:
            open_speaker, last_end = covering, quotation.outer.end
            continue
        if not _is_speech(text, quotation):
            continue
        source = None
        between = None
        if open_speaker is not None:
            start = max(last_end, open_speaker.anchor.idx)
            between = text[min(start, quotation.outer.start) : quotation.outer.start]
        if (
            open_speaker is not None
            and between is not None
            and between.count("\n\n") <= 1
            and "\n" not in between.strip("\n")
            and (previous is None or previous.anchor.idx <= max(last_end + 200, open_speaker.anchor.idx))
        ):
            source = open_speaker
        if previous is not None and (open_speaker is None or previous.anchor.idx > open_speaker.anchor.idx):
            gap = text[previous.anchor.idx : quotation.outer.start]
            if gap.strip("\n ").count("\n") == 0:
                source = previous
        if source is not None and quotation.inner.end > quotation.inner.start:
            trimmed = grammar.trim(text, quotation.inner.start, quotation.inner.end)
            if trimmed is not None:
                yield replace(source, cue=None, contents=(trimmed,), form="continuation")
                open_speaker, last_end = source, quotation.outer.end


def _is_speech(text: str, quotation: Quotation) -> bool:
    """A whole sentence in quotation marks: it stands at a sentence's start and has some words."""
    before = (
        text[: quotation.outer.start].rstrip(" ")
        if quotation.outer.start < 400
        else text[quotation.outer.start - 400 : quotation.outer.start].rstrip(" ")
    )
    starts = not before or before[-1] in '.?!\n:”"’)'
    inner = text[quotation.inner.start : quotation.inner.end]
    return starts and len(inner.split()) >= 4
