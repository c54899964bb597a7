"""Summaries by a model server the operator runs: OpenAI-compatible chat completions over HTTP."""

import json
import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from summarizers.base import Summary, SummaryRequest
from summarizers.chunking import parts, sentences
from summarizers.errors import BackendError
from summarizers.extractive import Extractive
from summarizers.keys import digest
from summarizers.merging import Written, checked
from summarizers.prompting import messages
from summarizers.reading import Gazetteer

NAME = "remote"
_ANSWER_TOKENS = 160
_ANSWER_BYTES = 2**20
_TRIES = 3
_LONGEST_WAIT = 20.0
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the model is: `url` up to and with `/v1`, its name there, and what bounds a request.

    `seconds` is for one answer; `chars` is how much text is sent, the first of each passage. `proxy_url` and
    `ca_bundle` (a file of certificates) are the operator's; the environment names neither.
    """

    url: str
    model: str
    key: str | None = None
    seconds: float = 60.0
    chars: int = 12_000
    proxy_url: str | None = None
    ca_bundle: Path | None = None

    def client(self) -> httpx.Client:
        """Return a client for this server; raise BackendError where the certificates cannot be read."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            tls = ssl.create_default_context(cafile=str(self.ca_bundle)) if self.ca_bundle else True
        except (OSError, ssl.SSLError) as error:
            raise BackendError(f"{self.ca_bundle} cannot be read as certificates") from error
        # trust_env=False: neither a proxy nor a .netrc of the machine sees what is summarised
        return httpx.Client(trust_env=False, timeout=self.seconds, headers=headers, proxy=self.proxy_url, verify=tls)


class Remote:
    """Asks the server, at most three times; quotes sentences instead where it does not answer."""

    def __init__(
        self,
        server: Server,
        *,
        extractive: Extractive,
        gazetteer: Gazetteer | None = None,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Ask `server`; `jitter` gives the part, from 0 to 1, by which waits between tries vary."""
        self._server, self._extractive, self._sleep, self._jitter = server, extractive, sleep, jitter
        self._gazetteer = gazetteer

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return NAME

    @property
    def fingerprint(self) -> str:
        """Which model of which host, what it is asked, and what stands in where it fails; never the key."""
        where = httpx.URL(self._server.url)
        asked = repr(messages("", budget=0))
        return digest(
            NAME, where.netloc.decode("ascii"), where.path, self._server.model, asked, self._extractive.fingerprint
        )

    def summarise(self, request: SummaryRequest) -> Summary:
        """Return the server's sentences that hold against the passages, or quoted ones, with the reason."""
        quoted = self._extractive.summarise(request)
        try:
            text = self._answer(request)
        except BackendError as error:
            return Written(backend=NAME, text="", problem=str(error), passing=True).replaced_by(quoted)
        return checked(Written(backend=NAME, text=text), request=request, quoted=quoted, gazetteer=self._gazetteer)

    def _answer(self, request: SummaryRequest) -> str:
        body = {
            "model": self._server.model,
            "messages": [
                {"role": message.role, "content": message.content}
                for message in messages(self._material(request), budget=request.budget)
            ],
            "temperature": 0,
            "seed": 0,
            "max_tokens": _ANSWER_TOKENS,
            "stream": False,
        }
        problem = "no answer"
        with self._server.client() as client:
            for attempt in range(_TRIES):
                try:
                    return self._asked(client, body)
                except _TryAgain as error:
                    problem = error.problem
                    if attempt < _TRIES - 1:
                        self._sleep(self._wait(attempt, asked=error.wait))
        raise BackendError(f"{problem}, {_TRIES} times")

    def _material(self, request: SummaryRequest) -> str:
        share = max(1, self._server.chars // max(1, len(request.passages)))
        texts = (list(sentences(f"{p.title}\n\n{p.text}")) for p in request.passages)
        firsts = (next(iter(parts(text, size=share, measure=len)), ()) for text in texts)
        return "\n\n".join(" ".join(part)[:share] for part in firsts)

    def _asked(self, client: httpx.Client, body: dict[str, Any]) -> str:
        try:
            with client.stream("POST", f"{self._server.url.rstrip('/')}/chat/completions", json=body) as response:
                content = _bounded(response)
        except httpx.TransportError as error:
            raise _TryAgain(f"the model server did not answer ({type(error).__name__})") from error
        except httpx.HTTPError as error:
            raise BackendError(f"the model server did not answer ({type(error).__name__})") from error
        if response.status_code in _AGAIN:
            raise _TryAgain(f"the model server said {response.status_code}", wait=_seconds(response))
        if response.status_code != httpx.codes.OK:
            raise BackendError(f"the model server said {response.status_code}")
        return _text(content)

    def _wait(self, attempt: int, *, asked: float | None) -> float:
        grown = 2.0**attempt * (0.5 + self._jitter())
        return min(_LONGEST_WAIT, max(grown, asked or 0.0))


class _TryAgain(Exception):
    def __init__(self, problem: str, *, wait: float | None = None) -> None:
        super().__init__(problem)
        self.problem, self.wait = problem, wait


def _bounded(response: httpx.Response) -> bytes:
    content = bytearray()
    for part in response.iter_bytes():
        content += part
        if len(content) > _ANSWER_BYTES:
            raise BackendError(f"the model server's answer is over {_ANSWER_BYTES} bytes")
    return bytes(content)


def _seconds(response: httpx.Response) -> float | None:
    stated = response.headers.get("retry-after", "")
    return float(stated) if stated.isascii() and stated.isdigit() else None


def _text(content: bytes) -> str:
    """Return the first choice's message; whatever its shape, only text comes out."""
    try:
        text = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BackendError("the model server's answer is not a chat completion") from error
    if not isinstance(text, str):
        raise BackendError("the model server's answer holds no text")
    return text
