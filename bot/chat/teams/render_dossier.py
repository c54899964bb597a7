"""The answer to a question as cards, as many messages as it needs, cut between lines; and as it grows. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from bot.chat.platform import Payload, Pieces
from bot.chat.teams import cards, text
from bot.chat.teams.cards import Json
from bot.chat.teams.entities import CITATIONS
from bot.chat.teams.live_activities import fits_grown
from bot.chat.teams.render_parts import fits_told, message, spoken
from bot.chat.teams.render_story import reference
from bot.chat.wording_buttons import Pressing
from bot.chat.wording_dossier import DossierLine, DossierSection, DossierText
from bot.domain.brief import Citation
from bot.domain.delivery import DeliveryKey
from bot.domain.dossier import SectionKind
from bot.domain.question import nth_answer

_TITLE, _HEAD, _LINE, _HEADING, _OUTLET, _OFFER = 300, 600, 600, 120, 90, 400
_LINK = 500
_REFERENCES = 6
"""Sources on one line of small print."""
_STREAMED = 7_000
"""Characters of an answer that grows: 8,000 are sent as one text, and what stands around them counts too."""

Rows = tuple[Json, ...]
"""Elements that stay together in one message: a heading is not left behind by its first line."""


def dossier_messages(told: DossierText, pressing: Pressing, key: DeliveryKey | None) -> tuple[Payload, ...]:
    """Return the answer as messages; each carries its own key in its first element."""
    rows = [*_head(told), *chain.from_iterable(map(_section, told.sections)), *_foot(told), *_buttons(pressing)]
    pages = _packed(rows, told)
    return tuple(_message(page, told, key, number) for number, page in enumerate(pages))


def dossier_pieces(
    told: DossierText, citations: Sequence[Citation], pressing: Pressing, key: DeliveryKey
) -> Pieces | None:
    """Return the answer in pieces of markdown and the card that ends it, None where it needs several messages.

    The body of the last also holds `whole`, the card of all of it, for where nothing grows.
    """
    messages, texts = dossier_messages(told, pressing, key), tuple(_texts(told))
    if len(messages) > 1 or sum(map(len, texts)) > _STREAMED:
        return None
    foot = [*chain.from_iterable(_foot(told)), *chain.from_iterable(_buttons(pressing))]
    last = _message(foot or [cards.line("…")], told, key, 0)
    more = {"citations": _cited(told, citations), "whole": messages[0].body["card"]}
    ending = replace(last, body={**last.body, **more})
    return Pieces(texts=texts, last=ending) if fits_grown("".join(texts), ending) else None


def _message(body: Sequence[Json], told: DossierText, key: DeliveryKey | None, number: int) -> Payload:
    said = _said(told) if not number else spoken([f"{told.title}, continued"])
    return message(
        body, said, key=nth_answer(key, number).block_id if key else None, generated=not number and _is_generated(told)
    )


def _is_generated(told: DossierText) -> bool:
    """Whether a model wrote in it: the rest of an answer is counted and put together by rules."""
    return any(section.kind is SectionKind.SYNTHESIS for section in told.sections)


def _head(told: DossierText) -> Iterator[Rows]:
    small = [cards.line(line, small=True, close=True) for line in _texts_of(told.head, _HEAD)]
    yield (cards.heading(text.shown(told.headline, _TITLE) or "…"), *small)


def _section(section: DossierSection) -> Iterator[Rows]:
    title = text.shown(section.title, _HEADING)
    heading = [cards.line(title, bold=True, apart=True)] if title else []
    lines = [cards.line(_line(line), close=bool(title or number)) for number, line in enumerate(section.lines)]
    lines += [cards.line(section.more, small=True, close=True)] if section.more else []
    if heading or lines:
        yield (*heading, *lines[:1])
        yield from ((line,) for line in lines[1:])


def _line(line: DossierLine) -> str:
    url = text.safe_url(line.link, _LINK)
    words = text.shown(line.text, _LINE) or "…"
    return " ".join(filter(None, ("•", words, line.cites, f"[↗]({url})" if url else "")))


def _foot(told: DossierText) -> Iterator[Rows]:
    """Yield the sources, and how to hear more of it."""
    shown = [reference(one, _OUTLET, longest=_LINK) for one in told.references]
    for at in range(0, len(shown), _REFERENCES):
        yield (cards.line(" · ".join(shown[at : at + _REFERENCES]), small=True, apart=not at),)
    for offer in _texts_of((told.offer,), _OFFER):
        yield (cards.line(offer, small=True, apart=True),)


def _buttons(pressing: Pressing) -> Iterator[Rows]:
    for row in cards.actions(pressing.buttons, pressing.menu):
        yield (row,)


def _packed(rows: Sequence[Rows], told: DossierText) -> list[list[Json]]:
    """Return `rows` in messages, each as full as a message may be; room is kept for the key in the first element."""
    said = _said(told)
    pages: list[list[Json]] = [[]]
    for row in rows:
        if pages[-1] and not fits_told(message([*pages[-1], *row], said, key="x" * 40)):
            pages.append([])
        pages[-1] += row
    return pages


def _said(told: DossierText) -> str:
    """Return what a lock screen shows: the title and what it rests on, then the first lines."""
    lines = [line.text for section in told.sections for line in section.lines]
    return spoken([f"{told.headline}. {told.basis}", told.understood, *told.notes, *lines])


def _texts(told: DossierText) -> Iterator[str]:
    """Yield the answer as markdown: head first, then section by section."""
    head = "\n\n".join(_texts_of(told.head, _HEAD))
    yield f"**{text.shown(told.headline, _TITLE) or '…'}**\n\n{head}\n\n"
    for section in told.sections:
        lines = [f"- {_streamed(line)}" for line in section.lines]
        more = [f"- {section.more}"] if section.more else []
        yield "\n".join([f"**{text.shown(section.title, _HEADING) or '…'}**\n", *lines, *more]) + "\n\n"


def _streamed(line: DossierLine) -> str:
    return _line(line).removeprefix("• ")


def _cited(told: DossierText, citations: Sequence[Citation]) -> list[Json]:
    """Return the sources behind the numbers, as many as a message of text may cite."""
    titles = {one.number: one.title for one in citations}
    return [
        {
            "position": one.number,
            "name": text.plain(one.label, _OUTLET) or "source",
            "abstract": text.plain(f"{one.day}. {titles.get(one.number, '')}", _HEAD),
            "url": text.safe_url(one.url) or "",
        }
        for one in told.references[:CITATIONS]
    ]


def _texts_of(lines: Sequence[str], limit: int) -> Iterator[str]:
    return filter(None, (text.shown(line, limit) for line in lines))
