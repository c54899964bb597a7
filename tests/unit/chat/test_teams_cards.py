"""The cards of every kind of message: taken by the SDK's own models, each button named and answered the same way."""

import pytest
from microsoft_teams.cards import AdaptiveCard

from bot.chat.notes import Button
from bot.chat.teams import cards, limits
from support.cardgallery import form_shown, gallery, home_shown
from support.hostilecards import harmless_card, parts_of

GALLERY = gallery()
CARDS = {name: payload.body["card"] for name, payload in GALLERY.items()} | {
    "form": form_shown(),
    "home": home_shown(),
}


@pytest.mark.parametrize("name", GALLERY)
def test_every_kind_of_message_is_harmless_and_small_enough(name: str) -> None:
    harmless_card(GALLERY[name])


@pytest.mark.parametrize("name", CARDS)
def test_the_sdk_takes_every_card_and_leaves_nothing_out(name: str) -> None:
    card = CARDS[name]
    read = AdaptiveCard.model_validate(card)
    again = read.model_dump(by_alias=True, exclude_unset=True, mode="json")
    assert [part.get("type") for part in parts_of(again)] == [part.get("type") for part in parts_of(card)]
    assert [part.get("text") for part in parts_of(again)] == [part.get("text") for part in parts_of(card)]


@pytest.mark.parametrize("name", GALLERY)
def test_every_press_reads_the_same_whether_or_not_a_client_knows_execute(name: str) -> None:
    for action in (part for part in parts_of(GALLERY[name].body["card"]) if part.get("type") == "Action.Execute"):
        told = action["data"][cards.DATA_KEY]
        assert action["verb"] == told["action"]
        assert action["fallback"] == {"type": "Action.Submit", "title": action["title"], "data": action["data"]}


def test_a_menu_whose_address_cannot_be_opened_loses_that_entry_alone() -> None:
    entries = tuple(Button(action="entente_why", label=label, value="v") for label in ("Why this?", "Earlier thread ↗"))
    (row,) = cards.actions((), entries, opens="javascript:alert(1)")
    (shown,) = row["actions"][0]["card"]["body"]
    assert [action["title"] for action in shown["actions"]] == ["Why this?"]
    assert cards.actions((), entries[1:], opens="javascript:alert(1)") == []


def test_more_than_six_buttons_stand_in_rows() -> None:
    buttons = tuple(Button(action="entente_ask", label=f"Ask {number}", value=str(number)) for number in range(13))
    rows = cards.actions(buttons)
    assert [len(row["actions"]) for row in rows] == [6, 6, 1]
    assert limits.card_problems(cards.card(rows)) == ()
