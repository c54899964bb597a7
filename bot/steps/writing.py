"""Asking a summariser for many stories, each guarded: what fails for one costs that one and leaves its reason."""

from collections.abc import Sequence
from dataclasses import replace

from bot.log import get_logger
from summarizers.base import BatchSummarizer, Summarizer, Summary, SummaryRequest
from summarizers.errors import SummarizerError

NOBODY = "none"
"""The backend of a summary that none has made."""
_REASON = 300
log = get_logger("summaries")


def write(
    summarizer: Summarizer, requests: Sequence[SummaryRequest], *, standby: Summarizer | None = None
) -> list[Summary]:
    """Return one summary per request, in order; it never raises.

    Where `summarizer` fails, `standby` is asked; where that fails too the summary is empty and says why.
    """
    if isinstance(summarizer, BatchSummarizer) and len(requests) > 1:
        try:
            written = summarizer.summarise_many(requests)
            if len(written) == len(requests):
                return [_sound(summary) for summary in written]
            log.error("summaries are missing", backend=summarizer.name, asked=len(requests), written=len(written))
        except SummarizerError as error:
            log.warning("summaries failed", backend=summarizer.name, reason=str(error)[:_REASON])
        except Exception:  # a bug that one story brings out must not silence the others
            log.exception("summaries failed unexpectedly", backend=summarizer.name)
    return [_one(summarizer, request, standby=standby) for request in requests]


def _one(summarizer: Summarizer, request: SummaryRequest, *, standby: Summarizer | None) -> Summary:
    try:
        return _sound(summarizer.summarise(request))
    except SummarizerError as error:
        reason = str(error)[:_REASON]
    except Exception as error:  # as above
        log.exception("a summary failed unexpectedly", backend=summarizer.name)
        reason = f"an unexpected {type(error).__name__}, see the log"
    named = reason if reason.startswith(f"{summarizer.name}: ") else f"{summarizer.name}: {reason}"
    if standby is None:
        return Summary(headline="", sentences=(), backend=NOBODY, fallbacks=(named,), passing=True)
    stood_in = _one(standby, request, standby=None)
    return replace(stood_in, fallbacks=(named, *stood_in.fallbacks), passing=True)


def _sound(summary: Summary) -> Summary:
    """Return `summary`; one that tells nothing says so."""
    if summary.sentences or summary.fallbacks:
        return summary
    return replace(summary, fallbacks=(f"{summary.backend}: no sentence, and no reason was given",))
