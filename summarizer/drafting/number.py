"""One and many of an English noun, as far as names of fields need it."""

from __future__ import annotations

import re

__all__ = ["plural", "singular"]


def singular(name: str) -> str:
    """One of what a list is named after: ``party`` of ``parties``."""
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if re.search(r"(ss|sh|ch|x|z)es$", name):
        return name[:-2]
    return name[:-1] if re.search(r"[^s_]s$", name) and len(name) > 2 else name


def plural(name: str) -> str:
    """What a list of them is named: ``parties`` of ``party``."""
    if re.search(r"[^aeiou]y$", name):
        return name[:-1] + "ies"
    return name + ("es" if re.search(r"(s|x|z|ch|sh)$", name) else "s")
