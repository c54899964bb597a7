"""A story as a card: one that stands alone, with its sources under it. Pure."""

from collections.abc import Iterator

from bot.chat.teams import cards, text
from bot.chat.teams.cards import Json
from bot.chat.teams.render_parts import scaled
from bot.chat.wording_story import Reference, ReplyText, Told

_HEADLINE, _FACTS, _SUMMARY, _WHY, _UNKNOWN, _OUTLET = 400, 1_500, 2_600, 600, 600, 120
_TAIL, _LEAD = 160, 300
_MAX_REFERENCES, _MAX_SENTENCES = 9, 20
_ADDRESS = 1_800
"""A source's address of more characters, at the scale, is left out: its number and the outlet stay."""


def story_body(told: ReplyText, scale: float, *, link: bool = True) -> list[Json]:
    """Return a story at a scale; `link` shows the thread where it was told before as words to press."""
    body = list(_head(told, scale))
    share = scaled(_SUMMARY, scale) // max(1, len(told.summary))
    summary = filter(None, (_sentences(each, max(30, share)) for each in told.summary[:_MAX_SENTENCES]))
    body += [cards.line(sentences, apart=not number) for number, sentences in enumerate(summary)]
    small = _small(told, scale, link=link)
    return [*body, *(cards.line(each, small=True, apart=not number) for number, each in enumerate(small))]


def reference(one: Reference, limit: int, *, longest: int) -> str:
    """Return a source with its number, linked where its address is not longer than `longest`."""
    url = one.url if text.safe_url(one.url, longest) else None
    return f"[{one.number}] {text.link(url, one.label, limit) or 'source'}, {one.day}"


def _head(told: ReplyText, scale: float) -> Iterator[Json]:
    """Yield what was mended, the change, the linked headline, how far it got, and the line of the deal."""
    banner, lead = text.shown(told.banner, _LEAD), text.shown(told.lead, _LEAD)
    headline = cards.heading(text.link(told.url, told.headline, scaled(_HEADLINE, scale)) or "…")
    if told.withdrawn:
        yield from (headline, *([cards.line(banner, close=True)] if banner else []))
        return
    yield from (cards.line(above, bold=True) for above in (banner, lead) if above)
    yield headline
    standing, facts = text.shown(told.standing, _LEAD), text.shown(told.facts, scaled(_FACTS, scale))
    if standing:
        yield cards.line(standing, bold=told.changed, close=True)
    if deal := f"{told.flags} {facts}".strip():
        yield cards.line(deal, close=True)


def _small(told: ReplyText, scale: float, *, link: bool) -> Iterator[str]:
    """Yield the lines below: what is unknown, why it matters, the sources."""
    below = (text.shown(told.unknown, scaled(_UNKNOWN, scale)), text.shown(told.why, scaled(_WHY, scale)))
    yield from filter(None, below)
    longest, limit = scaled(_ADDRESS, scale), scaled(_OUTLET, scale)
    shown = [reference(one, limit, longest=longest) for one in told.references[:_MAX_REFERENCES]]
    if shown:
        yield " · ".join(shown)
    earlier = text.safe_url(told.earlier) if link else None
    if earlier:
        yield f"[Earlier thread ↗]({earlier})"


def _sentences(told: Told, limit: int) -> str:
    """Return a part of the summary in about `limit` characters; what is cut is the text, never what proves it."""
    tail = text.shown(told.tail, _TAIL)
    shown = text.shown(told.text, max(20, limit - len(tail)))
    return shown + (tail if told.tail.startswith("”") or not tail else f" {tail}") if shown else ""
