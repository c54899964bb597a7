"""What Teams would refuse is found before it is sent."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.teams import limits

TEXT = {"type": "TextBlock", "text": "Words", "wrap": True}
SUBMIT = {"type": "Action.Submit", "title": "Do", "data": {"entente": {"action": "a", "value": "v"}}}
EXECUTE = {"type": "Action.Execute", "title": "Do", "verb": "a", "data": SUBMIT["data"], "fallback": SUBMIT}
FIELD = {"type": "Input.Text", "id": "name", "label": "Name"}


def _card(*body: Any, **fields: Any) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body) or [TEXT], **fields}


def _message(card: dict[str, Any], **fields: Any) -> dict[str, Any]:
    attachment = {"contentType": limits.CARD_TYPE, "content": card}
    return {"type": "message", "summary": "Words", "attachments": [attachment], **fields}


def _row(*actions: Any) -> dict[str, Any]:
    return {"type": "ActionSet", "actions": list(actions)}


RIGHT = [
    _card(TEXT, _row(EXECUTE)),
    _card(TEXT, actions=[EXECUTE] * 6),
    _card({"type": "Container", "items": [TEXT], "id": "a"}, {"type": "ColumnSet", "columns": [
        {"type": "Column", "items": [TEXT]}]}),
    _card({"type": "Image", "url": "data:image/png;base64,AAAA", "altText": "A chart"}),
    _card({"type": "FactSet", "facts": [{"title": "Was", "value": "talks"}]}),
    _card({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Words"}]}),
    _card(FIELD, {"type": "Input.ChoiceSet", "id": "c", "label": "Pick", "wrap": True, "choices": [
        {"title": "A", "value": "a"}]}, {"type": "Input.Toggle", "id": "t", "title": "Late news", "wrap": True}),
    _card({**TEXT, "id": "a"}, _row({"type": "Action.ToggleVisibility", "title": "M", "targetElements": ["a"]})),
    _card(_row({"type": "Action.ShowCard", "title": "More", "card": _card(TEXT, _row(EXECUTE))})),
    _card(_row({"type": "Action.OpenUrl", "title": "Open", "url": "https://example.invalid"})),
    _card(_row(*[EXECUTE] * 6, {**EXECUTE, "mode": "secondary"})),
]  # fmt: skip

WRONG = {
    "version": (_card(version="1.6"), "version '1.6'"),
    "no body": ({"type": "AdaptiveCard", "version": "1.5"}, "without a body"),
    "element": (_card({"type": "CodeBlock"}), "element 'CodeBlock' is not one we send"),
    "wrap": (_card({"type": "TextBlock", "text": "Words"}), "a text without wrap"),
    "empty": (_card({**TEXT, "text": " "}), "text must have 1 to"),
    "long": (_card({**TEXT, "text": "x" * 4_001}), "text must have 1 to"),
    "inside": (_card({"type": "Container", "items": [{"type": "Table"}]}), "element 'Table'"),
    "inline": (_card({"type": "RichTextBlock", "inlines": ["Words"]} | {"inlines": [{"type": "x"}]}), "inline 'x'"),
    "picture": (_card({"type": "Image", "url": "/chart.png", "altText": "A"}), "an image at"),
    "alt": (_card({"type": "Image", "url": "https://example.invalid/a.png"}), "altText must have"),
    "facts": (_card({"type": "FactSet", "facts": []}), "without facts"),
    "ids": (_card({**TEXT, "id": "a"}, {**TEXT, "id": "a"}), "id 'a' used 2 times"),
    "id": (_card({**TEXT, "id": "x" * 129}), "is not 1 to 128 characters"),
    "seven": (_card(_row(*[EXECUTE] * 7)), "7 actions side by side"),
    "seven below": (_card(actions=[EXECUTE] * 7), "7 actions side by side"),
    "none": (_card(_row()), "0 actions side by side"),
    "action": (_card(_row({"type": "Action.Http", "title": "x"})), "action 'Action.Http' is not one we send"),
    "title": (_card(_row({**EXECUTE, "title": "x" * 76})), "title must have"),
    "unnamed": (_card(_row({name: EXECUTE[name] for name in EXECUTE if name != "title"})), "title must have"),
    "tooltip": (_card(_row({**EXECUTE, "tooltip": "x" * 151})), "tooltip must have"),
    "verb": (_card(_row({**EXECUTE, "verb": ""})), "without a verb"),
    "fallback": (_card(_row({**EXECUTE, "fallback": "drop"})), "without an Action.Submit"),
    "other data": (_card(_row({**EXECUTE, "data": {}})), "the fallback sends other data"),
    "address": (_card(_row({"type": "Action.OpenUrl", "title": "x", "url": "javascript:x"})), "opens 'javascript:x'"),
    "toggle": (
        _card(_row({"type": "Action.ToggleVisibility", "title": "M", "targetElements": ["b"]})),
        "'b' is toggled and not there",
    ),
    "shown card": (_card(_row({"type": "Action.ShowCard", "title": "M", "card": {"body": [{"type": "x"}]}})), "'x'"),
    "field": (_card({"type": "Input.Text", "label": "Name"}), "an input without an id"),
    "label": (_card({"type": "Input.Text", "id": "name"}), "label must have"),
    "choices": (_card({"type": "Input.ChoiceSet", "id": "c", "label": "P", "choices": []}), "0 choices"),
    "choices without wrap": (_card({"type": "Input.Toggle", "id": "t", "title": "Late news"}), "without wrap"),
    "same choices": (
        _card({"type": "Input.ChoiceSet", "id": "c", "label": "P", "choices": [{"title": "A", "value": "a"}] * 2}),
        "two choices of one value",
    ),
}


@pytest.mark.parametrize("card", RIGHT)
def test_what_every_client_shows_may_go_out(card: dict[str, Any]) -> None:
    assert limits.problems(_message(card)) == ()


@pytest.mark.parametrize("case", WRONG)
def test_what_a_client_would_not_show_is_named(case: str) -> None:
    card, problem = WRONG[case]
    found = limits.card_problems(card)
    assert any(problem in one for one in found), found


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ({"type": "message"}, "either a card or a text"),
        (_message(_card(), text="Words"), "either a card or a text"),
        (_message(_card(), summary=""), "a summary must have"),
        ({"type": "message", "text": "x" * 12_001}, "text of 12001 characters"),
        ({"type": "message", "text": "語", "more": "x" * 14_400}, "bytes as UTF-16"),
    ],
)
def test_a_message_is_one_thing_with_a_summary_and_not_too_large(message: dict[str, Any], problem: str) -> None:
    assert any(problem in one for one in limits.problems(message))


def test_a_card_stands_below_a_text_that_was_streamed_and_nowhere_else() -> None:
    message = _message(_card(), text="Words", entities=[{"type": "streaminfo", "streamType": "final"}])
    assert limits.problems(message) == ()


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(
    st.text(), inner)))  # fmt: skip
def test_size_counts_two_bytes_for_each_unit_of_utf_16(value: Any) -> None:
    message = {"value": value}
    written = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    assert limits.size(message) == sum(4 if ord(char) > 0xFFFF else 2 for char in written)
