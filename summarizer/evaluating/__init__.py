"""Scores prompts, schemas and models on articles that people have annotated."""
