"""What `ask` does: understand the question, read the archive, print the answer or write it to a file."""

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from rich.console import Console

from bot.app.building import reading
from bot.app.questionwords import question_words_of, saying
from bot.app.reading import labels_of
from bot.briefing.charts import charts_of
from bot.briefing.export import export
from bot.briefing.labels import Labels
from bot.chat.asking import read_question
from bot.chat.console import ConsoleRenderer
from bot.chat.wording_dossier import not_understood
from bot.domain.dossier import Dossier
from bot.domain.moments import Clock, system_clock
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How an answer is wanted: `form` "" is as in chat; `out` a file, `charts` a folder; `now` stands for today."""

    form: str = ""
    out: Path | None = None
    charts: Path | None = None
    now: date | None = None

    @property
    def clock(self) -> Clock:
        """The present moment: now, or the end of the day that stands for it."""
        if self.now is None:
            return system_clock
        moment = datetime.combine(self.now, time.max, tzinfo=UTC)
        return lambda: moment


async def print_answer(settings: Settings, question: str, wanted: Wanted) -> int:
    """Print the answer to a question; return 1, with a line on why, where nothing can be looked for."""
    asked = read_question(question, question_words_of(settings), today=wanted.clock().date())
    if asked.problem or asked.empty:
        return _refused(" ".join(not_understood(asked, saying(settings)(asked))))
    labels = labels_of(settings.wording_language)
    async with reading(settings, clock=wanted.clock) as archive:
        dossier = await archive.dossiers.dossier(asked)
    try:
        _print(dossier, labels, wanted)
        if wanted.charts is not None:
            _draw(dossier, labels, wanted.charts)
    except OSError as error:
        return _refused(f"{error.filename or 'the file'} cannot be written ({error.strerror}); name another place")
    return 0


def _print(dossier: Dossier, labels: Labels, wanted: Wanted) -> None:
    if not wanted.form:
        text = "\n\n".join(payload.body["plain"] for payload in ConsoleRenderer(labels).dossier(dossier))
    else:
        text = export(dossier, wanted.form, labels)
    if wanted.out is not None:
        wanted.out.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8", newline="")
    elif wanted.form:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    else:
        Console().print(text, markup=False, highlight=False)


def _draw(dossier: Dossier, labels: Labels, folder: Path) -> None:
    """Write the pictures into a folder, each with what a screen reader says beside it on the terminal."""
    from bot.drawing import draw  # noqa: PLC0415  (loads matplotlib, and few answers are drawn)

    charts = charts_of(dossier, labels)
    folder.mkdir(parents=True, exist_ok=True)
    for chart in charts:
        path = folder / chart.name
        path.write_bytes(draw(chart))
        print(f"{path}: {chart.alt}", file=sys.stderr)  # noqa: T201
    if not charts:
        print("entente: too little was found for a picture", file=sys.stderr)  # noqa: T201


def _refused(why: str) -> int:
    print(f"entente: {why}", file=sys.stderr)  # noqa: T201
    return 1
