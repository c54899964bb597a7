"""However a line breaks while a model is pulled, what ends up in the folder is the pinned file or nothing."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers import folders_disk, pulling
from summarizers.errors import ModelError
from summarizers.pulling_hub import Hub
from support.loopback import Reply, Seen
from support.modelhub import Bend, ModelHub, entry_of, files, first

HELD = files(floats=20_000)
WEIGHTS = HELD["model.safetensors"]
OCTETS = "application/octet-stream"


def around() -> pulling.Surroundings:
    return pulling.Surroundings(sleep=lambda _seconds: None, jitter=lambda: 0.5, free=lambda _folder: 10**12)


def bent(reply: Reply, kind: str, at: int) -> Reply:
    """Return what a bad line or a bad store makes of an answer."""
    match kind:
        case "cut":
            return replace(reply, body=reply.body[:at], length=len(reply.body))
        case "ends":
            return Reply(status=reply.status, chunks=[reply.body[:at]], headers=reply.headers, content_type=OCTETS)
        case "busy":
            return Reply(status=503)
        case "whole":
            return Reply(body=WEIGHTS, content_type=OCTETS)
        case "other":
            return replace(reply, body=bytes(len(reply.body)))
        case "beyond":
            return Reply(status=416)
        case _:
            return Reply(body=b"<html>")


def in_turn(faults: Sequence[tuple[str, int]]) -> Bend:
    left = iter(faults)

    def bend(_seen: Seen, reply: Reply) -> Reply:
        fault = next(left, None)
        return bent(reply, *fault) if fault else reply

    return bend


FAULTS = st.tuples(
    st.sampled_from(["cut", "ends", "busy", "whole", "other", "beyond", "page"]), st.integers(0, len(WEIGHTS))
)


@given(st.lists(FAULTS, max_size=5))
@settings(max_examples=40, deadline=None)
def test_a_pull_ends_with_the_pinned_file_or_with_a_reason_and_no_file(faults: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as place, ModelHub(HELD, bend=in_turn(faults)) as server:
        folder = Path(place)
        held = folder / "model.safetensors"
        try:
            pulling.pull(entry_of(HELD), to=folder, hub=Hub(url=server.url, seconds=5), around=around())
        except ModelError:
            assert not held.exists()
            assert not (folder / "entente-model.json").exists()
        else:
            assert held.read_bytes() == WEIGHTS
            assert folders_disk.is_verified(folder)


@given(st.lists(st.integers(1, len(WEIGHTS)), max_size=4))
@settings(max_examples=25, deadline=None)
def test_cuts_alone_never_cost_a_byte_twice(cuts: list[int]) -> None:
    sent: list[int] = []

    def cut(seen: Seen, reply: Reply) -> Reply:
        at = cuts[len(sent)] if len(sent) < len(cuts) else len(reply.body)
        sent.append(min(at, len(reply.body)))
        return replace(reply, body=reply.body[:at], length=len(reply.body))

    with tempfile.TemporaryDirectory() as place, ModelHub(HELD, bend=cut) as server:
        pulling.pull(entry_of(HELD), to=Path(place), hub=Hub(url=server.url, seconds=5), around=around())
    assert sum(sent) == len(WEIGHTS)


def test_a_store_that_falls_silent_is_left_and_asked_again(tmp_path: Path) -> None:
    def silent(_seen: Seen, reply: Reply) -> Reply:
        return Reply(chunks=[reply.body[:5000], reply.body[5000:]], pause=60, content_type=OCTETS)

    with ModelHub(HELD, bend=first(1, silent)) as server:
        pulling.pull(entry_of(HELD), to=tmp_path, hub=Hub(url=server.url, seconds=0.5), around=around())
        assert server.ranges() == ["", "bytes=5000-"]
    assert folders_disk.is_verified(tmp_path)


def test_a_store_that_has_nothing_beyond_the_part_is_asked_for_the_whole(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors.part").write_bytes(WEIGHTS[:900])
    with ModelHub(HELD, bend=first(1, Reply(status=416))) as server:
        pulling.pull(entry_of(HELD), to=tmp_path, hub=Hub(url=server.url), around=around())
        assert server.ranges() == ["bytes=900-", ""]
    assert folders_disk.is_verified(tmp_path)


def test_a_folder_that_another_program_emptied_is_pulled_anew(tmp_path: Path) -> None:
    with ModelHub(HELD) as server:
        for _ in range(2):
            pulling.pull(entry_of(HELD), to=tmp_path, hub=Hub(url=server.url), around=around())
            (tmp_path / "model.safetensors").unlink()
            with pytest.raises(ModelError, match="run: entente models pull tiny"):
                folders_disk.check(tmp_path)
