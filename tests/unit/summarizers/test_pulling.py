"""Pulling from a hub on the loopback: whole, resumed, refused; what is wrong never stays in the folder."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from summarizers import folders_disk, pulling
from summarizers.catalogue import Entry
from summarizers.errors import ModelError
from summarizers.pulling_hub import Hub
from support.loopback import LoopbackServer, Reply, Seen
from support.modelhub import COMMIT, GOOD, MODEL, ModelHub, entry_of, files, first, ranged, safetensors

BIG = files(floats=1_000_000)
WEIGHTS = "model.safetensors"


class Machine:
    """Notes waits and progress; has room enough unless told otherwise."""

    def __init__(self, *, free: int = 10**12) -> None:
        self.waits: list[float] = []
        self.told: dict[str, int] = {}
        self.room = free

    def progress(self, name: str, count: int) -> None:
        self.told[name] = self.told.get(name, 0) + count

    def around(self) -> pulling.Surroundings:
        return pulling.Surroundings(
            sleep=self.waits.append, jitter=lambda: 0.5, free=lambda _folder: self.room, progress=self.progress
        )


def pulled(server: ModelHub, to: Path, *, entry: Entry | None = None, token: str | None = None) -> Machine:
    machine = Machine()
    hub = Hub(url=server.url, token=token, seconds=5)
    pulling.pull(entry or entry_of(server.held), to=to, hub=hub, around=machine.around())
    return machine


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_model_is_pulled_whole_with_a_manifest_and_is_verified(tmp_path: Path) -> None:
    to = tmp_path / "models" / "tiny"
    with ModelHub(files()) as server:
        machine = pulled(server, to)
    assert {name: (to / name).read_bytes() for name in files()} == files()
    assert names(to) == {*files(), "entente-model.json", folders_disk.STAMP}
    assert json.loads((to / "entente-model.json").read_text())["revision"] == COMMIT
    assert machine.told == {name: len(content) for name, content in files().items()}
    assert folders_disk.is_verified(to)
    assert [seen.path for seen in server.hub.seen][-1].endswith(WEIGHTS)


def test_what_is_there_and_right_is_not_fetched_again(tmp_path: Path) -> None:
    with ModelHub(files()) as server:
        pulled(server, tmp_path)
        asked = len(server.hub.seen)
        machine = pulled(server, tmp_path)
        assert len(server.hub.seen) == asked
    assert machine.told == {name: len(content) for name, content in files().items()}


def test_a_file_that_was_changed_is_fetched_again(tmp_path: Path) -> None:
    with ModelHub(files()) as server:
        pulled(server, tmp_path)
        (tmp_path / "tokenizer.json").write_bytes(b"other")
        machine = pulled(server, tmp_path)
    assert (tmp_path / "tokenizer.json").read_bytes() == files()["tokenizer.json"]
    assert machine.told["tokenizer.json"] == len(files()["tokenizer.json"])


def test_a_broken_connection_goes_on_where_it_stopped(tmp_path: Path) -> None:
    def cut(seen: Seen, reply: Reply) -> Reply:
        return replace(reply, body=reply.body[:1000], length=len(reply.body))

    with ModelHub(BIG, bend=first(1, cut)) as server:
        machine = pulled(server, tmp_path)
        assert server.ranges() == ["", "bytes=1000-"]
    assert (tmp_path / WEIGHTS).read_bytes() == BIG[WEIGHTS]
    assert machine.waits == [1.0]


def test_a_body_that_ends_early_without_a_length_goes_on_too(tmp_path: Path) -> None:
    def cut(seen: Seen, reply: Reply) -> Reply:
        return Reply(chunks=[reply.body[:500]], content_type="application/octet-stream")

    with ModelHub(BIG, bend=first(1, cut)) as server:
        pulled(server, tmp_path)
        assert server.ranges() == ["", "bytes=500-"]
    assert folders_disk.is_verified(tmp_path)


def test_an_interrupted_pull_leaves_a_part_and_the_next_one_goes_on(tmp_path: Path) -> None:
    class Stopped(Machine):
        def progress(self, name: str, count: int) -> None:
            if name == WEIGHTS:
                raise KeyboardInterrupt

    with ModelHub(BIG) as server:
        with pytest.raises(KeyboardInterrupt):
            pulling.pull(entry_of(BIG), to=tmp_path, hub=Hub(url=server.url), around=Stopped().around())
        kept = (tmp_path / f"{WEIGHTS}.part").stat().st_size
        assert 0 < kept < len(BIG[WEIGHTS])
        with pytest.raises(ModelError, match=r"half downloaded"):
            folders_disk.check(tmp_path)
        pulled(server, tmp_path)
        assert server.ranges()[-1] == f"bytes={kept}-"
    assert (tmp_path / WEIGHTS).read_bytes() == BIG[WEIGHTS]


def test_a_part_that_was_complete_is_only_hashed(tmp_path: Path) -> None:
    (tmp_path / f"{WEIGHTS}.part").write_bytes(BIG[WEIGHTS])
    with ModelHub(BIG) as server:
        pulled(server, tmp_path)
        assert server.ranges() == []


def test_a_store_that_knows_no_ranges_is_read_from_the_start(tmp_path: Path) -> None:
    def whole(seen: Seen, reply: Reply) -> Reply:
        return Reply(body=BIG[WEIGHTS], content_type="application/octet-stream")

    (tmp_path / f"{WEIGHTS}.part").write_bytes(BIG[WEIGHTS][:777])
    with ModelHub(BIG, bend=whole) as server:
        machine = pulled(server, tmp_path)
    assert (tmp_path / WEIGHTS).read_bytes() == BIG[WEIGHTS]
    assert machine.told[WEIGHTS] == len(BIG[WEIGHTS])


def test_a_range_from_the_wrong_place_is_thrown_away(tmp_path: Path) -> None:
    def shifted(seen: Seen, reply: Reply) -> Reply:
        return ranged(BIG[WEIGHTS], Seen(method="GET", target="/", headers={"range": "bytes=5-"}))

    (tmp_path / f"{WEIGHTS}.part").write_bytes(BIG[WEIGHTS][:777])
    with ModelHub(BIG, bend=first(1, shifted)) as server:
        pulled(server, tmp_path)
        assert server.ranges() == ["bytes=777-", ""]
    assert folders_disk.is_verified(tmp_path)


def test_a_part_longer_than_the_file_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / f"{WEIGHTS}.part").write_bytes(BIG[WEIGHTS] + b"more")
    with ModelHub(BIG) as server:
        pulled(server, tmp_path)
        assert server.ranges() == [""]


def test_a_part_of_another_file_ends_in_a_wrong_hash_and_is_removed(tmp_path: Path) -> None:
    (tmp_path / f"{WEIGHTS}.part").write_bytes(b"\0" * 5000)
    with ModelHub(BIG) as server:
        with pytest.raises(ModelError, match=r"SHA-256 is .* is pinned; the file was removed"):
            pulled(server, tmp_path)
        assert WEIGHTS not in names(tmp_path)
        assert f"{WEIGHTS}.part" not in names(tmp_path)
        pulled(server, tmp_path)


@pytest.mark.parametrize("name", [WEIGHTS, "config.json"])
def test_a_file_that_is_not_the_pinned_one_is_refused_and_removed(tmp_path: Path, name: str) -> None:
    wrong = files() | {name: files()[name][:-1] + b"!"}
    with ModelHub(wrong) as server, pytest.raises(ModelError, match=f"{name}: SHA-256 is"):
        pulled(server, tmp_path, entry=entry_of(files()))
    assert not {name, f"{name}.part", "entente-model.json"} & names(tmp_path)


@pytest.mark.parametrize("more", [b"x", b"x" * 10**6])
def test_more_bytes_than_pinned_are_refused_before_they_fill_the_disk(tmp_path: Path, more: bytes) -> None:
    wrong = files() | {WEIGHTS: files()[WEIGHTS] + more}
    with ModelHub(wrong) as server, pytest.raises(ModelError, match=r"are pinned"):
        pulled(server, tmp_path, entry=entry_of(files()))
    assert f"{WEIGHTS}.part" not in names(tmp_path)


def test_an_endless_answer_is_cut_at_the_pinned_size(tmp_path: Path) -> None:
    def endless(seen: Seen, reply: Reply) -> Reply:
        return Reply(chunks=(b"x" * 65536 for _ in range(10**9)), content_type="application/octet-stream")

    with ModelHub(files(), bend=endless) as server, pytest.raises(ModelError, match=r"more than the"):
        pulled(server, tmp_path)
    assert f"{WEIGHTS}.part" not in names(tmp_path)


def test_a_busy_store_is_asked_again_after_the_wait_it_names(tmp_path: Path) -> None:
    busy = Reply(status=503, headers={"Retry-After": "7"})
    with ModelHub(files(), bend=first(2, busy)) as server:
        machine = pulled(server, tmp_path)
    assert machine.waits == [7.0, 7.0]
    assert folders_disk.is_verified(tmp_path)


def test_a_store_that_stays_down_ends_with_what_to_do(tmp_path: Path) -> None:
    with ModelHub(files(), bend=lambda _seen, _reply: Reply(status=500)) as server:
        with pytest.raises(ModelError, match=r"said 500, 5 times.*HF_ENDPOINT.*models list --verify"):
            pulled(server, tmp_path)
        assert len(server.store.seen) == 5


def test_no_way_out_says_how_to_bring_a_model_by_hand(tmp_path: Path) -> None:
    with LoopbackServer() as gone:
        nowhere = gone.url("").rstrip("/")
    with pytest.raises(ModelError, match=r"cannot be reached \(ConnectError\), 5 times.*copy the folder here"):
        pulling.pull(entry_of(files()), to=tmp_path, hub=Hub(url=nowhere), around=Machine().around())


def test_a_gated_model_is_let_in_by_the_token_which_only_the_hub_sees(tmp_path: Path) -> None:
    with ModelHub(files(), gated=True) as server:
        with pytest.raises(ModelError, match=r"said 401: .*licence must be accepted.*set HF_TOKEN"):
            pulled(server, tmp_path)
        with pytest.raises(ModelError, match=r"HF_TOKEN is not let in") as caught:
            pulled(server, tmp_path, token="wrong-token")
        assert "wrong-token" not in str(caught.value)
        pulled(server, tmp_path, token=GOOD)
        assert all("authorization" not in seen.headers for seen in server.store.seen)
    assert GOOD not in repr(Hub(token=GOOD))


def test_a_missing_model_names_what_to_check(tmp_path: Path) -> None:
    with ModelHub(files()) as server:
        entry = entry_of(server.held, hub="makers/other")
        with pytest.raises(ModelError, match=r"has no /makers/other/resolve/.*check the name and revision"):
            pulled(server, tmp_path, entry=entry)


def test_a_page_instead_of_weights_is_told_from_a_wrong_hash(tmp_path: Path) -> None:
    page = Reply(body=b"<html>Please log in</html>")
    with ModelHub(files(), bend=first(1, page)) as server, pytest.raises(ModelError, match=r"a page came instead"):
        pulled(server, tmp_path)


def test_a_compressed_answer_is_refused(tmp_path: Path) -> None:
    def squeezed(seen: Seen, reply: Reply) -> Reply:
        return Reply(body=reply.body, headers={"Content-Encoding": "gzip"}, content_type="application/octet-stream")

    with ModelHub(files(), bend=squeezed) as server, pytest.raises(ModelError, match=r"came compressed"):
        pulled(server, tmp_path)


def test_redirects_lead_over_encryption_or_nowhere(tmp_path: Path) -> None:
    away = Reply(status=302, headers={"Location": "http://store.example.com/x?signature=s"})
    refused = pytest.raises(ModelError, match=r"sends to store\.example\.com without encryption")
    with ModelHub(files(), bend=lambda _seen, _reply: away) as server, refused as caught:
        pulled(server, tmp_path)
    assert "signature" not in str(caught.value)


def test_redirects_without_end_are_left(tmp_path: Path) -> None:
    with LoopbackServer() as server:
        for name in files():
            path = f"/{MODEL}/resolve/{COMMIT}/{name}"
            server.add(path, Reply(status=302, headers={"Location": path}))
        with pytest.raises(ModelError, match=r"without end"):
            pulling.pull(entry_of(files()), to=tmp_path, hub=Hub(url=server.url("")), around=Machine().around())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://mirror.example.com", "without encryption"),
        ("https://user:word@mirror.example.com", "HF_TOKEN"),
        ("ftp://mirror.example.com", "without encryption"),
        ("not an address", "HF_ENDPOINT"),
    ],
)
def test_an_endpoint_in_the_clear_or_with_a_password_is_refused(address: str, said: str) -> None:
    with pytest.raises(ModelError, match=said) as caught:
        Hub(url=address)
    assert "word" not in str(caught.value).replace("password", "")


def test_a_full_disk_is_seen_before_the_first_byte(tmp_path: Path) -> None:
    with ModelHub(files()) as server:
        machine = Machine(free=1000)
        with pytest.raises(ModelError, match=r"MB are free, .* are needed; make room"):
            pulling.pull(entry_of(files()), to=tmp_path, hub=Hub(url=server.url), around=machine.around())
        assert server.hub.seen == []


def test_an_unpinned_model_is_not_fetched(tmp_path: Path) -> None:
    with ModelHub(files()) as server:
        with pytest.raises(ModelError, match=r"run: entente models pin tiny"):
            pulled(server, tmp_path, entry=entry_of({}, revision=None))
        assert server.hub.seen == []


def test_a_folder_with_files_of_another_model_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "merges.txt").write_text("of another")
    with ModelHub(files()) as server, pytest.raises(ModelError, match=r"holds merges.txt, which is not of tiny"):
        pulled(server, tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with ModelHub(files()) as server, pytest.raises(ModelError, match=r"name another folder with --to"):
        pulled(server, tmp_path / "file" / "models")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / f"{WEIGHTS}.part").mkdir()
    with ModelHub(files()) as server, pytest.raises(ModelError, match=r"part: cannot be written .*make room"):
        pulled(server, tmp_path)


def test_a_file_of_unknown_size_is_held_to_its_hash(tmp_path: Path) -> None:
    config = hashlib.sha256(files()["config.json"]).hexdigest()
    listed = [file.model_dump() for file in entry_of(files()).files if file.name != "config.json"]
    entry = entry_of(files(), files=[*listed, {"name": "config.json", "sha256": config}])
    (tmp_path / "config.json.part").write_bytes(b"what another pull left")
    with ModelHub(files()) as server:
        pulled(server, tmp_path, entry=entry)
    assert json.loads((tmp_path / "entente-model.json").read_text())["files"][0]["bytes"] == 20


def test_a_certificate_file_that_is_missing_is_named(tmp_path: Path) -> None:
    hub = Hub(url="https://hub.example", ca_bundle=tmp_path / "none.pem")
    with pytest.raises(ModelError, match=r"ca_bundle: .*none.pem cannot be read"):
        pulling.pull(entry_of(files()), to=tmp_path / "to", hub=hub, around=Machine().around())


def test_the_proxy_is_asked_for_each_host_anew(tmp_path: Path) -> None:
    asked: list[str] = []

    def direct(url: str) -> None:
        asked.append(url)

    with ModelHub(files()) as server:
        hub = Hub(url=server.url, proxy_for=direct)
        pulling.pull(entry_of(files()), to=tmp_path, hub=hub, around=Machine().around())
        ports = {url.split("/")[2] for url in asked}
        assert ports == {f"127.0.0.1:{server.hub.port}", f"127.0.0.1:{server.store.port}"}
    assert all("signature" not in url for url in asked)


def test_missing_bytes_count_what_parts_hold(tmp_path: Path) -> None:
    (tmp_path / f"{WEIGHTS}.part").write_bytes(safetensors()[:100])
    (tmp_path / "config.json").write_bytes(files()["config.json"])
    expected = len(safetensors()) - 100 + len(files()["tokenizer.json"])
    assert pulling.missing_bytes(entry_of(files()).files, tmp_path) == expected
