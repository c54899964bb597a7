"""Whatever a model server's bytes are, text comes out of them or a reason why there is none."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizers.remote_answer import Answer, answer_of
from summarizers.remote_server import AskError
from support.modelserver import completion

TRUE = "Poland signed a contract with South Korea for 180 tanks."


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (TRUE, TRUE),
        ([{"type": "text", "text": "Poland signed "}, {"type": "text", "text": "it."}], "Poland signed it."),
        ([{"type": "output_text", "text": TRUE}, {"type": "image_url", "image_url": {"url": "http://x"}}], TRUE),
        (f"<think>Is it Germany?</think>{TRUE}", TRUE),
        (f"It may be Germany.</think>\n{TRUE}", TRUE),
        ("<think>It may be Germany, and", ""),
        ("  \n ", ""),
        ("Tanks\x00 and\x1b[31m guns.", "Tanks  and [31m guns."),
        ("half a \ud83d sign", "half a ? sign"),
    ],
)
def test_the_text_of_a_completion(content: object, text: str) -> None:
    assert answer_of(completion(content)) == Answer(text=text)


def test_reasoning_beside_the_text_is_not_taken_for_text() -> None:
    assert answer_of(completion(TRUE, reasoning_content="It may be Germany.")).text == TRUE


@pytest.mark.parametrize("finish", ["length", "max_tokens"])
def test_an_answer_ended_by_a_limit_is_known_as_cut(finish: str) -> None:
    assert answer_of(completion("Poland signed. Then", finish=finish)) == Answer(text="Poland signed. Then", cut=True)


def test_an_answer_of_many_pages_is_cut() -> None:
    found = answer_of(completion("Tanks again. " * 60_000))
    assert found.cut
    assert len(found.text) == 8_000


def events(*pieces: object, end: bytes = b"data: [DONE]\n\n") -> bytes:
    return b"".join(b"data: " + json.dumps(piece).encode() + b"\n\n" for piece in pieces) + end


def piece(text: str | None, finish: str | None = None) -> object:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}


@pytest.mark.parametrize("media_type", ["text/event-stream; charset=utf-8", "application/json"])
def test_pieces_streamed_though_not_asked_for_are_joined(media_type: str) -> None:
    stream = events(piece("Poland "), {"usage": {"total_tokens": 3}}, piece("signed."), piece(None, "stop"))
    assert answer_of(stream, media_type=media_type) == Answer(text="Poland signed.")


def test_a_stream_that_breaks_off_is_cut() -> None:
    stream = events(piece("Poland signed. Germa"), end=b'data: {"choices": [{"del')
    assert answer_of(stream) == Answer(text="Poland signed. Germa", cut=True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a chat completion"),
        (b"<!doctype html><title>Sign in</title>", "it is a web page"),
        (completion(TRUE)[:-9], "not a chat completion"),
        (b"[]", "not a chat completion"),
        (b"null", "not a chat completion"),
        (b'{"choices": []}', "not a chat completion"),
        (b'{"choices": [{"message": "text"}]}', "not a chat completion"),
        (b'{"choices": {"0": {}}}', "not a chat completion"),
        (b'{"error": {"message": "overloaded"}}', "not a chat completion"),
        (b'{"choices": [{"text": "an old completion"}]}', "not a chat completion"),
        (b"[" * 200_000, "not a chat completion"),
        ('{"choices": [{"message": {"content": "Türkei"}}]}'.encode("latin-1"), "not a chat completion"),
        (b"data: [DONE]\n\n", "not a chat completion"),
        (completion(None), "holds no text"),
        (completion(7), "holds no text"),
        (completion([]), "holds no text"),
        (completion([{"type": "text", "text": 7}]), "holds no text"),
        (completion(None, tool_calls=[{"id": "x"}]), "holds no text"),
        (completion(None, reasoning_content="It may be Germany."), "holds reasoning and no text"),
        (completion(None, refusal="I cannot help."), "declined to answer"),
        (completion("", refusal="I cannot help."), "declined to answer"),
        (completion("Poland", finish="content_filter"), "withheld its answer"),
    ],
)
def test_what_is_no_answer_says_why(content: bytes, said: str) -> None:
    with pytest.raises(AskError, match=said):
        answer_of(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_bytes_decide_their_own_encoding(encoding: str) -> None:
    said = json.dumps({"choices": [{"message": {"content": "Türkiye"}}]}, ensure_ascii=False)
    assert answer_of(said.encode(encoding), media_type="application/json; charset=koi8-r").text == "Türkiye"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
MESSAGES = st.fixed_dictionaries(
    {}, optional={"content": VALUES, "refusal": VALUES, "reasoning_content": VALUES, "role": VALUES}
)
CHOICES = st.fixed_dictionaries(
    {}, optional={"message": MESSAGES | VALUES, "delta": MESSAGES | VALUES, "finish_reason": VALUES}
)
BODIES = st.fixed_dictionaries({"choices": st.lists(CHOICES, max_size=2) | VALUES}) | VALUES


@given(
    content=st.binary(max_size=200)
    | BODIES.map(lambda body: json.dumps(body).encode())
    | st.lists(BODIES, max_size=3).map(lambda bodies: events(*bodies)),
    media_type=st.sampled_from(["", "application/json", "text/event-stream", "text/html"]),
)
def test_no_shape_breaks_the_reading(content: bytes, media_type: str) -> None:
    with suppress(AskError):
        found = answer_of(content, media_type=media_type)
        assert found.text.encode("utf-8").decode("utf-8") == found.text
        assert "\x00" not in found.text
