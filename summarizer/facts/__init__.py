"""Names, numbers and dates of a sentence, held against an article: what it lacks, and what it has instead."""

from summarizer.facts.context import Context, sentences_in
from summarizer.facts.figures import Standing
from summarizer.facts.lexicon import Fact, Lexicon
from summarizer.facts.names import read_names
from summarizer.facts.numbers import Day, Number, read_figures, same_value

__all__ = [
    "Context",
    "Day",
    "Fact",
    "Lexicon",
    "Number",
    "Standing",
    "read_figures",
    "read_names",
    "same_value",
    "sentences_in",
]
