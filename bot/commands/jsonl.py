"""JSON Lines in, JSON Lines out: streaming, order kept; a bad line costs that line only."""

import json
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, TextIO, TypeAlias

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

MAX_LINE_BYTES = 32 * 2**20
MAX_BATCH_BYTES = 64 * 2**20

Record: TypeAlias = Mapping[str, Any]
InPath = Annotated[str, typer.Argument(metavar="[IN]", help="JSON Lines to read; '-' is standard input.")]
OutPath = Annotated[str, typer.Argument(metavar="[OUT]", help="JSON Lines to write; '-' is standard output.")]
_NAMES = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}

_LINE_BREAKS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}
"""Marks that JSON may hold raw and many readers of lines break at: written escaped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A good line: its number from 1, what it holds, and its length in bytes."""

    line: int
    value: Record
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that cannot be used, and why; `id` where one could be read."""

    line: int
    error: str
    id: str | int | None = None
    size: int = 0


def read_items(reader: TextIO | BinaryIO, *, required: Mapping[str, type] | None = None) -> Iterator[Item | BadLine]:
    """Yield one value per line that is not blank: an object with an `id` and the `required` fields, or why not.

    Bytes are read where the stream has them, so bad UTF-8 costs its own line; a line over 32 MB is passed by.
    """
    raw: Any = getattr(reader, "buffer", reader)
    number = 0
    while line := raw.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES and line[-1:] not in ("\n", b"\n"):
            size = len(line) + _skip_line(raw)
            yield BadLine(line=number, error=f"is longer than {MAX_LINE_BYTES} bytes", size=size)
        elif line.strip():
            yield _item(line, number=number, required=required or {})


def run_lines(
    reader: TextIO | BinaryIO,
    writer: TextIO,
    convert: Callable[[Record], Record],
    *,
    required: Mapping[str, type],
    label: str,
) -> int:
    """Write what `convert` makes of each line, in order; return the exit status: 0, or 1 after any bad line.

    `convert` may raise ValueError for an item it cannot use. Each result starts with its item's id.
    """

    def convert_many(items: Sequence[Record]) -> Sequence[Record]:
        return [convert(item) for item in items]

    return run_batches(reader, writer, convert_many, size=1, required=required, label=label)


def run_batches(
    reader: TextIO | BinaryIO,
    writer: TextIO,
    convert_many: Callable[[Sequence[Record]], Sequence[Record]],
    *,
    size: int,
    required: Mapping[str, type],
    label: str,
) -> int:
    """Do as `run_lines`, at most `size` items at a time; `convert_many` returns one result per item, in order.

    Where it raises ValueError the items of that batch are converted one by one, so only the bad one is lost.
    """
    status = 0
    with _progress(reader, writer, label=label) as advance:
        for batch in _batches(read_items(reader, required=required), size=size):
            for place in _converted(batch, convert_many):
                if isinstance(place, BadLine):
                    status = 1
                    write_record(writer, {"id": place.id, "line": place.line, "error": place.error})
                else:
                    write_record(writer, place)
            writer.flush()
            advance(batch)
    return status


@contextmanager
def open_streams(source: str, target: str) -> Iterator[tuple[BinaryIO, TextIO]]:
    """Open what a command was given as IN and OUT; '-' is standard input or output. Raises typer.BadParameter."""
    with ExitStack() as stack:
        try:
            if source != "-" and target != "-" and Path(target).exists() and Path(source).samefile(target):
                raise typer.BadParameter(f"{target}: is the input as well")
            reader = sys.stdin.buffer if source == "-" else stack.enter_context(Path(source).open("rb"))
            writer = _stdout() if target == "-" else stack.enter_context(_created(target))
        except OSError as error:
            raise typer.BadParameter(f"{error.filename}: {error.strerror}") from error
        yield reader, writer


def _created(target: str) -> TextIO:
    return Path(target).open("w", encoding="utf-8", newline="\n")


def _stdout() -> TextIO:
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", newline="\n")
    return sys.stdout


def _skip_line(raw: Any) -> int:
    skipped = 0
    while line := raw.readline(2**20):
        skipped += len(line)
        if line[-1:] in ("\n", b"\n"):
            break
    return skipped


def _item(line: str | bytes, *, number: int, required: Mapping[str, type]) -> Item | BadLine:
    size = len(line)
    try:
        text = line if isinstance(line, str) else line.decode("utf-8")
        value = json.loads(text.lstrip("\ufeff"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        return BadLine(line=number, error=f"is not UTF-8 at byte {error.start}", size=size)
    except (ValueError, RecursionError) as error:
        return BadLine(line=number, error=f"is not JSON ({error})", size=size)
    if not isinstance(value, dict):
        return BadLine(line=number, error="is not an object", size=size)
    found = value.get("id")
    known = found if _is_a(found, str) or _is_a(found, int) else None
    if known is None:
        problem = "has no id" if "id" not in value else "id is neither a string nor an integer"
        return BadLine(line=number, error=problem, size=size)
    for field, kind in required.items():
        if not _is_a(value.get(field), kind):
            problem = f"{field} is not {_NAMES.get(kind, kind.__name__)}" if field in value else f"has no {field}"
            return BadLine(line=number, error=problem, id=known, size=size)
    return Item(line=number, value=value, size=size)


def _is_a(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _batches(items: Iterator[Item | BadLine], *, size: int) -> Iterator[list[Item | BadLine]]:
    batch: list[Item | BadLine] = []
    held = 0
    for item in items:
        batch.append(item)
        held += item.size
        if len(batch) >= size or held >= MAX_BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _converted(
    batch: Sequence[Item | BadLine], convert_many: Callable[[Sequence[Record]], Sequence[Record]]
) -> list[Record | BadLine]:
    """Return results and bad lines in the order of the batch."""
    good = [place for place in batch if isinstance(place, Item)]
    try:
        made = list(convert_many([item.value for item in good])) if good else []
    except ValueError as error:
        if len(good) == 1:
            return [_refused(place, error) if isinstance(place, Item) else place for place in batch]
        return [result for place in batch for result in _converted([place], convert_many)]
    if len(made) != len(good):
        raise RuntimeError(f"{len(made)} results for {len(good)} items")
    results = iter(zip(good, made, strict=True))
    return [_named(*next(results)) if isinstance(place, Item) else place for place in batch]


def _named(item: Item, result: Record) -> Record:
    return {"id": item.value["id"], **result}


def _refused(item: Item, error: ValueError) -> BadLine:
    return BadLine(line=item.line, error=str(error), id=item.value["id"], size=item.size)


def write_record(writer: TextIO, record: Record) -> None:
    """Write `record` as one line that no reader of lines breaks in two."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate, which JSON can escape and UTF-8 cannot hold
        line = json.dumps(record)
    writer.write(line.translate(_LINE_BREAKS) + "\n")


@contextmanager
def _progress(reader: Any, writer: TextIO, *, label: str) -> Iterator[Callable[[Sequence[Item | BadLine]], None]]:
    """Show a bar on standard error where that is a terminal and the results do not go to one."""
    if not sys.stderr.isatty() or writer.isatty():
        yield lambda _batch: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[done]} items"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=_size(reader), done=0)

        def advance(batch: Sequence[Item | BadLine]) -> None:
            done = bar.tasks[0].fields["done"] + len(batch)
            bar.update(task, advance=sum(place.size for place in batch), done=done)

        yield advance


def _size(reader: Any) -> int | None:
    """Return the bytes of a regular file, None for pipes and for streams without a descriptor."""
    try:
        status = os.fstat(reader.fileno())
    except (AttributeError, OSError, ValueError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
