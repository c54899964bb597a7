"""Votes as labelled items: who voted stays out, majorities label, today's reading is held against them."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.article import PageKind
from bot.domain.desk import Complaint, Verdict, Vote
from bot.domain.ids import ArticleId, StoryId, SubscriptionId
from bot.evals.feedback import Archive, labelled_items, scorable, scored
from bot.store import open_store
from support.values import NOW, make_analysis, make_article, make_change, make_story


def vote(user: str, complaint: Complaint | None, story: str = "k2") -> Vote:
    return Vote(
        workspace="T1",
        channel="C1",
        user=user,
        subscription_id=SubscriptionId("desk"),
        story_id=StoryId(f"story-{story}"),
        revision=1,
        verdict=Verdict.USEFUL if complaint is None else Verdict.NOT_USEFUL,
        at=NOW,
        complaint=complaint,
    )


def archive(**fields: Any) -> Archive:
    article = make_article("k2", **fields)
    return Archive(
        stories={StoryId("story-k2"): make_story("k2")},
        articles={ArticleId("article-k2"): article},
        analyses={ArticleId("article-k2"): make_analysis("k2")},
    )


def test_most_votes_label_an_item_and_nobody_is_named() -> None:
    wrong = Complaint.WRONG_STAGE
    (row,) = labelled_items([vote("U1SECRET", wrong), vote("U2", wrong), vote("U3", None)], archive())
    assert row["label"] == "wrong_stage"
    assert row["votes"] == {"useful": 1, "wrong_stage": 2}
    assert row["read"]["stage"] == "contract"
    assert row["text"].startswith("Warsaw and Seoul")
    assert "U1SECRET" not in json.dumps(row)


def test_a_tie_labels_nothing_and_an_unknown_story_is_left_out() -> None:
    (row,) = labelled_items([vote("U1", None), vote("U2", Complaint.OTHER), vote("U3", None, "gone")], archive())
    assert row["label"] is None
    assert scorable([row]) == []


@pytest.mark.parametrize("fields", [{"text_dropped": True, "text": ""}, {"kind": PageKind.RESERVED}])
def test_a_text_that_may_not_be_kept_is_not_in_it(fields: dict[str, Any]) -> None:
    (row,) = labelled_items([vote("U1", None)], archive(**fields))
    assert row["text"] == ""
    assert scorable([row]) == []


@pytest.mark.parametrize(
    ("complaint", "today", "agrees"),
    [
        (None, {"relevance": "core"}, 1),
        (None, {"relevance": "mention"}, 0),
        (Complaint.NOT_RELEVANT, {"relevance": "no"}, 1),
        (Complaint.NOT_RELEVANT, {"relevance": "core"}, 0),
        (Complaint.WRONG_COUNTRY, {"parties": ["KR", "PL"]}, 0),
        (Complaint.WRONG_COUNTRY, {"parties": ["PL"]}, 1),
        (Complaint.WRONG_STAGE, {"stage": "contract"}, 0),
        (Complaint.WRONG_STAGE, {"stage": "talks"}, 1),
    ],
)
def test_todays_reading_is_held_against_the_label(
    complaint: Complaint | None, today: dict[str, Any], agrees: int
) -> None:
    rows = scorable(labelled_items([vote("U1", complaint)], archive()))
    now = {"relevance": "core", "parties": ["KR", "PL"], "stage": "contract", **today}
    (one,) = scored(rows, {"article-k2": now})
    assert (one.agreeing, one.total) == (agrees, 1)
    assert one.said


def test_the_command_writes_the_items_and_skips_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_DATA_DIR", str(tmp_path))
    assert "there is no archive yet" in CliRunner().invoke(app, ["eval", "feedback"]).output

    async def fill(*votes: Vote) -> None:
        store = await open_store(f"sqlite:///{tmp_path / 'entente.db'}")
        await store.save_articles("run", [replace(make_article("k2"), kind=PageKind.RESERVED)])
        await store.save_analyses("run", [make_analysis("k2")])
        await store.save_changes([make_change(make_story("k2"))])
        for one in votes:
            await store.save_vote(one)
        await store.close()

    asyncio.run(fill())
    assert "nobody voted" in CliRunner().invoke(app, ["eval", "feedback"]).output
    asyncio.run(fill(vote("U1", Complaint.DUPLICATE)))
    done = CliRunner().invoke(app, ["eval", "feedback"])
    assert done.exit_code == 0, done.output
    assert "no item has both" in done.output
    (line,) = (tmp_path / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["label"] == "duplicate"
