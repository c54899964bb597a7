"""What `chart` does: understand the question, read the archive, draw, write the files."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from bot.app.building import reading
from bot.app.questionwords import question_words_of, saying
from bot.app.reading import labels_of
from bot.briefing.charts import charts_of
from bot.chat.asking import read_question
from bot.chat.wording_dossier import not_understood
from bot.domain.chart import Chart
from bot.domain.moments import Clock, system_clock
from bot.drawing import draw, keep_in
from bot.settings import Settings

_PNG = ".png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pictures, "" for all, on which ground; `out` is a folder, or a file for one; `now` stands for today."""

    kind: str = ""
    dark: bool = False
    out: Path = Path()
    now: date | None = None

    @property
    def clock(self) -> Clock:
        """The present moment: now, or the end of the day that stands for it."""
        if self.now is None:
            return system_clock
        moment = datetime.combine(self.now, time.max, tzinfo=UTC)
        return lambda: moment


async def write_charts(settings: Settings, question: str, *, wanted: Wanted) -> int:
    """Write the pictures of the answer and print their words; return 1, with a line on why, where there are none."""
    asked = read_question(question, question_words_of(settings), today=wanted.clock().date())
    if asked.problem or asked.empty:
        return _refused(" ".join(not_understood(asked, saying(settings)(asked))))
    async with reading(settings, clock=wanted.clock) as archive:
        dossier = await archive.dossiers.dossier(asked)
    made = charts_of(dossier, labels_of(settings.wording_language))
    charts = [chart for chart in made if wanted.kind in ("", chart.kind.value)]
    if not charts:
        others = ", ".join(chart.kind.value for chart in made)
        hint = f"there is enough for: {others}" if others else "ask for more countries or a longer time"
        return _refused(f"{dossier.understood or question}: too little was found for a picture; {hint}")
    if wanted.out.suffix.lower() == _PNG and len(charts) > 1:
        return _refused(f"{wanted.out} is one file and there are {len(charts)} pictures: add --kind, or name a folder")
    keep_in(settings.data_dir / "fonts")
    try:
        told = [_written(path, chart, dark=wanted.dark) for path, chart in _places(charts, wanted.out)]
    except OSError as error:
        return _refused(f"{error.filename or wanted.out} cannot be written ({error.strerror}); name another place")
    print("\n".join(told))  # noqa: T201
    return 0


def _written(path: Path, chart: Chart, *, dark: bool) -> str:
    """Write a picture; return its place and the words that stand for it."""
    path.write_bytes(draw(chart, dark=dark))
    return f"{path}\n  {chart.alt}"


def _places(charts: Sequence[Chart], out: Path) -> Iterator[tuple[Path, Chart]]:
    """Yield where each picture goes; a folder is made."""
    if out.suffix.lower() == _PNG:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield out, charts[0]
        return
    out.mkdir(parents=True, exist_ok=True)
    yield from ((out / chart.name, chart) for chart in charts)


def _refused(why: str) -> int:
    print(f"entente: {why}", file=sys.stderr)  # noqa: T201
    return 1
