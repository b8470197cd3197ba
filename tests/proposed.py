"""What the parse proposes for a text, as tests ask for it."""

from summarizer.proposing import Parser, propose
from summarizer.types import Article, Proposals


def read(text: str, parser: Parser | None, language: str = "en") -> Proposals:
    return propose(Article(id="", source="-", text=text, language=language), parser)
