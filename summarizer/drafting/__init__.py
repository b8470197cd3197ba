"""Drafts of prompts and schemas: from a short line, or from a question."""
