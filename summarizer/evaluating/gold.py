"""Articles that people have annotated, from JSONL files; docs/eval.md has the format."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from summarizer.errors import UsageError
from summarizer.evaluating.rows import (
    FORMAT,
    ActorRow,
    ArticleRow,
    AttributionRow,
    PassageRow,
    WordsRow,
    record_of,
    rows_of,
)
from summarizer.types import Json, Span

__all__ = ["Gold", "GoldActor", "GoldArticle", "GoldAttribution", "GoldRisk", "find_gold", "read_gold"]


@dataclass(frozen=True, slots=True)
class GoldAttribution:
    """Something that the article says somebody said.

    Attributes:
        source: The words that name the speaker; none if the article does not.
        cue: The reporting words.
        content: What is said.
        source_words: The texts at `source`.
        names: The speaker's names elsewhere in the article, from coreference.
        holder: What all attributions of one speaker share; None where coreference does not tell.
    """

    id: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    source_words: tuple[str, ...]
    names: tuple[str, ...] = ()
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class GoldActor:
    """An entity of the article.

    Attributes:
        type: ``person``, ``organization``, ``place``, or anything else.
        salience: How many of the summaries that people wrote mention it; 0 is not salient.
        names: Its mentions that have a proper name.
        mentions: Its other mentions.
    """

    id: str
    type: str
    salience: int
    names: tuple[str, ...]
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldRisk:
    """Something that somebody in the article warns of, fears or worries about."""

    id: str
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with what people found in it; None for what they were not asked for."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    attributions: tuple[GoldAttribution, ...] | None = None
    actors: tuple[GoldActor, ...] | None = None
    risks: tuple[GoldRisk, ...] | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """A set of annotated articles.

    Attributes:
        name: As the user named it.
        sha256: Of the file, in hex.
        notices: What of the file could not be used.
    """

    name: str
    sha256: str
    articles: tuple[GoldArticle, ...]
    notices: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------- reading


def find_gold(dataset: str, data: Path | None) -> Path:
    """The file that `dataset` names: a path, or a folder or file inside `data`.

    Raises:
        UsageError: There is none, or a folder has several.
    """
    places = [Path(dataset)]
    if data is not None:
        places += [data / dataset, data / f"{dataset}.jsonl"]
    for place in places:
        if place.is_file():
            return place
        if place.is_dir():
            files = [file for file in sorted(place.glob("*.jsonl")) if _is_gold(file)]
            if len(files) == 1:
                return files[0]
            if files:
                named = ", ".join(str(file) for file in files)
                raise UsageError(f"{place} has several sets of gold", hint=f"name one of them: {named}")
            raise UsageError(f"{place} has no JSONL file with annotated articles", hint=FORMAT)
    known = sorted(folder.name for folder in data.iterdir() if folder.is_dir()) if data and data.is_dir() else []
    hint = f"in {data}: {', '.join(known)}" if known else "name a JSONL file, or its folder with --data DIR"
    raise UsageError(f"no data set {dataset!r}", hint=hint)


def read_gold(path: Path, *, name: str | None = None, data: Path | None = None, limit: int | None = None) -> Gold:
    """The annotated articles of a file, in its order.

    A file of passages (rows with ``set`` in place of ``text``) takes its articles from ``<set>.jsonl`` in a folder of
    `data`; passages without one are left out, and a notice says how many.

    Args:
        path: A JSONL file.
        name: What to call it; None for its name.
        data: The folder of all data sets; None for the one above the file's folder.
        limit: Only so many articles, from the top.

    Raises:
        UsageError: A line is no such record (the message has file, line and field), or there is no article.
    """
    rows = list(rows_of(path))
    notices: tuple[str, ...] = ()
    if rows and _is_passage(rows[0][1]):
        articles, notices = _articles_of_passages(path, rows, data or path.absolute().parent.parent)
    else:
        articles = _articles(path, rows)
    if not articles:
        raise UsageError(f"{path} has no articles", hint=f"a JSON object a line; {FORMAT}")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Gold(name or path.stem, digest, articles[:limit], notices)


def _articles(path: Path, rows: list[tuple[int, Json]]) -> tuple[GoldArticle, ...]:
    found: dict[str, GoldArticle] = {}
    for number, value in rows:
        where = f"{path}:{number}"
        article = _article(record_of(ArticleRow, value, where), where)
        if article.id in found:
            raise UsageError(f"{where}: a second article with the id {article.id!r}")
        found[article.id] = article
    return tuple(found.values())


def _article(row: ArticleRow, where: str) -> GoldArticle:
    if row.attributions is None and row.actors is None and row.risks is None:
        message = f"{where}: no annotation: none of attributions, actors, risks"
        raise UsageError(message, hint="an empty list says that there are none in the article")
    entities = {actor.entity_id: actor for actor in row.actors or ()}
    attributions = tuple(
        _attribution(one, number, row.text, entities, f"{where}: attributions[{number}]")
        for number, one in enumerate(row.attributions or ())
    )
    risks = tuple(
        GoldRisk(one.id or f"R{number + 1}", _spans(one.content, row.text, f"{where}: risks[{number}].content"))
        for number, one in enumerate(row.risks or ())
    )
    return GoldArticle(
        id=row.id,
        text=row.text,
        title=row.title,
        url=row.url,
        attributions=None if row.attributions is None else attributions,
        actors=None if row.actors is None else tuple(_actor(actor) for actor in row.actors),
        risks=None if row.risks is None else risks,
    )


def _attribution(
    one: AttributionRow, number: int, text: str, entities: dict[str, ActorRow], where: str
) -> GoldAttribution:
    source = _spans(one.source, text, f"{where}.source")
    entity = entities.get(one.source_entity or "")
    coreference = one.source_coref_auto
    holder = None
    if entity is not None:
        holder = f"entity {entity.entity_id}"
    elif coreference is not None and coreference.chain is not None:
        holder = f"chain {coreference.chain}"
    return GoldAttribution(
        id=one.id or f"A{number + 1}",
        source=source,
        cue=_spans(one.cue, text, f"{where}.cue"),
        content=_spans(one.content, text, f"{where}.content"),
        source_words=tuple(text[span.start : span.end] for span in source),
        names=(*(coreference.named_mentions if coreference else ()), *(entity.proper_name_mentions if entity else ())),
        holder=holder,
    )


def _actor(one: ActorRow) -> GoldActor:
    named = set(one.proper_name_mentions)
    others = tuple(text for text in dict.fromkeys(one.mention_texts) if text not in named)
    return GoldActor(one.entity_id, one.type, one.salience, tuple(dict.fromkeys(one.proper_name_mentions)), others)


def _spans(words: WordsRow | None, text: str, where: str) -> tuple[Span, ...]:
    """The spans, which lie in the text and, if the record has their words too, have these words there."""
    if words is None:
        return ()
    for start, end in words.spans:
        if not start < end <= len(text):
            raise UsageError(f"{where}: no span of a text of {len(text)} characters: [{start}, {end}]")
    found = [text[start:end] for start, end in words.spans]
    if words.text is not None and words.text != found:
        raise UsageError(
            f"{where}: the text at the spans is {found!r}, and the record says {words.text!r}",
            hint="spans count Unicode code points, as Python does: not bytes, not UTF-16 units",
        )
    return tuple(Span(start, end) for start, end in words.spans)


# -------------------------------------------------------------------------- risks in other files' articles


def _is_passage(row: Json) -> bool:
    return isinstance(row, dict) and "set" in row and "text" not in row


def _is_gold(path: Path) -> bool:
    first = next(rows_of(path), (0, None))[1]
    return isinstance(first, dict) and ("text" in first or _is_passage(first))


def _articles_of_passages(
    path: Path, rows: list[tuple[int, Json]], data: Path
) -> tuple[tuple[GoldArticle, ...], tuple[str, ...]]:
    files = {file.stem: file for file in sorted(data.glob("*/*.jsonl"))}
    read: dict[str, dict[str, GoldArticle]] = {}
    risks: dict[tuple[str, str], list[GoldRisk]] = {}
    missing = 0
    for number, value in rows:
        where = f"{path}:{number}"
        row = record_of(PassageRow, value, where)
        if row.set not in read:
            file = files.get(row.set)
            articles = _articles(file, list(rows_of(file))) if file else ()
            read[row.set] = {article.id: article for article in articles}
        article = read[row.set].get(row.id)
        if article is None:
            missing += 1
            continue
        found = risks.setdefault((row.set, row.id), [])
        spans = _spans(row.content, article.text, f"{where}: content")
        if not row.negated_cue:
            found.append(GoldRisk(row.attribution or f"R{len(found) + 1}", spans))
    if not risks:
        message = f"the articles of {path} are not in {data}"
        raise UsageError(message, hint=f"they stand in {', '.join(sorted(f'{name}.jsonl' for name in read))}")
    note = f"{missing} of {len(rows)} passages are left out: their articles are not in {data}"
    articles = tuple(replace(read[name][id_], risks=tuple(found)) for (name, id_), found in risks.items())
    return articles, (note,) if missing else ()
