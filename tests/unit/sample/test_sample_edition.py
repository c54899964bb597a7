"""The sample edition keeps its promises: enough pairs, every kind of drop, three feed forms, dated now."""

import json
from datetime import UTC, datetime, timedelta

import fastfeedparser
import httpx
import pytest

from bot import settings
from bot.errors import ConfigError
from bot.sample.documents import documents
from bot.sample.edition import Edition, edition_from
from bot.sample.server import publish

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_from(settings.shipped("sample/edition.yaml"))


def test_it_has_enough_to_keep_and_every_kind_to_drop(edition: Edition) -> None:
    kept = [item for item in edition.items if item.expect == "kept"]
    dropped = [item.expect for item in edition.items if item.expect != "kept"]
    assert len(kept) >= 12
    assert len(dropped) >= 8
    assert {"not_relevant", "duplicate", "near_copy", "consent"} <= set(dropped)


def test_each_feed_form_parses_and_is_dated_within_two_days(edition: Edition) -> None:
    made = documents(edition, base_url="http://127.0.0.1:1", now=NOW)
    for path in ("/wire.rss", "/bulletin.atom"):
        feed = fastfeedparser.parse(made[path].body)
        assert feed.entries
        for entry in feed.entries:
            assert NOW - timedelta(hours=48) < datetime.fromisoformat(entry.published) < NOW
    items = json.loads(made["/industry.json"].body)["items"]
    assert len(items) + len(fastfeedparser.parse(made["/wire.rss"].body).entries) < len(edition.items)


async def test_it_is_served_on_loopback_alone(edition: Edition) -> None:
    async with publish(edition, now=NOW) as published, httpx.AsyncClient(trust_env=False) as client:
        assert published.host == "127.0.0.1"
        page = await client.get(f"{published.base_url}/articles/norway-type-26.html")
        assert page.status_code == 200
        assert "Type 26" in page.text
        assert (await client.get(f"{published.base_url}/nowhere")).status_code == 404


def test_a_wrong_edition_names_the_field() -> None:
    with pytest.raises(ConfigError, match=r"outlets"):
        edition_from({"items": []})
