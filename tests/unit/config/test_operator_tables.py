"""The operator's tables: disputed names and flags, embargoes."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.app.building import check_settings
from bot.app.operator_tables import disputed, disputed_from, embargoes_from, embargoes_of
from bot.app.reading import labels_of
from bot.chat.phrases import flags
from bot.errors import ConfigError
from bot.settings import Settings

ROW = {"country": "ZZ", "by": "UN Security Council", "link": "https://example.org/zz", "as_of": date(2026, 11, 1)}


def test_the_shipped_tables_draw_no_disputed_flag_and_name_no_embargo() -> None:
    assert {place.code for place in disputed() if not place.flag} == {"EH", "PS", "TW", "XK"}
    assert embargoes_of(Settings()) == ()


def test_no_flag_is_drawn_where_the_operator_wants_none() -> None:
    labels = labels_of()
    assert flags(("TW", "US"), labels.flagless) == "TW 🇺🇸"
    assert flags(("PL", "KR"), labels.flagless) == "🇵🇱🇰🇷"


def test_names_are_chosen_by_language() -> None:
    (place,) = disputed_from({"places": {"XK": {"flag": True, "names": {"en": "Kosovo*"}}}}, "disputed.yaml")
    assert (place.flag, place.names) == (True, {"en": "Kosovo*"})


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"places": []},
        {"places": {"Kosovo": {"flag": False}}},
        {"places": {"XK": {"flag": "no"}}},
        {"places": {"XK": {"flag": False, "colour": "red"}}},
        {"places": {"XK": {"flag": False, "names": {"en": ""}}}},
    ],
)
def test_a_wrong_row_of_names_is_named(raw: Any) -> None:
    with pytest.raises(ConfigError, match="disputed"):
        disputed_from(raw, "disputed.yaml")


def test_an_embargo_is_read_with_its_day_and_link() -> None:
    (row,) = embargoes_from({"embargoes": [{**ROW, "note": "  all   arms "}]}, "embargoes.yaml")
    assert (row.country, row.as_of, row.note) == ("ZZ", date(2026, 11, 1), "all arms")


def test_a_start_refuses_a_table_of_ones_own_that_is_wrong(tmp_path: Path) -> None:
    table = tmp_path / "embargoes.yaml"
    table.write_text("embargoes: [{country: ZZ, by: somebody}]", encoding="utf-8")
    with pytest.raises(ConfigError, match="as_of"):
        check_settings(Settings(data_dir=tmp_path, embargoes_file=table))
    table.write_text("embargoes: []", encoding="utf-8")
    check_settings(Settings(data_dir=tmp_path, embargoes_file=table))


@pytest.mark.parametrize(
    "change", [{"country": "ZZZ"}, {"link": "ftp://example.org"}, {"as_of": "soon"}, {"by": ""}, {"verdict": "bad"}]
)
def test_a_wrong_embargo_is_named(change: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"embargoes\[0\]"):
        embargoes_from({"embargoes": [{**ROW, **change}]}, "embargoes.yaml")
