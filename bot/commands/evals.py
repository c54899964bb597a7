"""`entente eval`: quality on the gold files, beside baselines, held against committed floors."""

import io
import json
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.domain.moments import system_clock

if TYPE_CHECKING:
    from bot.evals.gold import Gold, Row
    from bot.evals.measures import Part
    from bot.evals.running import Tools
    from summarizers.base import Encoder, Summarizer

FEEDBACK, ASK = "feedback", "ask"
_CHECKOUT = Path(__file__).resolve().parent.parent.parent
NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PART]…", help="One part or several, such as summaries or grounding; all by default."),
]
OnlyOption = Annotated[list[str] | None, typer.Option(help="The same as PART; may be repeated.")]
OutOption = Annotated[Path, typer.Option(help="Page to write when every part is measured.")]
DateOption = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Date on the page; today by default.")]
CheckOption = Annotated[bool, typer.Option("--check", help="Fail where a figure is below its floor; write nothing.")]
FloorsOption = Annotated[
    bool, typer.Option("--set-floors", help="Raise floors to the lower ends of the held-out intervals.")
]


def register(app: typer.Typer) -> None:
    """Add `eval` to `app`."""
    app.command("eval")(evaluate)


def evaluate(
    names: NamesArgument = None,
    *,
    only: OnlyOption = None,
    out: OutOption = Path("docs/quality.md"),
    day: DateOption = None,
    check: CheckOption = False,
    set_floors: FloorsOption = False,
) -> None:
    """Measure quality on the gold files under ENTENTE_SHARED; without them say so and end well.

    `feedback` stands for readers' votes instead: as labelled items, and how today's reading does on them. `ask` is the
    set of questions in tests/golden: how many are understood exactly.
    """
    from bot.evals.gold import find_gold  # noqa: PLC0415  (the rooms load when the command runs)
    from bot.evals.running import PartName  # noqa: PLC0415

    dated = _date(day)
    asked = (*(names or ()), *(only or ()))
    if FEEDBACK in asked:  # not of the gold files: of this bot's own readers
        from bot.commands.evalfeedback import run_feedback  # noqa: PLC0415

        run_feedback()
        asked = tuple(name for name in asked if name != FEEDBACK)
        if not asked:
            return
    if ASK in asked:  # of the question set, which needs no gold files
        _questions(check=check)
        asked = tuple(name for name in asked if name != ASK)
        if not asked:
            return
    try:
        parts_wanted = frozenset(PartName(name) for name in asked or PartName)
    except ValueError as error:
        known = ", ".join((*PartName, FEEDBACK, ASK))
        raise typer.BadParameter(f"{error}; known are {known}", param_hint="PART") from error
    if set_floors and len(parts_wanted) < len(PartName):
        raise typer.BadParameter("needs every part", param_hint="--set-floors")
    if check and not asked:
        parts_wanted -= {PartName.ENCODERS}  # slow, and without floors
    gold = find_gold(os.environ, checkout=_CHECKOUT)
    if gold is None:
        typer.echo("skipped: no gold files; set ENTENTE_SHARED to the folder that holds eval/score.py")
        return
    parts = _measured(gold, parts_wanted)
    _show(parts)
    whole = len(parts_wanted) == len(PartName)
    _settle(parts, whole=whole, out=out, day=dated, check=check, set_floors=set_floors)


def _with_questions(parts: Sequence["Part"]) -> tuple["Part", ...]:
    """Return `parts` and the question set; its floors stand as they were written, since all of it was seen."""
    from bot.commands.evalask import measure_questions  # noqa: PLC0415

    part = measure_questions(_CHECKOUT)
    return (*parts, part) if part is not None else tuple(parts)


def _questions(*, check: bool) -> None:
    from bot.commands.evalask import check_questions, measure_questions  # noqa: PLC0415

    part = measure_questions(_CHECKOUT)
    if part is None:
        typer.echo("skipped: no question set; it stands in the checkout")
        return
    _show([part])
    if check:
        check_questions(part)


def _settle(parts: Sequence["Part"], *, whole: bool, out: Path, day: date, check: bool, set_floors: bool) -> None:
    from bot.evals.bootstrap import ROUNDS  # noqa: PLC0415
    from bot.evals.floors import below, raised, read_floors, read_held_out, write_floors  # noqa: PLC0415
    from bot.evals.report import page  # noqa: PLC0415

    measures = [measure for part in parts for measure in part.measures]
    if set_floors:
        write_floors(raised(measures, read_floors(), read_held_out()))
    parts = _with_questions(parts) if whole or check else parts
    measures = [measure for part in parts for measure in part.measures]
    if check:
        failed = below(measures, read_floors())
        for line in failed:
            typer.echo(line, err=True)
        if failed:
            raise typer.Exit(1)
        typer.echo(f"{len(measures)} figures at or above their floors")
    elif whole:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page(parts, day=day, rounds=ROUNDS, held_out=read_held_out()), encoding="utf-8")
        typer.echo(f"wrote {out}")


