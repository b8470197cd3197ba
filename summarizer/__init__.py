"""Briefs of news articles that a reader can check: every item in the article's own words, credited to who said it."""

__version__ = "0.1.0"
