"""How models are shown: lines of a table, and the same as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

    from bot.app.installed import Installed
    from summarizers.catalogue import Entry
    from summarizers.registry import Status

Pair = tuple["Entry", "Installed"]
_GIGA = 10**9
_STATES = {
    "absent": "–",
    "broken": "broken",
    "unlisted": "without hashes",
    "unverified": "not verified yet",
    "verified": "verified",
}


def size(count: int | None) -> str:
    """Return a size in bytes as people read it."""
    if count is None:
        return "?"
    return f"{count / _GIGA:.1f} GB" if count >= _GIGA // 10 else f"{count / 10**6:.0f} MB"


def backend_table(encoder: "Status", backends: Iterable["Status"], *, used: str) -> "Table":
    """Return the encoder and the summarisers as a table; `used` names the one the settings ask for."""
    from rich.table import Table  # noqa: PLC0415  (the rooms load when the command runs)

    table = Table("model", "kind", "status", "found", box=None, pad_edge=False)
    table.add_row(encoder.name, "encoder", "ok" if encoder.ready else "wrong", encoder.detail)
    for backend in backends:
        chosen = "summariser, in use" if backend.name == used else "summariser"
        table.add_row(backend.name, chosen, "ready" if backend.ready else "not set up", backend.detail)
    return table


def catalogue_table(pairs: Sequence[Pair]) -> "Table":
    """Return the catalogue as a table."""
    from rich.table import Column, Table  # noqa: PLC0415

    heads = ("model", "family", "speed", "download", "CPU / GPU", "pinned")
    # what is typed and counted is never shortened
    table = Table(*(Column(head, no_wrap=True) for head in heads), "here", box=None, pad_edge=False)
    for entry, found in pairs:
        table.add_row(
            entry.name,
            entry.family,
            entry.speed,
            size(entry.download_bytes),
            f"{entry.cpu_bytes / _GIGA:.1f} / {entry.gpu_bytes / _GIGA:.1f} GB",
            "yes" if entry.pinned else "no",
            _STATES[found.state],
        )
    return table


def use_table(pairs: Sequence[Pair]) -> "Table":
    """Return what each model is good for and under which licence, as a table."""
    from rich.table import Table  # noqa: PLC0415

    table = Table("model", "licence", "good for", box=None, pad_edge=False)
    for entry, _found in pairs:
        table.add_row(entry.name, f"{entry.licence}, gated" if entry.gated else entry.licence, entry.good_for)
    return table


def problems(pairs: Sequence[Pair]) -> list[str]:
    """Return what is wrong with folders that are there."""
    return [found.problem for _entry, found in pairs if found.problem]


def as_json(encoder: "Status", backends: Iterable["Status"], pairs: Sequence[Pair], *, used: str) -> Mapping[str, Any]:
    """Return all that is shown as one JSON object; sizes in bytes."""
    return {
        "encoder": _status(encoder),
        "summarisers": [_status(backend) | {"in_use": backend.name == used} for backend in backends],
        "models": [_model(entry, found) for entry, found in pairs],
    }


def _status(status: "Status") -> dict[str, Any]:
    return {"name": status.name, "ready": status.ready, "found": status.detail}


def _model(entry: "Entry", found: "Installed") -> dict[str, Any]:
    return {
        **entry.model_dump(mode="json", exclude={"files", "seen_in"}),
        "pinned": entry.pinned,
        "download_bytes": entry.download_bytes,
        "cpu_bytes": entry.cpu_bytes,
        "gpu_bytes": entry.gpu_bytes,
        "state": found.state,
        "folder": str(found.folder) if found.folder else None,
        "problem": found.problem,
    }
