"""`entente ground [IN] [OUT]`: hold summaries against their sources."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import typer

from bot.commands.jsonl import InPath, OutPath, open_streams, run_lines


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="ground")(ground)


def ground(source: InPath = "-", target: OutPath = "-") -> None:
    """Read `{id, sources, summary}` per line, write `{id, consistency, sentences, flags}`; spans are in the summary."""
    with open_streams(source, target) as (reader, writer):
        status = run_lines(reader, writer, grounded, required={"sources": list, "summary": str}, label="ground")
    raise typer.Exit(status)


def grounded(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the report on one item; ValueError where a source is not a string."""
    from summarizers.grounding import check  # noqa: PLC0415  (loads when the command runs)

    sources = item["sources"]
    if not all(isinstance(source, str) for source in sources):
        raise ValueError("sources is not a list of strings")
    return asdict(check(sources, item["summary"]))
