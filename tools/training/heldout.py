"""Cross-validated figures beside the code: the page on quality shows them, floors are their lower ends."""

import json
from collections.abc import Mapping
from pathlib import Path

EVALS = Path(__file__).resolve().parent.parent.parent / "bot" / "evals"
Figure = tuple[float, float, float]
"""A value and the ends of its 95 % interval."""


def write_held_out(name: str, figures: Mapping[str, Figure]) -> None:
    """Write `figures`, by the keys of measures, to the file `name` that `entente eval` reads."""
    rows = {
        key: {end: round(part, 4) for end, part in zip(("value", "low", "high"), figure, strict=True)}
        for key, figure in sorted(figures.items())
    }
    (EVALS / name).write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
