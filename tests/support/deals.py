"""Builders of what a summary is composed from: passages, parties, figures, and the shipped wording."""

from typing import Any

from bot.settings import shipped
from summarizers.base import DealFacts, PartyFact, Passage, Proof, Proved, SummaryRequest
from summarizers.wording import Wording, wording_from


def shipped_wording(language: str = "en") -> Wording:
    """Return the shipped catalogue of fixed words."""
    return wording_from(language, shipped(f"wording/{language}.yaml"))


def make_passage(text: str = "", *, id: str = "a", **fields: Any) -> Passage:  # noqa: A002
    """Return an English passage of `text` that may be quoted."""
    defaults: dict[str, Any] = {"title": "Tanks for Poland", "outlet": "Wire", "quote_chars": 2000}
    return Passage(id=id, text=text, **{**defaults, **fields})


def proved(text: str, *passages: str, quote: str = "", **fields: Any) -> Proved:
    """Return something proved by `quote`, or by its own text, in `passages` ("a" where none is named)."""
    names = passages or ("a",)
    return Proved(text=text, proofs=tuple(Proof(passage=name, quote=quote or text) for name in names), **fields)


def party(code: str, name: str, role: str = "partner", *, organisations: tuple[str, ...] = ()) -> PartyFact:
    """Return a party proved by its own name in passage "a"."""
    return PartyFact(code=code, name=proved(name), role=role, organisations=organisations)


def proofs(*quotes: str, passage: str = "a") -> tuple[Proof, ...]:
    """Return proofs by `quotes` of `passage`."""
    return tuple(Proof(passage=passage, quote=quote) for quote in quotes)


def make_request(*passages: Passage, facts: DealFacts | None = None, **fields: Any) -> SummaryRequest:
    """Return a request for `passages` with what is proved of them."""
    return SummaryRequest(passages=passages, facts=facts, **fields)
