"""From an article to its proposals: the one place that knows the order of the reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from summarizer.proposing import grammar
from summarizer.proposing.cast import Figure
from summarizer.proposing.certainty import certainty_of
from summarizer.proposing.cues import Cues
from summarizer.proposing.cues_en import ENGLISH
from summarizer.proposing.cues_fr import FRENCH
from summarizer.proposing.findings import Form
from summarizer.proposing.introductions import introduced_by
from summarizer.proposing.kinds import kind_of
from summarizer.proposing.names import find_cast
from summarizer.proposing.parser import MOST_WORDS, Parser, readable
from summarizer.proposing.patterns import Pattern, find_patterns
from summarizer.proposing.pronouns import Resolver, quoted_tokens
from summarizer.proposing.quotations import find_quotations
from summarizer.proposing.quoting import Quotes
from summarizer.proposing.speakers import source_end, source_start
from summarizer.proposing.statements import Spoken, find_findings, find_statements
from summarizer.proposing.turns import find_turns
from summarizer.proposing.warnings import find_warnings
from summarizer.types import Article, KnownActor, Notice, Phrase, Proposals, Span, Statement

__all__ = ["propose"]

_TURNS: frozenset[Form] = frozenset({"turn", "carried", "asked"})
_CUES: dict[str, Cues] = {"en": ENGLISH, "fr": FRENCH}


def propose(article: Article, parser: Parser | None) -> Proposals:
    """The article's statements, actors and voiced risks, each in the order of the text; the same text gives the same.

    Args:
        article: What to read; spans count in its text.
        parser: Of the article's language. Without one, quotation marks and lists of cues have to do: the statements
            are fewer and less certain, and a notice "no-parser" says so.
    """
    cues = _CUES.get(parser.language) if parser is not None else None
    if parser is None or cues is None:
        return _by_patterns(article)
    text = article.text
    doc = parser.parse(text)
    quotes = Quotes(text, find_quotations(text[: len(doc.text)]))
    turns = find_turns(text[: len(doc.text)], quotes.all)
    cast = find_cast(doc, cues, text, turns)
    resolver = Resolver(doc, cues, cast, quoted_tokens(doc, quotes.all), text)
    spoken = find_statements(find_findings(doc, cues, quotes, cast, turns), quotes, resolver)
    figures = _speaking_or_named(cast.figures, spoken)
    resolver.add_mentions()
    ids = {id(figure): f"a{number}" for number, figure in enumerate(figures, 1)}
    return Proposals(
        statements=tuple(_statement(quotes, cues, number, one, ids) for number, one in enumerate(spoken, 1)),
        actors=tuple(_actor(text, figure, ids[id(figure)]) for figure in figures),
        warnings=tuple(_phrase(text, span) for span in find_warnings(doc, cues)),
        notices=_notices(text),
    )


def _notices(text: str) -> tuple[Notice, ...]:
    if readable(text) == len(text):
        return ()
    return (Notice("not-parsed", f"only the first {MOST_WORDS:,} words of the article were searched for statements"),)


def _phrase(text: str, *spans: Span) -> Phrase:
    first, *rest = spans
    words = text[first.start : first.end]
    return Phrase(" … ".join([words, *(text[span.start : span.end] for span in rest)]) if rest else words, spans)


def _speaking_or_named(named: Sequence[Figure], spoken: Iterable[Spoken]) -> list[Figure]:
    """Those who are named and act, and those who speak, in the order of first mention."""
    speaking = {id(one.who.figure): one.who.figure for one in spoken}
    kept = [figure for figure in named if figure.acts or id(figure) in speaking]
    known = {id(figure) for figure in kept}
    kept += [figure for key, figure in speaking.items() if key not in known]
    return sorted(kept, key=lambda figure: figure.first)


def _statement(quotes: Quotes, cues: Cues, number: int, one: Spoken, ids: dict[int, str]) -> Statement:
    finding, figure, text = one.finding, one.who.figure, quotes.text
    speaker = finding.speaker
    speaker_span = grammar.extent(speaker, speaker)
    introduction = introduced_by(speaker, cues)
    behind = source_end(speaker) if introduction is None else introduction.last + 1
    last = speaker.doc[max(speaker.i, behind - 1)]
    first = source_start(speaker, finding.anchor)
    source = grammar.trim(text, first.idx + first.text.startswith("-"), last.end) or speaker_span
    aliases = [*figure.names, *(figure.principal.names if figure.principal is not None else ())]
    return Statement(
        id=f"s{number}",
        holder=figure.name,
        holder_id=ids[id(figure)],
        aliases=tuple(dict.fromkeys(name for name in aliases if name != figure.name)),
        source=_phrase(text, source),
        cue=None if finding.cue is None else _phrase(text, finding.cue),
        content=_phrase(text, *finding.contents),
        kind="direct" if finding.form in _TURNS else quotes.kind(finding.contents),
        by=None if one.by is None else f"s{one.by + 1}",
        certainty=certainty_of(finding, one.who, nested=one.by is not None, human=one.human),
    )


def _actor(text: str, figure: Figure, key: str) -> KnownActor:
    return KnownActor(
        id=key,
        name=figure.name,
        kind=figure.kind,
        role=figure.role,
        aliases=tuple(name for name in figure.names if name != figure.name),
        evidence=_phrase(text, figure.evidence),
        mentions=tuple(sorted(set(figure.mentions))),
    )


# ------------------------------------------------------------------------------- without a parser


def _by_patterns(article: Article) -> Proposals:
    text = article.text[: readable(article.text)]
    found, risky = find_patterns(text, article.language)
    speakers: dict[str, list[Pattern]] = {}
    for one in found:
        speakers.setdefault(one.holder, []).append(one)
    ids = {name: f"a{number}" for number, name in enumerate(speakers, 1)}
    aliases = {name: _shorter(text, ones) for name, ones in speakers.items()}
    actors = tuple(
        KnownActor(
            id=ids[name],
            name=name,
            kind=kind_of(name, None if ones[0].person is None else "PERSON"),
            role=None if ones[0].person is None else ones[0].person.role,
            aliases=aliases[name],
            evidence=_phrase(text, ones[0].speaker if ones[0].person is None else ones[0].person.span),
            mentions=tuple(sorted({one.speaker for one in ones})),
        )
        for name, ones in speakers.items()
    )
    statements = tuple(
        Statement(
            id=f"s{number}",
            holder=one.holder,
            holder_id=ids[one.holder],
            aliases=aliases[one.holder],
            source=_phrase(text, one.speaker),
            cue=None if one.cue is None else _phrase(text, one.cue),
            content=_phrase(text, *one.contents),
            kind=one.kind,
            by=None,
            certainty=one.certainty,
        )
        for number, one in enumerate(found, 1)
    )
    message = f"no parser for the language {article.language!r}: statements were found by patterns, so some are missing"
    return Proposals(
        statements,
        actors,
        tuple(_phrase(text, span) for span in risky),
        (Notice("no-parser", message), *_notices(article.text)),
    )


def _shorter(text: str, ones: Sequence[Pattern]) -> tuple[str, ...]:
    """The parts of the holder's name by which the article calls it too."""
    said = dict.fromkeys(text[one.speaker.start : one.speaker.end] for one in ones)
    return tuple(name for name in said if name != ones[0].holder and name in ones[0].holder.split())
