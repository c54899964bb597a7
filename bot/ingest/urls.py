"""Canonical addresses: two spellings of one article become one, two articles never do. Pure.

courlan's own stripping is not used: its patterns are open-ended (`ref…`, `cid`, `uid`, `eid`) and can eat the
parameter that tells two articles apart. The trackers here are matched whole, or by prefixes nobody uses for ids.
"""

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from courlan import extract_domain
from w3lib.url import canonicalize_url

from bot.ingest.values import MAX_URL

_PREFIXES = (
    "utm_",
    "pk_",
    "piwik_",
    "mtm_",
    "matomo_",
    "hsa_",
    "oly_",
    "vero_",
    "at_custom",
    "at_medium",
    "at_campaign",
)
# fmt: off
_TRACKERS = frozenset(
    {
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid",
        "ttclid", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc", "_hsmi",
        "__twitter_impression", "wt_mc", "wt_zmc", "cmp", "cmpid", "cmpref", "ncid", "smid", "smtyp", "ocid",
        "xtor", "xtref", "ref_src", "ref_url", "referer_access_token", "ftag", "icid", "ito",
        "partner_tracking", "sr_share", "spm", "ssrc", "guccounter", "guce_referrer", "guce_referrer_sig",
        "traffic_source", "traffic_medium", "rss_id", "at_link", "at_link_id", "at_link_type", "at_format",
        "at_ptr_name", "at_bbc_team",
    }
)
# fmt: on
_CHANNELS = {"rss", "feed", "twitter", "facebook", "linkedin", "newsletter", "email", "social", "share", "push"}
_BY_VALUE = {"ref": {"rss", "feed", "rss-feed"}, "src": _CHANNELS, "source": {"rss", "feed"}, "from": {"rss"}}
"""Parameters that name an article elsewhere and the way to it here."""
# What needs no second look: a host in lower-case ASCII, no port that could be a scheme's own, no escapes, no dot
# segments, and a query of plain pairs. Most addresses in feeds are so.
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PORT = "(?::(?!(?:80|443)/)(?:[1-9][0-9]{1,3}|[1-5][0-9]{4}))?"
_PATH = r"/(?!\.)(?:[A-Za-z0-9_~,-]|\.|/(?!\.))*"
_PAIR = "[A-Za-z0-9_.-]+=[A-Za-z0-9_.~-]*"
_PLAIN = re.compile(rf"(https?://{_LABEL}(?:\.{_LABEL})*{_PORT}{_PATH})(?:\?({_PAIR}(?:&{_PAIR})*))?").fullmatch
_DEFAULT_PORT = re.compile(r"^(http://[^/?#]*?):80(?=[/?#]|$)|^(https://[^/?#]*?):443(?=[/?#]|$)")


def is_web(url: str) -> bool:
    """Return whether `url` is an absolute http or https address of usable length, with a port that can be."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number up to 65535
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url) <= MAX_URL
    except ValueError:
        return False


def resolve_link(base: str, link: str) -> str:
    """Return `link` as seen from `base`; "" where no web address comes of it."""
    try:
        joined = urljoin(base, link.strip())
    except ValueError:
        return ""
    return joined if is_web(joined) else ""


def canonical(url: str) -> str:
    """Return the one spelling of `url`: host in lower-case ASCII, no default port, fragment or tracker, sorted query.

    Idempotent. What is no web address comes back unchanged.
    """
    plain = _PLAIN(url) if len(url) <= MAX_URL else None
    if plain is None:
        return canonical_anyhow(url)
    address, query = plain.groups()
    if query is None:
        return url
    kept = [pair for pair in query.split("&") if not _is_tracker(pair)]
    if len(kept) > 1:
        kept.sort(key=_name_and_value)
    return f"{address}?{'&'.join(kept)}" if kept else address


def canonical_anyhow(url: str) -> str:
    """Return what `canonical` returns, by the long way that every address can go."""
    text = url.strip()
    if not is_web(text):
        return url
    for _round in range(4):  # w3lib needs a second look at what it decoded
        step = _once(text)
        if step == text or not is_web(step):
            break
        text = step
    return text


def same_site(one: str, other: str) -> bool:
    """Return whether two addresses belong to one registrable domain, or to the very same host."""
    try:
        if urlsplit(one).netloc == urlsplit(other).netloc:
            return True
        domain = extract_domain(one)
        return domain is not None and domain == extract_domain(other)
    except ValueError:
        return False


def _once(url: str) -> str:
    try:
        spelled = canonicalize_url(url, keep_blank_values=True, keep_fragments=False)
    except (ValueError, UnicodeError):
        spelled = url
    spelled = _DEFAULT_PORT.sub(lambda found: found.group(1) or found.group(2), spelled)
    parts = urlsplit(spelled)
    kept = [pair for pair in parts.query.split("&") if pair and not _is_tracker(pair)]
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", "&".join(kept), ""))


def _name_and_value(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return name, value


def _is_tracker(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    return name in _TRACKERS or name.startswith(_PREFIXES) or value.lower() in _BY_VALUE.get(name, ())
