"""Every claim of a brief against the article: quotes, speakers, names, numbers, dates; one finding for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from summarizer.attributing import CERTAIN, Attribution, attribute
from summarizer.facts import Fact, Lexicon, Standing
from summarizer.grounding import Grounder
from summarizer.names import Register, is_pronoun, name_words
from summarizer.types import ActorKind, Article, KnownActor, Located, Path, Phrase, Proposals, Span, Statement
from summarizer.verifying.claims import Claims, NameClaim, Place, Prose, QuoteClaim
from summarizer.verifying.nearest import nearest
from summarizer.verifying.places import Places, named_in
from summarizer.verifying.quotations import Quotation, labelled, quotations_in

__all__ = ["Finding", "Verification", "verify"]

Kind = Literal["article", "quote", "speaker", "name", "number", "date", "negation"]
_NAMED = frozenset({ActorKind.PERSON, ActorKind.COUNTRY, ActorKind.ORGANISATION, ActorKind.PARTY, ActorKind.MEDIA})
_PARTICLES = frozenset(["de", "du", "von", "van", "der", "den", "bin", "al", "la", "le", "the"])
_FAILING: frozenset[Standing] = frozenset({"not found", "contradicted"})
_INSERTED = re.compile(r"\[[^\]\n]{2,60}\]")
_ALONE = 0.7  # of a passage that is a quotation, which the heading above it may be the speaker of
_INDIRECT = 6  # words of the article that stand without quotation marks
_THAT = re.compile(r"(?:that\s|que\s|qu[’'])", re.IGNORECASE)
_AROUND = " …\u00a0"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked.

    Attributes:
        kind: ``quote``: words that are called the article's; ``speaker``: who says them; ``name``, ``number``,
            ``date``, ``negation``: in words of the brief's own; ``article``: what an envelope was made of.
        path: Of the string in a JSON brief; empty for text.
        span: In that string, or in the brief's text.
        verdict: ``holds``; ``not found``: the article has nothing of the kind; ``contradicted``: it has it otherwise;
            ``unverified``: it cannot be told.
        says: The brief's words.
        article: The article's words, and where they stand; None where there is nothing to show.
        reason: Why it does not hold, or cannot be told; None if it holds.
    """

    kind: Kind
    path: Path
    span: Span
    verdict: Standing
    says: str
    article: Phrase | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """All findings, in the order of the brief as far as it is text, else kind by kind."""

    findings: tuple[Finding, ...]

    @property
    def failing(self) -> tuple[Finding, ...]:
        """Those that the article lacks or contradicts."""
        return tuple(one for one in self.findings if one.verdict in _FAILING)

    @property
    def holds(self) -> bool:
        """True if nothing is missing from the article or contradicted by it; some things may be unverified."""
        return not self.failing


def verify(
    claims: Claims, article: Article, *, proposals: Proposals, said: Proposals, language: str = "und"
) -> Verification:
    """What of a brief holds.

    Args:
        claims: The brief's, as `read_brief` returns them.
        article: What the brief is about.
        proposals: The article's statements and actors.
        said: Statements and actors of the brief's own words, `Claims.text`: they say who speaks there.
        language: Of the brief's own words; names are not looked for across languages.
    """
    checking = _Checking(article, proposals, language)
    found = [*checking.made_of(claims)]
    for quote in claims.quotes:
        found += checking.quote(quote, claims)
    for name in claims.names:
        found += checking.name(name)
    for number, prose in enumerate(claims.prose):
        found += checking.prose(prose, claims.starts[number], said)
    if not claims.quotes or not claims.quotes[0].at.path:
        found.sort(key=lambda one: (one.span.start, one.span.end))
    return Verification(tuple(dict.fromkeys(found)))


