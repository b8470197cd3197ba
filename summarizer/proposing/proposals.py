"""From an article to its proposals."""

from __future__ import annotations

from summarizer.proposing.cues import Cues
from summarizer.proposing.cues_en import ENGLISH
from summarizer.proposing.names import Figure, find_cast
from summarizer.proposing.parser import Parser
from summarizer.proposing.pronouns import Resolver, quoted_tokens
from summarizer.proposing.quotations import find_quotations
from summarizer.proposing.quoting import Quotes
from summarizer.proposing.speakers import source_end
from summarizer.proposing.statements import Spoken, find_findings, find_statements
from summarizer.types import Article, KnownActor, Notice, Phrase, Proposals, Span, Statement

__all__ = ["propose"]

_CUES: dict[str, Cues] = {"en": ENGLISH}


def propose(article: Article, parser: Parser | None) -> Proposals:
    """The article's statements, actors and warnings, in the order of the text."""
    if parser is None or parser.language not in _CUES:
        return Proposals(notices=(Notice("no-parser", f"no parser for language {article.language!r}"),))
    cues, text = _CUES[parser.language], article.text
    doc = parser.parse(text)
    quotes = Quotes(text, find_quotations(text))
    cast = find_cast(doc, cues)
    resolver = Resolver(doc, cues, cast, quoted_tokens(doc, quotes.all))
    spoken = find_statements(find_findings(doc, cues, quotes, cast), quotes, resolver)
    figures = [*cast.figures]
    for one in spoken:
        if all(one.who.figure is not known for known in figures):
            figures.append(one.who.figure)
    ids = {id(figure): f"a{number}" for number, figure in enumerate(figures, 1)}
    return Proposals(
        statements=tuple(_statement(text, quotes, n, one, ids) for n, one in enumerate(spoken, 1)),
        actors=tuple(_actor(text, figure, ids) for figure in figures),
    )


def phrase(text: str, *spans: Span) -> Phrase:
    """The words at the spans."""
    return Phrase(" … ".join(text[span.start : span.end] for span in spans), spans)


def _statement(text: str, quotes: Quotes, number: int, one: Spoken, ids: dict[int, str]) -> Statement:
    finding, figure = one.finding, one.who.figure
    speaker = finding.speaker
    assert speaker is not None
    doc = speaker.doc
    last = doc[max(speaker.i, source_end(speaker) - 1)]
    source = Span(speaker.left_edge.idx, last.idx + len(last))
    return Statement(
        id=f"s{number}",
        holder=figure.name,
        holder_id=ids[id(figure)],
        aliases=tuple(name for name in figure.names if name != figure.name),
        source=phrase(text, source),
        cue=None if finding.cue is None else phrase(text, finding.cue),
        content=phrase(text, *finding.contents),
        kind=quotes.kind(finding.contents),  # type: ignore[arg-type]
        by=None if one.by is None else f"s{one.by + 1}",
        certainty=0.5,
    )


def _actor(text: str, figure: Figure, ids: dict[int, str]) -> KnownActor:
    evidence = figure.evidence or Span(0, 0)
    return KnownActor(
        id=ids[id(figure)],
        name=figure.name,
        kind=figure.kind,
        role=figure.role,
        aliases=tuple(name for name in figure.names if name != figure.name),
        evidence=phrase(text, evidence),
        mentions=tuple(figure.mentions),
    )
