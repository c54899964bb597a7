"""Floors: what each figure must not fall below, committed beside the code."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import ConfigError
from bot.evals.measures import Measure

FLOORS = Path(__file__).with_name("floors.json")
HELD_OUT = Path(__file__).with_name("held_out.json")


def read_floors(path: Path = FLOORS) -> Mapping[str, float]:
    """Return the floors by key; raise ConfigError where the file is missing or holds anything but numbers."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(path.name, "cannot be read", hint="write it with `entente eval --set-floors`") from error
    if not isinstance(held, dict) or not all(_is_number(value) for value in held.values()):
        raise ConfigError(path.name, "holds something else than figures by name")
    return held


def read_held_out(path: Path = HELD_OUT) -> Mapping[str, float]:
    """Return the lower ends of the cross-validated intervals by key, as the training script wrote them."""
    try:
        return {key: float(figure["low"]) for key, figure in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(path.name, "cannot be read", hint="run tools/train_analysis.py --write") from error


def raised(
    measures: Sequence[Measure], before: Mapping[str, float], held_out: Mapping[str, float]
) -> Mapping[str, float]:
    """Return the floors: the lower end of the cross-validated interval, else of the interval measured, to three digits.

    A floor only rises: one that stood higher before stays.
    """
    ends = {measure.key: min(held_out.get(measure.key, measure.ours.low), measure.ours.low) for measure in measures}
    floors = {key: math.floor(end * 1000) / 1000 for key, end in ends.items()}
    return dict(sorted({key: max(floor, before.get(key, floor)) for key, floor in floors.items()}.items()))


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


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
