"""JSON-LD in a page: what its article nodes say. Pure; broken JSON costs its script alone."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from bot.ingest.items import aware
from bot.ingest.plain import plain_line, plain_text
from bot.ingest.values import MAX_AUTHOR, MAX_TEXT, MAX_TITLE

_CAP = 500_000
_SCRIPTS = 50
_NODES = 500
_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|Review|Story", re.IGNORECASE)
_CLOSED = re.compile(r'"isAccessibleForFree"\s*:\s*"?false\b', re.IGNORECASE)
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What JSON-LD says of the article; `closed`: it, or a part of it, is not free; `site` is its publisher's name."""

    headline: str = ""
    body: str = ""
    published: datetime | None = None
    author: str = ""
    site: str = ""
    closed: bool = False


def read_linked(tree: etree._Element) -> Linked:
    """Return what the JSON-LD scripts of `tree` say of the page's article."""
    nodes, closed = _articles(tree)
    closed = closed or any(_says_closed(node) for node in nodes)
    return Linked(
        headline=_first(plain_line(_string(node, "headline"), limit=MAX_TITLE) for node in nodes),
        body="" if closed else _body(nodes),
        published=next((moment for node in nodes if (moment := aware(_string(node, "datePublished")))), None),
        author=_first(_names(node.get("author")) for node in nodes),
        site=_first(_names(node.get("publisher")) for node in nodes),
        closed=closed,
    )


def _articles(tree: etree._Element) -> tuple[list[Mapping[str, Any]], bool]:
    """Return the article nodes, and whether a script of broken JSON says that something is not free."""
    nodes: list[Mapping[str, Any]] = []
    closed = False
    scripts = (one for one in tree.iter("script") if one.text and "ld+json" in (one.get("type") or "").lower())
    for _, script in zip(range(_SCRIPTS), scripts, strict=False):
        text = script.text[:_CAP].strip()
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            closed = closed or bool(_CLOSED.search(text))
            continue
        nodes += [node for _, node in zip(range(_NODES), _nodes(data), strict=False) if _is_article(node)]
    return nodes, closed


def _nodes(data: object) -> Iterator[Mapping[str, Any]]:
    """Yield top-level nodes and those of `@graph` and `mainEntity`."""
    for value in data if isinstance(data, list) else [data]:
        if isinstance(value, dict):
            yield value
            for key in _NESTED:
                yield from _dicts(value.get(key))


def _dicts(value: object) -> Iterator[Mapping[str, Any]]:
    yield from (node for node in (value if isinstance(value, list) else [value]) if isinstance(node, dict))


def _is_article(node: Mapping[str, Any]) -> bool:
    kind = node.get("@type")
    return bool(_ARTICLE_TYPE.search(" ".join(map(str, kind)) if isinstance(kind, list) else str(kind)))


def _says_closed(node: Mapping[str, Any]) -> bool:
    """Return whether the article or its parts are not free; where it says itself that it is, its parts do not count."""
    own = node.get("isAccessibleForFree")
    if own is not None:
        return _is_no(own)
    return any(_is_no(part.get("isAccessibleForFree")) for part in _dicts(node.get("hasPart")))


def _is_no(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() == "false")


def _body(nodes: list[Mapping[str, Any]]) -> str:
    longest = max((_string(node, "articleBody") for node in nodes), key=len, default="")
    return plain_text(longest, limit=MAX_TEXT)


def _string(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""


def _names(value: object) -> str:
    """Return the names in an author or publisher, which may be text, a node or a list of either."""
    found: list[str] = []
    for one in (value if isinstance(value, list) else [value])[:_NAMES]:
        name = one if isinstance(one, str) else _string(one, "name") if isinstance(one, dict) else ""
        if name and not name.lower().startswith(("http://", "https://")):
            found.append(name)
    return plain_line("; ".join(dict.fromkeys(found)), limit=MAX_AUTHOR)


def _first(values: Iterator[str]) -> str:
    return next(filter(None, values), "")
