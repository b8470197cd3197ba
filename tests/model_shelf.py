"""A local server that plays a hub with files and a package index with wheels, and can be told to misbehave."""

from __future__ import annotations

import hashlib
import io
import re
import threading
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from summarizer.backends.catalogue import Entry


@dataclass
class Shelf:
    """What it serves and how; `asked` are the paths and ranges that were asked for."""

    files: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)  # the next answers break off after so many bytes
    status: int = 200
    hold: threading.Event | None = None  # an answer waits for it after its first half
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""

    def __enter__(self) -> Shelf:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"shelf": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.hold:
            self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def add_wheel(self, package: str, version: str, members: dict[str, bytes]) -> bytes:
        """Puts a wheel on the index, and returns it."""
        name = package.replace("-", "_")
        data = wheel(name, version, members)
        file = f"{name}-{version}-py3-none-any.whl"
        self.files[f"/wheels/{file}"] = data
        link = f'<a href="/wheels/{file}#sha256={hashlib.sha256(data).hexdigest()}">{file}</a>'
        self.files[f"/simple/{package}/"] = f"<!DOCTYPE html><html><body>{link}</body></html>".encode()
        return data

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    shelf: Shelf

    def do_GET(self) -> None:
        shelf, wanted = self.shelf, self.headers.get("Range")
        shelf.asked.append((self.path, wanted))
        data = shelf.files.get(self.path)
        if data is None or shelf.status != 200:
            self.send_error(404 if data is None else shelf.status)
            return
        start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]) if wanted and shelf.ranges else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "application/octet-stream")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        body = data[start:]
        if shelf.cuts:
            body = body[: shelf.cuts.pop(0)]
        half = len(body) // 2 if shelf.hold else 0
        try:
            self.wfile.write(body[:half])
            if shelf.hold:
                shelf.hold.wait(30)
            self.wfile.write(body[half:])
        except OSError:
            pass
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def wheel(name: str, version: str, members: dict[str, bytes]) -> bytes:
    """A wheel with these members, as a package index serves it."""
    info = f"{name}-{version}.dist-info"
    metadata = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in (members | metadata).items():
            archive.writestr(path, data)
    return buffer.getvalue()


def spacy_wheel(name: str = "xx_tiny_sm", version: str = "1.0.0") -> dict[str, bytes]:
    """Members of a wheel that is built as spaCy's are."""
    inner = f"{name}/{name}-{version}"
    return {
        f"{name}/__init__.py": b"raise SystemExit('this was imported')",
        f"{name}/meta.json": b"{}",
        f"{inner}/config.cfg": b"[nlp]\nlang = 'xx'\n",
        f"{inner}/LICENSE": b"free",
        f"{inner}/vocab/strings.json": b"[]",
    }


def entry_for(data: bytes, *sources: dict[str, object], kind: str = "language", name: str = "tiny") -> Entry:
    """A catalogue entry for a file with these bytes."""
    return Entry.model_validate(
        {
            "name": name,
            "kind": kind,
            "title": "a tiny model",
            "licence": "MIT",
            "format": "gguf" if kind == "language" else "wheel",
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "sources": sources,
        }
    )
