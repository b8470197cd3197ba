"""From quotation marks to speakers: the cue beside a quotation, and contents grown to whole quotations."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.proposing import grammar
from summarizer.proposing.cues import Cues
from summarizer.proposing.disowning import is_in_a_denial
from summarizer.proposing.findings import Finding
from summarizer.proposing.parsed import Token
from summarizer.proposing.quotations import Quotation
from summarizer.proposing.speakers import is_human, source_start, speaker_of
from summarizer.proposing.verbs import cue_span
from summarizer.types import Span, StatementKind

__all__ = ["Quotes"]

_GAP = 160
_ENDS = ",.?!—–-…;"
_DASHES = frozenset({"", ",", "—", "–", "-", "--", ", and", ", but"})
_STOPS = (". ", "? ", "! ", ".\n", "?\n", "!\n")
_TITLE_WORDS = 7
_MARKER = re.compile(r"[-–—•*·]\s+")  # of a list
_MAIN = frozenset({"ROOT", "ccomp"})


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotations of a text, to be asked which of them belongs to a cue."""

    text: str
    all: tuple[Quotation, ...]

    def around(self, offset: int) -> Quotation | None:
        """The quotation in which the offset lies."""
        index = bisect_left(self.all, offset + 1, key=lambda quotation: quotation.outer.start) - 1
        found = self.all[index] if index >= 0 else None
        return found if found is not None and found.outer.start <= offset < found.outer.end else None

    def is_speech(self, quotation: Quotation) -> bool:
        """False for a name in quotation marks ("Face the Nation") and for a word held at a distance."""
        inner = self.text[quotation.inner.start : quotation.inner.end]
        parts = inner.split(maxsplit=_TITLE_WORDS)
        if not parts:
            return False
        named = all(part[:1].isupper() or len(part) <= 3 for part in parts) and len(parts) < _TITLE_WORDS
        return not (named and inner.rstrip(" ,")[-1:] not in ".?!" and len(parts) > 1)

    # ------------------------------------------------------------------------------ beside a cue

    def beside(self, verb: Token, cues: Cues) -> Finding | None:
        """The statement whose cue stands before, behind or between quotations; None inside of one."""
        if not self.all or self.around(verb.idx) is not None:
            return None
        speaker = speaker_of(verb, cues)
        if speaker is None or self.around(speaker.idx) is not None:
            speaker = _neighbour(verb, cues)
        if speaker is None or self.around(speaker.idx) is not None:
            return None
        near = speaker.sent == verb.sent
        first = min([verb, *(child for child in verb.lefts if child.dep_.startswith("aux"))], key=lambda t: t.idx)
        low = min(first.idx, source_start(speaker, verb).idx) if near else first.idx
        high = max(verb.end, speaker.right_edge.end if near and speaker.i > verb.i else 0)
        before, after = self._before(low), self._after(verb, high, cues)
        if verb.lemma not in cues.speech and verb.lemma not in cues.manner:
            human = is_human(speaker, cues)
            if before is not None and not (human and self.text[before.inner.end - 1] == "," and self._is_long(before)):
                before = None
            other = after is None or self._mark_before(after) != ":" or self._another_cue(verb, after, comma=True)
            if other or not human:
                after = None
        found = tuple(quotation.inner for quotation in (before, after) if quotation is not None)
        return Finding(speaker, verb, cue_span(verb, found), found, "quotation") if found else None

    def _is_long(self, quotation: Quotation) -> bool:
        return len(self.text[quotation.inner.start : quotation.inner.end].split()) > 3

    def _before(self, low: int) -> Quotation | None:
        """The quotation that ends right before the speaker or cue."""
        index = bisect_left(self.all, low + 1, key=lambda quotation: quotation.outer.end) - 1
        if index < 0:
            return None
        quotation = self.all[index]
        gap = self.text[quotation.outer.end : low]
        if not quotation.inner.start < quotation.inner.end or len(gap) > 8 or "\n" in gap or gap.strip() not in _DASHES:
            return None
        french = self.text[quotation.outer.start] == "«" and self._is_long(quotation)
        inner = self.text[quotation.inner.start : quotation.inner.end].rstrip()
        ended = french or inner[-1:] in _ENDS or gap.strip() != ""
        return quotation if ended and self.is_speech(quotation) else None

    def _after(self, verb: Token, high: int, cues: Cues) -> Quotation | None:
        """The quotation that the cue leads to: behind a comma or colon, or at once."""
        index = bisect_left(self.all, high, key=lambda quotation: quotation.outer.start)
        if index == len(self.all):
            return None
        quotation = self.all[index]
        gap = self.text[high : quotation.outer.start]
        mark = self._mark_before(quotation)
        if len(gap) > _GAP or any(stop in gap for stop in _STOPS) or ("\n" in gap and mark != ":"):
            return None
        if gap.strip() and mark not in (",", ":") and not gap.strip().endswith("that"):
            return None
        if mark == ":" and self._leads_to_another(verb, quotation, cues):
            return None
        if mark != ":" and self._another_cue(verb, quotation, comma=mark == ","):
            return None
        return quotation if mark == ":" or self.is_speech(quotation) else None

    @staticmethod
    def _leads_to_another(verb: Token, quotation: Quotation, cues: Cues) -> bool:
        """Whether a verb nearer to the colon has the quotation: "asked …, she denied that anyone had said: …"."""
        between = itertools.takewhile(lambda token: token.idx < quotation.outer.start, verb.doc[verb.i + 1 :])
        return any(
            token.pos_ == "VERB"
            and token.lemma in cues.speech
            and (is_in_a_denial(token, cues) or (token.dep_ in _MAIN and grammar.subject(token) is not None))
            for token in between
        )

    @staticmethod
    def _another_cue(verb: Token, quotation: Quotation, *, comma: bool) -> bool:
        for token in verb.doc[verb.i + 1 : verb.i + 60]:
            if token.idx >= quotation.outer.start:
                return False
            if token.pos_ in ("VERB", "AUX") and (
                grammar.subject(token) is not None or (comma and token.tag_ == "VBG")
            ):
                return True
        return False

    def _mark_before(self, quotation: Quotation) -> str:
        before = self.text[max(0, quotation.outer.start - 8) : quotation.outer.start].rstrip()
        return before[-1:]

    # ---------------------------------------------------------------------------------- contents

    def snapped(self, finding: Finding) -> Finding:
        """The finding with its contents grown to whole quotations, or kept inside the one in which the cue stands."""
        home = self.around(finding.anchor.idx)
        spans: list[Span] = []
        for span in finding.contents:
            grown = _inside(span, home) if home is not None else self._grown(span, finding)
            bare = None if grown is None else self._bare(grown)
            if bare is not None and bare not in spans:
                spans.append(bare)
        return replace(finding, contents=tuple(spans))

    def _grown(self, span: Span, finding: Finding) -> Span:
        grown = span
        for offset in (span.start, max(span.start, span.end - 1)):
            quotation = self.around(offset)
            if quotation is not None:
                grown = Span(min(grown.start, quotation.outer.start), max(grown.end, quotation.outer.end))
        tokens = [finding.anchor] if finding.speaker is None else [finding.anchor, finding.speaker]
        swallowed = any(grown.start <= t.idx < grown.end and not span.start <= t.idx < span.end for t in tokens)
        return span if swallowed else grown

    def _bare(self, span: Span) -> Span | None:
        quotation = self.around(span.start)
        start, end = span.start, span.end
        if (
            quotation is not None
            and quotation.outer.start == start
            and quotation.inner.end <= end <= quotation.outer.end + 1
        ):
            start, end = quotation.inner.start, min(end, quotation.inner.end)
        marker = _MARKER.match(self.text, start, end)
        return grammar.trim(self.text, start if marker is None else marker.end(), end)

    def kind(self, contents: Sequence[Span]) -> StatementKind:
        """Whether the contents stand in quotation marks, partly, or not at all."""
        homes = [(self.around(span.start), self.around(span.end - 1)) for span in contents]
        if all(first is not None and first == last for first, last in homes):
            return "direct"
        index = bisect_left(self.all, contents[0].start, key=lambda quotation: quotation.outer.end)
        for quotation in self.all[index:]:
            if quotation.outer.start >= contents[-1].end:
                break
            if any(quotation.outer.overlaps(span) for span in contents):
                return "mixed"
        return "paraphrase"


def _inside(span: Span, home: Quotation) -> Span | None:
    start, end = max(span.start, home.inner.start), min(span.end, home.inner.end)
    return Span(start, end) if start < end else None


def _neighbour(verb: Token, cues: Cues) -> Token | None:
    """Who stands right behind the verb, or opens its sentence, where the parse has no subject for it."""
    doc, sentence = verb.doc, verb.sent
    for token in doc[verb.i + 1 : min(verb.i + 5, sentence.end)]:
        if token.is_punct:
            break
        if token.ent_type_ in ("PERSON", "PER", "ORG") or (token.pos_ == "NOUN" and is_human(token, cues)):
            return token
    first = next((token for token in doc[sentence.start : verb.i] if not token.is_punct and token.pos_ != "DET"), None)
    return first if first is not None and first.ent_type_ in ("PERSON", "PER") else None
