"""What is shown to one person remembers the channel it belongs to, in every button and nowhere else."""

from bot.chat.platform import Payload
from bot.chat.teams.cards import card, execute, line
from bot.chat.teams.handlers_read import pressed_of
from bot.chat.teams.origins import stamped

CHANNEL = "19:desk@thread.tacv2"
BODY = [line("Subscribe?"), {"type": "ActionSet", "actions": [execute("Confirm", "entente_confirm", "draft")]}]


def test_every_button_says_where_it_belongs_also_the_one_for_older_clients() -> None:
    made = stamped(Payload(text="Subscribe?", body={"card": card(BODY), "ai": False}), CHANNEL)
    button = made.body["card"]["body"][1]["actions"][0]
    for sent in (button["data"], button["fallback"]["data"]):
        pressed = pressed_of({"type": "message", "value": sent})
        assert pressed is not None
        assert (pressed.at, pressed.value) == (CHANNEL, "draft")
    assert made.body["card"]["body"][0] == BODY[0]
    assert made.body["ai"] is False


def test_what_is_shown_elsewhere_says_above_all_where_it_belongs_and_keeps_its_key_first() -> None:
    keyed = [{**BODY[0], "id": "entente-1"}, *BODY[1:]]
    made = stamped(Payload(text="Subscribe?", body={"card": card(keyed)}), CHANNEL, name="Sea *power*")
    place, first, *_ = made.body["card"]["body"]
    assert place["text"] == "In Sea ∗power∗"
    assert (place["id"], place["wrap"], first) == ("entente-1", True, BODY[0])
    assert made.text == "Sea *power*: Subscribe?"


def test_a_text_says_where_it_belongs_too() -> None:
    assert stamped(Payload(text="gone", body={}), CHANNEL, name="Sea") == Payload(text="Sea: gone", body={})


def test_a_text_has_nothing_to_press() -> None:
    assert stamped(Payload(text="…", body={}), CHANNEL) == Payload(text="…", body={})
