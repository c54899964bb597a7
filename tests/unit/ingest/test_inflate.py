"""Bodies stay within their budget, whatever the wire brings."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import DropReason
from bot.ingest.inflate import Body, BodyError


def read(coding: str, data: bytes, *, limit: int = 10_000, step: int = 7, truncate: bool = False) -> bytes:
    body = Body(coding, limit=limit, truncate=truncate)
    for start in range(0, len(data), step):
        body.feed(data[start : start + step])
        if body.full:
            break
    return body.finish()


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 400))
@settings(max_examples=60, deadline=None)
def test_gzip_members_come_back_whole_however_they_are_cut(parts: list[bytes], step: int) -> None:
    packed = b"".join(gzip.compress(part) for part in parts)
    assert read("gzip", packed, step=step) == b"".join(parts)


@given(st.binary(min_size=1, max_size=2_000), st.integers(0, 1_999))
@settings(max_examples=60, deadline=None)
def test_nothing_beyond_the_limit_is_kept(data: bytes, limit: int) -> None:
    if len(data) <= limit:
        assert read("", data, limit=limit) == data
        return
    with pytest.raises(BodyError) as caught:
        read("gzip", gzip.compress(data), limit=limit)
    assert caught.value.reason is DropReason.TOO_LARGE
    assert read("", data, limit=limit, truncate=True) == data[:limit]


def test_a_bomb_stops_at_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    with pytest.raises(BodyError) as caught:
        read("gzip", bomb, limit=1_000_000, step=4096)
    assert caught.value.reason is DropReason.TOO_LARGE


def test_empty_members_without_end_stop_at_the_wire() -> None:
    with pytest.raises(BodyError) as caught:
        read("gzip", gzip.compress(b"") * 10_000, limit=1_000, step=4096)
    assert caught.value.reason is DropReason.TOO_LARGE


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "deflate", "zstd", "identity, gzip", "gzip,gzip"])
def test_stacked_and_unknown_codings_are_refused(coding: str) -> None:
    with pytest.raises(BodyError, match="content coding"):
        Body(coding, limit=10)


@pytest.mark.parametrize("cut", [1, 5, 12])
def test_a_truncated_gzip_body_is_refused(cut: int) -> None:
    with pytest.raises(BodyError, match="truncated"):
        read("gzip", gzip.compress(b"some text that was longer once")[:-cut])


def test_damage_and_trailing_junk_are_refused_and_padding_is_not() -> None:
    whole = gzip.compress(b"text")
    assert read("x-gzip", whole + b"\0" * 20) == b"text"
    assert read("gzip", b"") == b""
    for bad in (b"no gzip at all", whole + b"junk"):
        with pytest.raises(BodyError, match="damaged"):
            read("gzip", bad)