class _Checking:
    def __init__(self, article: Article, proposals: Proposals, language: str) -> None:
        self.article, self.proposals, self.language = article, proposals, language
        self.grounder = Grounder(article.text)
        self.lexicon = Lexicon(article.text, language=article.language)
        self.register = Register((actor.id, actor.name, actor.aliases) for actor in proposals.actors)

    @cached_property
    def places(self) -> Places:
        """The article's sentences, to lay those of the brief beside."""
        text, language = self.article.text, self.article.language
        mentions = [*_mentions(self.proposals.actors, text, 0)]
        names = named_in(text, mentions=mentions, register=self.register, language=language)
        return Places(text, language=language, names=names)

    def made_of(self, claims: Claims) -> Iterator[Finding]:
        """Whether an envelope is one of this article, so that its spans count in it."""
        if not self._is_of_this(claims):
            reason = "the brief was made of another text, so its spans do not count here; its quotes were looked for"
            yield Finding("article", ("article", "text"), Span(0, 0), "unverified", "", None, reason)

    def _is_of_this(self, claims: Claims) -> bool:
        return claims.article is None or claims.article.rstrip() == self.article.text

    # -------------------------------------------------------------------------------------- quotes

    def quote(self, claim: QuoteClaim, claims: Claims) -> Iterator[Finding]:
        """The finding on a quote, and the one on its speaker."""
        if claim.spans is not None and self._is_of_this(claims):
            yield from self._at_spans(claim, claim.spans)
            located = Located(claim.spans, "exact", 1.0) if self._is_there(claim) else self._locate(claim.words)
        else:
            located = self._locate(claim.words)
            if located is None and not claim.sure:
                yield from self.own_words(claim.at, claim.words)
                return
            yield self._quoted(claim.at, claim.words, located)
        if located and claim.speaker:
            yield from self._speaker(claim.speaker, located)

    def prose(self, prose: Prose, start: int, said: Proposals) -> Iterator[Finding]:
        """The findings on quotations in a passage, on their speakers, and on the words around them."""
        own = prose.text
        quoted = [*quotations_in(prose.text)]
        yield from self._indirect(prose, start, said, [one.inner for one in quoted])
        for quotation in quoted:
            words = prose.text[quotation.inner.start : quotation.inner.end]
            own = own[: quotation.inner.start] + _blank(words) + own[quotation.inner.end :]
            located = self._locate(words)
            yield self._quoted(prose.at(quotation.inner), words, located)
            if located and (speaker := self._speaker_of(quotation, prose, start, said)):
                yield from self._speaker(speaker, located)
        for denial in self.lexicon.denials(own):
            yield self._fact(denial, prose.at(denial.span))
        known = [*_mentions(said.actors, prose.text, start)]
        facts = [
            fact
            for fact in self.lexicon.facts(own, language=self.language)
            if fact.kind != "name" or not any(fact.span.overlaps(span) for span in known)
        ]
        for span in known:
            for fact in self.lexicon.named(own[span.start : span.end], language=self.language):
                at = Span(span.start + fact.span.start, span.start + fact.span.end)
                facts.append(replace(fact, span=at))
        for fact in self._in_their_places(facts, own, known):
            yield self._fact(fact, prose.at(fact.span))

    def _in_their_places(self, facts: Sequence[Fact], own: str, known: Sequence[Span]) -> list[Fact]:
        """The facts, those contradicted which the article has, but not in this place."""
        if self.language not in ("und", self.article.language):
            return [*facts]
        names = named_in(own, mentions=known, register=self.register, language=self.article.language)
        placed = [*self.places.misplaced(own, names=names)]
        found = [fact for fact in facts if not any(fact.span.overlaps(one.here) for one in placed)]
        for one in placed:
            known_of = [fact for fact in facts if fact.span.overlaps(one.here)]
            if all(fact.standing == "holds" for fact in known_of):
                words = own[one.here.start : one.here.end]
                found.append(Fact(one.kind, one.here, words, "contradicted", one.there))
            else:
                found += known_of
        return found

    def own_words(self, at: Place, words: str) -> Iterator[Finding]:
        """The findings on a string of the brief's own words."""
        for fact in self.lexicon.facts(words, language=self.language):
            yield self._fact(fact, Place(at.path, fact.span))

    def name(self, claim: NameClaim) -> Iterator[Finding]:
        """The findings on a string that is a name."""
        for fact in self.lexicon.named(claim.name, language=self.language):
            span = Span(claim.at.span.start + fact.span.start, claim.at.span.start + fact.span.end)
            yield self._fact(fact, Place(claim.at.path, span))

    def _quoted(self, at: Place, words: str, located: Located | None) -> Finding:
        if located:
            return Finding("quote", at.path, at.span, "holds", words, self._phrase(located.spans))
        if near := nearest(words, self.article.text):
            reason = "the article has these words otherwise"
            return Finding("quote", at.path, at.span, "contradicted", words, self._phrase((near,)), reason)
        return Finding("quote", at.path, at.span, "not found", words, None, "the article does not have these words")

    def _at_spans(self, claim: QuoteClaim, spans: Sequence[Span]) -> Iterator[Finding]:
        at = claim.at
        inside = all(span.end <= len(self.article.text) for span in spans)
        if self._is_there(claim):
            yield Finding("quote", at.path, at.span, "holds", claim.words, self._phrase(spans))
        elif located := self._locate(claim.words):
            there = self._phrase(spans) if spans and inside else None
            reason = "the quote does not stand at its spans, but at " + _shown(located.spans)
            yield Finding("quote", at.path, at.span, "contradicted", claim.words, there, reason)
        else:
            yield self._quoted(at, claim.words, None)

    def _is_there(self, claim: QuoteClaim) -> bool:
        spans = claim.spans or ()
        return bool(spans) and " … ".join(self.article[span] for span in spans) == claim.words

    def _locate(self, words: str) -> Located | None:
        """Where the words stand; words in brackets count as left out, and a word or two need only be there."""
        if located := self.grounder.locate(words):
            return located
        bare = _INSERTED.sub("…", words).strip(_AROUND)
        if bare != words and (located := self.grounder.locate(bare)):
            return located
        few = words.strip(" .,;:!?")
        if few and len(few.split()) <= 3:
            found = re.search(rf"(?<!\w){re.escape(few)}(?!\w)", self.article.text, re.IGNORECASE)
            return Located((Span(*found.span()),), "folded", 1.0) if found else None
        return None

    # ------------------------------------------------------------------------------------ speakers

    def _speaker_of(self, quotation: Quotation, prose: Prose, start: int, said: Proposals) -> NameClaim | None:
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
                return NameClaim(prose.at(Span(source.start - start, source.end - start)), one.holder)
        if quotation.credit:
            name = prose.text[quotation.credit.start : quotation.credit.end]
            return NameClaim(prose.at(quotation.credit), name)
        layout = prose.speaker
        if layout is None or layout.at.path:
            return layout
        alone = at.end - at.start >= _ALONE * len(prose.text.strip())
        return layout if alone and self.register.find(layout.name) else None

    def _indirect(self, prose: Prose, start: int, said: Proposals, quoted: Sequence[Span]) -> Iterator[Finding]:
        """Who is said to have said words that are the article's without quotation marks, where the article tells it."""
        stated: list[tuple[Span, Span, str]] = []
        for one in said.statements:
            source, content = one.source.spans[0], Span(one.content.spans[0].start, one.content.spans[-1].end)
            within = start <= min(source.start, content.start) and content.end <= start + len(prose.text)
            if within and not is_pronoun(one.source.quote):
                here = Span(source.start - start, source.end - start)
                begins = _THAT.match(prose.text, content.start - start)
                begin = begins.end() if begins else content.start - start
                stated.append((here, Span(begin, content.end - start), one.holder))
        if (found := labelled(prose.text)) and self._is_somebody(
            name := prose.text[found[0].start : found[0].end], said
        ):
            stated.append((*found, name))
        for source, content, holder in stated:
            words = prose.text[content.start : content.end]
            if len(words.split()) < _INDIRECT or any(content.overlaps(span) for span in quoted):
                continue
            if located := self._locate(words):
                told = self._speaker(NameClaim(prose.at(source), holder), located)
                yield from (one for one in told if one.verdict != "unverified")

    def _is_somebody(self, name: str, said: Proposals) -> bool:
        """True for whom the article knows, and for a person whom the brief names elsewhere too."""
        known = (one for one in said.actors if one.kind is ActorKind.PERSON)
        return self.register.find(name) is not None or any(name in (one.name, *one.aliases) for one in known)

    def _speaker(self, claim: NameClaim, located: Located) -> Iterator[Finding]:
        """Whether the article credits these words to this speaker."""
        found = attribute(claim.name, located, article=self.article, proposals=self.proposals)
        verdict: Standing = "holds" if found.verdict == "verified" else found.verdict
        reason = found.reason
        if verdict == "contradicted" and not self._is_sure(claim.name, found):
            verdict = "unverified"
        elif verdict == "unverified" and self._is_namesake(claim.name, found):
            verdict = "contradicted"
        elif verdict != "contradicted" and len(alike := self._alike(claim.name, found)) > 1:
            verdict = "unverified"
            reason = f"the article has more than one of this name: {', '.join(alike)}"
        yield Finding("speaker", claim.at.path, claim.at.span, verdict, claim.name, found.speaker, reason)

    def _alike(self, name: str, found: Attribution) -> list[str]:
        """The people in the article whom a surname may mean, unless the article itself names its speaker so."""
        if len(name_words(name)) != 1 or (found.speaker and name_words(found.speaker.quote) == name_words(name)):
            return []
        people = (one for one in self.proposals.actors if one.kind is ActorKind.PERSON)
        return [one.name for one in people if len(name_words(one.name)) > 1 and one.id in self.register.alike(name)]

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
        return strange or (plain and self.register.find(speaker) is not None)

    # -------------------------------------------------------------------------------------- facts

    def _fact(self, fact: Fact, at: Place) -> Finding:
        there = self._phrase((fact.instead,)) if fact.instead else None
        reasons = {
            "not found": "the article does not have it",
            "contradicted": "the article denies this, or does not deny it"
            if fact.kind == "negation"
            else "the article has it otherwise",
            "unverified": "this cannot be told",
        }
        return Finding(fact.kind, at.path, at.span, fact.standing, fact.words, there, reasons.get(fact.standing))

    def _phrase(self, spans: Sequence[Span]) -> Phrase:
        return Phrase(" … ".join(self.article[span] for span in spans), tuple(spans))


