"""The embedded model: a llama.cpp server on this machine, asked as any other server is, and ended with its backend.

The server runs in a process of its own, on a loopback port that the system picks, behind a key that is made for it. So
a crash in it is an error of one request rather than the end of the program, and an interrupt need not wait for it.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import secrets
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import anyio
import anyio.to_thread
import httpx2
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from summarizer.backends.openai import OpenAIBackend
from summarizer.backends.prefixes import KeptPrefixes, prefix_of
from summarizer.errors import BackendError, ModelFileError, TransientError
from summarizer.types import Message, Reply, Request

__all__ = ["DEFAULT_CONTEXT", "EmbeddedBackend", "check_installed", "start_embedded"]

DEFAULT_CONTEXT = 16_384

_COMMAND = (sys.executable, "-P", str(Path(__file__).with_name("llama_server.py")))
_START_SECONDS = 300.0  # a gigabyte from a slow disk
_END_SECONDS = 1.0


def check_installed() -> None:
    """Returns if llama.cpp is installed; asked before a model is fetched that nothing could load.

    Raises:
        BackendError: It is not.
    """
    if importlib.util.find_spec("xllamacpp") is None:
        raise BackendError(
            "the embedded model needs xllamacpp, which is not installed",
            hint="pip install 'summarizer[embedded]', or name a server in OPENAI_BASE_URL and OPENAI_API_KEY",
        )


async def start_embedded(
    file: Path,
    *,
    model: str,
    context: int = DEFAULT_CONTEXT,
    plain: bool = False,
    threads: int | None = None,
    prefixes: Path | None = None,
    command: Sequence[str] = _COMMAND,
) -> EmbeddedBackend:
    """A backend whose server has loaded the model and takes requests; `close` ends the server.

    Args:
        file: The model, a GGUF file that was checked.
        model: Its name, as briefs show it.
        context: Tokens of prompt and reply together; every 1,024 take 28 MB of memory with the default model.
        plain: Without prompt-lookup speculation and without reuse of the prompts before, for measuring.
        threads: To compute with; None for the cores that are free when the server starts.
        prefixes: Folder that keeps what was computed of worked examples, for later runs; see `prefixes`.
        command: The program that serves; see `llama_server`.

    Raises:
        ModelFileError: The file is not there or the model does not load.
        BackendError: llama.cpp is not installed.
    """
    check_installed()
    if not await anyio.Path(file).is_file():
        raise ModelFileError(f"no model file at {file}", hint="summarizer models pull")
    backend = EmbeddedBackend(_Settings(file, model, context, plain, threads, prefixes, tuple(command)))
    await backend.start()
    return backend


@dataclass(frozen=True, slots=True)
class _Settings:
    file: Path
    model: str
    context: int
    plain: bool
    threads: int | None
    prefixes: Path | None
    command: tuple[str, ...]


class EmbeddedBackend:
    """The `Backend` of the embedded model: one request at a time, the server started again after a crash.

    A request's deadline runs from when its turn comes: the server reads an article once for all requests that share
    it, and two requests at a time would each read it for themselves.
    """

    def __init__(self, settings: _Settings) -> None:
        self._settings = settings
        self._turn = anyio.Lock()
        self._server: _Server | None = None
        self._kept = KeptPrefixes(settings.prefixes, model=_state_of(settings)) if settings.prefixes else None

    @property
    def name(self) -> str:
        """``embedded``."""
        return "embedded"

    @property
    def model(self) -> str:
        """The model's name in the catalogue."""
        return self._settings.model

    @property
    def context(self) -> int:
        """Tokens that prompt and reply may take together."""
        return self._settings.context

    async def start(self) -> None:
        """The server takes requests; if it did before, nothing happens."""
        async with self._turn:
            await self._running()

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """Sends it once, as `Backend` has it; a server that crashed before is started again.

        Raises:
            BackendError: Among its kinds: the server crashed on this request.
            ReplyError: The body is no completion.
        """
        async with self._turn:
            server = await self._running()
            try:
                if self._kept:
                    await server.prepare(prefix_of(request), self._kept, within=deadline)
                return await server.client.send(request, deadline=deadline, on_text=on_text)
            except TransientError as err:
                if (how := await server.ended(within=_END_SECONDS)) is not None:
                    raise BackendError(f"the embedded model crashed ({how})") from err
                raise

    async def close(self) -> None:
        """The server's process has ended; a later request would start it again."""
        if self._server is not None:
            await self._server.end()
            self._server = None

    async def _running(self) -> _Server:
        if self._server is not None and self._server.process.returncode is not None:
            await self.close()  # it crashed
        if self._server is None:
            self._server = await _start(self._settings)
        return self._server


