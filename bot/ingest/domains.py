"""Registrable domains: what one publisher owns, whatever host names stand below it. Pure."""

from functools import lru_cache

from courlan import extract_domain


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """Return the registrable domain of `host` (`feeds.mod.gov.pl` → `mod.gov.pl`), in lower case.

    A host under no known public suffix and a literal address stand for themselves.
    """
    name = bare_host(host)
    try:
        found = extract_domain(f"https://{name}/")
    except ValueError:
        found = None
    return str(found).lower() if found else name


def bare_host(host: str) -> str:
    """Return `host` as names are compared: lower case, without brackets and the dot of the root."""
    return host.strip("[]").rstrip(".").lower()
