"""What a page says about itself in its head: dates, canonical address, language, walls and opt-outs. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from bot.ingest.items import aware, language_code
from bot.ingest.plain import clean, plain_line, plain_text
from bot.ingest.urls import canonical, is_web, resolve_link, same_site
from bot.ingest.values import MAX_TEXT, MAX_TITLE

_LD_CAP = 500_000
_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|Review|Story", re.IGNORECASE)
_CLOSED = re.compile(r'"isAccessibleForFree"\s*:\s*"?false\b', re.IGNORECASE)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """`body` is JSON-LD's articleBody; `closed`: the publisher marks the text as not free; `opted_out`: reserves it."""

    canonical: str | None = None
    title: str = ""
    body: str = ""
    published: datetime | None = None
    date_origin: str | None = None
    language: str | None = None
    closed: bool = False
    opted_out: bool = False


def read_head(tree: etree._Element, *, url: str) -> Head:
    """Return what the page `tree`, fetched from `url`, says about itself."""
    meta = _metas(tree)
    nodes, closed = _linked_data(tree)
    published, origin = _date(nodes, meta)
    robots = {rule.strip().lower() for rule in meta.get("robots", "").split(",")}
    return Head(
        canonical=_canonical(tree, meta, url),
        title=_headline(nodes) or plain_line(meta.get("og:title", ""), limit=MAX_TITLE),
        body="" if closed else _body(nodes),
        published=published,
        date_origin=origin,
        language=language_code(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
        or language_code(meta.get("og:locale", "") or meta.get("content-language", "")),
        closed=closed,
        opted_out="noai" in robots or meta.get("tdm-reservation", "").strip() == "1",
    )


def _metas(tree: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content")
        if name and content:
            found.setdefault(name.strip().lower(), clean(content).strip())
    return found


def _linked_data(tree: etree._Element) -> tuple[list[Mapping[str, Any]], bool]:
    """Return the article nodes of JSON-LD, and whether one (or, in broken JSON, any text) says it is not free."""
    nodes: list[Mapping[str, Any]] = []
    closed = False
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        text = script.text[:_LD_CAP].strip()
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            closed = closed or bool(_CLOSED.search(text))
            continue
        nodes += [node for node in _nodes(data) if _is_article(node)]
    return nodes, closed or any(_says_no(node.get("isAccessibleForFree")) for node in nodes)


def _nodes(data: object) -> Iterator[Mapping[str, Any]]:
    """Yield top-level nodes and those of `@graph` and `mainEntity`."""
    for value in data if isinstance(data, list) else [data]:
        if isinstance(value, dict):
            yield value
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                inner = value.get(key)
                yield from (node for node in (inner if isinstance(inner, list) else [inner]) if isinstance(node, dict))


def _headline(nodes: list[Mapping[str, Any]]) -> str:
    lines = (plain_line(_string(node, "headline"), limit=MAX_TITLE) for node in nodes)
    return next(filter(None, lines), "")


def _body(nodes: list[Mapping[str, Any]]) -> str:
    longest = max((_string(node, "articleBody") for node in nodes), key=len, default="")
    return plain_text(longest, limit=MAX_TEXT)


def _string(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""


def _is_article(node: Mapping[str, Any]) -> bool:
    kind = node.get("@type")
    return bool(_ARTICLE_TYPE.search(" ".join(map(str, kind)) if isinstance(kind, list) else str(kind)))


def _says_no(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() == "false")


def _date(nodes: list[Mapping[str, Any]], meta: Mapping[str, str]) -> tuple[datetime | None, str | None]:
    for node in nodes:
        value = node.get("datePublished")
        moment = aware(value) if isinstance(value, str) else None
        if moment is not None:
            return moment, "json-ld"
    for name in _META_DATES:
        moment = aware(meta.get(name))
        if moment is not None:
            return moment, "meta"
    return None, None


def _canonical(tree: etree._Element, meta: Mapping[str, str], url: str) -> str | None:
    links = (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    for href in (next(links, None), meta.get("og:url")):
        address = resolve_link(url, href) if href else ""
        if address and (not is_web(url) or same_site(address, url)):
            return canonical(address)
    return None
