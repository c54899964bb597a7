"""The option `--allow-address`, the same for every command that fetches."""

from typing import Annotated

import typer

Allowed = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-address",
        metavar="HOST:PORT",
        help="Lift the address, port and gap rules for this one address. May be repeated.",
    ),
]


def parse_address(text: str) -> tuple[str, int]:
    """Return host and port of `HOST:PORT` (IPv6 in brackets); raise ValueError."""
    host, colon, port = text.strip().rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65_536:
        raise ValueError(f"{text!r} is not HOST:PORT, such as 127.0.0.1:8080")
    return host.strip("[]").lower(), int(port)


def parse_allowed(texts: list[str] | None) -> frozenset[tuple[str, int]]:
    """Return the addresses opened by hand; end the command with its usage where one is misspelt."""
    try:
        return frozenset(parse_address(text) for text in texts or ())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--allow-address") from error
