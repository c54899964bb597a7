"""`transformers serve` itself, with a model of a few thousand random weights, is a server the remote backend can ask.

Random weights write nonsense, so the gate puts quotations in its place: what counts is that both speak one language.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from summarizers.base import Passage, SummaryRequest
from support.modelserver import remote
from support.tinymodels import save_causal

START_SECONDS = 120
NEWS = (
    "Poland and South Korea signed a contract for 180 tanks on Monday. The contract is worth 6.5 billion dollars, the "
    "ministry in Warsaw said. Deliveries of the tanks from South Korea to Poland begin in 2027."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server that answers: its address up to /v1, the model's name there, what it writes about itself."""

    url: str
    model: str
    log: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Start the server on loopback without a way to any hub; skip where it cannot be started."""
    command = shutil.which("transformers", path=str(Path(sys.executable).parent))
    if command is None:
        pytest.skip("the transformers command is not installed beside this interpreter")
    folder = tmp_path_factory.mktemp("serve")
    model = str(save_causal(folder / "tiny", window=8192))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    surroundings = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "hub"), "OMP_NUM_THREADS": "1"}
    log = folder / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [command, "serve", model, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
            env=surroundings,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(process, f"http://127.0.0.1:{port}/health", log)
        yield Served(url=f"http://127.0.0.1:{port}/v1", model=model, log=log)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: "subprocess.Popen[bytes]", health: str, log: Path) -> None:
    tries = START_SECONDS * 4
    with httpx.Client(trust_env=False, timeout=5) as client:
        for _ in range(tries):
            try:
                if client.get(health).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            try:
                process.wait(0.25)
            except subprocess.TimeoutExpired:
                continue
            pytest.skip(f"transformers serve does not start here: {log.read_text(errors='replace')[-300:]}")
    pytest.skip(f"transformers serve was not ready within {START_SECONDS} s")


def test_a_story_is_summarised_through_it(served: Served) -> None:
    request = SummaryRequest(passages=(Passage(id="a", title="Poland buys tanks", text=NEWS),))
    told = remote(served.url, key=None, model=served.model, answer_tokens=40).summarise(request)
    assert '"POST /v1/chat/completions HTTP/1.1" 200' in served.log.read_text()
    assert told.fallbacks[0].startswith("remote: ")
    assert "the model server" not in told.fallbacks[0]  # it answered; what it wrote did not hold
    assert not told.passing
    assert told.backend == "extractive"
    assert "180 tanks" in told.text
    assert all(sentence.verbatim for sentence in told.sentences)


def test_it_answers_several_requests_at_once(served: Served) -> None:
    requests = [
        SummaryRequest(passages=(Passage(id="a", title="", text=f"Poland ordered {n} tanks from South Korea."),))
        for n in (11, 12, 13, 14)
    ]
    before = served.log.read_text().count("POST /v1/chat/completions")
    backend = remote(served.url, key=None, model=served.model, answer_tokens=8, at_once=4)
    told = backend.summarise_many(requests)
    assert [str(n) in summary.text for n, summary in zip((11, 12, 13, 14), told, strict=True)] == [True] * 4
    assert not any(summary.passing for summary in told)
    assert served.log.read_text().count("POST /v1/chat/completions") >= before + 4


def test_a_model_it_does_not_serve_is_a_reason(served: Served) -> None:
    request = SummaryRequest(passages=(Passage(id="a", title="Poland buys tanks", text=NEWS),))
    told = remote(served.url, key=None, model="nobody/nothing").summarise(request)
    assert told.backend == "extractive"
    assert told.fallbacks[0] == "remote: the model server said 400; is the model's name right, or the text too long?"
