"""GDELT 2.1 in bulk: the file of every quarter of an hour since the last reading, two hours at most."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.domain.article import DropReason
from bot.domain.source import FetchState, Source
from bot.errors import ParseError, SourceError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.asking.tools import Asked, Tools, is_known
from bot.ingest.fips import fips_codes
from bot.ingest.gkg import MAX_PACKED
from bot.ingest.http import Limits
from bot.ingest.urls import same_site
from bot.ingest.values import MAX_ENTRIES, Feed, FeedEntry, Refused
from bot.ingest.wanted import Wanted

DEFAULT_THEMES = (
    "MIL_SELF_IDENTIFIED_ARMS_DEAL",
    "MIL_WEAPONS_PROLIFERATION",
    "MILITARY_COOPERATION",
    "SLFID_MILITARY_BUILDUP",
    "SLFID_MILITARY_SPENDING",
)
MAX_FILES = 8
_QUARTER = timedelta(minutes=15)
_SLACK = timedelta(minutes=30)
_LIST = Limits(max_bytes=65_536, accept="text/plain, */*;q=0.5")
_FILE = Limits(max_bytes=MAX_PACKED, accept="application/zip, */*;q=0.5")
_LINE = re.compile(
    r"^\d{1,12}[ \t]+([0-9a-f]{32})[ \t]+(https?://\S{1,300}/)(\d{14})((?:\.translation)?\.gkg\.csv\.zip)\s*$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest file: when it is of, its MD5, and its address without and after the moment."""

    moment: datetime
    md5: str
    before: str
    after: str

    def url(self, moment: datetime) -> str:
        """Return the address of the file of another quarter of an hour."""
        return f"{self.before}{moment:%Y%m%d%H%M%S}{self.after}"


def newest_file(text: str, *, url: str) -> Newest:
    """Return the newest GKG file that `text`, got from `url`, names; raise ParseError where its site has none there."""
    found = _LINE.search(text)
    if found is None:
        raise ParseError(url, "names no GKG file", reason=DropReason.UNREADABLE)
    md5, before, stamp, after = found.groups()
    try:
        moment = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise ParseError(url, f"names a file of no moment, {stamp}", reason=DropReason.UNREADABLE) from error
    if not same_site(before, url):
        raise ParseError(url, f"names a file of another site, {before[:80]}", reason=DropReason.UNREADABLE)
    return Newest(moment=moment, md5=md5.lower(), before=before, after=after)


def due_files(newest: datetime, state: FetchState) -> tuple[tuple[datetime, ...], int]:
    """Return the moments of the files to read, oldest first, eight at most, and how many older ones are left out.

    Read is what lies behind the newest entry seen; where none says, what lies half an hour behind the last success,
    since a file comes out some minutes after its moment. An entry read twice is known by its id.
    """
    marks = [state.newest_at] if state.newest_at else []
    marks += [state.last_success_at - _SLACK] if state.last_success_at else []
    if not marks:
        return tuple(_back(newest, MAX_FILES)), 0
    missing = max(-((max(marks) - newest) // _QUARTER), 0)
    return tuple(_back(newest, min(missing, MAX_FILES))), max(missing - MAX_FILES, 0)


def _back(newest: datetime, count: int) -> Iterator[datetime]:
    return (newest - _QUARTER * step for step in range(count - 1, -1, -1))


async def ask_gdelt(tools: Tools, source: Source, state: FetchState) -> Asked:
    """Return the rows wanted of every file since the last reading; a file that fails is told, unless all do.

    The newest one, where it fails, is asked for again; an older one is not.
    """
    answer = await tools.fetch_changed(source, state, limits=_LIST)
    if isinstance(answer, NotModified) or is_known(answer, state):
        return answer, None
    newest = newest_file(answer.body.decode("utf-8", "replace"), url=answer.url)
    moments, skipped = due_files(newest.moment, state)
    if not moments:
        return answer, None
    wanted = Wanted(kind="gkg", themes=source.themes or DEFAULT_THEMES, countries=fips_codes(source.countries))
    entries: list[FeedEntry] = []
    refused: list[Refused] = []
    errors: dict[datetime, SourceError] = {}
    for moment in moments:
        try:
            feed = await _file(tools, newest, moment, wanted=wanted)
        except SourceError as error:
            errors[moment] = error
            refused.append(Refused(url=newest.url(moment), title="", problem=error.problem))
            continue
        entries += feed.entries
        refused += feed.refused
    if len(errors) == len(moments):
        raise errors[moments[-1]]
    if skipped:
        problem = f"{skipped} files older than two hours were not read"
        refused.append(Refused(url=newest.url(moments[0] - _QUARTER), title="", problem=problem))
    if len(entries) > MAX_ENTRIES:
        refused.append(Refused(url=answer.url, title="", problem=f"rows beyond the first {MAX_ENTRIES}"))
    said = replace(answer, etag=None, last_modified=None, body=b"") if newest.moment in errors else answer
    return said, Feed(reader="gkg", entries=tuple(entries[:MAX_ENTRIES]), refused=tuple(refused))


async def _file(tools: Tools, newest: Newest, moment: datetime, *, wanted: Wanted) -> Feed:
    """Read one file. Only the newest one's MD5 is told; the checksum inside the zip holds for all."""
    url = newest.url(moment)
    answer: Fetched = await tools.fetch(url, limits=_FILE)
    if moment == newest.moment and hashlib.md5(answer.body, usedforsecurity=False).hexdigest() != newest.md5:
        raise ParseError(url, "does not have the MD5 it was announced with", reason=DropReason.UNREADABLE)
    return await tools.workers.feed(answer.body, url=answer.url, wanted=wanted)
