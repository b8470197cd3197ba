"""The statements of a parsed article, in order, with their speakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.proposing.cast import Cast
from summarizer.proposing.continuing import continuations
from summarizer.proposing.credits import credited
from summarizer.proposing.cues import Cues
from summarizer.proposing.disowning import is_disowned
from summarizer.proposing.findings import Finding
from summarizer.proposing.labels import labelled, said_in_turn
from summarizer.proposing.parsed import Doc, Token
from summarizer.proposing.pronouns import Resolver, Who
from summarizer.proposing.quoting import Quotes
from summarizer.proposing.reading import read_adjective, read_noun, read_phrase
from summarizer.proposing.speakers import is_human
from summarizer.proposing.turns import Turn
from summarizer.proposing.verbs import read_verb
from summarizer.types import Span

__all__ = ["Spoken", "find_findings", "find_statements"]

_SHORTEST = 8
_NESTED = frozenset({"quotation", "clause", "addressed", "judging", "naming", "object", "preposition", "infinitive"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """A finding with its speaker; `by` is the index of the statement that reports it."""

    finding: Finding
    who: Who
    by: int | None = None
    human: bool = True


def find_findings(doc: Doc, cues: Cues, quotes: Quotes, cast: Cast, turns: Sequence[Turn]) -> list[Finding]:
    """All findings in the order of their contents, those that stand within others behind them."""
    found: list[Finding] = []
    for token in doc:
        finding = _read(token, cues, quotes)
        if finding is not None:
            finding = quotes.snapped(finding)
            if sum(span.end - span.start for span in finding.contents) >= _SHORTEST:
                found.append(finding)
    found += (quotes.snapped(finding) for finding in labelled(doc, cast, turns))
    found += said_in_turn(doc, cast, turns)
    claimed = {span for finding in found for span in finding.contents}
    found += (finding for finding in credited(doc, quotes.all) if claimed.isdisjoint(finding.contents))
    found += continuations(quotes, found)
    return sorted(found, key=lambda finding: (finding.contents[0].start, -finding.contents[-1].end))


def _read(token: Token, cues: Cues, quotes: Quotes) -> Finding | None:
    lemma = token.lemma
    phrase = read_phrase(token, cues)
    if phrase is not None:
        return phrase
    if token.pos_ in ("VERB", "AUX"):
        finding = quotes.beside(token, cues) or read_verb(token, cues)
        return read_adjective(token, cues) if finding is None and lemma in cues.attitudes else finding
    if token.pos_ == "NOUN" and lemma in cues.nouns:
        return read_noun(token, cues)
    if token.pos_ == "ADJ" and lemma in cues.attitudes:
        return read_adjective(token, cues)
    return None


def find_statements(findings: Sequence[Finding], quotes: Quotes, resolver: Resolver) -> list[Spoken]:
    """The statements whose speaker is known; nested ones know by whose account they are.

    What stands within the words of somebody unknown is left out, since its account cannot be told; so is what nobody
    said ("no official said that …", "denied that anyone had said: …").
    """
    outers = _outers(findings, quotes)
    kept: dict[int, Spoken] = {}
    places: dict[int, int] = {}
    disowned = [is_disowned(finding, resolver.cues) for finding in findings]
    taken: set[tuple[Span, ...]] = {
        finding.contents for finding, nobodys in zip(findings, disowned, strict=True) if nobodys
    }
    for index, finding in enumerate(findings):
        who = resolver.who(finding.speaker)
        outer = outers[index]
        if who is None or finding.contents in taken or outer == -1 or (outer is not None and outer not in kept):
            continue
        if outer is not None and not _is_nested_well(finding, who, kept[outer]):
            continue
        taken.add(finding.contents)
        places[index] = len(kept)
        kept[index] = Spoken(
            finding, who, None if outer is None else places[outer], is_human(finding.speaker, resolver.cues)
        )
    return list(kept.values())


def _is_nested_well(finding: Finding, who: Who, outer: Spoken) -> bool:
    return who.figure is not outer.who.figure and finding.form in _NESTED and who.figure.label != "NOMINAL"


def _outers(findings: Sequence[Finding], quotes: Quotes) -> list[int | None]:
    """For each finding the index of the smallest one in whose content its cue stands; -1 in a quotation of nobody."""
    outers: list[int | None] = []
    for index, finding in enumerate(findings):
        best: tuple[int, int] | None = None
        if finding.form != "continuation":
            for other in range(max(0, index - 40), min(len(findings), index + 10)):
                if findings[other].anchor == finding.anchor and findings[other].form != "continuation":
                    continue
                for span in findings[other].contents:
                    if span.start <= finding.anchor.idx < span.end and (
                        best is None or span.end - span.start < best[0]
                    ):
                        best = (span.end - span.start, other)
        inside = quotes.around(finding.anchor.idx) is not None and finding.form != "continuation"
        outers.append(best[1] if best else -1 if inside else None)
    return outers
