"""Injection: what sources write is shown as text, wherever it stands in whatever is made of it for Teams."""

import json

import pytest

from support.hostilecards import harmless_card, links_of
from support.injectedcards import ARTICLE, CASES, PLACES, THREAD, story


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", CASES)
def test_a_source_only_writes_text(case: str, place: str) -> None:
    payload = PLACES[place](story(CASES[case]))
    harmless_card(payload)
    assert links_of(payload.body["card"]) <= {ARTICLE, THREAD}
    if place != "copy":
        assert "<at" not in json.dumps(payload.body, ensure_ascii=False) + payload.text
