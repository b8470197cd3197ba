"""Pages of HTML that need no network and run no script; their content security policy says so.

Everything in them is escaped by the template, and characters that a browser would obey without showing them are
replaced where the filter ``seen`` stands.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from summarizer.escaping import replaced

__all__ = ["page_of"]

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def page_of(file: Path, *, filters: Mapping[str, Callable[..., object]] | None = None, **variables: object) -> str:
    """The page that a template of the program's own makes of the variables; ``style_hash`` is that of its style."""
    source = file.read_text("utf-8")
    style = _STYLE.search(source)
    digest = hashlib.sha256(style[1].encode() if style else b"").digest()
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"seen": replaced, **(filters or {})}
    return environment.from_string(source).render(style_hash=base64.b64encode(digest).decode(), **variables)
