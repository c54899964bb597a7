"""A model server that hangs, floods, lies about itself or is not there costs time that is bounded, and no summary."""

import logging
import socket
import threading
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from summarizers.base import Passage, SummaryRequest
from summarizers.keys import digest
from summarizers.remote import Server
from support.loopback import Reply
from support.modelserver import KEY, completion, raw, remote, saying, serving, status
from support.privateca import private_ca

TRUE = "Poland signed a contract with South Korea for 180 tanks."
REQUEST = SummaryRequest(passages=(Passage(id="a", title="Poland buys tanks", text=f"{TRUE} Deliveries begin soon."),))


def told_by(url: str, **bounds: Any) -> str:
    """Return the note of a summary that had to be quoted."""
    told = remote(url, **bounds).summarise(REQUEST)
    assert told.backend == "extractive"
    assert "180 tanks" in told.text
    assert told.passing
    return told.fallbacks[0]


def test_an_answer_that_drips_for_ever_is_cut_at_the_total() -> None:
    with serving(Reply(chunks=repeat(b" "), pause=0.01, content_type="application/json")) as server:
        assert "the summary took the model server over 0.3 s in all" in told_by(server.url(), seconds=0.3)


def test_asking_again_for_a_sentence_has_only_the_time_that_is_left() -> None:
    slow = Reply(chunks=repeat(b" "), pause=0.01, content_type="application/json")
    with serving(saying(f"{TRUE} Germany buys 400 guns."), slow) as server:
        told = remote(server.url(), seconds=0.4).summarise(REQUEST)
    assert told.backend == "remote"
    assert told.sentences[0].text == TRUE
    assert len(server.seen) == 2


def test_headers_that_drip_for_ever_are_cut_at_the_total() -> None:
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not over.wait(0.01):
            connection.sendall(b"a")

    with raw(drip) as url:
        try:
            assert "took the model server over 0.3 s in all" in told_by(url, seconds=0.3)
        finally:
            over.set()


def test_a_silent_server_is_given_up_and_not_asked_again() -> None:
    over = threading.Event()
    asked: list[socket.socket] = []

    def silent(connection: socket.socket) -> None:
        asked.append(connection)
        over.wait(10)

    with raw(silent) as url:
        try:
            assert "did not answer (ReadTimeout)" in told_by(url, read_seconds=0.2)
        finally:
            over.set()
    assert len(asked) == 1


def test_a_server_that_hangs_up_is_asked_again() -> None:
    with raw(lambda connection: None) as url:
        assert "did not answer (RemoteProtocolError), 3 times" in told_by(url)


def test_bytes_that_are_no_http_are_no_answer() -> None:
    with raw(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")) as url:
        assert "did not answer (RemoteProtocolError), 3 times" in told_by(url)


def test_a_body_shorter_than_it_says_is_no_answer() -> None:
    with serving(Reply(body=completion(TRUE), length=10_000)) as server:
        assert "did not answer (RemoteProtocolError), 3 times" in told_by(server.url())


def test_gigabytes_are_not_read() -> None:
    sent = 0

    def flood() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 2**16
            yield b" " * 2**16

    with serving(Reply(chunks=flood(), content_type="application/json")) as server:
        assert "the model server's answer is over 1048576 bytes" in told_by(server.url())
    assert sent < 2**26


def test_a_stream_that_never_ends_is_cut() -> None:
    event = b'data: {"choices": [{"delta": {"content": "tanks "}}]}\n\n'
    with serving(Reply(chunks=repeat(event), pause=0.001, content_type="text/event-stream")) as server:
        note = told_by(server.url(), seconds=0.5)
    assert "took the model server over 0.5 s in all" in note or "is over 1048576 bytes" in note


def test_a_server_that_is_not_there_costs_no_summary() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert told_by(f"http://127.0.0.1:{port}/v1") == "remote: the model server did not answer (ConnectError), 3 times"


def test_a_name_that_is_not_known_is_said_so() -> None:
    assert "the model server's name is not known here" in told_by(
        "http://no-such-host.invalid/v1", tries=1, seconds=100, connect_seconds=100
    )


def test_a_certificate_that_is_not_trusted_is_not_asked_twice(tmp_path: Path) -> None:
    context = private_ca(tmp_path).server("localhost")
    listening = socket.create_server(("127.0.0.1", 0))
    shaken = 0

    def accept() -> None:
        nonlocal shaken
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            shaken += 1
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                connection.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        note = told_by(f"https://localhost:{listening.getsockname()[1]}/v1")
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)
    assert "its certificate or its TLS is not accepted" in note
    assert shaken == 1


def test_another_hosts_address_in_a_redirect_is_never_asked() -> None:
    with serving(saying(TRUE)) as other, serving(status(307, Location=other.url("/v1/chat/completions"))) as server:
        assert "pointed elsewhere" in told_by(server.url())
    assert other.seen == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("not an address", "no http or https address"),
        ("ftp://127.0.0.1/v1", "no http or https address"),
        ("http:///v1", "no http or https address"),
        ("http://[::1/v1", "is not one"),
        ("http://127.0.0.1:99999/v1", "model server"),
        (f"http://{'a' * 70}/v1", "model server"),
    ],
)
def test_an_address_that_is_none_is_said_so(url: str, said: str) -> None:
    assert said in told_by(url)


@pytest.mark.parametrize("key", [f"{KEY}\n", f"{KEY} x", f"{KEY}ü", f"{KEY}\r\nX: y"])
def test_a_key_no_header_may_carry_is_refused_without_repeating_it(key: str) -> None:
    note = told_by("http://127.0.0.1:9/v1", key=key)
    assert "key holds a blank or a character" in note
    assert KEY not in note


def test_certificates_and_proxies_that_cannot_be_used_are_said_so(tmp_path: Path) -> None:
    assert "cannot be read as certificates" in told_by("https://127.0.0.1:9/v1", ca_bundle=tmp_path / "none.pem")
    assert "proxy" in told_by("http://127.0.0.1:9/v1", proxy_url="gopher://user:word@127.0.0.1")


def test_no_secret_reaches_a_log_a_note_or_a_name(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    word = "pass-word-4711"
    echo = f"{TRUE} The key is {KEY}."
    with serving(saying(echo), saying(echo), status(401), status(500), Reply(body=f"<p>{KEY}</p>".encode())) as server:
        url = server.url().replace("http://", f"http://user:{quote(word)}@")
        backend = remote(url, tries=1)
        summaries = [backend.summarise(REQUEST) for _ in range(4)]
    with raw(lambda connection: connection.sendall(KEY.encode())) as broken:
        summaries.append(remote(broken, tries=1).summarise(REQUEST))
    where = Server(url=url, model="m", key=KEY, proxy_url=f"http://u:{word}@h")
    said = "\n".join([caplog.text, repr(summaries), repr(where), where.shown, backend.fingerprint])
    assert "127.0.0.1" in caplog.text
    assert KEY not in said
    assert word not in said
    assert backend.fingerprint != digest()


def test_user_and_password_in_the_address_are_sent_as_a_header_only() -> None:
    with serving(saying(TRUE)) as server:
        url = server.url().replace("http://", "http://user:word@")
        assert remote(url, key=None).summarise(REQUEST).backend == "remote"
    assert server.seen[0].headers["authorization"].startswith("Basic ")
    assert server.seen[0].target == "/v1/chat/completions"


def test_the_machines_proxy_settings_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    with serving(saying(TRUE)) as server:
        assert remote(server.url()).summarise(REQUEST).backend == "remote"
