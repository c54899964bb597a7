"""What a page says about itself in its head: dates, canonical address, language, walls and opt-outs. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from bot.ingest.boilerplate import without_site
from bot.ingest.items import aware, language_code
from bot.ingest.linked import Linked, read_linked
from bot.ingest.plain import clean, plain_line
from bot.ingest.reading import is_front
from bot.ingest.urls import canonical, is_web, resolve_link, same_site
from bot.ingest.values import MAX_AUTHOR, MAX_TITLE

_META_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date.issued",
    "dc.date.issued",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "pubdate",
    "cxenseparse:recs:publishtime",
)
_META_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl")
_META_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_METAS = 500
_HEADINGS = 3
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OWN_HEADING = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """`body` is JSON-LD's articleBody; `closed`: the publisher marks the text as not free; `opted_out`: reserves it.

    `sites` are the names the publisher goes by; `amp`: a page in that format says so of itself.
    """

    canonical: str | None = None
    title: str = ""
    body: str = ""
    published: datetime | None = None
    date_origin: str | None = None
    author: str | None = None
    language: str | None = None
    sites: tuple[str, ...] = ()
    closed: bool = False
    opted_out: bool = False
    amp: bool = False


def read_head(tree: etree._Element, *, url: str) -> Head:
    """Return what the page `tree`, fetched from `url`, says about itself."""
    meta = _metas(tree)
    linked = read_linked(tree)
    published, origin = _date(linked, meta)
    sites = tuple(dict.fromkeys(filter(None, (*(meta.get(name, "") for name in _META_SITES), linked.site))))
    return Head(
        canonical=_canonical(tree, meta, url),
        title=_title(tree, linked.headline or meta.get("og:title", ""), sites=sites, url=url),
        body=linked.body,
        published=published,
        date_origin=origin,
        author=linked.author or _author(meta),
        language=language_code(tree.get("lang") or tree.get(_XML_LANG) or "")
        or language_code(meta.get("og:locale", "") or meta.get("content-language", "")),
        sites=sites,
        closed=linked.closed or _closed(meta),
        opted_out=opted_out(meta),
        amp="amp" in tree.attrib or "⚡" in tree.attrib,
    )


def opted_out(meta: Mapping[str, str]) -> bool:
    """Return whether a page's meta tags reserve its text against machine use."""
    robots = {rule.strip().lower() for rule in meta.get("robots", "").split(",")}
    return "noai" in robots or meta.get("tdm-reservation", "").strip() == "1"


def _closed(meta: Mapping[str, str]) -> bool:
    tier, free = meta.get("article:content_tier", ""), meta.get("isaccessibleforfree", "")
    return tier.lower() == "locked" or free.lower() == "false"


def _metas(tree: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, element in zip(range(_METAS), tree.iter("meta"), strict=False):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content")
        if name and content:
            found.setdefault(name.strip().lower(), clean(content).strip())
    return found


def _title(tree: etree._Element, named: str, *, sites: tuple[str, ...], url: str) -> str:
    """Return the title `named` in the head, else the page's heading or `<title>`, without the site's name behind it.

    A heading of the page that stands at the beginning of the title, a separator behind it, is the title itself.
    """
    headings = [heading for one in _some(tree, "h1", _HEADINGS) if (heading := _inner(one))]
    title = plain_line(named, limit=MAX_TITLE)
    if not title:
        title = next((inner for one in _some(tree, "title", 1) if (inner := _inner(one))), "")
        if not title:
            return headings[0] if headings else ""
    for heading in headings:
        rest = title[len(heading) :].strip()
        if (
            len(heading) >= _OWN_HEADING
            and title.startswith(heading)
            and rest[:1] in {"-", "–", "—", "|", "ㅣ", "·", ":"}
        ):
            return heading
    return without_site(title, names=sites, url=url)


def _some(tree: etree._Element, tag: str, count: int) -> list[etree._Element]:
    return [one for _, one in zip(range(count), tree.iter(tag), strict=False)]


def _inner(element: etree._Element) -> str:
    return plain_line("".join(element.itertext()), limit=MAX_TITLE)


def _author(meta: Mapping[str, str]) -> str | None:
    names = (plain_line(meta.get(name, ""), limit=MAX_AUTHOR) for name in _META_AUTHORS)
    return next((name for name in names if name and "://" not in name), None)


def _date(linked: Linked, meta: Mapping[str, str]) -> tuple[datetime | None, str | None]:
    if linked.published is not None:
        return linked.published, "json-ld"
    for name in _META_DATES:
        moment = aware(meta.get(name))
        if moment is not None:
            return moment, "meta"
    return None, None


def _canonical(tree: etree._Element, meta: Mapping[str, str], url: str) -> str | None:
    """Return where the page says it lives: on the same registrable domain, and never a front page."""
    links = (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower().strip() == "canonical")
    for href in (next(links, None), meta.get("og:url")):
        address = resolve_link(url, href) if href else ""
        if address and not is_front(address) and (not is_web(url) or same_site(address, url)):
            return canonical(address)
    return None
