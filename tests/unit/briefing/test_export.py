"""Answers taken along: what stands in each form, and that no text from outside breaks out of it."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.export import Form, export
from bot.briefing.export_csv import COLUMNS
from bot.domain.dossier import Dossier, Line, Section, SectionKind
from bot.domain.ids import StoryId
from support.briefs import shipped_labels
from support.dossiers import THREAD, citation, deal_row, empty_dossier, make_dossier

LABELS = shipped_labels()
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            '=HYPERLINK("http://x","y")',
            "@SUM(A1)",
            "-2+3",
            "\t=1",
            "<script>alert(1)</script>",
            "](javascript:alert(1))",
            "<!--",
            "]]>",
            "</style><img src=x onerror=alert(1)>",
            "a\r\n# Heading\n- item",
            "\ud800 lone",
            "\u202eesrever",
            "&lt;b&gt;",
            "`code` *bold* _it_ ~~no~~ | cell",
            "1. first",
            "\ufeff=1",
        ]
    ),
)
ADDRESSES = st.one_of(
    HOSTILE, st.sampled_from(["javascript:alert(1)", "https://[::1", 'https://x.invalid/a b"<>\n)', ""])
)


def hostile(title: str, text: str, outlet: str, url: str) -> Dossier:
    section = Section(kind=SectionKind.STATE, title=title, lines=(Line(text=text, cites=(1, 1, 9), link=url),))
    return make_dossier(
        title=title,
        understood=text,
        sections=(section,),
        deals=(deal_row(text, title=title, designation=text, value=text, quantity=outlet),),
        citations=(citation(1, title=text, outlet=outlet, url=url),),
    )


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute)) is not None]


def test_markdown_is_what_an_analyst_would_paste() -> None:
    section = Section(
        kind=SectionKind.DEALS,
        title="Deals",
        lines=(
            Line(text="Hürkuş: contract, about US$300m", cites=(1, 2), stories=(StoryId("s-1"),), link=THREAD),
            Line(text="2 * embargo_lines", link="https://example.invalid/embargo"),
        ),
        left_out=3,
    )
    known = (citation(2, title="[B]", published=None), citation(1))
    made = make_dossier(sections=(section,), citations=known, understood="Pakistan–Türkiye, drones")
    assert export(made, "md", LABELS) == (
        "# Pakistan–Türkiye\n"
        "\n"
        "Understood as: Pakistan–Türkiye, drones\n"
        "\n"
        "*Machine-compiled from public sources, as of 23 Nov 2026, 06:30 UTC.* 3 stories from 23 Nov 2025 to "
        "23 Nov 2026; 3 sources cover this; the archive has watched without a gap since 19 Oct 2025.\n"
        "\n"
        "## Deals\n"
        "\n"
        "- Hürkuş: contract, about US$300m [\\[1\\]](<https://example.invalid/news/1>)"
        "[\\[2\\]](<https://example.invalid/news/2>)\n"
        "- 2 \\* embargo\\_lines ([page](<https://example.invalid/embargo>))\n"
        "- 3 more not shown\n"
        "\n"
        "## Sources\n"
        "\n"
        "1. [Article 1](<https://example.invalid/news/1>) – Defence ministry, 2 Nov 2026\n"
        "2. [\\[B\\]](<https://example.invalid/news/2>) – Trade press\n"
    )


def test_deals_are_rows_by_the_columns_of_the_register() -> None:
    text = export(make_dossier(), "csv", LABELS)
    assert text.startswith("\ufeffsupplier,recipient,")
    assert text.endswith("\r\n")
    first, second = rows_of(text)
    assert first == {
        "supplier": "Türkiye (TAI)",
        "recipient": "Pakistan",
        "other parties": "",
        "designation": "Hürkuş",
        "number ordered": "12",
        "year of order": "2026",
        "status": "contract",
        "value": "about US$300m",
        "certainty": "both parties' word",
        "sectors": "transport, trainer and special-mission aircraft",
        "first seen": "2026-05-07",
        "last changed": "2026-11-20",
        "sources": "https://example.invalid/news/1 https://example.invalid/news/2",
        "title": "Trainer aircraft",
        "id": "d-1",
    }
    assert second["year of order"] == "", "what is only talked about was not ordered"


def test_json_is_the_whole_dossier_and_the_same_each_time() -> None:
    made = make_dossier()
    text = export(made, "json", LABELS)
    assert text == export(make_dossier(), "json", LABELS)
    body = json.loads(text)
    assert (body["format"], body["version"]) == ("entente-dossier", 1)
    assert [section["kind"] for section in body["sections"]] == [section.kind for section in made.sections]
    assert body["deals"][0]["proofs"][0]["quote"] == "Poland"
    assert body["stories"] == ["s-1", "s-2", "s-3"]
    assert body["asked"]["countries"] == ["PK", "TR"]


def test_a_page_stands_alone_and_each_part_has_an_anchor() -> None:
    page = Page(export(make_dossier(), "html", LABELS))
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(tags)
    assert ("html", {"lang": "en"}) in page.tags
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {"state", "deals", "records", "sources", "source-1", "source-4", "deal-d-1"} <= set(ids)
    assert {link[1:] for link in page.all("href") if link.startswith("#")} <= set(ids)
    assert page.all("src") == []


@pytest.mark.parametrize("form", list(Form))
def test_links_into_chat_are_not_passed_on(form: Form) -> None:
    assert THREAD not in export(make_dossier(), form, LABELS)


@pytest.mark.parametrize("form", list(Form))
def test_an_empty_answer_is_exported_too(form: Form) -> None:
    text = export(empty_dossier(archive_since=None), form, LABELS)
    assert "Pakistan–China" in text or form is Form.CSV
    assert "watched without a gap" not in text


def test_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="docx"):
        export(make_dossier(), "docx", LABELS)


@given(title=HOSTILE, text=HOSTILE, outlet=HOSTILE, url=ADDRESSES)
def test_no_text_breaks_out_of_a_page(title: str, text: str, outlet: str, url: str) -> None:
    made = export(hostile(title, text, outlet, url), "html", LABELS)
    made.encode("utf-8")
    page = Page(made)
    harmless = make_dossier(
        sections=(Section(kind=SectionKind.STATE, title="T", lines=(Line(text="x", cites=(1,)),)),),
        deals=(deal_row(),),
        citations=(citation(1),),
    )
    known = {tag for tag, _ in Page(export(harmless, "html", LABELS)).tags}
    assert {tag for tag, _ in page.tags} <= known
    assert all(not name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert all(re.match(r"#|https?://", link) for link in page.all("href"))


@given(title=HOSTILE, text=HOSTILE, outlet=HOSTILE, url=ADDRESSES)
def test_no_cell_is_a_formula(title: str, text: str, outlet: str, url: str) -> None:
    made = export(hostile(title, text, outlet, url), "csv", LABELS)
    made.encode("utf-8")
    rows = rows_of(made)
    assert len(rows) == 1, "one row, whatever line ends the texts hold"
    assert tuple(rows[0]) == COLUMNS
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for cell in rows[0].values())


@given(title=HOSTILE, text=HOSTILE, outlet=HOSTILE, url=ADDRESSES)
def test_no_text_adds_a_heading_or_a_link_to_markdown(title: str, text: str, outlet: str, url: str) -> None:
    made = export(hostile(title, text, outlet, url), "md", LABELS)
    made.encode("utf-8")
    lines = made.split("\n")
    assert len([line for line in lines if line.startswith("#")]) == 3
    assert len([line for line in lines if line.startswith("- ")]) == 1
    bare = re.sub(r"\\.", "", made)
    assert len(re.findall(r"\]\(", bare)) == len(re.findall(r"\]\(<https?://[^<>\s]*>\)", bare))
    assert not re.search(r"[<](?!https?://)", bare)


@given(title=HOSTILE, text=HOSTILE, outlet=HOSTILE, url=ADDRESSES)
def test_json_holds_every_text_as_it_was(title: str, text: str, outlet: str, url: str) -> None:
    made = export(hostile(title, text, outlet, url), "json", LABELS)
    made.encode("utf-8")
    body = json.loads(made)
    assert body["title"] == re.sub("[\ud800-\udfff]", "\ufffd", title)


def test_an_order_of_long_ago_keeps_its_year() -> None:
    made = make_dossier()
    (point,) = made.series.stages
    earlier = replace(point, at=datetime(2024, 5, 1, tzinfo=UTC))
    both = replace(made, series=replace(made.series, stages=(point, earlier)))
    assert rows_of(export(both, "csv", LABELS))[0]["year of order"] == "2024"
