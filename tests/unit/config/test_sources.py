"""The shipped list of sources: every row by the schema, and the list as a whole by what it promises."""

import csv
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.domain.source import Source
from bot.settings import config_dir, load, load_sources, read_yaml

ROWS: list[dict[str, Any]] = read_yaml(config_dir() / "sources.yaml")["sources"]
SHARED = Path(os.environ.get("ENTENTE_SHARED", Path(__file__).parents[4] / "shared"))
AGENCIES = {
    "us-dod-daily-contracts",
    "dsca-major-arms-sales",
    "european-defence-agency",
    "nato-news",
    "occar",
    "uk-ministry-of-defence",
    "dga",
    "bmvg",
    "fmv",
    "ssb",
    "dapa",
    "japan-atla",
    "india-pib",
    "australia-department-of-defence",
}


@pytest.mark.parametrize("row", ROWS, ids=[str(row.get("id")) for row in ROWS])
def test_a_row_is_valid_unverified_and_says_what_may_be_shown(row: dict[str, Any]) -> None:
    source = Source(**row)
    assert source.verified is False  # nobody has fetched it yet; `sources check --mark` says so in the operator's file
    assert source.terms
    assert (source.quote_chars == 0) == (source.show == "link")
    assert source.quotable_chars <= 400
    if source.terms.startswith("terms not checked"):
        assert source.quotable_chars <= 200
    assert source.kind != "page_list" or not source.enabled or source.selector != "a[href]"


def test_the_list_is_wide_enough() -> None:
    sources = load_sources(load({}))
    enabled = [source for source in sources if source.enabled]
    assert len(sources) >= 90
    assert len(enabled) >= 60
    assert len({source.country for source in enabled} - {"EU", "NATO", "INT"}) >= 30
    assert {source.kind for source in sources} == {
        "feed",
        "sitemap",
        "page_list",
        "gdelt",
        "gdelt_doc",
        "google_news",
    }


def test_the_named_agencies_are_there_as_primary_documents() -> None:
    tiers = {source.id: source.tier for source in load_sources(load({}))}
    assert {name: tiers.get(name) for name in AGENCIES} == dict.fromkeys(AGENCIES, 1)  # type: ignore[call-overload]


def test_no_address_stands_twice() -> None:
    addresses = [source.url.split("://", 1)[1].rstrip("/").lower() for source in load_sources(load({}))]
    assert len(set(addresses)) == len(addresses)


def test_what_reads_many_publishers_at_once_is_off() -> None:
    streams = [source for source in load_sources(load({})) if source.kind in {"gdelt", "gdelt_doc", "google_news"}]
    assert len(streams) == 3
    assert not any(source.enabled for source in streams)
    assert all(source.quotable_chars == 0 for source in streams)


@pytest.mark.corpus
@pytest.mark.skipif(not (SHARED / "corpus" / "feed_leads.csv").exists(), reason="ENTENTE_SHARED holds no leads")
def test_no_address_is_invented() -> None:
    files = (SHARED / "corpus" / "feed_leads.csv", SHARED / "corpus" / "feed_urls.csv")
    rows = [row for file in files for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]
    leads = {row["url"] for row in rows}
    notes = (SHARED / "notes" / "ingestion.md").read_text(encoding="utf-8")
    for source in load_sources(load({})):
        place = urlsplit(source.url)
        assert source.url in leads or f"{place.netloc}{place.path}" in notes, source.id
