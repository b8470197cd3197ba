"""Names, numbers and dates of a sentence, held against an article: what it lacks, and what it has instead."""

from summarizer.facts.lexicon import Fact, Lexicon, Standing

__all__ = ["Fact", "Lexicon", "Standing"]
