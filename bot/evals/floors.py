"""Floors: what each figure must not fall below, committed beside the code."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import ConfigError
from bot.evals.bootstrap import Interval
from bot.evals.measures import Measure

FLOORS = Path(__file__).with_name("floors.json")
HELD_OUT: Mapping[str, str] = {
    "held_out.json": "tools/train_analysis.py",
    "held_out_summaries.json": "tools/train_salience.py",
    "held_out_grounding.json": "tools/train_grounding.py",
}
"""Files of cross-validated figures, and the script that writes each with --write."""


def read_floors(path: Path = FLOORS) -> Mapping[str, float]:
    """Return the floors by key; raise ConfigError where the file is missing or holds anything but numbers."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(path.name, "cannot be read", hint="write it with `entente eval --set-floors`") from error
    if not isinstance(held, dict) or not all(_is_number(value) for value in held.values()):
        raise ConfigError(path.name, "holds something else than figures by name")
    return held


def read_held_out(folder: Path = FLOORS.parent) -> Mapping[str, Interval]:
    """Return the cross-validated figures by key, as the training scripts wrote them; a missing file holds none.

    Raise ConfigError where a file is not `{key: {"value": …, "low": …, "high": …}}`.
    """
    held: dict[str, Interval] = {}
    for name, script in HELD_OUT.items():
        if (folder / name).is_file():
            held |= _held_out(folder / name, script=script)
    return held


def raised(
    measures: Sequence[Measure], before: Mapping[str, float], held_out: Mapping[str, Interval]
) -> Mapping[str, float]:
    """Return the floors: the lower end of the cross-validated interval, else of the interval measured, to three digits.

    A floor only rises: one that stood higher before stays, and so does that of what was not measured.
    """
    ends = {measure.key: measure.ours.low for measure in measures}
    ends |= {key: min(held_out[key].low, low) for key, low in ends.items() if key in held_out}
    floors = {key: math.floor(end * 1000) / 1000 for key, end in ends.items()}
    risen = {key: max(floor, before.get(key, floor)) for key, floor in floors.items()}
    return dict(sorted({**before, **risen}.items()))


def write_floors(floors: Mapping[str, float], path: Path = FLOORS) -> None:
    """Write the floors."""
    path.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")


def below(measures: Sequence[Measure], floors: Mapping[str, float]) -> tuple[str, ...]:
    """Return a line for every measure under its floor or without one; floors not measured are left alone."""
    lines = []
    for measure in measures:
        floor = floors.get(measure.key)
        if floor is None:
            lines.append(f"{measure.key}: has no floor")
        elif not measure.ours.value >= floor:
            lines.append(f"{measure.key}: {measure.ours.value:.3f} is below its floor {floor:.3f}")
    return tuple(lines)


def _held_out(path: Path, *, script: str) -> dict[str, Interval]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8")).items()
        return {key: Interval(**{end: float(row[end]) for end in ("value", "low", "high")}) for key, row in rows}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(path.name, "cannot be read", hint=f"run {script} --write") from error


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
