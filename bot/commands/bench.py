"""`entente bench`: speed beside plainer means, measured in one run, as ratios."""

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.domain.moments import system_clock

if TYPE_CHECKING:
    from bot.bench.materials import AskScale, Materials
    from bot.bench.page import Chapter
    from bot.bench.running import BenchName

PAGE = Path("docs/benchmarks.md")
REPEATS = 5
_MILLION = 1_000_000
_CHECKOUT = Path(__file__).resolve().parent.parent.parent
NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]…", help="One bench, or ingest for those of ingestion; all by default."),
]
RepeatsOption = Annotated[int, typer.Option(min=1, max=1000, help="Rounds in which the contenders take turns.")]
WriteOption = Annotated[bool, typer.Option("--write", help=f"Write {PAGE}; of single benches, their sections in it.")]
QuickOption = Annotated[bool, typer.Option("--quick", help="ask: a tiny archive, to see that it works.")]
LargeOption = Annotated[bool, typer.Option("--large", help="ask: an archive of a million stories too; takes an hour.")]
KeepOption = Annotated[
    Path | None,
    typer.Option("--keep", metavar="FOLDER", file_okay=False, help="ask: keep the made-up archives for next time."),
]


def register(app: typer.Typer) -> None:
    """Add `bench` to `app`."""
    app.command("bench")(bench)


def bench(
    names: NamesArgument = None,
    *,
    repeats: RepeatsOption = REPEATS,
    write: WriteOption = False,
    quick: QuickOption = False,
    large: LargeOption = False,
    keep: KeepOption = None,
) -> None:
    """Measure speed side by side: medians over rounds, lowest and highest, and ratios. Figures, not a test."""
    from bot.bench.running import run_benches  # noqa: PLC0415  (the rooms load when the command runs)

    wanted = _wanted(names)
    chapters = run_benches(
        replace(build_materials(), ask=_scale(quick=quick, large=large, keep=keep)),
        only=wanted,
        repeats=repeats,
        timer=time.perf_counter,
        tell=lambda what: typer.echo(f"measuring {what}", err=True),
    )
    _show(chapters)
    if write:
        command = _command(names or (), repeats=repeats, large=large, quick=quick)
        _write(chapters, repeats=repeats, command=command)


def build_materials() -> "Materials":
    """Return the shipped sample edition, the corpora where they are at hand, and the encoder, not loaded yet."""
    from bot import settings  # noqa: PLC0415
    from bot.bench.materials import Materials, find_shared, read_shared  # noqa: PLC0415
    from bot.commands.items import article_of  # noqa: PLC0415
    from bot.sample.edition import edition_from  # noqa: PLC0415
    from summarizers.encoder import MiniLmEncoder  # noqa: PLC0415
    from summarizers.encoder_quick import QuickEncoder  # noqa: PLC0415

    return Materials(
        edition=edition_from(settings.shipped("sample/edition.yaml")),
        shared=read_shared(find_shared(os.environ, checkout=_CHECKOUT), to_article=article_of),
        encoder=MiniLmEncoder(),
        now=system_clock(),
        quick=QuickEncoder(),
    )


def _wanted(names: Sequence[str] | None) -> frozenset["BenchName"]:
    from bot.bench.running import GROUPS, BenchName, named  # noqa: PLC0415

    try:
        return named(names or BenchName)
    except ValueError as error:
        known = ", ".join((*BenchName, *GROUPS))
        raise typer.BadParameter(f"{error}; known are {known}", param_hint="NAME") from error


def _show(chapters: Sequence["Chapter"]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from bot.bench.page import rows  # noqa: PLC0415

    console = Console()
    for chapter in chapters:
        for measured, notes in chapter.results:
            table = Table("", f"{measured.unit}/s", "times as fast", title=f"{chapter.name}: {measured.on}")
            for row in rows(measured):
                table.add_row(*row)
            console.print(table)
            for note in notes:
                console.print(note, highlight=False)


def _scale(*, quick: bool, large: bool, keep: Path | None) -> "AskScale":
    from bot.bench.materials import QUICK, AskScale  # noqa: PLC0415

    scale = replace(QUICK if quick else AskScale(), folder=keep)
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
    return replace(scale, others=(*scale.others, _MILLION)) if large else scale


def _command(names: Sequence[str], *, repeats: int, large: bool, quick: bool) -> str:
    given = {f"--repeats {repeats}": repeats != REPEATS, "--quick": quick, "--large": large}
    return " ".join(("entente bench", *names, *(option for option, is_given in given.items() if is_given), "--write"))


def _write(chapters: Sequence["Chapter"], *, repeats: int, command: str) -> None:
    from bot.bench.machine import this_machine  # noqa: PLC0415
    from bot.bench.page import page, with_chapters  # noqa: PLC0415
    from bot.bench.running import BenchName  # noqa: PLC0415

    machine, day = this_machine(), system_clock().date()
    if len(chapters) < len(BenchName) and PAGE.exists():
        old = PAGE.read_text(encoding="utf-8")
        text = with_chapters(old, chapters, machine=machine, day=day, repeats=repeats, command=command)
    else:
        text = page(chapters, machine=machine, day=day, repeats=repeats, command=command)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    typer.echo(f"wrote {PAGE}")
