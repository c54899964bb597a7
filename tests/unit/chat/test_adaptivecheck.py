"""The second opinion on cards and messages refuses what the public schema does not know, and nothing else."""

from typing import Any

import pytest

from support.botconnector_activity import problems


def said(text: str = "hello", **fields: Any) -> dict[str, Any]:
    return {"type": "message", "text": text, **fields}


def card(*body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    shown = {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **fields}
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": shown}],
    }


BROKEN: dict[str, dict[str, Any]] = {
    "a newer version": card({"type": "TextBlock", "text": "x"}, version="1.6"),
    "no version": card({"type": "TextBlock", "text": "x"}, version=None),
    "an unknown element": card({"type": "Carousel"}),
    "an unknown property": card({"type": "TextBlock", "text": "x", "colour": "good"}),
    "a text block without text": card({"type": "TextBlock", "text": ""}),
    "a word that is none of the choices": card({"type": "TextBlock", "text": "x", "weight": "bold"}),
    "a flag that is no flag": card({"type": "TextBlock", "text": "x", "wrap": "true"}),
    "an id twice": card({"type": "TextBlock", "text": "x", "id": "a"}, {"type": "TextBlock", "text": "x", "id": "a"}),
    "a fact without value": card({"type": "FactSet", "facts": [{"title": "x"}]}),
    "an unknown action": card(actions=[{"type": "Action.Http", "title": "x"}]),
    "an action without verb": card(actions=[{"type": "Action.Execute", "title": "x"}]),
    "an address that runs": card(actions=[{"type": "Action.OpenUrl", "title": "x", "url": "javascript:1"}]),
    "a broken fallback": card(
        actions=[{"type": "Action.Execute", "title": "x", "verb": "v", "fallback": {"type": "Action.Http"}}]
    ),
    "a choice that is no text": card({"type": "Input.ChoiceSet", "id": "a", "choices": [{"title": "x", "value": 1}]}),
    "an element inside another": card({"type": "Container", "items": [{"type": "Carousel"}]}),
    "too many actions": card(actions=[{"type": "Action.Submit", "title": "x"}] * 7),
    "an empty card": card(),
    "nothing at all": {"type": "message"},
    "another attachment": said(attachments=[{"contentType": "application/x", "content": {}}]),
    "another type": {"type": "event", "text": "x"},
    "an unknown field": said(blocks=[]),
    "a mention that is not in the text": said(
        entities=[{"type": "mention", "text": "<at>A</at>", "mentioned": {"id": "1"}}]
    ),
    "a citation without abstract": said(
        entities=[
            {
                "type": "https://schema.org/Message",
                "@type": "Message",
                "@context": "https://schema.org",
                "citation": [{"@type": "Claim", "position": 1, "appearance": {"name": "x"}}],
            }
        ]
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_what_is_not_known_or_not_whole_is_told(broken: dict[str, Any]) -> None:
    assert problems(broken)


def test_a_card_of_every_known_kind_is_taken() -> None:
    execute = {
        "type": "Action.Execute",
        "title": "Follow",
        "verb": "v",
        "fallback": {"type": "Action.Submit", "title": "F"},
    }
    shown = card(
        {"type": "TextBlock", "text": "x", "id": "the-key", "wrap": True, "weight": "Bolder"},
        {"type": "FactSet", "facts": [{"title": "a", "value": "b"}]},
        {"type": "ColumnSet", "columns": [{"type": "Column", "items": [], "width": "auto"}]},
        {"type": "Input.ChoiceSet", "id": "c", "choices": [{"title": "x", "value": "1"}]},
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "x"}]},
        actions=[execute, {"type": "Action.OpenUrl", "title": "x", "url": "https://example.invalid/"}],
    )
    assert problems({**shown, "summary": "short"}) == ()
