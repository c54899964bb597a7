"""Cards as the public package draws them in a browser: nothing dropped, nothing beyond the width, nothing acting."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.chat.platform import Payload
from bot.chat.teams.cards import Json
from support.cardgallery import answer, form_shown, gallery, home_shown, thread
from support.cardpage import DESKTOP, PHONE, CardPage, Message, Missing, card_page
from support.hostilecards import links_of, parts_of
from support.injectedcards import ARTICLE, CASES, PLACES, THREAD, story

pytestmark = [pytest.mark.browser]


async def _drawn(cards: list[Json], *, width: int, dark: bool, opened: bool) -> list[dict[str, Any]]:
    """Return what is to be seen of each of `cards`, drawn alone."""
    try:
        async with card_page(width=width, dark=dark) as page:
            return [await page.draw([Message(card=card)], opened=opened) for card in cards]
    except Missing as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (PHONE, True), (DESKTOP, False), (DESKTOP, True)])
async def test_every_kind_of_message_is_drawn_whole_at_every_width(width: int, dark: bool) -> None:
    cards = [payload.body["card"] for payload in gallery().values()]
    for name, card, seen in zip(
        gallery(), cards, await _drawn(cards, width=width, dark=dark, opened=True), strict=True
    ):
        assert seen["events"] == [], name
        assert (seen["wide"], seen["cut"], seen["scrolls"]) == ([], [], False), name
        kinds = Counter(part.get("type") for part in parts_of(card))
        assert len(seen["texts"]) == kinds["TextBlock"], name
        assert len(seen["inputs"]) == kinds["Input.Text"], name
        titles = sorted(part["title"] for part in parts_of(card) if str(part.get("type")).startswith("Action."))
        assert sorted(button["seen"] for button in seen["buttons"]) == titles, name
        assert all(button["name"] for button in seen["buttons"]), name
        assert seen["contrast"] >= 4.5, name
        assert set(seen["links"]) == {url for url in links_of(card) if f"({url})" in str(card)}, name
        assert seen["styled"] == [], name


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
async def test_what_sources_write_is_drawn_as_text_within_the_width(width: int) -> None:
    places = {name: PLACES[name] for name in ("root, scheduled", "reply", "history", "answer", "note", "copy")}
    names = [(case, place) for case in CASES for place in places]
    cards = [places[place](story(CASES[case])).body["card"] for case, place in names]
    for name, card, seen in zip(names, cards, await _drawn(cards, width=width, dark=False, opened=True), strict=True):
        assert seen["events"] == [], name
        assert (seen["wide"], seen["cut"], seen["scrolls"]) == ([], [], False), name
        assert set(seen["links"]) <= {ARTICLE, THREAD}, name
        assert seen["styled"] == [], name
        assert len(seen["texts"]) == sum(part.get("type") == "TextBlock" for part in parts_of(card)), name


@pytest.mark.parametrize(("width", "dark"), [(PHONE, True), (DESKTOP, False)])
async def test_forms_and_homes_are_drawn_whole(width: int, dark: bool) -> None:
    cards = [form_shown(), home_shown()]
    for card, seen in zip(cards, await _drawn(cards, width=width, dark=dark, opened=True), strict=True):
        assert seen["events"] == []
        assert (seen["wide"], seen["cut"], seen["scrolls"]) == ([], [], False)
        sets = [part for part in parts_of(card) if part.get("style") == "expanded"]
        assert {choice["title"] for part in sets for choice in part["choices"]} <= set(seen["texts"])
        assert all(button["name"] for button in seen["buttons"])
        assert seen["contrast"] >= 4.5


async def test_the_pictures_of_the_documentation_can_be_drawn(root: Path) -> None:
    folder = root / ".artefacts"
    folder.mkdir(exist_ok=True)
    try:
        async with card_page(width=DESKTOP, scale=1.5) as page:
            await _picture(page, thread(), folder / "teams-thread.png")
            await _picture(page, (answer(),), folder / "teams-answer.png", question="Pakistan Türkiye")
        async with card_page(width=PHONE, dark=True, scale=1.5) as page:
            await _picture(page, thread(), folder / "teams-thread-390.png")
    except Missing as error:
        pytest.skip(str(error))
    for name in ("thread", "answer", "thread-390"):
        assert (folder / f"teams-{name}.png").read_bytes().startswith(b"\x89PNG")


async def _picture(page: CardPage, payloads: tuple[Payload, ...], target: Path, *, question: str = "") -> None:
    asked = [Message(card=None, text=question, who="Alex Reader")] if question else []
    said = [Message(card=one.body["card"], reply=bool(number or question)) for number, one in enumerate(payloads)]
    seen = await page.draw([*asked, *said])
    assert seen["events"] == []
    await page.picture(target)
