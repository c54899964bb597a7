"""Every line has an answer in its place: a result, or what was wrong with it."""

import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import jsonl

REQUIRED: Mapping[str, type] = {"text": str}


def upper(item: jsonl.Record) -> jsonl.Record:
    """Refuse one word, shout the others."""
    if item["text"] == "refuse":
        raise ValueError("text is refused")
    return {"text": item["text"].upper()}


def lines(data: bytes, *, size: int = 0) -> tuple[int, list[dict[str, Any]]]:
    writer = io.StringIO()
    if size:
        status = jsonl.run_batches(
            io.BytesIO(data),
            writer,
            lambda batch: [upper(item) for item in batch],
            size=size,
            required=REQUIRED,
            label="x",
        )
    else:
        status = jsonl.run_lines(io.BytesIO(data), writer, upper, required=REQUIRED, label="x")
    return status, [json.loads(line) for line in writer.getvalue().splitlines()]


@pytest.mark.parametrize("size", [0, 1, 2, 50])
@pytest.mark.parametrize(
    ("line", "named", "said"),
    [
        (b'["a"]', None, "is not an object"),
        (b"{oops", None, "is not JSON"),
        (b'{"text": "x"}', None, "has no id"),
        (b'{"id": null, "text": "x"}', None, "neither a string nor an integer"),
        (b'{"id": true, "text": "x"}', None, "neither a string nor an integer"),
        (b'{"id": "b"}', "b", "has no text"),
        (b'{"id": "b", "text": 5}', "b", "text is not a string"),
        (b'{"id": "b", "text": NaN}', None, "NaN is no JSON number"),
        (b'{"id": "b", "text": "\xff"}', None, "is not UTF-8 at byte 21"),
        pytest.param(b"[" * 100_000, None, "is not JSON", id="nested"),
        (b'{"id": "b", "text": "refuse"}', "b", "text is refused"),
    ],
)
def test_a_bad_line_is_answered_in_its_place(size: int, line: bytes, named: str | None, said: str) -> None:
    status, answers = lines(b'{"id": "a", "text": "one"}\n\n' + line + b'\n{"id": 3, "text": "two"}', size=size)
    assert status == 1
    assert answers[0] == {"id": "a", "text": "ONE"}
    assert answers[2] == {"id": 3, "text": "TWO"}
    assert (answers[1]["id"], answers[1]["line"]) == (named, 3)
    assert said in answers[1]["error"]


def test_good_lines_end_with_status_0_and_a_byte_order_mark_does_no_harm() -> None:
    status, answers = lines("\ufeff".encode() + b'{"id": "a", "text": "x"}\r\n \r\n{"id": "b", "text": "y"}')
    assert (status, [answer["text"] for answer in answers]) == (0, ["X", "Y"])


def test_nothing_in_nothing_out() -> None:
    assert lines(b"") == (0, [])


def test_an_overlong_line_is_passed_by_and_the_next_is_read() -> None:
    data = b'{"id": "a", "text": "' + b"x" * jsonl.MAX_LINE_BYTES + b'"}\n{"id": "b", "text": "y"}\n'
    status, answers = lines(data)
    assert status == 1
    assert answers[0]["error"].startswith("is longer than")
    assert answers[1] == {"id": "b", "text": "Y"}


def test_a_line_of_just_the_limit_is_read() -> None:
    head, tail = b'{"id": "a", "text": "', b'"}'
    status, answers = lines(head + b"x" * (jsonl.MAX_LINE_BYTES - len(head) - len(tail)) + tail)
    assert (status, answers[0]["id"]) == (0, "a")


def test_the_first_answer_is_out_before_the_second_line_is_read() -> None:
    writer = io.StringIO()

    class Slow(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            if line.startswith(b'{"id": "b"'):
                assert json.loads(writer.getvalue())["id"] == "a"
            return line

    data = Slow(b'{"id": "a", "text": "x"}\n{"id": "b", "text": "y"}\n')
    assert jsonl.run_lines(data, writer, upper, required=REQUIRED, label="x") == 0


def test_a_text_stream_without_bytes_beneath_is_read_too() -> None:
    writer = io.StringIO()
    reader = io.StringIO('{"id": "a", "text": "é"}\n')
    assert jsonl.run_lines(reader, writer, upper, required=REQUIRED, label="x") == 0
    assert writer.getvalue() == '{"id": "a", "text": "É"}\n'


def test_what_utf8_cannot_hold_is_written_escaped() -> None:
    assert lines(rb'{"id": "a", "text": "\ud800"}') == (0, [{"id": "a", "text": "\ud800"}])


def test_batches_hold_at_most_size_items_and_keep_the_order() -> None:
    seen: list[int] = []

    def convert_many(items: Sequence[jsonl.Record]) -> Sequence[jsonl.Record]:
        seen.append(len(items))
        return [{"text": item["text"]} for item in items]

    data = "\n".join(json.dumps({"id": number, "text": str(number)}) for number in range(7))
    writer = io.StringIO()
    status = jsonl.run_batches(io.StringIO(data), writer, convert_many, size=3, required=REQUIRED, label="x")
    assert (status, seen) == (0, [3, 3, 1])
    assert [json.loads(line)["id"] for line in writer.getvalue().splitlines()] == list(range(7))


def test_a_converter_that_loses_an_item_is_a_bug_and_ends_loudly() -> None:
    with pytest.raises(RuntimeError, match="1 results for 2 items"):
        jsonl.run_batches(
            io.StringIO('{"id": 1}\n{"id": 2}\n'), io.StringIO(), lambda _items: [{}], size=2, required={}, label="x"
        )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=20).map(lambda text: text.replace(b"\n", b"")),
            st.builds(lambda text: json.dumps({"id": text, "text": text}).encode(), st.text(max_size=5)),
        )
    ),
    st.integers(1, 4),
)
def test_any_bytes_give_one_answer_per_line_that_is_not_blank(parts: list[bytes], size: int) -> None:
    status, answers = lines(b"\n".join(parts), size=size)
    assert len(answers) == sum(bool(part.strip()) for part in parts)
    assert status == int(any("error" in answer for answer in answers))


def test_files_are_opened_by_name_and_never_written_over_themselves(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "text": "é"}\n', encoding="utf-8")
    with jsonl.open_streams(str(source), str(target)) as (reader, writer):
        assert jsonl.run_lines(reader, writer, upper, required=REQUIRED, label="x") == 0
    assert target.read_bytes() == '{"id": "a", "text": "É"}\n'.encode()
    with pytest.raises(typer.BadParameter, match="is the input as well"), jsonl.open_streams(str(source), str(source)):
        pytest.fail("opened")
    with pytest.raises(typer.BadParameter, match="No such file"), jsonl.open_streams(str(tmp_path / "no"), "-"):
        pytest.fail("opened")
    assert source.stat().st_size > 0


def test_a_terminal_on_standard_error_sees_progress_and_the_results_stay_clean(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen, writer = Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    data = io.BytesIO(b'{"id": "a", "text": "x"}\n')
    assert jsonl.run_lines(data, writer, upper, required=REQUIRED, label="shouting") == 0
    assert "shouting" in screen.getvalue()
    assert json.loads(writer.getvalue()) == {"id": "a", "text": "X"}


def test_marks_that_readers_break_lines_at_are_escaped() -> None:
    written, name = io.StringIO(), "a\x85b\u2028c\u2029d"
    data = io.BytesIO(json.dumps({"id": name}).encode())
    assert jsonl.run_lines(data, written, lambda _: {}, required={}, label="x") == 0
    assert len(written.getvalue().splitlines()) == 1
    assert json.loads(written.getvalue())["id"] == name
