"""Files of the formats that are read, made by hand, as small as they can be."""

# ruff: noqa: E501  (markup is easier to read on one line)

import io
import zipfile
from collections.abc import Mapping, Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def docx(paragraphs: Sequence[str], *, about: str = "", extra: str = "", styles: str = "") -> bytes:
    """Each paragraph is text, or the XML of its runs."""
    body = "".join(f"<w:p>{one if '<w:' in one else f'<w:r><w:t>{one}</w:t></w:r>'}</w:p>" for one in paragraphs)
    core = f'<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/">{about}</cp:coreProperties>'
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {W}><w:body>{body}{extra}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
            "docProps/core.xml": core,
        }
    )


def epub(chapters: Sequence[str], *, about: str = "") -> bytes:
    items = "".join(
        f'<item id="c{n}" href="c%20{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    order = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{about}'
        f"</metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/a.opf"/></rootfiles></container>',
            "OPS/a.opf": package,
            **{
                f"OPS/c {n}.xhtml": f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{one}</body></html>'
                for n, one in enumerate(chapters)
            },
        }
    )


def pdf(
    pages: Sequence[str],
    *,
    about: str = "",
    resources: str = "",
    objects: Sequence[bytes] = (),
    boxes: str = "/MediaBox [0 0 595 842]",
) -> bytes:
    """Each page is its content stream; font F1 is Helvetica, in WinAnsi."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    made = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, page in enumerate(pages):
        stream = page.encode("cp1252")
        made.append(
            f"<< /Type /Page /Parent 2 0 R {boxes} /Contents {5 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> {resources} >> >>".encode()
        )
        made.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    info = len(made) + 1
    made += [f"<< {about} >>".encode(), *objects]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(made, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(made) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(made) + 1} /Root 1 0 R /Info {info} 0 R >>"
    return out + f"{end}\nstartxref\n{len(out)}\n%%EOF\n".encode()


def lines(*rows: str, x: float = 72, top: float = 760, size: float = 10, step: float = 12) -> str:
    """A block of lines of text, the first of them at the top."""
    shown = "".join(f"({row}) Tj 0 {-step} Td " for row in rows)
    return f"BT /F1 {size} Tf {x} {top} Td {shown}ET\n"
