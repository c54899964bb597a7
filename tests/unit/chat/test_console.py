"""The console: threads on the screen, a transcript that survives a kill, keys that are found again."""

import asyncio
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console
from syrupy.assertion import SnapshotAssertion

from bot.chat.console import ConsoleGateway, ConsoleRenderer, console_platform
from bot.chat.platform import Payload, Platform
from bot.chat.transcript import Transcript
from bot.domain.delivery import MessageRef
from bot.domain.ids import StoryId
from bot.errors import DeliveryError
from support.briefs import changed_item, illustrated_brief, shipped_labels, with_items
from support.hostilebriefs import mended
from support.values import NOW, make_delivery_key

LABELS = shipped_labels()


def platform_at(path: Path, screen: io.StringIO) -> Platform:
    """Return a console platform that prints to `screen`, 100 columns wide."""
    console = Console(file=screen, width=100, force_terminal=False, color_system=None)
    return console_platform(LABELS, transcript=path, console=console, now=lambda: NOW)


async def tell(platform: Platform) -> MessageRef:
    """Post the illustrated brief as a thread; return its root."""
    brief = illustrated_brief()
    root = await platform.gateway.post("C1", platform.renderer.root(brief, make_delivery_key()))
    for item in brief.items:
        payload = platform.renderer.reply(brief, item, make_delivery_key(item.story_id))
        await platform.gateway.post("C1", payload, thread=root)
    return root


async def test_the_illustration_on_the_console(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    screen = io.StringIO()
    await tell(platform_at(tmp_path / "t.jsonl", screen))
    assert screen.getvalue() == snapshot


async def test_a_key_is_found_again_in_its_thread_only(tmp_path: Path) -> None:
    platform = platform_at(tmp_path / "t.jsonl", io.StringIO())
    root = await tell(platform)
    again = platform_at(tmp_path / "t.jsonl", io.StringIO()).gateway
    assert again.can_look_up
    assert await again.look_up("C1", make_delivery_key(), since=NOW) == root
    part = make_delivery_key(changed_item().story_id)
    found = await again.look_up("C1", part, since=NOW, thread=root)
    assert found is not None
    assert found.message_id == "m000003"
    assert await again.look_up("C1", part, since=NOW) is None
    assert await again.look_up("C2", part, since=NOW, thread=root) is None
    assert await again.look_up("C1", make_delivery_key("other"), since=NOW, thread=root) is None
    assert await again.look_up("C1", make_delivery_key(), since=NOW + timedelta(seconds=1)) is None


def test_a_torn_last_line_is_ignored_and_repaired(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    transcript = Transcript(path)
    first = transcript.append(key="entente-1", channel="C1", thread=None, text="one", at=NOW)
    whole = path.read_bytes()
    for cut in range(1, len(whole)):
        path.write_bytes(whole + whole[:cut].rstrip(b"\n"))
        assert transcript.lines() == (first,)
    second = transcript.append(key="entente-2", channel="C1", thread=first.id, text="two", at=NOW)
    assert transcript.lines() == (first, second)
    assert [json.loads(line)["key"] for line in path.read_text("utf-8").splitlines()] == ["entente-1", "entente-2"]


async def test_parallel_posts_lose_nothing(tmp_path: Path) -> None:
    gateway = platform_at(tmp_path / "t.jsonl", io.StringIO()).gateway
    notice = ConsoleRenderer(LABELS).notice("hello")
    await asyncio.gather(*(gateway.post("C1", notice) for _ in range(20)))
    lines = Transcript(tmp_path / "t.jsonl").lines()
    assert len({line.id for line in lines}) == 20


async def test_terminal_codes_and_markup_from_outside_do_nothing(tmp_path: Path) -> None:
    screen = io.StringIO()
    console = Console(file=screen, width=300, force_terminal=True, color_system="standard")
    platform = console_platform(LABELS, transcript=tmp_path / "t.jsonl", console=console, now=lambda: NOW)
    item = replace(changed_item(), headline="\x1b[2J\x07[red]Poland[/red] buys\r\nSouth Korea :smile: \u202etanks")
    brief = with_items(illustrated_brief(), item)
    await platform.gateway.post("C1", platform.renderer.reply(brief, item, make_delivery_key()))
    printed = screen.getvalue()
    assert "\x1b[2J" not in printed
    assert "\x07" not in printed
    assert "\u202e" not in printed
    assert "[red]Poland[/red] buys South Korea :smile: tanks" in printed


async def test_a_transcript_that_cannot_be_written_is_a_delivery_error(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    gateway = ConsoleGateway(tmp_path / "folder", console=Console(file=io.StringIO()), now=lambda: NOW)
    with pytest.raises(DeliveryError, match="transcript cannot be written"):
        await gateway.post("C1", ConsoleRenderer(LABELS).notice("hello"))


async def test_a_plain_resend_is_written_and_printed(tmp_path: Path) -> None:
    screen = io.StringIO()
    await platform_at(tmp_path / "t.jsonl", screen).gateway.post("C1", Payload(text="plain words", body={}))
    assert [line.text for line in Transcript(tmp_path / "t.jsonl").lines()] == ["plain words"]
    assert "plain words" in screen.getvalue()


async def test_titles_stay_in_their_language_and_their_direction_to_themselves(tmp_path: Path) -> None:
    screen = io.StringIO()
    platform = platform_at(tmp_path / "t.jsonl", screen)
    titles = ("الرياض توقع عقد شراء طائرات مسيرة", "גרמניה תרכוש מערכות יירוט מישראל")
    items = [replace(changed_item(), headline=title, story_id=StoryId(title)) for title in titles]
    brief = with_items(illustrated_brief(), *items)
    await platform.gateway.post("C1", platform.renderer.root(brief, make_delivery_key()))
    for item in items:
        await platform.gateway.post("C1", platform.renderer.reply(brief, item, make_delivery_key()))
    printed = screen.getvalue()
    assert all(f"\u2068{title}\u2069" in printed for title in titles)
    assert printed.count("\u2068") == printed.count("\u2069")
    for tag in ("CHANGED", "contract", "armoured vehicles"):
        assert tag in printed


def test_corrections_and_reopened_threads_are_told_on_the_console() -> None:
    renderer, brief, item = ConsoleRenderer(LABELS), illustrated_brief(), changed_item()
    wrong = mended(item, "stage was contract, is talks")
    rows = renderer.corrected(brief, wrong, make_delivery_key()).body["plain"].split("\n")
    assert rows[:3] == [
        "Corrected 24 Nov: stage was contract, is talks",
        "talks → contract, about US$6.5bn, 23 Nov 2026",
        "Poland and South Korea sign second K2 tank contract",
    ]
    gone = replace(wrong, withdrawn=True)
    rows = renderer.corrected(brief, gone, make_delivery_key()).body["plain"].split("\n")
    assert rows[0] == "Withdrawn: “Poland and South Korea sign second K2 tank contract”"
    assert rows[1] == "24 Nov: stage was contract, is talks"
    assert "corrected)" in renderer.root(brief, make_delivery_key(), mended=(wrong,)).body["plain"]
    rows = renderer.reopened(brief, item, make_delivery_key()).body["plain"].split("\n")
    assert rows[1:] == ["talks → contract, about US$6.5bn, 23 Nov 2026", "Told here before; that thread is gone."]
