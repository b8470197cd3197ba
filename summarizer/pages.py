"""Pages of HTML that need no network; their content security policy lets a browser run nothing but what is our own.

Everything in them is escaped by the template, and characters that a browser would obey without showing them are
replaced where the filter ``seen`` stands.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from summarizer.escaping import replaced

__all__ = ["hash_of", "page_of"]

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def page_of(file: Path, **variables: object) -> str:
    """The page that a template of the program's own makes of the variables.

    One of them is there unless it is given: ``style_hash``, of the style that the template has.
    """
    template, style_hash = _template(file)
    return template.render({"style_hash": style_hash} | variables)


def hash_of(text: str) -> str:
    """The sha256 of a style or script, as a content security policy names it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _template(file: Path) -> tuple[Template, str]:
    source = file.read_text("utf-8")
    style = _STYLE.search(source)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters["seen"] = replaced
    return environment.from_string(source), hash_of(style[1] if style else "")
