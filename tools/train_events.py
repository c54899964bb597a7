"""Learn the event model of `config/weights.json` alone; needs the `dev` extra and ENTENTE_SHARED.

    python tools/train_events.py [--write]

Prints same-event pairs F1 with events unseen; with --write it puts the model fitted on all pairs into the weights.
"""

import json
import os
import sys
from pathlib import Path

from training.events import report_events

from bot.analysis.lexicon import build_lexicon
from bot.analysis.tables import load_tables
from bot.settings import shipped, shipped_table
from summarizers.encoder_quick import QuickEncoder

ROOT = Path(__file__).resolve().parent.parent


def main(argv: list[str]) -> None:
    """Report, and write where asked."""
    shared = Path(os.environ.get("ENTENTE_SHARED", ROOT.parent / "shared"))
    rows = (shared / "eval" / "headlines_dev.jsonl").read_text("utf-8").splitlines()
    model, _ = report_events(
        list(map(json.loads, rows)),
        shared=shared,
        lexicon=build_lexicon(load_tables(shipped, shipped_table)),
        encoder=QuickEncoder(),
    )
    if "--write" in argv:
        path = ROOT / "config" / "weights.json"
        weights = {**json.loads(path.read_text("utf-8")), "event": model}
        path.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
