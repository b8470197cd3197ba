"""Many articles: read as a stream, each made into a brief by an engine, remembered in a journal, exported from it.

An engine is a function from keyed articles to keyed outcomes (`engine.Engine`); it knows nothing of the journal, and
the journal and the export know nothing of it.
"""
