"""Where a template comes from: copies that remember their origin, the whole of one that extends others, differences."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from pathlib import Path

import yaml

from summarizer.assets import Asset, find_asset
from summarizer.errors import AssetError, UsageError
from summarizer.prompting.front import front_of
from summarizer.prompting.template import Template, load_template

__all__ = ["compared", "copied", "difference", "told", "whole"]


def copied(asset: Asset, template: Template, name: str) -> str:
    """The file of a template under another name; its front matter says what it was copied from, and as of when."""
    text, end = front_of(asset.text) or ("", 0)
    keys = _lines_of_keys(text)
    origin = json.dumps({"name": asset.name, "version": template.version, "sha256": template.sha256})
    written = ["---\n", f"name: {_quoted(name)}\n", f"copied_from: {origin}\n"]
    written += [line for key, lines in keys if key not in ("name", "copied_from") for line in lines]
    return "".join(written) + "---" + asset.text[end:]


def _lines_of_keys(text: str) -> list[tuple[str, list[str]]]:
    """The keys of front matter with their lines as they were written, comments too."""
    node = yaml.compose(text, yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode):
        return []
    if node.flow_style:  # all in braces: it has no line for each key
        said = yaml.safe_load(text)
        return [(key, [yaml.safe_dump({key: value}, allow_unicode=True)]) for key, value in said.items()]
    lines = text.splitlines(keepends=True)
    begins = [key.start_mark.line for key, _ in node.value]
    ends = [*begins[1:], len(lines)]
    keys = [str(key.value) for key, _ in node.value]
    return [(key, lines[begin:end]) for key, begin, end in zip(keys, begins, ends, strict=True)]


def _quoted(name: str) -> str:
    """A name that YAML reads as the same text: ``"7"`` and not 7."""
    return name if yaml.safe_load(name) == name else json.dumps(name)


def whole(template: Template, *, named: bool = True) -> str:
    """The template as one file: all that it has from others is written out, and it extends nothing.

    Args:
        template: See `load_template`.
        named: With its name and version.
    """
    said: dict[str, object] = {"name": template.name, "version": template.version} if named else {}
    said |= {"description": template.description, "schema": template.schema}
    said["parameters"] = dict(template.parameters)
    said["passes"] = [one.model_dump(mode="json", exclude_defaults=True) for one in template.passes]
    kept = {key: value for key, value in said.items() if value}
    text = template.source.text
    _, end = front_of(text) or ("", 0)
    return f"---\n{yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=10_000)}---{text[end:]}"


def _origin_of(template: Template, roots: Sequence[Path]) -> Template | None:
    """What a template was copied from, else what it extends, else the next of its name, as it is now; None without one.

    Raises:
        AssetError: It is there, and does not load.
    """
    copy = template.copied_from
    name = copy.name if copy else template.extends or template.name
    # What was copied is rather the built-in one than one's own of that name, which may be this very copy.
    order = [*roots[-1:], *roots[:-1]] if copy else roots
    try:
        asset = find_asset("prompts", name, order, paths=False, besides={template.path.resolve()})
    except AssetError:
        return None
    return load_template(asset, roots)


def told(template: Template, roots: Sequence[Path]) -> str:
    """In a few words what a template is of another, and whether that has changed since; blank for one by itself."""
    copy = template.copied_from
    if not copy:
        return f"extends {template.extends}" if template.extends else ""
    words = f"copy of {copy.name} v{copy.version}"
    try:
        now = _origin_of(template, roots)
    except AssetError:
        return f"{words}, which does not load any more"
    if now is None:
        return f"{words}, which is not there any more"
    if now.version != copy.version:
        return f"{words}; there is v{now.version} now"
    return words if now.sha256 == copy.sha256 else f"{words}, which has changed since"


def difference(old: Template, new: Template) -> str:
    """A unified diff of two templates, each as a whole but for name and version; blank if they say the same."""
    before, after = (whole(one, named=False).splitlines() for one in (old, new))
    first, second = (f"{one.name} v{one.version} ({one.path})" for one in (old, new))
    return "\n".join(difflib.unified_diff(before, after, first, second, lineterm=""))


def compared(template: Template, roots: Sequence[Path]) -> Template:
    """What a template is compared to where nothing else is named: its origin.

    Raises:
        UsageError: It has none.
    """
    origin = _origin_of(template, roots)
    if origin is None:
        raise UsageError(
            f"prompt {template.name!r} was not copied from another that is there, and extends none",
            hint="name two prompts: 'summarizer prompts diff ONE OTHER'",
        )
    return origin
