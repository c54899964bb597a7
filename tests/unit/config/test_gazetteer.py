"""The shipped gazetteer: its form, its codes, and that no name stands for two things."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pycountry
import pytest

from bot import settings
from bot.domain.vocabulary import Sector

OUTSIDE_ISO = {"EU", "NATO", "XK"}  # Kosovo's code is user-assigned
KINDS = {"company", "agency", "force", "ministry", "alliance"}

Rows = tuple[Mapping[str, str], ...]


@pytest.fixture(scope="module")
def organisations() -> Rows:
    return settings.shipped_table("gazetteer/organisations.csv")


@pytest.fixture(scope="module")
def equipment() -> Rows:
    return settings.shipped_table("gazetteer/equipment.csv")


@pytest.fixture(scope="module")
def countries() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = settings.shipped("gazetteer/countries.yaml")["countries"]
    return found


def known(code: str) -> bool:
    return code in OUTSIDE_ISO or pycountry.countries.get(alpha_2=code) is not None


def listed(text: str) -> list[str]:
    return text.split(";") if text else []


def forms(row: Mapping[str, str], *, name: str) -> Iterator[str]:
    yield row[name]
    yield from listed(row["aliases"])


def test_organisations_have_their_columns_and_kinds(organisations: Rows) -> None:
    assert len(organisations) >= 400
    for row in organisations:
        assert list(row) == ["name", "kind", "countries", "parent", "aliases", "ambiguous", "sectors"]
        assert all(isinstance(value, str) and value == value.strip() for value in row.values()), row
        assert row["kind"] in KINDS, row
        assert row["ambiguous"] in {"0", "1"}, row


def test_a_line_of_business_is_at_most_two_sectors(organisations: Rows) -> None:
    for row in organisations:
        business = [Sector(sector) for sector in listed(row["sectors"])]
        assert len(set(business)) == len(business) <= 2, row


def test_equipment_has_its_columns_and_known_sectors(equipment: Rows) -> None:
    assert len(equipment) >= 500
    for row in equipment:
        assert list(row) == ["designation", "sector", "origin", "aliases", "ambiguous"]
        assert all(isinstance(value, str) and value == value.strip() for value in row.values()), row
        assert Sector(row["sector"])
        assert row["ambiguous"] in {"0", "1"}, row
    assert {row["sector"] for row in equipment} >= set(Sector) - {Sector.MRO_SUPPORT, Sector.MATERIALS_INDUSTRY}


def test_every_code_is_a_country_the_eu_or_nato(
    organisations: Rows, equipment: Rows, countries: dict[str, dict[str, Any]]
) -> None:
    used = {code for row in organisations for code in listed(row["countries"])}
    used |= {code for row in equipment for code in listed(row["origin"])}
    assert sorted(code for code in used | set(countries) if not known(code)) == []
    assert used <= set(countries)


def test_companies_forces_and_ministries_have_a_home(organisations: Rows) -> None:
    homeless = [
        r["name"] for r in organisations if not r["countries"] and r["kind"] in {"company", "force", "ministry"}
    ]
    assert homeless == []


def test_parents_are_organisations_of_the_table(organisations: Rows) -> None:
    names = {row["name"] for row in organisations}
    assert [row["name"] for row in organisations if row["parent"] and row["parent"] not in names] == []
    assert [row["name"] for row in organisations if row["parent"] == row["name"]] == []


def test_no_form_stands_in_two_rows(organisations: Rows, equipment: Rows) -> None:
    counted = Counter(form for row in organisations for form in forms(row, name="name"))
    counted.update(form for row in equipment for form in forms(row, name="designation"))
    assert sorted(form for form, times in counted.items() if times > 1) == []


def test_short_forms_are_marked_ambiguous(organisations: Rows, equipment: Rows) -> None:
    rows = [(row, "name") for row in organisations] + [(row, "designation") for row in equipment]
    short = [f for row, name in rows if row["ambiguous"] == "0" for f in forms(row, name=name) if len(f) < 3]
    assert short == []


def test_forms_are_what_a_text_can_hold(organisations: Rows, equipment: Rows) -> None:
    """Brackets, empty forms and double blanks would never be found."""
    rows = [(row, "name") for row in organisations] + [(row, "designation") for row in equipment]
    odd = [f for row, name in rows for f in forms(row, name=name) if not f or set("()[]|") & set(f) or "  " in f]
    assert odd == []


def test_countries_of_note_are_all_there(countries: dict[str, dict[str, Any]]) -> None:
    assert len([code for code in countries if len(code) == 2]) >= 130
    for code, row in countries.items():
        assert set(row) == {"names", "demonyms", "capitals", "leaders"}, code
        assert all(isinstance(form, str) and len(form) > 1 for kind in row.values() for form in kind), code
    assert {"EU", "NATO", "NO", "TW", "XK"} <= set(countries)  # an unquoted NO would be read as false


def test_a_name_or_demonym_stands_for_one_country(countries: dict[str, dict[str, Any]]) -> None:
    counted: dict[str, set[str]] = {}
    for code, row in countries.items():
        for form in (form for kind in row.values() for form in kind):
            counted.setdefault(form.casefold(), set()).add(code)
    assert {form: codes for form, codes in counted.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("Elbit", "IL"),
        ("Hanwha Aerospace", "KR"),
        ("AIDC", "TW"),
        ("Destinus", "NL"),
        ("Baykar", "TR"),
        ("Roshel", "CA"),
    ],
)
def test_companies_of_the_headlines_are_known(organisations: Rows, name: str, home: str) -> None:
    homes = {form: row["countries"] for row in organisations for form in forms(row, name="name")}
    assert homes[name] == home


@pytest.mark.parametrize(
    ("designation", "sector", "origin"),
    [
        ("KAAN", "combat_aircraft", "TR"),
        ("Type 212CD", "submarines", "DE;NO"),
        ("Chunmoo", "artillery", "KR"),
        ("IRIS-T SLM", "air_defence", "DE"),
        ("S-70i", "helicopters", "US;PL"),
        ("MILGEM", "surface_ships", "TR"),
    ],
)
def test_designations_have_sector_and_origin(equipment: Rows, designation: str, sector: str, origin: str) -> None:
    found = {form: row for row in equipment for form in forms(row, name="designation")}[designation]
    assert (found["sector"], found["origin"]) == (sector, origin)