def _overlap(statement: Statement, span: Span) -> int:
    return sum(max(0, min(span.end, other.end) - max(span.start, other.start)) for other in statement.content.spans)


def _is_one_word(actor: KnownActor) -> bool:
    """True for "Critics", which may stand with a capital at the start of a sentence, and for no name that is known."""
    return actor.kind not in _NAMED and len(name_words(actor.name)) < 2


def _blank(words: str) -> str:
    return " " * len(words)


def _shown(spans: Sequence[Span]) -> str:
    return ", ".join(f"[{span.start}, {span.end})" for span in spans)


def _mentions(actors: Iterable[KnownActor], text: str, start: int) -> Iterator[Span]:
    """The names in a text as a parse finds them, which knows them at the start of a sentence too.

    Args:
        actors: Of all that was parsed.
        text: A part of it.
        start: Where it begins there.
    """
    end = 0
    named = (actor for actor in actors if actor.kind in _NAMED or len(name_words(actor.name)) > 1)
    for span in sorted(span for actor in named for span in actor.mentions):
        words = text[max(0, span.start - start) : max(0, span.end - start)]
        inside = start + end <= span.start and span.end <= start + len(text)
        if inside and words[:1].isupper() and not is_pronoun(words):
            end = span.end - start
            yield Span(span.start - start, end)
