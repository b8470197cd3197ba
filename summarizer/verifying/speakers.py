"""Whom a brief has say the article's words, and whether the article has them say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from summarizer.attributing import CERTAIN, Attribution, Attributor
from summarizer.facts import Lexicon, Standing, sentences_in
from summarizer.names import Register, is_pronoun, name_words
from summarizer.types import ActorKind, Article, KnownActor, Located, Proposals, Span, Statement
from summarizer.verifying.claims import NameClaim, Prose
from summarizer.verifying.findings import Finding
from summarizer.verifying.quotations import Quotation, labelled

__all__ = ["NAMED", "Speakers"]

NAMED = frozenset({ActorKind.PERSON, ActorKind.COUNTRY, ActorKind.ORGANISATION, ActorKind.PARTY, ActorKind.MEDIA})
"""Kinds of actors that have a name of their own."""

_PARTICLES = frozenset(["de", "du", "von", "van", "der", "den", "bin", "al", "la", "le", "the"])
_ALONE = 0.7  # of a passage that is a quotation, which the heading above it may be the speaker of
_INDIRECT = 6  # words of the article that stand without quotation marks
_THAT = re.compile(r"(?:that\s|que\s|qu[’'])", re.IGNORECASE)


class Speakers:
    """The speakers of an article, to hold those of a brief against."""

    def __init__(
        self,
        article: Article,
        proposals: Proposals,
        register: Register,
        lexicon: Lexicon,
        *,
        brief: str,
        locate: Callable[[str], Located | None],
    ) -> None:
        """Takes the article, what was proposed for it, the brief's own words, and what finds words in the article."""
        self.article, self.proposals, self.register, self.lexicon = article, proposals, register, lexicon
        self.brief, self.locate = brief, locate
        self._attributor = Attributor(article, proposals)

    def of(self, quotation: Quotation, prose: Prose, start: int, said: Proposals) -> NameClaim | None:
        """Whom the brief has say a quotation: a label, its sentence, what stands behind it, or the heading above."""
        at = Span(start + quotation.inner.start, start + quotation.inner.end)
        if label := quotation.label:
            name = prose.text[label.start : label.end]
            if self._is_somebody(name, said):
                return NameClaim(prose.at(label), name)
        groups = {actor.id for actor in said.actors if actor.kind is ActorKind.GROUP or _is_one_word(actor)}
        voices = [one for one in said.statements if _overlap(one, at) >= 0.5 * (at.end - at.start)]
        for one in sorted(voices, key=lambda one: sum(span.end - span.start for span in one.content.spans)):
            source = one.source.spans[0]
            if quotation.announced and one.cue is None:
                continue  # nobody goes on where somebody is announced
            if one.holder_id in groups:
                return None
            if start <= source.start and source.end <= start + len(prose.text) and not is_pronoun(one.holder):
                return NameClaim(prose.at(Span(source.start - start, source.end - start)), self._meant(one))
        if quotation.credit:
            name = prose.text[quotation.credit.start : quotation.credit.end]
            return NameClaim(prose.at(quotation.credit), name)
        layout = prose.speaker
        if layout is None or layout.at.path:
            return layout
        alone = at.end - at.start >= _ALONE * len(prose.text.strip())
        return layout if alone and self.register.find(layout.name) else None

    def indirect(self, prose: Prose, start: int, said: Proposals, quoted: Sequence[Span]) -> Iterator[Finding]:
        """Who is said to have said words that are the article's without quotation marks, where the article tells it."""
        stated: list[tuple[Span, Span, str]] = []
        for one in said.statements:
            source, content = one.source.spans[0], Span(one.content.spans[0].start, one.content.spans[-1].end)
            within = start <= min(source.start, content.start) and content.end <= start + len(prose.text)
            if within and not is_pronoun(one.source.quote):
                here = Span(source.start - start, source.end - start)
                begins = _THAT.match(prose.text, content.start - start)
                begin = begins.end() if begins else content.start - start
                stated.append((here, Span(begin, content.end - start), self._meant(one)))
        if (found := labelled(prose.text)) and self._is_somebody(
            name := prose.text[found[0].start : found[0].end], said
        ):
            stated.append((*found, name))
        for source, content, holder in stated:
            words = prose.text[content.start : content.end]
            if len(words.split()) < _INDIRECT or any(content.overlaps(span) for span in quoted):
                continue
            if located := self.locate(words):
                told = self.check(NameClaim(prose.at(source), holder), located)
                yield from (one for one in told if one.verdict != "unverified")

    def _is_somebody(self, name: str, said: Proposals) -> bool:
        """True for whom the article knows, and for a person whom the brief names elsewhere too."""
        known = (one for one in said.actors if one.kind is ActorKind.PERSON)
        return self.register.find(name) is not None or any(name in (one.name, *one.aliases) for one in known)

    def check(self, claim: NameClaim, located: Located) -> Iterator[Finding]:
        """Whether the article credits these words to this speaker."""
        found = self._attributor.attribute(claim.name, located)
        verdict: Standing = "holds" if found.verdict == "verified" else found.verdict
        reason = found.reason
        if verdict == "contradicted" and not self._is_sure(claim.name, found):
            verdict = "unverified"
        elif verdict == "unverified" and self._is_namesake(claim.name, found):
            verdict = "contradicted"
        elif verdict != "contradicted" and (people := self.sharing(claim.name)) and not self._is_so(claim.name, found):
            verdict = "unverified"
            said = f"; the article credits these words to {found.speaker.quote}" if found.speaker else ""
            reason = f"this may be {' or '.join(people)}{said}"
        if verdict == "unverified" and reason and ", not to" in reason:
            reason = reason.replace("the article credits", "the article seems to credit")
        yield Finding("speaker", claim.at.path, claim.at.span, verdict, claim.name, found.speaker, reason)

    def sharing(self, name: str) -> list[str]:
        """The people in the article whom a bare surname may mean, if they are several."""
        if len(name_words(name)) != 1:
            return []
        people = (one for one in self.proposals.actors if one.kind is ActorKind.PERSON)
        found = [one.name for one in people if len(name_words(one.name)) > 1 and one.id in self.register.alike(name)]
        return found if len(found) > 1 else []

    def _is_so(self, name: str, found: Attribution) -> bool:
        """True if the article itself names its speaker so."""
        return found.speaker is not None and name_words(found.speaker.quote) == name_words(name)

    def _meant(self, one: Statement) -> str:
        """Whom the brief has speak; of several whom a bare surname may mean, the one whom the sentence before names."""
        written = one.source.quote
        if not (people := self.sharing(written)):
            return one.holder
        before = self.brief[: one.source.spans[0].start]
        near = [before[span.start : span.end] for span in sentences_in(before) if before[span.start : span.end].strip()]
        named = [name for name in people if any(name in sentence for sentence in near[-2:])]
        return named[0] if len(named) == 1 else written

    def _is_namesake(self, speaker: str, found: Attribution) -> bool:
        """True for Anna Berg where the article, which has her too, is certain that Tomas Berg says it."""
        mine, theirs = name_words(speaker), name_words(found.speaker.quote) if found.speaker else ()
        two = len(mine) > 1 and len(theirs) > 1 and mine[-1] == theirs[-1] and mine[0] != theirs[0]
        known = self.register.find(speaker)
        certain = found.statement is not None and found.statement.certainty >= CERTAIN
        return two and certain and known is not None and known != found.holder_id

    def _is_sure(self, speaker: str, found: Attribution) -> bool:
        """False where the article names its speaker by a pronoun, or the brief's is a description of somebody in it."""
        if found.speaker and is_pronoun(found.speaker.quote):
            return False
        strange = any(fact.standing != "holds" for fact in self.lexicon.named(speaker))
        plain = all(word[0].isupper() or word in _PARTICLES for word in speaker.split())
        return strange or (plain and (self.register.find(speaker) is not None or bool(self.sharing(speaker))))


def _overlap(statement: Statement, span: Span) -> int:
    return sum(max(0, min(span.end, other.end) - max(span.start, other.start)) for other in statement.content.spans)


def _is_one_word(actor: KnownActor) -> bool:
    """True for "Critics", which may stand with a capital at the start of a sentence, and for no name that is known."""
    return actor.kind not in NAMED and len(name_words(actor.name)) < 2
