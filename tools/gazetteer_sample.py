"""Draw the rows of the gazetteer that a second reader checks: the same rows for the same seed and tables.

Usage: python tools/gazetteer_sample.py --seed 1 [--size 150] > sheet.csv
"""

import argparse
import csv
import random
import sys
from collections.abc import Sequence
from typing import TextIO

from bot import settings

TABLES = {"organisations": "name", "equipment": "designation"}
COLUMNS = ("table", "row", "checked", "verdict", "source", "note")


def drawn(names: Sequence[str], *, size: int, seed: int) -> list[str]:
    """Return `size` of the `names` drawn without repetition, all where there are fewer, in the order drawn."""
    return random.Random(seed).sample(list(names), min(size, len(names)))  # noqa: S311 - a sample, not a secret


def write_sheet(out: TextIO, *, size: int, seed: int) -> None:
    """Write an unfilled sheet to `out`: for each row drawn what it says, and blanks for the reader's verdict."""
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow(COLUMNS)
    for table, key in TABLES.items():
        rows = {row[key]: row for row in settings.shipped_table(f"gazetteer/{table}.csv")}
        for name in drawn(list(rows), size=size, seed=seed):
            said = "; ".join(f"{column}={value}" for column, value in rows[name].items() if column != key and value)
            sheet.writerow((table, name, said, "", "", ""))


def main() -> None:
    """Write the sheet for the seed and size of the command line to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--size", type=int, default=150)
    options = parser.parse_args()
    write_sheet(sys.stdout, size=options.size, seed=options.seed)


if __name__ == "__main__":
    main()
