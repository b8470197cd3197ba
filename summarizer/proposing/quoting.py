"""From quotation marks to speakers: the cue beside a quotation, and quotations that go on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues
from summarizer.proposing.findings import Finding
from summarizer.proposing.quotations import Quotation
from summarizer.proposing.speakers import is_human, speaker_of
from summarizer.proposing.verbs import cue_span
from summarizer.types import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Quotes"]

_GAP = 160
_ENDS = ",.?!—–-…;"


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotations of a text, to be asked which of them belongs to a cue."""

    text: str
    all: tuple[Quotation, ...]

    def beside(self, verb: Token, cues: Cues) -> Finding | None:
        """The statement whose cue stands before, behind or between quotations."""
        if not self.all:
            return None
        speaker = speaker_of(verb, cues)
        if speaker is None:
            return None
        near = speaker.sent == verb.sent and self.around(speaker.idx) == self.around(verb.idx)
        low = min(verb.idx, speaker.left_edge.idx) if near else verb.idx
        high = max(grammar.end_of(verb), grammar.end_of(speaker.right_edge) if near and speaker.i > verb.i else 0)
        lemma = verb.lemma_.lower()
        known = lemma in cues.speech or lemma in cues.manner
        before, after = self._before(low), self._after(verb, high)
        if not known:
            if before is not None and (self.text[before.inner.end - 1] != "," or not is_human(speaker, cues)):
                before = None
            if after is not None and (self._gap_end(after) != ":" or not is_human(speaker, cues)):
                after = None
        found = tuple(quotation.inner for quotation in (before, after) if quotation is not None)
        if not found:
            return None
        return Finding(speaker, verb, cue_span(verb, found), found, "quotation")

    def _before(self, low: int) -> Quotation | None:
        index = bisect_left(self.all, low, key=lambda quotation: quotation.outer.end + 1)
        for quotation in self.all[max(0, index - 1) : index + 1][::-1]:
            if quotation.outer.end <= low:
                gap = self.text[quotation.outer.end : low]
                said = (
                    self.text[quotation.inner.end - 1] in _ENDS
                    if quotation.inner.end > quotation.inner.start
                    else False
                )
                if (
                    "\n" not in gap
                    and gap.strip() in ("", ",", "—", "–", "-", "--", ", and")
                    and (said or "," in gap or "-" in gap or "—" in gap)
                ):
                    return quotation
                return None
        return None

    def _after(self, verb: Token, high: int) -> Quotation | None:
        index = bisect_left(self.all, high, key=lambda quotation: quotation.outer.start)
        if index == len(self.all):
            return None
        quotation = self.all[index]
        gap = self.text[high : quotation.outer.start]
        ending = self._gap_end(quotation)
        if len(gap) > _GAP or (gap.strip() and ending not in (",", ":") and not gap.strip().endswith("that")):
            return None
        if "\n" in gap and ending != ":":
            return None
        if any(mark in gap for mark in (". ", "? ", "! ", ".\n")):
            return None
        for token in verb.doc[verb.i + 1 : verb.i + 60]:
            if token.idx >= quotation.outer.start:
                break
            if token.pos_ in ("VERB", "AUX") and grammar.subject(token) is not None and ending != ":":
                return None
            if token.pos_ == "VERB" and token.tag_ == "VBG" and ending == ",":
                return None
        return quotation

    def _gap_end(self, quotation: Quotation) -> str:
        at = quotation.outer.start - 1
        while at >= 0 and self.text[at].isspace():
            at -= 1
        return self.text[at] if at >= 0 else ""

    def around(self, offset: int) -> Quotation | None:
        """The quotation in which the offset lies."""
        index = bisect_left(self.all, offset + 1, key=lambda quotation: quotation.outer.start) - 1
        return (
            self.all[index]
            if index >= 0 and self.all[index].outer.start <= offset < self.all[index].outer.end
            else None
        )

    def snapped(self, finding: Finding) -> Finding:
        """The finding with its contents grown to whole quotations, or kept inside the one in which the cue stands."""
        home = self.around(finding.anchor.idx)
        spans: list[Span] = []
        for span in finding.contents:
            if home is not None:
                grown = Span(
                    max(span.start, home.inner.start),
                    max(min(span.end, home.inner.end), max(span.start, home.inner.start)),
                )
            else:
                grown = span
                for offset in (span.start, max(span.start, span.end - 1)):
                    quotation = self.around(offset)
                    if quotation is not None:
                        grown = Span(min(grown.start, quotation.outer.start), max(grown.end, quotation.outer.end))
                grown = self._without(grown, finding, span)
            bare = self._bare(grown)
            if bare is not None and bare not in spans:
                spans.append(bare)
        return replace(finding, contents=tuple(spans))

    def _without(self, grown: Span, finding: Finding, original: Span) -> Span:
        """Not grown over the cue or the speaker."""
        for offset in (finding.anchor.idx, finding.speaker.idx if finding.speaker else finding.anchor.idx):
            if grown.start <= offset < grown.end and not original.start <= offset < original.end:
                return original
        return grown

    def _bare(self, span: Span) -> Span | None:
        quotation = self.around(span.start)
        start, end = span.start, span.end
        if (
            quotation is not None
            and quotation.outer.start == start
            and quotation.inner.end <= end <= quotation.outer.end + 1
        ):
            start, end = quotation.inner.start, min(end, quotation.inner.end)
        return grammar.trim(self.text, start, end)

    def kind(self, contents: Sequence[Span]) -> str:
        """Whether the contents stand in quotation marks, partly, or not at all."""
        inside = [
            self.around(span.start) is not None and self.around(span.start) == self.around(span.end - 1)
            for span in contents
        ]
        if all(inside):
            return "direct"
        index = bisect_left(self.all, contents[0].start, key=lambda quotation: quotation.outer.end)
        return (
            "mixed"
            if any(
                q.outer.overlaps(span)
                for q in self.all[index:]
                for span in contents
                if q.outer.start < contents[-1].end
            )
            else "paraphrase"
        )
