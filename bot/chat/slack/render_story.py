"""A story in blocks: one that stands alone, with its sources under it. Pure."""

from collections.abc import Iterator, Sequence

from bot.chat.slack import blocks as kit
from bot.chat.slack import limits, text
from bot.chat.slack.blocks import Json
from bot.chat.slack.rendering import scaled
from bot.chat.wording_story import ReplyText, Told

_HEADLINE, _FACTS, _SUMMARY, _WHY, _UNKNOWN, _REFERENCE = 400, 1_500, 2_600, 600, 600, 120
_TAIL, _LEAD = 160, 300
_MAX_REFERENCES, _MAX_SENTENCES = 9, 20


def story_blocks(told: ReplyText, scale: float, *, link: bool = True) -> list[Json]:
    """Return a story at a scale; `link` shows the thread where it was told before as words to press."""
    blocks = [kit.section(_head(told, scale))]
    share = scaled(_SUMMARY, scale) // max(1, len(told.summary))
    sentences = (_sentences(each, max(30, share)) for each in told.summary[:_MAX_SENTENCES])
    summary = "\n".join(filter(None, sentences))
    blocks += [kit.section(summary)] if summary else []
    small = "\n".join(_small(told, scale, link=link))
    return [*blocks, *([kit.context([small])] if small else [])]


def pages(lines: Sequence[str]) -> Iterator[str]:
    """Yield `lines` in texts that a section holds; a line is never split between two."""
    page = lines[0]
    for line in lines[1:]:
        if len(page) + len(line) + 1 > limits.SECTION:
            yield page
            page = line
        else:
            page += f"\n{line}"
    yield page


def _head(told: ReplyText, scale: float) -> str:
    """Return what was mended, the change, the linked headline, how far it got, and the line of the deal."""
    banner, lead = text.mrkdwn(told.banner, _LEAD), text.mrkdwn(told.lead, _LEAD)
    headline = text.link(told.url, told.headline, scaled(_HEADLINE, scale)) or "…"
    facts = text.mrkdwn(told.facts, scaled(_FACTS, scale))
    standing = text.mrkdwn(told.standing, _LEAD)
    above = [f"*{banner}*" if banner else "", f"*{lead}*" if lead else ""]
    below = [f"*{standing}*" if told.changed and standing else standing, f"{told.flags} {facts}".strip()]
    lines = [f"*{headline}*", banner] if told.withdrawn else [*above, f"*{headline}*", *below]
    return "\n".join(filter(None, lines))


def _small(told: ReplyText, scale: float, *, link: bool) -> Iterator[str]:
    """Yield the lines below: what is unknown, why it matters, the sources."""
    if told.unknown:
        yield text.mrkdwn(told.unknown, scaled(_UNKNOWN, scale))
    if told.why:
        yield text.mrkdwn(told.why, scaled(_WHY, scale))
    if told.references:
        yield _references(told, scaled(_REFERENCE, scale))
    earlier = text.safe_url(told.earlier) if link else None
    if earlier:
        yield f"<{earlier}|Earlier thread ↗>"


def _sentences(told: Told, limit: int) -> str:
    """Return a part of the summary in about `limit` characters; what is cut is the text, never what proves it."""
    tail = text.mrkdwn(told.tail, _TAIL)
    shown = text.mrkdwn(told.text, max(20, limit - len(tail)))
    return shown + (tail if told.tail.startswith("”") or not tail else f" {tail}") if shown else ""


def _references(told: ReplyText, limit: int) -> str:
    """Return the citations on one line, as many as there is room for beside what else stands below."""
    line, room = "", (limits.SECTION - 2 * _WHY) * limit // _REFERENCE
    for reference in told.references[:_MAX_REFERENCES]:
        shown = f"[{reference.number}] {text.link(reference.url, reference.label, limit)}, {reference.day}"
        if len(line) + len(shown) + 3 > room:
            shown = f"[{reference.number}] {text.label(reference.label, limit)}, {reference.day}"
        line += (" · " if line else "") + shown
    return line
