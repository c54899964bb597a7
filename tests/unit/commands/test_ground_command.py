"""`entente ground`."""

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from bot.commands.ground import register


def run(text: str, tmp_path: Path) -> tuple[int, list[dict[str, object]]]:
    app = typer.Typer()
    register(app)
    app.callback()(lambda: None)
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["ground", str(source), str(target)])
    return done.exit_code, [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_reports_come_in_order_with_spans_in_the_summary(tmp_path: Path) -> None:
    items = [
        {"id": "a", "sources": ["Kyiv got 5 jets."], "summary": "Kyiv got 6 jets."},
        {"id": 2, "sources": [], "summary": ""},
    ]
    status, found = run("".join(json.dumps(item) + "\n" for item in items), tmp_path)
    assert status == 0
    assert found[0]["id"] == "a"
    reason = "number not in sources: 6; sources say 5"
    assert found[0]["flags"] == [{"start": 9, "end": 10, "text": "6", "reason": reason}]
    assert found[0]["sentences"] == [{"text": "Kyiv got 6 jets.", "ok": False, "reasons": [reason]}]
    assert found[1] == {"id": 2, "consistency": 1.0, "sentences": [], "flags": []}


def test_a_bad_line_costs_itself_and_the_status(tmp_path: Path) -> None:
    lines = ['{"id": 1, "sources": [3], "summary": "x"}', "nonsense", '{"id": 3, "sources": ["x"], "summary": "x"}']
    status, found = run("\n".join(lines), tmp_path)
    assert status == 1
    assert [item["id"] for item in found] == [1, None, 3]
    assert "strings" in str(found[0]["error"])
    assert found[2]["consistency"] == 1.0


def test_the_shipped_names_bear_out_other_forms_and_homes(tmp_path: Path) -> None:
    source = "Hanwha Aerospace will deliver 24 howitzers to the Polish army, officials in Warsaw said."
    items = [
        {"id": 1, "sources": [source], "summary": "South Korea will deliver 24 howitzers to Poland."},
        {"id": 2, "sources": [source], "summary": "Poland will deliver 24 howitzers to South Korea."},
        {"id": 3, "sources": [source], "summary": "Hanwha will deliver 24 howitzers to Norway."},
    ]
    _, found = run("".join(json.dumps(item) + "\n" for item in items), tmp_path)
    reasons = [[flag["reason"].split(":")[0] for flag in item["flags"]] for item in found]  # type: ignore[attr-defined]
    assert reasons == [[], ["roles reversed in sources"], ["country not in sources"]]
