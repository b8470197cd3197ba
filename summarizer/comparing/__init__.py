"""Briefs of the same articles side by side: what each found that the others did not, and what it cost."""
