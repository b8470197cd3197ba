"""DOCX and EPUB: zip archives, of which only the parts with text are unpacked, and those only to a size."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from urllib.parse import unquote

from lxml import etree

from summarizer.errors import ArticleError
from summarizer.inputs.decoding import AS_TEXT, decode
from summarizer.inputs.documents import Document, paragraphs
from summarizer.inputs.formats.docx import docx_paragraphs
from summarizer.inputs.formats.markup import blocks, html_tree, local_name, xml_tree
from summarizer.inputs.formats.visibility import remove_hidden

__all__ = ["read"]

_MOST_ENTRIES = 5000
_MOST_BYTES = 30_000_000  # unpacked, of all parts together
_OTHERS = {"xl/": "a spreadsheet", "ppt/": "a presentation", "META-INF/MANIFEST.MF": "a Java archive"}


class _Archive:
    """A zip archive that gives at most so many bytes in all."""

    def __init__(self, data: bytes, source: str) -> None:
        self.source = source
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as err:
            raise ArticleError(f"{source!r} is a broken zip archive: {err}", hint=AS_TEXT) from err
        self.names = frozenset(self._zip.namelist())
        self._left = _MOST_BYTES
        if len(self._zip.namelist()) > _MOST_ENTRIES:
            raise ArticleError(f"{source!r} has more than {_MOST_ENTRIES:,} parts", hint=AS_TEXT)

    def part(self, name: str) -> bytes | None:
        """The bytes of that part; None if there is none."""
        if name not in self.names:
            return None
        if self._zip.getinfo(name).flag_bits & 1:
            raise ArticleError(f"{self.source!r} is encrypted", hint="save it without a password")
        try:
            with self._zip.open(name) as file:
                data = file.read(self._left + 1)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as err:
            raise ArticleError(f"{self.source!r} is a broken zip archive: {err}", hint=AS_TEXT) from err
        except Exception as err:
            if type(err).__name__ not in ("error", "LZMAError"):  # of zlib and lzma
                raise
            raise ArticleError(f"{self.source!r} is a broken zip archive: {err}", hint=AS_TEXT) from err
        self._left -= len(data)
        if self._left < 0:
            raise ArticleError(f"{self.source!r} unpacks to more than {_MOST_BYTES:,} bytes", hint=AS_TEXT)
        return data

    def xml(self, name: str, *, recover: bool = False) -> etree._Element | None:
        data = self.part(name)
        try:
            return xml_tree(data, recover=recover) if data else None
        except etree.XMLSyntaxError as err:
            raise ArticleError(f"{self.source!r} is broken: {name} is no XML", hint=AS_TEXT) from err


def read(data: bytes, *, source: str, charset: str | None, url: str | None) -> list[Document]:
    """The one text of a DOCX or EPUB.

    Raises:
        ArticleError: It is another sort of archive, encrypted, broken, or larger than it may be.
    """
    archive = _Archive(data, source)
    if "word/document.xml" in archive.names:
        return [_docx(archive, url)]
    if "META-INF/container.xml" in archive.names:
        return [_epub(archive, url)]
    sort = next((name for start, name in _OTHERS.items() if any(one.startswith(start) for one in archive.names)), None)
    raise ArticleError(f"{source!r} is {sort or 'a zip archive'}, not a DOCX or EPUB", hint=AS_TEXT)


def _docx(archive: _Archive, url: str | None) -> Document:
    tree = archive.xml("word/document.xml")
    body = [] if tree is None else docx_paragraphs(tree, archive.xml("word/styles.xml", recover=True))
    core = archive.xml("docProps/core.xml", recover=True)
    known = {} if core is None else {local_name(one): (one.text or "").strip() for one in core}
    return Document(
        paragraphs(body),
        title=known.get("title") or None,
        byline=known.get("creator") or None,
        language=known.get("language") or None,
        url=url,
    )


def _epub(archive: _Archive, url: str | None) -> Document:
    container = archive.xml("META-INF/container.xml")
    roots = (
        [] if container is None else [one.get("full-path") for one in container.iter() if local_name(one) == "rootfile"]
    )
    package = archive.xml(roots[0], recover=True) if roots and roots[0] else None
    if package is None:
        raise ArticleError(f"{archive.source!r} is an EPUB without a package", hint=AS_TEXT)
    if "META-INF/encryption.xml" in archive.names and "META-INF/rights.xml" in archive.names:
        raise ArticleError(f"{archive.source!r} is encrypted", hint="a book with a lock cannot be read")
    folder = posixpath.dirname(roots[0])
    items = {one.get("id"): one for one in package.iter() if local_name(one) == "item"}
    order = [
        items.get(one.get("idref"))
        for one in package.iter()
        if local_name(one) == "itemref" and one.get("linear") != "no"
    ]
    text: list[str] = []
    for item in order:
        if (
            item is not None
            and "html" in (item.get("media-type") or "")
            and "nav" not in (item.get("properties") or "")
        ):
            page = archive.part(posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or ""))))
            tree = html_tree(decode(page, archive.source, markup=True)[0]) if page else None
            if tree is not None:
                remove_hidden(tree)
                text.extend(blocks(tree))
    known = {local_name(one): (one.text or "").strip() for one in reversed(list(package.iter())) if one.text}
    date = known.get("date", "")
    return Document(
        paragraphs(text),
        title=known.get("title"),
        byline=known.get("creator"),
        published=date if re.match(r"\d{4}-\d\d-\d\d", date) else None,
        language=known.get("language"),
        publisher=known.get("publisher"),
        url=url,
    )
