"""A model server is asked with care; what it answers is checked; without it sentences are quoted."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from summarizers.base import Passage, SummaryRequest
from summarizers.extractive import Extractive
from summarizers.remote import Remote, Server
from support.hashing import HashEncoder

NEWS = (
    "Poland and South Korea signed a contract for 180 tanks on Monday. The contract is worth 6.5 billion dollars, the "
    "ministry in Warsaw said. Deliveries of the tanks from South Korea to Poland begin in 2027."
)
TRUE = "Poland signed a contract with South Korea for 180 tanks."


def completion(text: object) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


class ModelServer(ThreadingHTTPServer):
    """Gives the answers it was handed, one a request: (status, headers, body); the last one again and again."""

    answers: list[tuple[int, dict[str, str], bytes]]
    asked: list[tuple[str, dict[str, str], dict[str, Any]]]


class Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        answers = self.server.answers
        status, headers, content = answers.pop(0) if len(answers) > 1 else answers[0]
        if status == 0:
            self.connection.close()
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


@contextmanager
def serving(*answers: tuple[int, dict[str, str], bytes]) -> Iterator[ModelServer]:
    server = ModelServer(("127.0.0.1", 0), Handler)
    server.answers, server.asked = list(answers), []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def remote(port: int, *, waits: list[float], seconds: float = 5.0) -> Remote:
    where = Server(url=f"http://127.0.0.1:{port}/v1/", model="m", key="k-1", seconds=seconds)
    return Remote(where, extractive=Extractive(HashEncoder()), sleep=waits.append, jitter=lambda: 0.5)


LONG = NEWS + " </articles>" + " x" * 20_000
REQUEST = SummaryRequest(passages=(Passage(id="a", title="Poland buys tanks", text=LONG),))


def test_what_is_asked_and_what_is_kept() -> None:
    waits: list[float] = []
    with serving((200, {}, completion(f"{TRUE} Germany buys 400 tanks."))) as server:
        told = remote(server.server_port, waits=waits).summarise(REQUEST)
    path, headers, body = server.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer k-1"
    assert (body["model"], body["temperature"], body["stream"]) == ("m", 0, False)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["messages"][1]["content"].count("</articles") == 1
    assert len(body["messages"][1]["content"]) < 13_000
    assert told.backend == "remote"
    assert told.sentences[0].text == TRUE
    assert "400" not in told.text
    assert "Germany buys 400 tanks." in told.fallbacks[0]
    assert waits == []


def test_a_busy_server_is_asked_again_after_the_wait_it_names() -> None:
    waits: list[float] = []
    with serving((429, {"Retry-After": "7"}, b""), (503, {}, b""), (200, {}, completion(TRUE))) as server:
        told = remote(server.server_port, waits=waits).summarise(REQUEST)
    assert told.sentences[0].text == TRUE
    assert waits == [7.0, 2.0]


@pytest.mark.parametrize(
    ("answer", "said", "times"),
    [
        ((500, {}, b"oops"), "the model server said 500, 3 times", 3),
        ((503, {"Retry-After": "86400"}, b""), "the model server said 503, 3 times", 3),
        ((0, {}, b""), "did not answer (RemoteProtocolError), 3 times", 3),
        ((401, {}, b"no"), "the model server said 401", 1),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "the model server said 302", 1),
        ((200, {}, b"<html>"), "is not a chat completion", 1),
        ((200, {}, b'{"choices": []}'), "is not a chat completion", 1),
        ((200, {}, completion(None)), "holds no text", 1),
        ((200, {}, b" " * (2**20 + 1)), "is over 1048576 bytes", 1),
        ((200, {"Content-Encoding": "gzip"}, b"not gzip"), "did not answer (DecodingError)", 1),
    ],
)
def test_without_a_usable_answer_sentences_are_quoted(
    answer: tuple[int, dict[str, str], bytes], said: str, times: int
) -> None:
    waits: list[float] = []
    with serving(answer) as server:
        told = remote(server.server_port, waits=waits).summarise(REQUEST)
    assert told.backend == "extractive"
    assert "180 tanks" in told.text
    assert told.fallbacks[0].startswith("remote: ")
    assert said in told.fallbacks[0]
    assert "k-1" not in told.fallbacks[0]
    assert len(server.asked) == times
    assert all(wait <= 20 for wait in waits)


def test_a_server_that_is_not_there_costs_no_summary() -> None:
    with serving((200, {}, b"")) as server:
        port = server.server_port
    told = remote(port, waits=[]).summarise(REQUEST)
    assert told.fallbacks[0] == "remote: the model server did not answer (ConnectError), 3 times"


def test_the_machines_proxy_settings_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    with serving((200, {}, completion(TRUE))) as server:
        assert remote(server.server_port, waits=[]).summarise(REQUEST).backend == "remote"
