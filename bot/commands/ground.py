"""`entente ground`: hold summaries against their sources."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import typer

from bot.commands.jsonl import InPath, OutPath, open_streams, run_lines

if TYPE_CHECKING:
    from summarizers.reading import Gazetteer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="ground")(ground)


def ground(source: InPath = "-", target: OutPath = "-") -> None:
    """Read {id, sources, summary} per line, write {id, consistency, sentences, flags}; spans are in the summary.

    A line that cannot be used is answered with {id, line, error}, and the exit status is 1 at the end.
    """
    from bot.app.reading import shipped_names  # noqa: PLC0415  (loads when the command runs)

    convert = grounder(shipped_names())
    with open_streams(source, target) as (reader, writer):
        status = run_lines(reader, writer, convert, required={"sources": list, "summary": str}, label="ground")
    raise typer.Exit(status)


def grounder(names: "Gazetteer | None" = None) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """Return what makes an item's report with that table of names; it raises ValueError where a source is no string."""
    from summarizers.grounding import check  # noqa: PLC0415  (as above)

    def grounded(item: Mapping[str, Any]) -> Mapping[str, Any]:
        sources = item["sources"]
        if not all(isinstance(source, str) for source in sources):
            raise ValueError("sources is not a list of strings")
        report = check(sources, item["summary"], gazetteer=names)
        return {
            "consistency": report.consistency,
            "sentences": [{"text": s.text, "ok": s.ok, "reasons": list(s.reasons)} for s in report.sentences],
            "flags": [{"start": f.start, "end": f.end, "text": f.text, "reason": f.reason} for f in report.flags],
        }

    return grounded
