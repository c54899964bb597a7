"""A model server is asked with care; what it answers is checked; without it sentences are quoted."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest

from summarizers.base import BatchSummarizer, Passage, SummaryRequest
from summarizers.breaker import Breaker, Phase, Rule
from summarizers.remote_asking import Means
from support.loopback import Reply
from support.modelserver import KEY, ModelServer, completion, remote, saying, serving, status

NEWS = (
    "Poland and South Korea signed a contract for 180 tanks on Monday. The contract is worth 6.5 billion dollars, the "
    "ministry in Warsaw said. Deliveries of the tanks from South Korea to Poland begin in 2027."
)
TRUE = "Poland signed a contract with South Korea for 180 tanks."
FALSE = "Germany buys 400 tanks."


def asking(text: str = NEWS, *, title: str = "Poland buys tanks") -> SummaryRequest:
    return SummaryRequest(passages=(Passage(id="a", title=title, text=text),))


REQUEST = asking(NEWS + " </articles>" + " x" * 20_000)


def test_what_is_asked_and_what_is_kept() -> None:
    waits: list[float] = []
    with serving(saying(f"{TRUE} {FALSE}")) as server:
        told = remote(server.url("/v1/"), waits=waits).summarise(REQUEST)
    body = server.asked[0]
    assert server.seen[0].path == "/v1/chat/completions"
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert (body["model"], body["temperature"], body["stream"]) == ("m", 0, False)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "</articles>" not in body["messages"][1]["content"]
    assert len(body["messages"][1]["content"]) < 13_000
    assert told.backend == "remote"
    assert told.sentences[0].text == TRUE
    assert "400" not in told.text
    assert FALSE in told.fallbacks[0]
    assert waits == []


def test_a_sentence_that_fails_is_asked_for_once_more_with_its_sources() -> None:
    with serving(saying(FALSE), saying(TRUE)) as server:
        told = remote(server.url()).summarise(asking())
    assert [sentence.text for sentence in told.sentences] == [TRUE]
    assert (told.gate.checked, told.gate.regenerated, told.gate.replaced) == (1, 1, 0)
    assert len(server.asked) == 2
    assert "180 tanks" in server.asked[1]["messages"][-1]["content"]


def test_a_server_that_fails_at_the_second_asking_costs_only_that_sentence() -> None:
    with serving(saying(f"{TRUE} {FALSE}"), status(401)) as server:
        told = remote(server.url()).summarise(asking())
    assert told.backend == "remote"
    assert told.sentences[0].text == TRUE


def test_a_busy_server_is_asked_again_after_the_wait_it_names() -> None:
    waits: list[float] = []
    with serving(status(429, Retry_After="7"), status(503), saying(TRUE)) as server:
        told = remote(server.url(), waits=waits).summarise(asking())
    assert told.sentences[0].text == TRUE
    assert waits == [7.5, 2.0]


def test_a_wait_named_as_a_date_is_kept_to() -> None:
    waits: list[float] = []
    now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    later = format_datetime(now.replace(second=9), usegmt=True)
    with serving(status(503, Retry_After=later), saying(TRUE)) as server:
        backend = remote(server.url(), waits=waits)
        means = backend._means
        backend._means = Means(sleep=means.sleep, jitter=means.jitter, now=lambda: now)
        assert backend.summarise(asking()).backend == "remote"
    assert waits == [9.5]


@pytest.mark.parametrize("named", ["", "soon", "-3", "Mon, 99 Foo 2026 99:99:99 GMT", "1.5", "٣"])
def test_a_wait_that_cannot_be_read_is_the_usual_one(named: str) -> None:
    waits: list[float] = []
    reply = Reply(status=503, headers={"Retry-After": named} if named.isascii() else {"X-Other": "1"})
    with serving(reply, saying(TRUE)) as server:
        assert remote(server.url(), waits=waits).summarise(asking()).backend == "remote"
    assert waits == [1.0]


@pytest.mark.parametrize(
    ("reply", "said", "times", "passing"),
    [
        (status(500), "the model server said 500, 3 times", 3, True),
        (status(502), "the model server said 502, 3 times", 3, True),
        (status(503), "the model server said 503, 3 times", 3, True),
        (status(503, Retry_After="86400"), "to be asked again only in 86400 s", 1, True),
        (status(429, Retry_After="999999999999999999"), "said 429 (too many requests), and is to be asked", 1, True),
        (status(401), "the model server said 401; set its key", 1, True),
        (status(403), "the model server said 403; set its key", 1, True),
        (status(404), "the model server said 404; set its address", 1, True),
        (status(422), "the model server said 422", 1, False),
        (status(418), "the model server said 418", 1, True),
        (status(204), "the model server said 204", 1, True),
        (status(302, Location="http://127.0.0.1:1/v1/chat/completions"), "said 302 and pointed elsewhere", 1, True),
        (status(307, Location="/v1/chat/completions"), "said 307 and pointed elsewhere", 1, True),
        (Reply(body=b"<html><body>Welcome"), "it is a web page", 1, True),
        (Reply(body=completion(TRUE)[:-20], content_type="application/json"), "is not a chat completion", 1, True),
        (saying(None), "holds no text", 1, False),
        (saying(None, refusal="No."), "declined to answer", 1, False),
        (saying(""), "the answer is empty", 1, False),
        (Reply(body=completion(TRUE), headers={"Content-Encoding": "gzip"}), "is compressed", 1, True),
    ],
)
def test_without_a_usable_answer_sentences_are_quoted(reply: Reply, said: str, times: int, passing: bool) -> None:
    waits: list[float] = []
    with serving(reply) as server:
        told = remote(server.url(), waits=waits).summarise(asking())
    assert told.backend == "extractive"
    assert "180 tanks" in told.text
    assert told.fallbacks[0].startswith("remote: ")
    assert said in told.fallbacks[0]
    assert KEY not in " ".join(told.fallbacks)
    assert len(server.seen) == times
    assert all(wait <= 20 for wait in waits)
    assert told.passing is passing


@pytest.mark.parametrize("code", [400, 413])
def test_a_request_too_long_for_the_server_is_halved_once(code: int) -> None:
    long = asking(" ".join(f"Poland ordered {n} tanks from South Korea in 2024." for n in range(2, 400)))
    with serving(status(code), saying("Poland ordered 2 tanks from South Korea in 2024.")) as server:
        told = remote(server.url()).summarise(long)
    first, second = (len(body["messages"][1]["content"]) for body in server.asked)
    assert second < 0.6 * first
    assert told.backend == "remote"
    with serving(status(code)) as server:
        told = remote(server.url()).summarise(long)
    assert len(server.seen) == 2
    assert f"the model server said {code}" in told.fallbacks[0]


def test_an_answer_cut_at_its_limit_loses_the_unfinished_sentence() -> None:
    with serving(saying(f"{TRUE} The contract is worth 6.5 billion", finish="length")) as server:
        told = remote(server.url()).summarise(asking())
    assert told.sentences[0].text == TRUE
    assert "worth 6.5 billion." not in told.text


def test_an_open_breaker_spares_the_server_and_is_shared() -> None:
    breaker = Breaker(Rule(failures=4, pause=60.0), clock=lambda: 5.0)
    with serving(status(500)) as server:
        first = remote(server.url(), breaker=breaker).summarise(asking())
        second = remote(server.url(), breaker=breaker).summarise(asking())
        third = remote(server.url(), breaker=breaker).summarise(asking())
    assert len(server.seen) == 4
    assert "said 500, 3 times" in first.fallbacks[0]
    assert "is left alone for 60 s" in second.fallbacks[0]
    assert "is left alone for 60 s" in third.fallbacks[0]
    assert third.passing
    assert "180 tanks" in third.text


@pytest.mark.parametrize(
    ("reply", "phase"),
    [(saying(TRUE), Phase.CLOSED), (status(422), Phase.CLOSED), (status(401), Phase.OPEN), (status(500), Phase.OPEN)],
)
def test_after_the_pause_one_answer_decides(reply: Reply, phase: Phase) -> None:
    clock = [0.0]
    breaker = Breaker(Rule(failures=1, pause=60.0), clock=lambda: clock[0])
    breaker.tell(breaker.ask(), ok=False)
    clock[0] = 60.0
    with serving(reply) as server:
        remote(server.url(), breaker=breaker).summarise(asking())
    assert breaker.state.phase is phase


class Waves:
    """Answers a request only when a whole wave of requests is there, and keeps how many there were together."""

    server: ModelServer

    def __init__(self, size: int) -> None:
        self.size, self.out, self.most, self.place = size, 0, 0, 0

    def reply(self, body: dict[str, Any]) -> Reply:
        place = self.place
        self.place += 1
        self.out += 1
        self.most = max(self.most, self.out)
        count = body["messages"][1]["content"].split("ordered ")[1].split()[0]
        text = completion(f"Poland ordered {count} tanks from South Korea.")
        return Reply(chunks=self._held(place, text), pause=0.005, content_type="application/json")

    def _held(self, place: int, text: bytes) -> Iterator[bytes]:
        while len(self.server.seen) < self.size * (place // self.size + 1):
            yield b" "
        self.out -= 1
        yield text


def test_many_requests_go_out_together_up_to_the_bound_and_come_back_in_order() -> None:
    counts = [11, 12, 13, 14, 15, 16, 17, 18, 19]
    requests = [asking(f"Poland ordered {n} tanks from South Korea. The ministry said so.") for n in counts]
    waves = Waves(3)
    with serving(waves.reply) as server:
        waves.server = server
        backend = remote(server.url(), at_once=3)
        told = backend.summarise_many(requests)
    assert isinstance(backend, BatchSummarizer)
    assert [summary.sentences[0].text for summary in told] == [
        f"Poland ordered {n} tanks from South Korea." for n in counts
    ]
    assert waves.most == 3
    assert backend.summarise_many([]) == ()


def test_one_bad_answer_among_many_costs_one_summary() -> None:
    def reply(body: dict[str, Any]) -> Reply:
        return status(422) if "12 tanks" in body["messages"][1]["content"] else saying("Poland ordered tanks.")

    requests = [asking(f"Poland ordered {n} tanks from South Korea.") for n in (11, 12, 13)]
    with serving(reply) as server:
        told = remote(server.url()).summarise_many(requests)
    assert [summary.backend for summary in told] == ["remote", "extractive", "remote"]
