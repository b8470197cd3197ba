"""The output formats of a brief, one line each: what it is, how its files end, and what makes it.

Light, for the command line reads it before it knows what it is asked: a maker is imported when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, TypeAlias

from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.types import Envelope

__all__ = ["Format", "Several"]

Several: TypeAlias = Literal["in turn", "together", "never"]


class Format(StrEnum):
    """What a brief can be written as; the value is its name on the command line.

    Attributes:
        about: What it is, in a line.
        suffix: How its files end.
        made_by: Module of this folder and function; it takes an envelope, or those of a file if it takes several.
        several: How several briefs go into one file: ``in turn``, made one by one and written one after the other;
            ``together``, as the maker has it; ``never``.
        needs: The library that it takes; the extra that installs it has the name of the format. Its bytes are no text.
    """

    about: str
    suffix: str
    made_by: str
    several: Several
    needs: str

    def __new__(
        cls, name: str, about: str, suffix: str, made_by: str, several: Several = "together", needs: str = ""
    ) -> Format:
        """A member of that name, with what is known of it."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.about, member.suffix, member.made_by, member.several, member.needs = (
            about,
            suffix,
            made_by,
            several,
            needs,
        )
        return member

    TEXT = "text", "a page for a terminal", ".txt", "text:to_text", "in turn"
    MD = "md", "Markdown: the same page", ".md", "markdown:to_markdown", "in turn"
    JSON = (
        "json",
        "the envelope, from which all others are made; several as JSON lines",
        ".json",
        "envelope:to_document",
    )
    JSONL = "jsonl", "the envelope in one line", ".jsonl", "envelope:to_lines"
    HTML = "html", "a page for a browser: the article beside its brief", ".html", "html:to_html", "never"
    CSV = "csv", "a row for each position, risk and actor", ".csv", "tables:to_csv"
    XLSX = "xlsx", "a workbook, a sheet for each kind of row", ".xlsx", "workbook:to_xlsx", "together", "xlsxwriter"
    WEBANNOTATION = "webannotation", "W3C Web Annotations", ".annotations.jsonld", "web_annotation:to_web_annotation"
    STIX = "stix", "a STIX 2.1 bundle: report, identities, notes", ".stix.json", "stix:to_stix"
    NINJS = "ninjs", "a news item in IPTC ninjs 3.1", ".ninjs.json", "ninjs:to_ninjs"
    JSONLD = "jsonld", "linked data in the words of schema.org", ".jsonld", "schema_org:to_jsonld"

    @classmethod
    def of_file(cls, name: str) -> Format:
        """The format whose suffix the file has, the longest one; text for a name without a suffix.

        Raises:
            UsageError: Its suffix is that of no format.
        """
        known = [one for one in cls if name.lower().endswith(one.suffix)]
        if not known and (suffix := PurePath(name).suffix):
            suffixes = ", ".join(one.suffix for one in cls)
            raise UsageError(
                f"no format has files that end in {suffix!r}",
                hint=f"name a file that ends in one of {suffixes}, or say what to write into it: --format text",
            )
        return max(known, key=lambda one: len(one.suffix), default=cls.TEXT)

    @property
    def binary(self) -> bool:
        """True if it is no text, so that no terminal can show it."""
        return bool(self.needs)

    def check(self) -> None:
        """Returns if the library that it takes is there.

        Raises:
            UsageError: It is not; the hint says what installs it.
        """
        if self.needs and find_spec(self.needs) is None:
            raise UsageError(f"{self} needs {self.needs}", hint=f"pip install 'summarizer[{self}]'")

    def for_articles(self, count: int) -> Format:
        """The format of a file of the briefs of so many articles, however many of them get one.

        Raises:
            UsageError: One file cannot have so many.
        """
        self.check_count(count)
        return Format.JSONL if self is Format.JSON and count != 1 else self

    def check_count(self, count: int) -> None:
        """Returns if one file can have so many briefs.

        Raises:
            UsageError: It cannot.
        """
        if self.several == "never" and count != 1:
            hint = (
                "take one of them with --entry N; of briefs that were made, 'summarizer show' with --format "
                f"{self} and a folder as --out makes a file of each"
            )
            raise UsageError(f"{self} holds one brief, and these are {count}", hint=hint)

    def make(self, envelopes: Sequence[Envelope]) -> str | bytes:
        """The briefs in this format, as one file has them.

        Raises:
            UsageError: The format cannot hold several, or cannot hold what these have.
        """
        module, _, name = self.made_by.partition(":")
        maker: Callable[..., str | bytes] = getattr(import_module(f"summarizer.rendering.{module}"), name)
        if self.several == "together":
            return maker(envelopes)
        self.check_count(len(envelopes))
        return "\n".join(str(maker(envelope)) for envelope in envelopes)
