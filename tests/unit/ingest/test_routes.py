"""Which way a request goes: pinned, by the proxy, or nowhere."""

import pytest

from bot.ingest.addresses import AddressRule, ForbiddenAddressError
from bot.ingest.domains import registrable
from bot.ingest.opening import fetch_rules, hosts_of
from bot.ingest.routes import Routes, proxied_hosts
from bot.settings import Settings

LOCAL = ("127.0.0.1", 8080)


def routes(*hosts: str, proxied: bool = True, no_proxy: tuple[str, ...] = ("direct.org",)) -> Routes:
    rule = AddressRule(allow=frozenset({LOCAL}))
    return Routes(rule=rule, proxied=proxied, hosts=proxied_hosts(hosts), no_proxy=no_proxy)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.mod.gov.pl", "mod.gov.pl"),
        ("feeds.feedburner.com", "feedburner.com"),
        ("NEWS.bbc.co.uk.", "bbc.co.uk"),
        ("one.github.io", "one.github.io"),
        ("news.example", "news.example"),
        ("93.184.216.34", "93.184.216.34"),
        ("[2606:2800::1]", "2606:2800::1"),
        ("", ""),
    ],
)
def test_one_publisher_is_what_stands_below_a_public_suffix(host: str, domain: str) -> None:
    assert registrable(host) == domain


@pytest.mark.parametrize("host", ["www.mod.gov.pl", "mod.gov.pl", "feeds.mod.gov.pl", "WWW.mod.gov.pl."])
def test_configured_publishers_pass_by_the_proxy_with_all_their_hosts(host: str) -> None:
    assert routes("www.mod.gov.pl").by_proxy(host, 443)


@pytest.mark.parametrize(
    ("host", "port"),
    [
        ("mon.gov.pl", 443),
        ("gov.pl", 443),
        ("mod.gov.pl.evil.org", 443),
        ("evil-mod.gov.pl", 443),
        ("mod.gov.pl", 8080),
        ("mod.gov.pl", 22),
        ("localhost", 80),
        ("metadata.google.internal", 80),
        ("127.0.0.1", 80),
    ],
)
def test_nothing_else_passes_by_the_proxy(host: str, port: int) -> None:
    with pytest.raises(ForbiddenAddressError):
        routes("www.mod.gov.pl", "metadata.google.internal").by_proxy(host, port)


@pytest.mark.parametrize(
    "host",
    [
        "93.184.216.34",
        "93.184.216.34.",
        "0x5db8d822",
        "1572395042",
        "013556154042",
        "93.12113954",
        "[2606:2800:220:1::1]",
        "[::ffff:5db8:d822]",
        "[fe80::1%eth0]",
    ],
)
def test_literal_addresses_never_pass_by_the_proxy_however_they_are_spelled_or_configured(host: str) -> None:
    with pytest.raises(ForbiddenAddressError, match="literal"):
        routes(host, host.strip("[].")).by_proxy(host, 80)


def test_an_empty_list_lets_nothing_pass() -> None:
    with pytest.raises(ForbiddenAddressError, match="proxy_hosts"):
        routes().by_proxy("www.mod.gov.pl", 443)


@pytest.mark.parametrize("host", ["direct.org", "www.direct.org"])
def test_what_needs_no_proxy_goes_directly_under_the_rule_for_addresses(host: str) -> None:
    assert not routes().by_proxy(host, 443)
    with pytest.raises(ForbiddenAddressError, match="port 22"):
        routes().by_proxy(host, 22)


def test_an_opened_address_goes_directly_and_without_a_proxy_everything_does() -> None:
    assert not routes().by_proxy(*LOCAL)
    assert not routes(proxied=False).by_proxy("www.mod.gov.pl", 443)
    with pytest.raises(ForbiddenAddressError):
        routes(proxied=False).by_proxy("127.0.0.1", 80)


def test_the_rules_hold_the_publishers_of_the_sources_and_what_the_operator_named() -> None:
    settings = Settings(proxy_url="http://proxy.example:3128", proxy_hosts=("CDN.example.org", " "))
    hosts = hosts_of(["https://feeds.mod.gov.pl/a", "http://[broken", "no address"])
    rules = fetch_rules(settings, allow=[LOCAL], hosts=hosts)
    assert rules.proxied_hosts == {"mod.gov.pl", "cdn.example.org"}
    assert rules.allow == {LOCAL}
    assert fetch_rules(Settings()).proxied_hosts == frozenset()
