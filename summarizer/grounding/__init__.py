"""Every quote at its span: the words that a reply calls evidence are found in the article, or they are refused."""

from summarizer.grounding.grounder import Grounder, ground

__all__ = ["Grounder", "ground"]