@dataclass(slots=True)
class _Server:
    """A process that serves, what it logs, the clients for it, and what ends all of them.

    Attributes:
        client: Asks as any server is asked.
        control: Has states of the server saved and loaded.
        prefix: What the last request began with, which the server still has.
    """

    process: Process
    log: IO[bytes]
    client: OpenAIBackend
    control: httpx2.AsyncClient
    opened: AsyncExitStack
    prefix: tuple[Message, ...] = ()

    async def prepare(self, prefix: tuple[Message, ...], kept: KeptPrefixes, *, within: float) -> None:
        """The server has read the prefix: it had, or loads what is kept of it, or reads it now, and that is kept.

        It saves time and nothing else: what fails here is left to the request.
        """
        was, self.prefix = self.prefix, prefix
        if not prefix or prefix == was:
            return
        with suppress(httpx2.HTTPError, OSError), anyio.move_on_after(within):
            if name := await anyio.to_thread.run_sync(kept.find, prefix):
                if not await self._told("restore", name):
                    kept.drop(name)
                return
            turns = [{"role": message.role, "content": message.content} for message in prefix]
            question = {"messages": turns, "max_tokens": 1, "temperature": 0}
            await self.control.post("/v1/chat/completions", json=question)
            name = kept.place()
            if await self._told("save", name):
                await anyio.to_thread.run_sync(kept.keep, prefix, name)

    async def _told(self, action: str, name: str) -> bool:
        answer = await self.control.post("/slots/0", params={"action": action}, json={"filename": name})
        return answer.is_success

    async def ended(self, *, within: float) -> str | None:
        """How the process ended; None if it has not after `within` seconds."""
        return await _ended(self.process, self.log, within=within)

    async def end(self) -> None:
        """The process has ended, and nothing of it is left open."""
        with anyio.CancelScope(shield=True):
            await self.opened.aclose()


async def _start(settings: _Settings) -> _Server:
    key = secrets.token_urlsafe(32)
    async with AsyncExitStack() as opened:
        log = opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (the stack closes it)
        process = await anyio.open_process(settings.command, stderr=log, start_new_session=True)
        await opened.enter_async_context(process)
        opened.callback(_kill, process)
        try:
            with anyio.fail_after(_START_SECONDS):
                address = await _address(process, settings, key)
        except (OSError, ValueError, anyio.BrokenResourceError, anyio.IncompleteRead, anyio.DelimiterNotFound) as err:
            how = await _ended(process, log, within=_END_SECONDS) or type(err).__name__
            raise ModelFileError(
                f"the embedded model {settings.file} does not load: {how}",
                hint="see 'summarizer models status'; a larger context takes more memory",
            ) from err
        client = OpenAIBackend(f"{address}/v1", model=settings.model, api_key=key, name="embedded")
        opened.push_async_callback(client.close)
        control = httpx2.AsyncClient(
            base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=None, trust_env=False
        )
        await opened.enter_async_context(control)
        return _Server(process, log, client, control, opened.pop_all())


def _state_of(settings: _Settings) -> str:
    """What a saved state is of; a state of anything else is never loaded."""
    size = settings.file.stat().st_size
    version = importlib.metadata.version("xllamacpp")
    return f"{settings.model} {size} {settings.context} xllamacpp {version}"


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()


async def _address(process: Process, settings: _Settings, key: str) -> str:
    """Tells the process what to serve, and hears where it does."""
    if process.stdin is None or process.stdout is None:
        raise BrokenPipeError("the server has no pipes")
    task = {"file": str(settings.file), "name": settings.model, "key": key}
    options = {
        "context": settings.context,
        "plain": settings.plain,
        "threads": settings.threads,
        "prefixes": str(settings.prefixes) if settings.prefixes else None,
    }
    await process.stdin.send(json.dumps(task | options).encode() + b"\n")
    answer = json.loads(await BufferedByteReceiveStream(process.stdout).receive_until(b"\n", 4096))
    return str(answer["address"])


async def _ended(process: Process, log: IO[bytes], *, within: float) -> str | None:
    with anyio.move_on_after(within):
        await process.wait()
    code = process.returncode
    if code is None:
        return None
    log.seek(0)
    lines = log.read().decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return f"{how}: {last}" if last else how
