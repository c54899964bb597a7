"""The activity of a message for Teams: its form, its limits, and that whatever is put in comes out as JSON."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.platform import Payload
from bot.chat.teams.entities import ABSTRACT, ADDRESS, CITATIONS, MAX_TEXT, NAME, SUMMARY, activity_of

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Hello", "wrap": True}]}
CITED = {"name": "Reuters", "abstract": "Talks resumed in Geneva.", "url": "https://example.org/a"}
UTF16_BYTES = 28 * 1024

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
citation = st.dictionaries(st.sampled_from(["name", "abstract", "url", "position"]), anything | st.text(min_size=90))
bodies = st.fixed_dictionaries(
    {},
    optional={
        "ai": st.booleans(),
        "feedback": st.booleans(),
        "markdown": st.booleans(),
        "card": st.just(CARD) | st.just({}),
        "citations": st.none() | st.lists(citation | anything, max_size=CITATIONS + 5),
    },
)
texts = st.text(st.characters(exclude_categories=())) | st.builds(
    lambda part, times: part * times, st.text(min_size=1, max_size=20), st.integers(0, 2_000)
)


def of(text: str, **body: Any) -> dict[str, Any]:
    return activity_of(Payload(text=text, body=body))


def test_a_card_goes_alone_with_what_a_phone_shows_of_it() -> None:
    made = of("Hello", card=CARD)
    assert made == {
        "type": "message",
        "summary": "Hello",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}],
    }


def test_a_payload_without_a_body_is_plain_text() -> None:
    assert of("2 * 3 * 4") == {"type": "message", "text": "2 * 3 * 4", "textFormat": "plain"}


def test_only_what_a_model_wrote_is_labelled() -> None:
    assert "entities" not in of("Hello", card=CARD, ai=False)
    (about,) = of("Hello", card=CARD, ai=True)["entities"]
    assert about == {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
        "additionalType": ["AIGeneratedContent"],
    }


def test_text_names_its_sources_and_a_card_does_not() -> None:
    (about,) = of("Talks resumed [1].", citations=[CITED])["entities"]
    assert "additionalType" not in about
    assert about["citation"] == [
        {"@type": "Claim", "position": 1, "appearance": {"@type": "DigitalDocument", **CITED}},
    ]
    assert "entities" not in of("Talks resumed.", card=CARD, citations=[CITED])


def test_citations_keep_their_own_numbers_once_each() -> None:
    cited = [{**CITED, "position": 3}, {**CITED, "position": 1}, {**CITED, "position": 3}, {"abstract": "nameless"}]
    (about,) = of("[1] [3]", citations=cited)["entities"]
    assert [one["position"] for one in about["citation"]] == [1, 3]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://", "http://[", "x" * 3_000])
def test_a_source_leads_only_to_the_web(url: str) -> None:
    (about,) = of("[1]", citations=[{**CITED, "url": url}])["entities"]
    assert "url" not in about["citation"][0]["appearance"]


def test_people_are_asked_only_where_that_is_wanted() -> None:
    assert "channelData" not in of("Hello", card=CARD)
    assert of("Hello", card=CARD, feedback=True)["channelData"] == {"feedbackLoop": {"type": "default"}}


def test_what_a_phone_shows_is_cut_at_a_word() -> None:
    summary = of("word " * 200, card=CARD)["summary"]
    assert len(summary) <= SUMMARY
    assert summary.endswith("word…")


@given(text=texts, body=bodies)
def test_whatever_is_put_in_comes_out_as_json_within_the_limits(text: str, body: dict[str, Any]) -> None:
    made = of(text, **body)
    encoded = json.dumps(made, ensure_ascii=False, allow_nan=False)
    assert json.loads(encoded.encode("utf-8")) == made
    if "attachments" in made:
        assert "text" not in made
        assert len(made["summary"]) <= SUMMARY
    else:
        assert len(made["text"]) <= MAX_TEXT
        assert len(json.dumps(made["text"], ensure_ascii=False).encode("utf-16-le")) <= UTF16_BYTES
    claims = [claim for about in made.get("entities", ()) for claim in about.get("citation", ())]
    assert len(claims) <= CITATIONS
    for claim in claims:
        shown = claim["appearance"]
        assert 0 < len(shown["name"]) <= NAME
        assert 0 < len(shown["abstract"]) <= ABSTRACT
        assert len(shown.get("url", "")) <= ADDRESS
