"""Pinning: the hub names commit and hashes once; what it cannot prove is refused."""

import json
from typing import Any

import pytest

from summarizers import pulling_pins
from summarizers.catalogue import Entry
from summarizers.errors import ModelError
from summarizers.pulling_hub import Hub
from support.loopback import Reply, Seen
from support.modelhub import COMMIT, GOOD, MODEL, ModelHub, entry_of, files, safetensors, sibling

ABOUT = f"/api/models/{MODEL}/revision/main"
UNPINNED = entry_of({}, revision=None)


def pinned(
    server: ModelHub, *, entry: Entry = UNPINNED, revision: str | None = None, token: str | None = None
) -> Entry:
    waits: list[float] = []
    hub = Hub(url=server.url, token=token, seconds=5)
    return pulling_pins.pin(entry, hub=hub, revision=revision, sleep=waits.append, jitter=lambda: 0.5)


def told(server: ModelHub, siblings: Any, **more: Any) -> None:
    answer = {"sha": COMMIT, "siblings": siblings} | more
    server.hub.add(ABOUT, Reply(body=json.dumps(answer).encode(), content_type="application/json"))


def test_commit_and_hashes_come_from_the_hub_and_match_what_is_pulled() -> None:
    with ModelHub(files()) as server:
        found = pinned(server)
        assert server.hub.seen[0].target == f"{ABOUT}?blobs=true"
        assert server.store.seen == []
    expected = {file.name: file for file in entry_of(files()).files}
    assert found.revision == COMMIT
    assert {file.name: file for file in found.files} == expected


def test_only_what_may_be_pulled_is_pinned_and_one_file_wins_over_parts() -> None:
    held = files() | {"model-00001-of-00001.safetensors": safetensors(), "model.safetensors.index.json": b"{}"}
    others = {"pytorch_model.bin": b"x", "modeling.py": b"x", "onnx/model.onnx": b"x", "README.md": b"x"}
    with ModelHub(held | others) as server:
        assert {file.name for file in pinned(server).files} == set(files())


def test_parts_are_pinned_with_their_index() -> None:
    held = {name: content for name, content in files().items() if name != "model.safetensors"}
    held |= {"model-00001-of-00001.safetensors": safetensors(), "model.safetensors.index.json": b"{}"}
    with ModelHub(held) as server:
        assert {file.name for file in pinned(server).files} == set(held)


def test_the_entrys_own_commit_is_asked_for_unless_another_is_named() -> None:
    with ModelHub(files()) as server:
        pinned(server, entry=entry_of({}))
        server.hub.add(f"/api/models/{MODEL}/revision/refs%2Fpr%2F7", Reply(status=500))
        with pytest.raises(ModelError, match=r"said 500, 4 times"):
            pinned(server, revision="refs/pr/7")
        assert [seen.path for seen in server.hub.seen if seen.path.startswith("/api")] == [
            f"/api/models/{MODEL}/revision/{COMMIT}", *[f"/api/models/{MODEL}/revision/refs%2Fpr%2F7"] * 4,
        ]  # fmt: skip


def test_a_gated_model_is_noted_as_such() -> None:
    with ModelHub(files(), gated=True) as server:
        with pytest.raises(ModelError, match=r"set HF_TOKEN"):
            pinned(server)
        assert pinned(server, token=GOOD).gated


def test_a_model_without_safetensors_says_where_converted_ones_are() -> None:
    said = r"no safetensors weights at main.*--revision .*refs/pr"
    held = {"config.json": b"{}", "pytorch_model.bin": b"x"}
    with ModelHub(held) as server, pytest.raises(ModelError, match=said):
        pinned(server)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>proxy</html>", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"[]", "does not tell of a model"),
        (b"{}", "names no commit"),
        (b'{"sha": "main"}', "names no commit"),
    ],
)
def test_an_answer_that_is_not_the_hubs_is_refused(body: bytes, said: str) -> None:
    with ModelHub(files()) as server:
        server.hub.add(ABOUT, Reply(body=body))
        with pytest.raises(ModelError, match=said):
            pinned(server)


@pytest.mark.parametrize("siblings", [None, [], [5, {"rfilename": 7}, {}], "x"])
def test_a_list_of_files_that_is_none_holds_no_weights(siblings: Any) -> None:
    with ModelHub(files()) as server:
        told(server, siblings)
        with pytest.raises(ModelError, match=r"holds no safetensors weights"):
            pinned(server)


@pytest.mark.parametrize("lfs", [None, {}, {"sha256": "short", "size": 5}, {"sha256": "0" * 64, "size": "x"}, 5])
def test_weights_without_size_and_hash_are_refused(lfs: Any) -> None:
    with ModelHub(files()) as server:
        rows = [sibling(name, content) for name, content in files().items()]
        told(server, [row | ({"lfs": lfs} if "lfs" in row else {}) for row in rows])
        with pytest.raises(ModelError, match=r"tells no size and SHA-256"):
            pinned(server)


def test_a_small_file_that_is_not_what_the_hub_lists_is_refused() -> None:
    with ModelHub(files()) as server:
        told(server, [sibling(name, content + b" ") for name, content in files().items()])
        with pytest.raises(ModelError, match=r"config\.json: what was fetched is not what the hub lists"):
            pinned(server)


def test_a_model_without_config_cannot_be_pinned() -> None:
    held = {"model.safetensors": safetensors(), "tokenizer.json": b"{}"}
    with ModelHub(held) as server, pytest.raises(ModelError, match=r"cannot be pinned at .*config.json"):
        pinned(server)


def test_an_answer_without_end_is_cut() -> None:
    def endless(seen: Seen) -> Reply:
        return Reply(chunks=(b" " * 10**6 for _ in range(10**6)), content_type="application/json")

    with ModelHub(files()) as server:
        server.hub.add(ABOUT, endless)
        with pytest.raises(ModelError, match=r"over 16777216 bytes"):
            pinned(server)
