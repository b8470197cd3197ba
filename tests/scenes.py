"""Articles with what a parse would propose, put together by hand from words of the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, TypeAdapter
from pydantic_core import to_json

from summarizer.types import (
    ActorKind,
    Article,
    Json,
    KnownActor,
    Located,
    Phrase,
    Proposals,
    Span,
    Statement,
    StatementKind,
)


def validated(draft: Mapping[str, Json], schema: type[BaseModel]) -> dict[str, object]:
    """The fields as they are once a reply has been read."""
    return {
        name: TypeAdapter(schema.model_fields[name].annotation).validate_json(to_json(value))
        for name, value in draft.items()
    }


@dataclass
class Scene:
    """An article, its actors and statements; spans are looked up by their words."""

    text: str
    actors: list[KnownActor] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    @property
    def article(self) -> Article:
        return Article(id="0" * 64, source="-", text=self.text, language="en")

    @property
    def proposals(self) -> Proposals:
        return Proposals(statements=tuple(self.statements), actors=tuple(self.actors))

    def span(self, words: str) -> Span:
        start = self.text.index(words)
        return Span(start, start + len(words))

    def phrase(self, *words: str) -> Phrase:
        return Phrase(" … ".join(words), tuple(map(self.span, words)))

    def located(self, *words: str) -> Located:
        return Located(tuple(map(self.span, words)), "exact", 1.0)

    def actor(
        self,
        name: str,
        *aliases: str,
        kind: ActorKind | None = ActorKind.PERSON,
        role: str | None = None,
        evidence: str | None = None,
        mentions: int = 1,
    ) -> KnownActor:
        introduced = self.phrase(evidence or name)
        actor = KnownActor(
            id=f"a{len(self.actors) + 1}",
            name=name,
            kind=kind,
            role=role,
            aliases=aliases,
            evidence=introduced,
            mentions=introduced.spans * mentions,
        )
        self.actors.append(actor)
        return actor

    def says(
        self,
        holder: KnownActor,
        source: str,
        cue: str | None,
        *content: str,
        kind: StatementKind = "paraphrase",
        by: Statement | None = None,
        certainty: float = 0.9,
    ) -> Statement:
        statement = Statement(
            id=f"s{len(self.statements) + 1}",
            holder=holder.name,
            holder_id=holder.id,
            aliases=holder.aliases,
            source=self.phrase(source),
            cue=self.phrase(cue) if cue else None,
            content=self.phrase(*content),
            kind=kind,
            by=by.id if by else None,
            certainty=certainty,
        )
        self.statements.append(statement)
        return statement
