"""The answer to a question in blocks: as many messages as the budgets need, cut between lines. Pure."""

import json
from collections.abc import Iterator, Sequence

from bot.chat.platform import Payload, Pieces
from bot.chat.slack import blocks as kit
from bot.chat.slack import limits, text
from bot.chat.slack.blocks import Json
from bot.chat.slack.rendering import SCHEME, spoken
from bot.chat.wording_buttons import Pressing
from bot.chat.wording_dossier import DossierLine, DossierSection, DossierText
from bot.chat.wording_story import Reference
from bot.domain.delivery import DeliveryKey
from bot.domain.question import nth_answer

_HEAD, _LINE, _HEADING, _OUTLET, _OFFER = 600, 600, 120, 90, 400
_LINK = 500
_PAGE_BYTES = 5_500
"""Of a text as it travels: letters beyond ASCII take six bytes each, and a message holds 15,000."""
_STREAMED = 9_000
"""Characters of an answer that is streamed: 12,000 are taken, and what stands around them counts too."""
_BRACKETS = str.maketrans({"[": "(", "]": ")"})


def dossier_messages(told: DossierText, pressing: Pressing, key: DeliveryKey | None) -> tuple[Payload, ...]:
    """Return the answer as messages; each carries its own key in its first block."""
    blocks = [*_head(told), *_sections(told), *_foot(told), *kit.actions(pressing.buttons, pressing.menu)]
    pages = _packed(blocks)
    first, later = _said(told), text.mrkdwn(f"{told.title}, continued", 300) or "…"
    return tuple(
        Payload(text=first if not number else later, body={"blocks": _keyed(page, key, number)})
        for number, page in enumerate(pages)
    )


def dossier_pieces(told: DossierText, pressing: Pressing, key: DeliveryKey) -> Pieces | None:
    """Return the answer in pieces of markdown and the blocks that end it, None where it needs several messages."""
    if len(_packed([*_head(told), *_sections(told), *_foot(told)])) > 1:
        return None
    texts = tuple(_texts(told))
    foot = [*_foot(told), *kit.actions(pressing.buttons, pressing.menu)] or [kit.divider()]
    if sum(map(len, texts)) > _STREAMED or limits.problems(foot):
        return None
    return Pieces(texts=texts, last=Payload(text=_said(told), body={"blocks": _keyed(foot, key, 0)}))


def _head(told: DossierText) -> list[Json]:
    small = "\n".join(filter(None, (text.mrkdwn(line, _HEAD) for line in told.head)))
    header = kit.header(text.plain(told.headline, limits.HEADER) or "…")
    return [header, *(kit.context([page]) for page in _pages(small.split("\n")) if page)]


def _sections(told: DossierText) -> Iterator[Json]:
    for section in told.sections:
        title = text.mrkdwn(section.title, _HEADING)
        lines = [*([f"*{title}*"] if title else []), *(_line(line) for line in section.lines), *_more(section)]
        yield from (kit.section(page) for page in _pages(lines))


def _line(line: DossierLine) -> str:
    words = text.mrkdwn(line.text, _LINE) or "…"
    url = text.safe_url(line.link)
    arrow = f"<{url}|↗>" if url and len(url) <= _LINK else ""
    return " ".join(filter(None, ("•", words, line.cites, arrow)))


def _more(section: DossierSection) -> list[str]:
    return [f"_{section.more}_"] if section.more else []


def _foot(told: DossierText) -> list[Json]:
    """Return the sources, and how to hear more of it."""
    pages = [kit.context([page]) for page in _pages([_reference(one) for one in told.references], " · ")]
    offer = text.mrkdwn(told.offer, _OFFER)
    return [*pages, *([kit.context([offer])] if offer else [])]


def _reference(reference: Reference) -> str:
    url = text.safe_url(reference.url)
    named = text.link(reference.url if url and len(url) <= _LINK else None, reference.label, _OUTLET)
    return f"[{reference.number}] {named}, {reference.day}"


def _pages(lines: Sequence[str], between: str = "\n") -> Iterator[str]:
    """Yield `lines` in texts that a block holds by characters and by bytes; a line is never split between two."""
    page = ""
    for line in filter(None, lines):
        longer = f"{page}{between}{line}" if page else line
        if page and (len(longer) > limits.SECTION or len(json.dumps(longer)) > _PAGE_BYTES):
            yield page
            longer = line
        page = longer
    if page:
        yield page


def _packed(blocks: Sequence[Json]) -> list[list[Json]]:
    """Return `blocks` in messages, each as full as the budgets allow; room is kept for the key in the first."""
    pages: list[list[Json]] = [[]]
    for block in blocks:
        tried = kit.keyed([*pages[-1], block], block_id="x" * 40)
        if pages[-1] and limits.problems(tried):
            pages.append([block])
        else:
            pages[-1].append(block)
    return pages


def _keyed(blocks: Sequence[Json], key: DeliveryKey | None, number: int) -> list[Json]:
    return list(blocks) if key is None else kit.keyed(blocks, block_id=nth_answer(key, number).block_id)


def _said(told: DossierText) -> str:
    """Return what is read aloud: the title and what it rests on, then the first lines."""
    lines = [line.text for section in told.sections for line in section.lines]
    return spoken([f"{told.headline}. {told.basis}", told.understood, *told.notes, *lines])


def _texts(told: DossierText) -> Iterator[str]:
    """Yield the answer as markdown: head first, then section by section."""
    head = "\n".join(filter(None, map(_markdown, told.head)))
    yield f"**{_markdown(told.headline) or '…'}**\n{head}\n"
    for section in told.sections:
        lines = [f"- {_streamed(line)}" for line in section.lines]
        more = [f"- {section.more}"] if section.more else []
        yield "\n".join([f"\n**{_markdown(section.title) or '…'}**", *lines, *more]) + "\n"


def _streamed(line: DossierLine) -> str:
    url = text.safe_url(line.link)
    # An entity within an address would break the link there, and brackets would end it.
    plain = url if url and len(url) <= _LINK and "&" not in url and not set("()[]") & set(url) else ""
    return " ".join(filter(None, (_markdown(line.text) or "…", line.cites, f"[↗]({plain})" if plain else "")))


def _markdown(words: str) -> str:
    """Return text from outside for markdown: nothing in it is a link, a heading or a mention.

    Brackets are round, so that none opens a link; Slack decodes no `&amp;` here, and `<` and `>` alone are escaped.
    """
    plain = text.foreign(SCHEME.sub("", words).translate(_BRACKETS)).replace("<", "&lt;").replace(">", "&gt;")
    return plain.lstrip("#-+0123456789.) ") if plain[:1] in "#-+" else plain
