"""Prompt templates: one file each, loaded, checked and rendered to messages."""

from summarizer.prompting.dialect import FILTERS
from summarizer.prompting.front import Origin, Pass
from summarizer.prompting.template import (
    ARTICLE_KEYS,
    VARIABLES,
    Template,
    Turn,
    load_template,
    parameters_for,
    render,
    syntax_trees,
    undeclared,
)

__all__ = [
    "ARTICLE_KEYS",
    "FILTERS",
    "VARIABLES",
    "Origin",
    "Pass",
    "Template",
    "Turn",
    "load_template",
    "parameters_for",
    "render",
    "syntax_trees",
    "undeclared",
]
