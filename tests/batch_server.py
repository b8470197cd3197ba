"""A server with the files and batches of OpenAI's Batch API, as its documentation describes them.

A batch goes one step on each time that somebody asks how far it is: validating, in_progress, finalizing, completed.
What else can happen is told by the options; `billed` has the bodies that got a reply.
"""

import json
import random
import re
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field

from faulty_server import FaultyServer
from faulty_server.server import Answer, _error, _json

STEPS = ("validating", "in_progress", "finalizing")
ENDED = ("completed", "expired", "cancelled", "failed")


@dataclass
class Batch:
    id: str
    input: str
    metadata: dict
    created: int
    status: str = "validating"
    steps: int = 0
    output: str | None = None
    errors: str | None = None
    reasons: list[dict] = field(default_factory=list)
    completed: int = 0
    failed: int = 0
    total: int = 0

    def shown(self) -> dict:
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "errors": {"object": "list", "data": self.reasons} if self.reasons else None,
            "input_file_id": self.input,
            "completion_window": "24h",
            "status": self.status,
            "output_file_id": self.output,
            "error_file_id": self.errors,
            "created_at": self.created,
            "request_counts": {"total": self.total, "completed": self.completed, "failed": self.failed},
            "metadata": self.metadata,
        }


class BatchServer(FaultyServer):
    """Options beside those of `FaultyServer`, each for the batches by their number, the first of them 0.

    ends: How a batch ends, if not with ``completed``; an early end answers half of its requests.
    reason: The code and message of those that fail.
    lose: Requests that are in no file, though the batch is completed.
    refuse: Statuses that the first calls of an endpoint get, such as ``{"POST batches": [429]}``.
    pause: Milliseconds that a 429 asks to wait.
    vanish: After so many creations the connection is cut, though the batch was created.
    largest: Bytes of a file; a larger one gets 413.
    enqueued: Requests in batches that have not ended; a batch beyond it fails.
    waits: False leaves each batch in validating.
    """

    def __init__(self, **options: object) -> None:
        self.ends: dict[int, str] = options.pop("ends", {})  # type: ignore[assignment]
        self.reason = options.pop("reason", ("invalid_model", "The model is not supported."))
        self.lose: set[int] = options.pop("lose", set())  # type: ignore[assignment]
        self.refuse: dict[str, list[int]] = options.pop("refuse", {})  # type: ignore[assignment]
        self.pause: int = options.pop("pause", 10)  # type: ignore[assignment]
        self.vanish: set[int] = options.pop("vanish", set())  # type: ignore[assignment]
        self.largest: int = options.pop("largest", 200_000_000)  # type: ignore[assignment]
        self.enqueued: int = options.pop("enqueued", 10**9)  # type: ignore[assignment]
        self.moves = True
        self.page = 2
        self.files: dict[str, bytes] = {}
        self.batches: list[Batch] = []
        self.billed: Counter[str] = Counter()
        self.lines: list[int] = []
        super().__init__(**options)

    def _answer(self, method: str, path: str, headers: dict[str, str], data: bytes) -> Answer:
        plain, _, query = path.partition("?")
        if statuses := self.refuse.get(f"{method} {plain.removeprefix('/v1/').split('/')[0]}"):
            answer = _error(statuses.pop(0), "Not now.")
            answer.headers["retry-after-ms"] = str(self.pause)
            return answer
        match (method, plain.removeprefix("/v1/").split("/")):
            case ("POST", ["files"]):
                return self._file(headers, data)
            case ("POST", ["batches"]):
                return self._create(json.loads(data))
            case ("GET", ["batches"]):
                return self._list(urllib.parse.parse_qs(query))
            case ("GET", ["batches", id]):
                return self._retrieve(id)
            case ("GET", ["files", id, "content"]):
                if id not in self.files:
                    return _error(404, f"No such File object: {id}")
                return Answer(body=self.files[id], kind="application/octet-stream")
        return super()._answer(method, path, headers, data)

    def _file(self, headers: dict[str, str], data: bytes) -> Answer:
        boundary = re.search("boundary=([^;]+)", headers["content-type"])
        assert boundary
        parts = data.split(b"--" + boundary[1].encode())
        heads = {part.partition(b"\r\n\r\n")[0]: part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts}
        [content] = [body for head, body in heads.items() if b'name="file"' in head]
        assert any(b'name="purpose"' in head and body == b"batch" for head, body in heads.items())
        if len(content) > self.largest:
            return _error(413, "Maximum content size limit exceeded.")
        id = f"file-{len(self.files)}"
        self.files[id] = content
        return Answer(body=_json({"id": id, "object": "file", "bytes": len(content), "purpose": "batch"}))

    def _create(self, body: dict) -> Answer:
        assert body["endpoint"] == "/v1/chat/completions"
        assert body["completion_window"] == "24h"
        lines = self.files[body["input_file_id"]].splitlines()
        waiting = sum(one.total for one in self.batches if one.status not in ENDED)
        batch = Batch(f"batch_{len(self.batches)}", body["input_file_id"], body.get("metadata") or {}, int(time.time()))
        batch.total = len(lines)
        if waiting + len(lines) > self.enqueued:
            batch.status = "failed"
            batch.reasons = [{"code": "token_limit_exceeded", "message": "Enqueued token limit reached.", "line": None}]
        self.batches.append(batch)
        self.lines.append(len(lines))
        answer = Answer(body=_json(batch.shown()))
        if len(self.batches) - 1 in self.vanish:
            answer.fault = type(answer.fault)("close_early")
        return answer

    def _list(self, query: dict[str, list[str]]) -> Answer:
        newest = [one.shown() for one in reversed(self.batches)]
        after = query.get("after", [""])[0]
        start = next((index + 1 for index, one in enumerate(newest) if one["id"] == after), 0)
        page = newest[start : start + self.page]
        return Answer(body=_json({"object": "list", "data": page, "has_more": start + self.page < len(newest)}))

    def _retrieve(self, id: str) -> Answer:
        batch = next((one for one in self.batches if one.id == id), None)
        if batch is None:
            return _error(404, f"No such batch: {id}")
        if batch.status not in ENDED and self.moves:
            batch.steps += 1
            if batch.steps < len(STEPS):
                batch.status = STEPS[batch.steps]
            else:
                self._end(batch, self.ends.get(self.batches.index(batch), "completed"))
        return Answer(body=_json(batch.shown()))

    def _end(self, batch: Batch, how: str) -> None:
        batch.status = how
        if how == "failed":
            if self.reason is None:
                return
            code, message = self.reason  # type: ignore[misc]
            batch.reasons = [{"code": code, "message": message, "line": 1, "param": None}]
            return
        lines = [json.loads(line) for line in self.files[batch.input].splitlines()]
        reached = len(lines) if how == "completed" else len(lines) // 2
        outputs, errors = [], []
        for line in lines[:reached]:
            if self.batches.index(batch) in self.lose and line is lines[0]:
                continue
            assert line["method"] == "POST"
            assert line["url"] == "/v1/chat/completions"
            made = super()._answer("POST", line["url"], {}, json.dumps(line["body"]).encode())
            response = {"status_code": made.status, "request_id": "req", "body": json.loads(made.body)}
            row = {"id": "batch_req", "custom_id": line["custom_id"], "response": response, "error": None}
            (outputs if made.status == 200 else errors).append(row)
            if made.status == 200:
                self.billed[json.dumps(line["body"])] += 1
        code = {"expired": "batch_expired", "cancelled": "batch_cancelled"}.get(how)
        for line in lines[reached:]:
            error = {"code": code, "message": "This request could not be executed before the window expired."}
            errors.append({"id": "batch_req", "custom_id": line["custom_id"], "response": None, "error": error})
        random.Random(7).shuffle(outputs)
        batch.completed, batch.failed = len(outputs), len(errors)
        batch.output = self._kept(outputs)
        batch.errors = self._kept(errors)

    def _kept(self, rows: list[dict]) -> str | None:
        if not rows:
            return None
        id = f"file-{len(self.files)}"
        self.files[id] = "".join(json.dumps(row) + "\n" for row in rows).encode()
        return id
