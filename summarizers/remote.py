"""Summaries by a model server the operator runs: OpenAI-compatible chat completions over HTTP.

What the server answers is checked as any written summary is; where it does not answer, sentences are quoted and the
reason is on record.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from summarizers.base import Summary, SummaryRequest
from summarizers.breaker import Breaker, shared
from summarizers.chunking import parts, sentences
from summarizers.defusing import defusing
from summarizers.extractive import Extractive
from summarizers.keys import digest
from summarizers.merging import Failed, Written, checked
from summarizers.prompting import FIXED_WORDS, Message, again_messages, messages
from summarizers.reading import Gazetteer
from summarizers.remote_answer import Answer
from summarizers.remote_asking import Body, Means, ask
from summarizers.remote_loop import run
from summarizers.remote_server import AskError, Server

__all__ = ["NAME", "Remote", "Server"]
NAME = "remote"
Turns = Callable[[int], tuple[Message, ...]]
Bodies = Callable[[int], Body]


@dataclass(slots=True, kw_only=True)
class _Allowance:
    """The seconds left to one summary; waiting for a place among the requests costs none."""

    seconds: float


class Remote:
    """Asks the server, at most `server.at_once` requests together from all threads; quotes where it does not answer."""

    def __init__(
        self,
        server: Server,
        *,
        extractive: Extractive,
        gazetteer: Gazetteer | None = None,
        breaker: Breaker | None = None,
        means: Means | None = None,
    ) -> None:
        """Ask `server`; `breaker` is by default the one all of the process share for it."""
        self._server, self._extractive, self._gazetteer = server, extractive, gazetteer
        self._breaker, self._means = breaker or shared(f"{server.shown} {server.model}"), means or Means()
        self._places = threading.BoundedSemaphore(max(1, server.at_once))
        self._quoting = threading.Lock()  # the encoder uses all threads it may already for one request

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return NAME

    @property
    def fingerprint(self) -> str:
        """Which model of which host, what it is asked, and what stands in where it fails; never the key."""
        bounds = f"{self._server.chars} {self._server.answer_tokens}"
        return digest(NAME, self._server.shown, self._server.model, bounds, FIXED_WORDS, self._extractive.fingerprint)

    @defusing
    def summarise(self, request: SummaryRequest) -> Summary:
        """Return the server's sentences that hold against the passages, or quoted ones, with the reason."""
        allowance = _Allowance(seconds=self._server.seconds)
        with self._quoting:
            quoted = self._extractive.summarise(request)
        try:
            answer = self._asked(request, allowance)
        except AskError as error:
            return Written(backend=NAME, text="", problem=str(error), passing=error.passing).replaced_by(quoted)
        return checked(
            Written(backend=NAME, text=answer.text, cut=answer.cut),
            request=request,
            quoted=quoted,
            gazetteer=self._gazetteer,
            again=lambda failed: self._again(failed, request, allowance),
        )

    def summarise_many(self, requests: Sequence[SummaryRequest]) -> tuple[Summary, ...]:
        """Return a summary per request, in order; up to `server.at_once` are asked for together."""
        if not requests:
            return ()
        with ThreadPoolExecutor(min(max(1, self._server.at_once), len(requests)), "summaries") as pool:
            return tuple(pool.map(self.summarise, requests))

    def _asked(self, request: SummaryRequest, allowance: _Allowance) -> Answer:
        return self._answer(
            lambda chars: messages(
                _material(request, chars=chars), budget=request.budget, facts=request.facts, focus=request.focus
            ),
            allowance,
        )

    def _again(self, failed: Failed, request: SummaryRequest, allowance: _Allowance) -> str:
        def turns(chars: int) -> tuple[Message, ...]:
            near = [text[: chars // len(failed.near)] for text in failed.near]
            return again_messages(failed.text, reasons=failed.reasons, near=near, budget=request.budget)

        return self._answer(turns, allowance).text

    def _answer(self, turns: Turns, allowance: _Allowance) -> Answer:
        """Return the server's answer without the key, should it repeat it. Raises AskError."""
        body, clock = self._body_of(turns), self._means.clock
        with self._places:
            start = clock()
            try:
                answer = run(
                    ask(self._server, body, breaker=self._breaker, means=self._means, seconds=allowance.seconds)
                )
            finally:
                allowance.seconds -= clock() - start
        key = self._server.key
        return replace(answer, text=answer.text.replace(key, "…")) if key else answer

    def _body_of(self, turns: Turns) -> Bodies:
        def body(chars: int) -> Body:
            return {
                "model": self._server.model,
                "messages": [{"role": turn.role, "content": turn.content} for turn in turns(chars)],
                "temperature": 0,
                "seed": 0,
                "max_tokens": self._server.answer_tokens,
                "stream": False,
            }

        return body


def _material(request: SummaryRequest, *, chars: int) -> str:
    """Return the first sentences of each passage, an equal share of `chars` for each."""
    share = max(1, chars // max(1, len(request.passages)))
    texts = (list(sentences(f"{p.title}\n\n{p.text}")) for p in request.passages)
    firsts = (next(iter(parts(text, size=share, measure=len)), ()) for text in texts)
    return "\n\n".join(" ".join(part)[:share] for part in firsts)
