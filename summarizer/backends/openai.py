"""Any server that speaks OpenAI's chat completions, through the openai client and one seam.

The client builds the request and keeps the connections. Retries, deadlines, errors and the reading of replies are
ours: its own retry an exhausted quota, count time by the read, follow a redirect with the key in hand, and let untyped
exceptions through (tried with openai 3.54, which is built on httpx2).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from functools import cache
from urllib.parse import urlsplit

import httpx2
import openai
from pydantic import SecretStr

from summarizer.backends.addresses import is_loopback
from summarizer.backends.capabilities import Capabilities
from summarizer.backends.clients import Clients
from summarizer.backends.wire import ErrorInside, Events, StreamedReply, body_of, completion, features_of, written
from summarizer.backends.wrapping import Refused, connection_error, error_inside, refusal_of
from summarizer.errors import BackendError, SummarizerError, TransientError, UnsupportedError, UsageError
from summarizer.strict_json import NotJson, read_strictly
from summarizer.types import Json, Reply, Request

__all__ = ["OpenAIBackend", "certificates"]

_UNREAD = {"x-stainless-raw-response": "stream"}  # read back by the client: the reply is wanted as it comes
_SENT = {
    "host",
    "accept",
    "accept-encoding",
    "connection",
    "user-agent",
    "content-type",
    "content-length",
} | _UNREAD.keys()
_ERROR_BYTES = 64 * 1024
_CLIENT_ERRORS = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.InvalidURL,
    httpx2.StreamError,
    ssl.SSLError,
    OSError,
    UnicodeError,
    EOFError,
)


class _StatusSeen(Exception):
    """A status that is no success; never leaves the module."""

    def __init__(self, status: int, headers: dict[str, str], data: bytes) -> None:
        super().__init__(f"status {status}")
        self.status, self.headers, self.data = status, headers, data


class OpenAIBackend:
    """A model on an OpenAI-compatible server; implements `summarizer.types.Backend`.

    Nothing but the request goes out: a list of allowed headers, no organisation or other header from the environment.
    """

    def __init__(
        self,
        base_url: str,
        api_key: SecretStr | str | None,
        model: str,
        *,
        stream: bool = True,
        name: str | None = None,
        capabilities: Capabilities | None = None,
        idle_seconds: float = 60.0,
        max_bytes: int = 8 * 1024 * 1024,
        on_headers: Callable[[Mapping[str, str]], None] = lambda _: None,
    ) -> None:
        """Prepares a client; nothing is sent.

        Args:
            base_url: Up to and with ``/v1``; http or https, without user or password.
            api_key: Sent as a bearer token; None or empty sends none.
            model: The model to ask for.
            stream: Whether replies are read as they are written.
            name: How the server is shown to the user, in place of its base URL.
            capabilities: What is known of servers; refusals are remembered there.
            idle_seconds: The longest silence within a stream that has begun.
            max_bytes: The longest reply, decompressed.
            on_headers: Told the headers of every answer, by their names in lower case.

        Raises:
            UsageError: The base URL or the key cannot be sent.
        """
        self._key = _key(api_key)
        self._name = name or base_url
        self._model = model
        self._stream = stream
        self._idle = idle_seconds
        self._max_bytes = max_bytes
        self._on_headers = on_headers
        self._capabilities = capabilities or Capabilities()
        self._is_local = is_loopback(_host(base_url))
        self._base_url = base_url
        self._client = openai.AsyncOpenAI(
            base_url=base_url, api_key=self._key or "none", max_retries=0, http_client=self._connections()
        )
        self._address = f"{self._client.base_url}chat/completions"  # a path would be put to the base URL each time anew
        self._clients = Clients(lambda: self._client.with_options(http_client=self._connections()))

    @property
    def name(self) -> str:
        """The server as shown to the user."""
        return self._name

    @property
    def model(self) -> str:
        """The model that is asked for."""
        return self._model

    async def send(self, request: Request, *, deadline: float, on_text: Callable[[str], bool] | None = None) -> Reply:
        """Sends it once, as `summarizer.types.Backend` says; without streaming `on_text` is never called."""
        refused = self._capabilities.known(self.name, self.model).refused
        body = body_of(request, model=self.model, stream=self._stream, refused=refused)
        try:
            async with asyncio.timeout(deadline), self._wrapped(features_of(body)):
                return await self._sent(body, on_text)
        except TimeoutError as err:
            raise TransientError(
                f"{self.name} gave no whole reply within {deadline:g} s",
                hint="--timeout SECONDS gives it longer; --max-tokens asks for less",
                timed_out=True,
            ) from err
        except UnsupportedError as err:
            self._capabilities.refuse(self.name, self.model, err.feature)
            raise

    async def models(self, *, deadline: float = 10.0) -> tuple[str, ...]:
        """Names the models that the server lists, in its order.

        Raises:
            BackendError: It does not list any.
        """
        try:
            async with asyncio.timeout(deadline), self._wrapped(()):
                async with self._client.models.with_streaming_response.list() as response:
                    data = b"".join([part async for part in self._capped(response.iter_bytes())])
                listed = read_strictly(data.decode("utf-8"))
        except TimeoutError as err:
            raise TransientError(f"{self.name} did not list its models within {deadline:g} s", timed_out=True) from err
        except NotJson as err:
            raise BackendError(f"{self.name} does not list its models: {err.reason}") from err
        found = listed.get("data") if isinstance(listed, dict) else None
        entries = found if isinstance(found, list) else []
        return tuple(str(entry["id"]) for entry in entries if isinstance(entry, dict) and "id" in entry)

    async def close(self) -> None:
        """Closes all connections."""
        await self._clients.close()
        await self._client.close()

    # ---------------------------------------------------------------------------------- one call

    async def _sent(self, body: dict[str, Json], on_text: Callable[[str], bool] | None) -> Reply:
        async with self._clients.one() as client:
            response = await client.post(  # create() would look through the body for what it has to transform
                self._address,
                cast_to=httpx2.Response,
                content=written({"stream": self._stream} | body),
                options={"headers": _UNREAD},
            )
            async with aclosing(response):
                if self._stream and "event-stream" in response.headers.get("content-type", ""):
                    return await self._streamed(response.aiter_bytes(), on_text)
                return completion(b"".join([part async for part in self._capped(response.aiter_bytes())]))

    async def _streamed(self, parts: AsyncIterator[bytes], on_text: Callable[[str], bool] | None) -> Reply:
        events, reply = Events(), StreamedReply()
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(None) as silence:
                async for part in self._capped(parts):
                    brought = [reply.add(event) for event in events.feed(part)]
                    if any(brought):
                        silence.reschedule(loop.time() + self._idle)
                        if on_text is not None and not on_text(reply.text()):
                            return reply.reply(stopped=True)
                    if reply.done:
                        break
        except TimeoutError as err:
            if not silence.expired():
                raise
            raise TransientError(f"{self.name} fell silent for {self._idle:g} s within its reply") from err
        return reply.reply(stopped=False)

    async def _capped(self, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        size = 0
        async for part in parts:
            size += len(part)
            if size > self._max_bytes:
                raise BackendError(
                    f"{self.name} sent more than {self._max_bytes:,} bytes", hint="no brief is that long", status=200
                )
            yield part

    def _connections(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            follow_redirects=False,
            verify=certificates(self._base_url),
            trust_env=not self._is_local,
            timeout=httpx2.Timeout(None, connect=20.0),
            limits=httpx2.Limits(),  # of the client's own: whoever asks limits how many ask at once
            event_hooks={"request": [self._only_what_is_allowed], "response": [self._tell_headers, _no_errors]},
        )

    # ------------------------------------------------------------------------------ errors, headers

    @asynccontextmanager
    async def _wrapped(self, asked: tuple[str, ...]) -> AsyncIterator[None]:
        """Whatever goes wrong inside leaves as an error of ours, without the key."""
        refused = Refused(200, {}, b"", self.name, self.model, asked)
        try:
            try:
                yield
            except _StatusSeen as err:
                refused = Refused(err.status, err.headers, err.data, self.name, self.model, asked)
                raise await self._with_models(refusal_of(refused), refused) from err
            except ErrorInside as err:
                raise error_inside(err.error, refused) from err
            except _CLIENT_ERRORS as err:
                if isinstance(err, TimeoutError):
                    raise
                raise connection_error(err, self.name) from err
        except SummarizerError as err:
            self._redact(err)
            raise

    async def _with_models(self, error: BackendError, refused: Refused) -> BackendError:
        """Adds the models that the server lists to an error that says that it lacks this one."""
        if refused.status != 404 or not refused.asked:
            return error
        with suppress(BackendError):
            listed = await self.models(deadline=5.0)
            if self.model in listed:
                error.hint = f"the server lists {self.model!r}, so it may not have it loaded, or wants another base URL"
                return error
            more = f" and {len(listed) - 20} more" if len(listed) > 20 else ""
            error.hint = f"no model {self.model!r} here? the server lists: {', '.join(listed[:20]) or 'none'}{more}"
        return error

    def _redact(self, error: SummarizerError) -> None:
        if self._key:
            error.message = error.message.replace(self._key, "[key]")
            error.hint = error.hint.replace(self._key, "[key]") if error.hint else None
            error.args = (error.message,)

    async def _tell_headers(self, response: httpx2.Response) -> None:
        self._on_headers(response.headers)

    async def _only_what_is_allowed(self, request: httpx2.Request) -> None:
        request.headers = httpx2.Headers(
            [one for one in request.headers.raw if one[0].lower().decode("latin-1") in _SENT]
        )
        if self._key:
            request.headers["authorization"] = f"Bearer {self._key}"


async def _no_errors(response: httpx2.Response) -> None:
    if response.status_code < 300:
        return
    data = b""
    with suppress(httpx2.HTTPError):
        async for part in response.aiter_bytes():
            data += part
            if len(data) > _ERROR_BYTES:
                break
    raise _StatusSeen(response.status_code, dict(response.headers), data[:_ERROR_BYTES])


def certificates(base_url: str) -> ssl.SSLContext:
    """The authorities that are trusted; none for a server on this machine that is asked without encryption."""
    parts = urlsplit(base_url)
    return _none() if parts.scheme == "http" and is_loopback(parts.hostname or "") else _this_machines()


@cache
def _none() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def _this_machines() -> ssl.SSLContext:
    """Read once, for it takes 40 ms."""
    return httpx2.create_ssl_context()


def _key(key: SecretStr | str | None) -> str:
    text = (key.get_secret_value() if isinstance(key, SecretStr) else key or "").strip()
    if not all("!" <= letter <= "~" for letter in text):
        raise UsageError("the API key has a space or another letter that no key has", hint="set OPENAI_API_KEY anew")
    return text


def _host(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
        host, _ = parts.hostname, parts.port
    except ValueError as err:
        raise UsageError(f"not a base URL: {err}", hint="such as https://api.openai.com/v1") from err
    if parts.username or parts.password:
        raise UsageError("the base URL has a user or password in it", hint="put the key in OPENAI_API_KEY")
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"not a base URL: {base_url!r}", hint="such as https://api.openai.com/v1")
    return host