def _date(text: str | None) -> date:
    if text is None:
        return system_clock().date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date such as 2026-11-23", param_hint="--day") from error


def _measured(gold: "Gold", only: Collection[Any]) -> tuple["Part", ...]:
    from bot.evals.running import evaluate as measure  # noqa: PLC0415

    return measure(gold, build_tools(), only=only, tell=lambda name: typer.echo(f"measuring {name}", err=True))


def _show(parts: Sequence["Part"]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    for part in parts:
        table = Table("measure", "Entente", "95 %", "baseline", "target", title=f"{part.title}: {part.counts}")
        for m in part.measures:
            beside = "; ".join(f"{name} {value:.{m.digits}f}" for name, value in m.baselines.items())
            span = f"{m.ours.low:.{m.digits}f}–{m.ours.high:.{m.digits}f}"
            target = "" if m.target is None else f"{m.target:.2f}"
            table.add_row(m.label, f"{m.ours.value:.{m.digits}f}", span, beside, target)
        if part.measures:
            Console().print(table)
        for apart in part.tables:
            beside_table = Table("", *apart.columns, title=f"{part.title}: {apart.title}")
            for row in apart.rows:
                beside_table.add_row(*row)
            Console().print(beside_table)


def build_tools(encode: "Encoder | None" = None) -> "Tools":
    """Return what is evaluated, put together as the commands put it, with one encoder that remembers.

    It asks `encode`, by default the encoder that the bot uses; only by default other encoders stand beside it.
    """
    from bot import settings  # noqa: PLC0415
    from bot.evals.running import RememberingEncoder, Tools  # noqa: PLC0415
    from summarizers import registry  # noqa: PLC0415
    from summarizers.encoder_quick import QuickEncoder  # noqa: PLC0415

    encoder = RememberingEncoder(encode or QuickEncoder())
    summarizer = registry.create("extractive", encoder=encoder)
    return Tools(
        analyse=lambda rows: _analysed(rows, encoder),
        summarise=lambda rows: _summarised(rows, summarizer),
        ground=_grounded,
        encoder=encoder,
        countries=settings.shipped("gazetteer/countries.yaml")["countries"],
        beside={} if encode else _other_encoders(),
        bounded=lambda rows, chars: _analysed(rows, encoder, quote_chars=chars),
    )


def _other_encoders() -> Mapping[str, Callable[[], "Tools"]]:
    """Return the forms of the encoder by name, the exact one first."""
    from summarizers.encoder_onnx import OnnxEncoder  # noqa: PLC0415
    from summarizers.encoder_quick import QuickEncoder  # noqa: PLC0415

    return {
        "torch, 32-bit floats": lambda: build_tools(QuickEncoder(quantised=False)),
        "torch, 8 bits": lambda: build_tools(QuickEncoder(quantised=True)),
        "ONNX Runtime, 32-bit floats": lambda: build_tools(OnnxEncoder(quantised=False)),
        "ONNX Runtime, 8 bits": lambda: build_tools(OnnxEncoder(quantised=True)),
    }


def _analysed(rows: Sequence["Row"], encoder: "Encoder", *, quote_chars: int | None = None) -> list["Row"]:
    """Return what `entente analyse --stories final` writes for `rows`, where so much of each may be quoted."""
    from bot.commands.analyse import BATCH, FIELDS, build_work  # noqa: PLC0415
    from bot.commands.jsonl import run_batches  # noqa: PLC0415

    work = build_work(summary=True, encoder=encoder, quote_chars=quote_chars)
    held, written = io.StringIO(), io.StringIO()
    reader = io.StringIO("".join(json.dumps(row) + "\n" for row in rows))
    run_batches(reader, held, work.collect, size=BATCH, required=FIELDS, label="analysing")
    held.seek(0)
    work.finish(held, written)
    return [json.loads(line) for line in written.getvalue().splitlines()]


def _summarised(rows: Sequence["Row"], summarizer: "Summarizer") -> list["Row"]:
    from bot.commands.summarise import summarised  # noqa: PLC0415

    return [{"id": row["id"], **summarised(row, summarizer)} for row in rows]


def _grounded(source: str, summary: str) -> Mapping[str, Any]:
    from bot.app.reading import shipped_names  # noqa: PLC0415
    from summarizers.grounding import check  # noqa: PLC0415

    report = check((source,), summary, gazetteer=shipped_names())
    flags = [{"start": flag.start, "end": flag.end, "kind": flag.kind} for flag in report.flags]
    return {"consistency": report.consistency, "flags": flags}
