"""The pictures under an answer: drawn beside the event loop, a few at most; what cannot be drawn is left out."""

import asyncio
from collections.abc import Sequence

from bot.briefing.charts import charts_of
from bot.briefing.labels import Labels
from bot.chat.platform import Upload
from bot.domain.chart import Chart
from bot.domain.dossier import Dossier
from bot.log import get_logger

MOST = 2
log = get_logger("answer")


async def pictures(dossier: Dossier, labels: Labels) -> tuple[Upload, ...]:
    """Return at most two pictures of `dossier` as files with what a screen reader says of them."""
    charts = charts_of(dossier, labels)[:MOST]
    return await asyncio.to_thread(_drawn, charts) if charts else ()


def _drawn(charts: Sequence[Chart]) -> tuple[Upload, ...]:
    from bot.drawing import draw  # noqa: PLC0415  (loads matplotlib, and an answer may have no picture)

    made = []
    for chart in charts:
        try:
            content = draw(chart)
        except Exception as error:
            # A picture is never worth the answer; what was asked is in no log, so the chart is named by its kind.
            log.warning("a picture was not drawn", kind=chart.kind.value, problem=type(error).__name__)
            continue
        made.append(Upload(name=chart.name, title=chart.title, content=content, alt=chart.alt))
    return tuple(made)
