"""Every claim of a brief against the article: quotes, speakers, names, numbers, dates; one finding for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from summarizer.facts import Fact, Lexicon
from summarizer.grounding import Grounder
from summarizer.names import Register, is_pronoun, name_words
from summarizer.types import Article, KnownActor, Located, Phrase, Proposals, Span
from summarizer.verifying.claims import Claims, NameClaim, Place, Prose, QuoteClaim
from summarizer.verifying.findings import Finding, Verification
from summarizer.verifying.nearest import nearest
from summarizer.verifying.places import Misplaced, Named, Places, named_in
from summarizer.verifying.quotations import quotations_in
from summarizer.verifying.speakers import NAMED, Speakers

__all__ = ["verify"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_INSERTED = re.compile(r"\[[^\]\n]{2,60}\]")
_AROUND = " …\u00a0"
_LABELS = _set(
    "key main other further direct overall executive important notable summary overview background context "
    "introduction conclusion conclusions outlook brief briefing abstract points point takeaways takeaway facts "
    "figures findings details highlights numbers dates names people actors stakeholders speakers speaker sources "
    "source quotes quote quotations statements statement positions position stances stance views claims risks "
    "warnings decisions events timeline topics topic issues questions next steps words evidence who what when where "
    "why"
)
"""Words that name the parts of a summary, also where a heading writes them with capitals."""


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
    checking = _Checking(article, proposals, language, claims.text)
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
    def __init__(self, article: Article, proposals: Proposals, language: str, brief: str) -> None:
        self.article, self.proposals, self.language = article, proposals, language
        self.grounder = Grounder(article.text)
        self.lexicon = Lexicon(article.text, language=article.language)
        self.register = Register((actor.id, actor.name, actor.aliases) for actor in proposals.actors)
        self.speakers = Speakers(article, proposals, self.register, self.lexicon, brief=brief, locate=self._locate)

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
            yield from self.speakers.check(claim.speaker, located)

    def prose(self, prose: Prose, start: int, said: Proposals) -> Iterator[Finding]:
        """The findings on quotations in a passage, on their speakers, and on the words around them."""
        own = prose.text
        quoted = [*quotations_in(prose.text)]
        yield from self.speakers.indirect(prose, start, said, [one.inner for one in quoted])
        for quotation in quoted:
            words = prose.text[quotation.inner.start : quotation.inner.end]
            own = own[: quotation.inner.start] + _blank(words) + own[quotation.inner.end :]
            located = self._locate(words)
            yield self._quoted(prose.at(quotation.inner), words, located)
            if located and (speaker := self.speakers.of(quotation, prose, start, said)):
                yield from self.speakers.check(speaker, located)
        for denial in self.lexicon.denials(own):
            yield self._fact(denial, prose.at(denial.span))
        known = [*_mentions(said.actors, prose.text, start)]
        facts = [
            fact
            for fact in self._facts(own)
            if fact.kind != "name" or not any(fact.span.overlaps(span) for span in known)
        ]
        for span in known:
            for fact in self.lexicon.named(own[span.start : span.end], language=self.language):
                at = Span(span.start + fact.span.start, span.start + fact.span.end)
                facts.append(replace(fact, span=at))
        for fact in self._in_their_places(facts, own, known):
            if fact.kind != "name" or not (prose.is_header or _is_label(fact.words)):
                yield self._fact(fact, prose.at(fact.span))

    def _in_their_places(self, facts: Sequence[Fact], own: str, known: Sequence[Span]) -> list[Fact]:
        """The facts, those contradicted which the article has, but not in this place."""
        if self.language not in ("und", self.article.language):
            return [*facts]
        names = named_in(own, mentions=known, register=self.register, language=self.article.language)
        placed = [*self._misplaced(own, names)]
        found = [fact for fact in facts if not any(fact.span.overlaps(one.here) for one in placed)]
        for one in placed:
            known_of = [fact for fact in facts if fact.span.overlaps(one.here)]
            if all(fact.standing == "holds" for fact in known_of):
                words = own[one.here.start : one.here.end]
                found.append(Fact(one.kind, one.here, words, "contradicted", one.there))
            else:
                found += known_of
        return found

    def _misplaced(self, own: str, names: Mapping[Span, Named]) -> Iterator[Misplaced]:
        """What stands where the article has something else, or counts what it counts otherwise."""
        taken: list[Span] = []
        for one in self.places.misplaced(own, names=names):
            if one.kind != "name" or not self.speakers.sharing(own[one.here.start : one.here.end]):
                taken.append(one.here)
                yield one
        for fact in self.lexicon.miscounted(own):
            if fact.instead and not any(fact.span.overlaps(span) for span in taken):
                yield Misplaced("number", fact.span, fact.instead)

    def own_words(self, at: Place, words: str) -> Iterator[Finding]:
        """The findings on a string of the brief's own words."""
        for fact in self._facts(words):
            yield self._fact(fact, Place(at.path, fact.span))

    def _facts(self, words: str) -> Iterator[Fact]:
        """Those that the words name; a cell of a table begins as a sentence does."""
        for fact in self.lexicon.facts(words.replace("|", "…"), language=self.language):
            missing = fact.kind == "number" and fact.standing == "not found"
            held = missing and self.lexicon.has_otherwise(fact, words)
            yield replace(fact, standing="holds", instead=None) if held else fact

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


def _is_label(name: str) -> bool:
    """True for what is left of "Key Points", whose first word counts as a sentence's."""
    return all(word in _LABELS for word in name.casefold().split())


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
    named = (actor for actor in actors if actor.kind in NAMED or len(name_words(actor.name)) > 1)
    for span in sorted(span for actor in named for span in actor.mentions):
        words = text[max(0, span.start - start) : max(0, span.end - start)]
        inside = start + end <= span.start and span.end <= start + len(text)
        if inside and words[:1].isupper() and not is_pronoun(words):
            end = span.end - start
            yield Span(span.start - start, end)
