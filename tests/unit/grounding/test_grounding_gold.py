"""Grounding beside the plain baselines on the public votes; needs the folder ENTENTE_SHARED names."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from summarizers.grounding import check

SHARED = Path(os.environ.get("ENTENTE_SHARED", Path(__file__).parents[4] / "shared")) / "eval"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (SHARED / "score.py").exists(), reason="ENTENTE_SHARED holds no eval/score.py"),
]


def scores(kind: str, gold: Path, lines: list[dict[str, object]], tmp_path: Path) -> dict[str, float]:
    answers = tmp_path / "answers.jsonl"
    answers.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SHARED / "score.py"), kind, str(gold), str(answers)],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name: float(value) for name, value in (line.split(": ") for line in done.stdout.splitlines())}


def test_hallucinated_entities_are_found_better_than_by_plain_lookup(tmp_path: Path) -> None:
    gold = SHARED / "grounding_entfa_dev.json"
    lines: list[dict[str, object]] = []
    for place, item in enumerate(json.loads(gold.read_text(encoding="utf-8"))):
        flags = check([item["source"]], item["prediction"]).flags
        lines.append({"id": str(place), "flags": [{"start": flag.start, "end": flag.end} for flag in flags]})
    found = scores("entfa", gold, lines, tmp_path)
    assert found["f1"] >= found["f1.lookup"]


@pytest.mark.parametrize("name", ["cnndm", "xsum"])
def test_consistency_follows_human_votes_better_than_word_pairs(name: str, tmp_path: Path) -> None:
    gold = SHARED / f"grounding_qags_{name}_dev.jsonl"
    lines: list[dict[str, object]] = []
    for place, row in enumerate(gold.read_text(encoding="utf-8").splitlines()):
        item = json.loads(row)
        summary = " ".join(sentence["sentence"] for sentence in item["summary_sentences"])
        lines.append({"id": str(place), "consistency": check([item["article"]], summary).consistency})
    found = scores("qags", gold, lines, tmp_path)
    assert found["pearson"] >= found["pearson.bigrams"]
    assert statistics.pstdev(float(str(line["consistency"])) for line in lines) > 0
