"""The page of benchmarks, as Markdown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import floor, log10

from bot.bench.machine import Machine
from bot.bench.timing import Measured, Spread

_HEAD = """# Speed

Measured by `{command}` on {day}; do not edit by hand.

- Machine: {processor}, {cores} cores for this process, {system}, Python {python}. **It is shared**: other work ran
  on it at the same time, so rates are low and may differ widely from run to run. Read the ratios.
- Contenders take turns within one run (A B A B …), {repeats} rounds after one untimed, so that other work hits all of
  them alike. Figures are medians over the rounds, in brackets the lowest and the highest.
- "Times as fast" says how the first row of a table, Entente's own way, stands to this row, each round compared with
  itself: above 1× it is faster, below slower.
- Nothing here is a test: no check of the project depends on a time.
"""

_ALONE = (
    "Measured by itself: `{command}` on {day}, {processor}, {cores} cores shared with other work, {repeats} rounds "
    "after one untimed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A bench with what was measured: `says` tells how to read it; a result comes with its notes."""

    name: str
    says: str
    results: tuple[tuple[Measured, tuple[str, ...]], ...]


def page(chapters: Sequence[Chapter], *, machine: Machine, day: date, repeats: int, command: str) -> str:
    """Return the page for `chapters`, dated `day`, made by the command line `command`."""
    head = _HEAD.format(
        command=command,
        day=day.isoformat(),
        processor=machine.processor,
        cores=machine.cores,
        system=machine.system,
        python=machine.python,
        repeats=repeats,
    )
    return head + "".join(map(_chapter, chapters))


def with_chapters(
    text: str, chapters: Sequence[Chapter], *, machine: Machine, day: date, repeats: int, command: str
) -> str:
    """Return the page `text` with `chapters` in place of those of their names, or behind the others.

    They were measured by themselves, and so say on what, when and how.
    """
    said = _ALONE.format(
        command=command, day=day.isoformat(), processor=machine.processor, cores=machine.cores, repeats=repeats
    )
    head, *old = text.split("\n## ")
    parts = {part.partition("\n")[0]: f"\n## {part}" for part in old}
    for chapter in chapters:
        alone = replace(chapter, says=f"{said}\n\n{chapter.says}")
        parts[chapter.name] = _chapter(alone)
    return "\n".join([head.rstrip("\n"), *(part.rstrip("\n") for part in parts.values())]) + "\n"


def rows(measured: Measured) -> list[tuple[str, str, str]]:
    """Return contender, rate and ratio as text, a row each, ours first."""
    return [
        (name, figure(measured.rate(name)), "–" if name == measured.ours else figure(measured.ratio(name), sign="×"))
        for name in measured.seconds
    ]


def figure(values: Spread, *, sign: str = "") -> str:
    """Return the median with `sign` behind it and the ends in brackets."""
    return f"{short(values.median)}{sign} ({short(values.low)}–{short(values.high)})"


def short(value: float) -> str:
    """Return `value` with three significant digits, never in powers of ten; whole from 100 on, in groups of three."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{2 - floor(log10(abs(value)))}f}"


def _chapter(chapter: Chapter) -> str:
    parts = [f"\n## {chapter.name}\n\n{chapter.says}\n"]
    for measured, notes in chapter.results:
        parts.append(f"\n{measured.on}:\n\n| | {measured.unit}/s | times as fast |\n|---|---|---|\n")
        parts += [f"| {name} | {rate} | {ratio} |\n" for name, rate, ratio in rows(measured)]
        parts += ["\n", *(f"- {note}\n" for note in notes)] if notes else []
    return "".join(parts)
