"""GDELT's 15-minute file (Global Knowledge Graph 2.1): a zip in, the rows wanted out. Runs in a worker process.

The file is read line by line and never held as a whole: at most 30 MB packed, 120 MB unpacked, 2 MB a row.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, cast

import pycountry

from bot.domain.article import DropReason
from bot.errors import ParseError
from bot.ingest.items import RawItem, settle
from bot.ingest.values import Feed, Refused
from bot.ingest.wanted import Wanted

MAX_PACKED = 30_000_000
MAX_UNPACKED = 120_000_000
MAX_KEPT = 500
_MAX_ROW = 2_000_000
_COLUMNS = 27
_SEEN, _ADDRESS, _THEMES, _THEMES_2, _PLACES, _PLACES_2, _TRANSLATED, _EXTRAS = 1, 4, 7, 8, 9, 10, 25, 26
_TITLE = re.compile(r"<PAGE_TITLE>(.{1,2000}?)</PAGE_TITLE>", re.DOTALL)
_LANGUAGE = re.compile(r"\bsrclc:([a-z]{2,3})\b")
_NO_COUNTRY = frozenset({b"", b"OS", b"OC"})  # the seas
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)


def read_gkg(body: bytes, *, url: str, wanted: Wanted) -> Feed:
    """Return the rows of the zip `body` that are `wanted`, in its order, at most 500; raise ParseError.

    An entry's title is the page's, `updated` is when GDELT saw the page: it does not say when that was published.
    """
    if len(body) > MAX_PACKED:
        raise ParseError(url, f"more than {MAX_PACKED} bytes", reason=DropReason.TOO_LARGE)
    themes = frozenset(theme.encode() for theme in wanted.themes)
    countries = frozenset(code.encode() for code in wanted.countries)
    items: list[RawItem] = []
    good = broken = beyond = 0
    for line in _lines(body, url):
        fields = line.rstrip(b"\r\n").split(b"\t")
        if len(fields) != _COLUMNS:
            broken += 1
            continue
        good += 1
        if not _is_wanted(fields, themes, countries):
            continue
        if len(items) < MAX_KEPT:
            items.append(_item(fields))
        else:
            beyond += 1
    if broken and not good:
        raise ParseError(url, f"no row has the {_COLUMNS} columns of GKG 2.1", reason=DropReason.UNREADABLE)
    entries, refused = settle(items, base=url)
    notes = ((broken, f"rows without {_COLUMNS} columns"), (beyond, f"rows beyond the first {MAX_KEPT}"))
    told = tuple(Refused(url=url, title="", problem=f"{count} {what}") for count, what in notes if count)
    return Feed(reader="gkg", entries=entries, refused=refused + told)


def _lines(body: bytes, url: str) -> Iterator[bytes]:
    """Give the lines of the one member; its length is counted, whatever the zip claims, its checksum is checked."""
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, _member(archive, url) as member:
            stream = io.BufferedReader(cast("io.RawIOBase", member), 1 << 16)  # it has all that a raw stream has
            while line := stream.readline(min(_MAX_ROW, left) + 1):
                left -= len(line)
                if left < 0 or len(line) > _MAX_ROW:
                    what = f"{MAX_UNPACKED} bytes unpacked" if left < 0 else f"{_MAX_ROW} bytes in a row"
                    raise ParseError(url, f"more than {what}", reason=DropReason.TOO_LARGE)
                yield line
    except _BROKEN as error:
        raise ParseError(url, f"not a readable zip file ({error})"[:200], reason=DropReason.UNREADABLE) from error


def _member(archive: zipfile.ZipFile, url: str) -> IO[bytes]:
    members = archive.infolist()
    if len(members) != 1:
        raise ParseError(url, f"a zip of {len(members)} files, where one is due", reason=DropReason.UNREADABLE)
    if members[0].file_size > MAX_UNPACKED:
        raise ParseError(url, f"more than {MAX_UNPACKED} bytes unpacked", reason=DropReason.TOO_LARGE)
    if members[0].compress_type not in _METHODS:
        raise ParseError(url, "packed in a way that is not read", reason=DropReason.UNREADABLE)
    return archive.open(members[0])


def _is_wanted(fields: list[bytes], themes: frozenset[bytes], countries: frozenset[bytes]) -> bool:
    named = set(fields[_THEMES].split(b";")) | {part.partition(b",")[0] for part in fields[_THEMES_2].split(b";")}
    if not named & themes:
        return False
    places = _countries(fields[_PLACES]) | _countries(fields[_PLACES_2])
    return bool(places & countries) if countries else len(places) >= 2


def _countries(places: bytes) -> set[bytes]:
    """Return the FIPS 10-4 codes in a list of places: the third part of each, which are divided by `#`."""
    parts = (place.split(b"#", 3) for place in places.split(b";"))
    return {part[2] for part in parts if len(part) > 3} - _NO_COUNTRY


def _item(fields: list[bytes]) -> RawItem:
    seen = fields[_SEEN].decode("ascii", "replace")
    title = _TITLE.search(fields[_EXTRAS].decode("utf-8", "replace"))
    language = _LANGUAGE.search(fields[_TRANSLATED].decode("ascii", "replace"))
    return RawItem(
        link=fields[_ADDRESS].decode("utf-8", "replace"),
        title=title.group(1) if title else "",
        updated=f"{seen[:8]}T{seen[8:14]}",
        language=_two_letters(language.group(1)) if language else "en",
    )


@lru_cache(maxsize=256)
def _two_letters(code: str) -> str:
    """Return the two-letter code of a language that GDELT names with three, where it has one."""
    found = pycountry.languages.get(alpha_3=code)
    return str(getattr(found, "alpha_2", code))
