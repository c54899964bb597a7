"""What is shown to one person remembers the channel it belongs to, in every button and nowhere else."""

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.platform import Payload
from bot.chat.teams.cards import card, execute, line
from bot.chat.teams.origins import origin_of, stamped

CHANNEL = "19:desk@thread.tacv2"
BODY = [line("Subscribe?"), {"type": "ActionSet", "actions": [execute("Confirm", "entente_confirm", "draft")]}]


def test_every_button_says_where_it_belongs_also_the_one_for_older_clients() -> None:
    made = stamped(Payload(text="Subscribe?", body={"card": card(BODY), "ai": False}), CHANNEL)
    button = made.body["card"]["body"][1]["actions"][0]
    assert origin_of(button["data"]) == origin_of(button["fallback"]["data"]) == CHANNEL
    assert button["data"]["entente"]["value"] == "draft"
    assert made.body["card"]["body"][0] == BODY[0]
    assert made.body["ai"] is False


def test_a_text_has_nothing_to_press() -> None:
    assert stamped(Payload(text="…", body={}), CHANNEL) == Payload(text="…", body={})


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner)))
def test_whatever_comes_back_is_a_channel_or_none(sent: object) -> None:
    assert isinstance(origin_of({"entente": sent}), str)
    assert origin_of({}) == ""
    assert origin_of({"entente": {"at": "x" * 301}}) == ""
