"""What a site's tdmrep.json reserves."""

import json

import pytest

from bot.ingest.reservations import is_reserved, read_reservations


def rules(*places: tuple[str, int]) -> str:
    return json.dumps([{"location": place, "tdm-reservation": value} for place, value in places])


@pytest.mark.parametrize(
    ("told", "path", "reserved"),
    [
        (rules(("/", 1)), "/any", True),
        (rules(("/", 0)), "/any", False),
        (rules(("/", 1), ("/press/", 0)), "/press/1", False),
        (rules(("/press/", 0), ("/", 1)), "/news/1", True),
        (rules(("/news", 1)), "/press", False),
        (rules(("/*.pdf$", 1)), "/a/b.pdf", True),
        (rules(("/*.pdf$", 1)), "/a/b.pdf?x=1", False),
        (rules(("/a$", 1)), "/ab", False),
        (rules(("*", 1)), "/any", True),
        (rules(("/same", 0), ("/same", 1)), "/same", True),
        ('{"location": "/", "tdm-reservation": 1}', "/any", True),
        ('[{"location": "/", "tdm-reservation": 7}, 3, {"location": 1}]', "/any", False),
        ("<html>not found</html>", "/any", False),
        ("[" * 100_000, "/any", False),
    ],
)
def test_the_longest_place_decides_and_what_is_broken_reserves_nothing(told: str, path: str, *, reserved: bool) -> None:
    assert is_reserved(read_reservations(told), path) is reserved
