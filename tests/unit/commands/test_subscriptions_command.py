"""`entente subscriptions`: the words of the chat in a terminal, with the same checks and audit."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.domain.topic import FOREVER, Subscription
from bot.domain.vocabulary import Sector
from bot.store import open_store
from support.values import make_subscription


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ENTENTE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["subscriptions", *words])


def stored(folder: Path, *managed: Subscription) -> tuple[Subscription, ...]:
    async def read() -> tuple[Subscription, ...]:
        store = await open_store(f"sqlite:///{folder / 'entente.db'}")
        if managed:
            await store.upsert_managed(managed)
        found = await store.subscriptions()
        changes = [change.user for change in await store.changes("slack", "C1")]
        await store.close()
        assert set(changes) <= {"operator"}
        return found

    return asyncio.run(read())


def test_without_an_archive_the_list_is_empty(folder: Path) -> None:
    done = call("list")
    assert done.exit_code == 0, done.output
    assert not (folder / "entente.db").exists()


def test_one_is_added_listed_paused_resumed_and_ended(folder: Path) -> None:
    done = call("add", "Pakistan Türkiye drones at 07:30 weekdays", "--channel", "C1", "--zone", "Europe/Istanbul")
    assert done.exit_code == 0, done.output
    assert "Pakistan–Türkiye" in done.output
    (made,) = stored(folder)
    assert (made.timezone, made.topic.sectors, made.owners) == ("Europe/Istanbul", (Sector.UAS,), ())
    assert made.id in call("list").output
    assert (
        "is there already"
        in call("add", "Pakistan Türkiye drones at 07:30", "--channel", "C1", "--zone", "Europe/Istanbul").output
    )
    assert "paused until resumed" in call("pause", "pk-tr").output
    assert stored(folder)[0].paused_until == FOREVER
    assert "next " in call("resume", made.id).output
    assert call("remove", "pk").exit_code == 0
    assert stored(folder) == ()


def test_what_cannot_be_is_said_in_a_line(folder: Path) -> None:
    for words, said in (
        (("add", "qwxyz", "--channel", "C1"), "names a topic"),
        (("add", "Poland", "--channel", "C1", "--zone", "Mars/Olympus"), "no IANA time zone"),
        (("add", "Poland", "--channel", "C1", "--platform", "irc"), "no platform"),
        (("remove", "nobody"), "no one subscription"),
    ):
        done = call(*words)
        assert done.exit_code == 1
        assert said in done.output
        assert "Traceback" not in done.output
    stored(folder, make_subscription("desk", platform="slack", channel="C1"))
    assert "change it there" in call("pause", "desk").output


def test_a_person_is_forgotten(folder: Path) -> None:
    call("add", "Poland at 07:30", "--channel", "C1", "--owner", "U1")
    done = CliRunner().invoke(app, ["forget-person", "U1"])
    assert "1 entries" in done.output
    assert stored(folder)[0].owners == ()


def test_in_teams_the_apps_own_tenant_is_meant_and_a_link_to_a_thread_names_its_channel(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEAMS_TENANT_ID", "7E000000-0000-4000-8000-000000000001")
    place = "19:desk@thread.tacv2;messageid=1700000000001"
    call("add", "Poland at 07:30", "--platform", "teams", "--channel", place, "--owner", "29:ann")
    made = stored(folder)[0]
    assert (made.platform, made.channel) == ("teams", "19:desk@thread.tacv2")
    assert made.workspace == "7e000000-0000-4000-8000-000000000001"
    done = CliRunner().invoke(app, ["forget-person", "29:ann", "--platform", "teams"])
    assert "1 entries" in done.output
    assert stored(folder)[0].owners == ()
