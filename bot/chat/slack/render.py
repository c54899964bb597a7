"""Briefs as Slack messages. Pure: values in, payloads out, every one within the limits whatever the sources wrote."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from bot.briefing.labels import Labels
from bot.chat.notes import Note
from bot.chat.platform import Payload
from bot.chat.slack import blocks as kit
from bot.chat.slack import limits, text
from bot.chat.slack.blocks import Json
from bot.chat.wording import (
    DossierText,
    Group,
    Line,
    ReplyText,
    RootText,
    Told,
    dossier_text,
    receipt_lines,
    reply_text,
    root_text,
)
from bot.domain.brief import Brief, BriefItem, Dossier, Mended
from bot.domain.delivery import DeliveryKey

_SCALES = (1.0, 0.6, 0.35, 0.2, 0.1)
_HEADLINE, _FACTS, _SUMMARY, _WHY, _UNKNOWN, _REFERENCE = 400, 1_500, 2_600, 600, 600, 120
_LINE, _TAIL, _RECEIPT_LINE = 260, 160, 260
_MAX_REFERENCES, _MAX_SENTENCES = 9, 20


class SlackRenderer:
    """Renders to blocks. `details` draws the button that asks for the receipt; leave it out where nobody answers it."""

    def __init__(self, labels: Labels, *, details: bool = True) -> None:
        """Keep the words shown for ids."""
        self._labels, self._details = labels, details

    def root(self, brief: Brief, key: DeliveryKey, *, mended: Sequence[Mended] = ()) -> Payload:  # noqa: ARG002
        """Return the root of `brief`; lines that do not fit are counted and stand in the thread."""
        told = root_text(brief)
        value = str(brief.key) if self._details else None
        total = sum(len(group.lines) for group in told.groups)

        def build(hidden: int) -> list[Json]:
            return kit.keyed(_root(told, total - hidden, details=value), block_id=key.block_id)

        # Fewer lines are never larger, so the least number to hide is found by halving.
        hidden = bisect_left(range(total), 1, key=lambda hidden: int(not limits.problems(build(hidden))))
        blocks = build(hidden)
        lines = [line.plain for group in told.groups for line in group.lines]
        return Payload(text=_spoken([told.title, *lines]), body={"blocks": blocks})

    def reply(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return the reply that tells `item`."""
        told = reply_text(item, self._labels, zone=brief.timezone)
        blocks = _fitting(lambda scale: kit.keyed(_reply(told, scale), block_id=key.block_id))
        return Payload(text=_spoken([told.headline, told.move, told.facts]), body={"blocks": blocks})

    def reopened(self, brief: Brief, item: BriefItem, key: DeliveryKey) -> Payload:
        """Return a new root for an item whose thread is gone."""
        return self.reply(brief, item, key)

    def corrected(self, brief: Brief, mended: Mended, key: DeliveryKey) -> Payload:
        """Return the reply of an item that was mended."""
        return self.reply(brief, mended.item, key)

    def dossier(self, dossier: Dossier) -> tuple[Payload, ...]:
        """Return the answer to a country question: as many messages as the budgets ask for, split between stories."""
        told = dossier_text(dossier, self._labels)
        pages: list[list[Json]] = [_dossier_head(told)]
        for story in told.stories:
            told_blocks = [kit.divider(), *_fitting(lambda scale, story=story: _reply(story, scale))]  # type: ignore[misc]
            if limits.problems([*pages[-1], *told_blocks]):
                pages.append(told_blocks[1:])
            else:
                pages[-1] += told_blocks
        headlines = [story.headline for story in told.stories]
        first = Payload(text=_spoken([f"{told.title}. {told.basis}", *headlines]), body={"blocks": pages[0]})
        rest = (Payload(text=text.mrkdwn(f"{told.title}, continued", 300), body={"blocks": page}) for page in pages[1:])
        return (first, *rest)

    def receipt(self, brief: Brief) -> Payload:
        """Return what `brief` was made from."""
        lines = [text.mrkdwn(line, _RECEIPT_LINE) for line in receipt_lines(brief.receipt)]
        return Payload(text=lines[0], body={"blocks": [kit.section(page) for page in _pages(lines)]})

    def notice(self, text: str, *, key: DeliveryKey | None = None, link: str | None = None) -> Payload:
        """Return a short notice."""
        return _notice(text, key=key, link=link)

    def note(self, note: Note) -> Payload:
        """Return a short answer."""
        return _notice("\n".join([note.title, *note.lines, note.code]))


def _notice(words: str, *, key: DeliveryKey | None = None, link: str | None = None) -> Payload:
    shown = "\n".join(filter(None, (text.mrkdwn(line, 600) for line in words.splitlines()[:12]))) or "…"
    url = text.safe_url(link)
    blocks = [kit.section(shown[: limits.SECTION]), *([kit.context([f"<{url}|↗>"])] if url else [])]
    return Payload(
        text=shown[: limits.SECTION], body={"blocks": kit.keyed(blocks, block_id=key.block_id) if key else blocks}
    )


def _fitting(build: Callable[[float], list[Json]]) -> list[Json]:
    """Return what `build` makes at the largest scale that stays within the limits."""
    for scale in _SCALES:
        blocks = build(scale)
        if not limits.problems(blocks):
            break
    return blocks


def _spoken(lines: Sequence[str]) -> str:
    """Return the top-level text: what screen readers read and lock screens show."""
    return "\n".join(filter(None, (text.mrkdwn(line, 280) for line in lines[:13]))) or "…"


def _root(told: RootText, kept: int, *, details: str | None) -> list[Json]:
    blocks = [kit.header(text.plain(told.title, limits.HEADER) or "…"), kit.context([text.mrkdwn(told.window, 300)])]
    if told.notes:
        blocks.append(kit.context([text.mrkdwn(note, 300) for note in told.notes]))
    left = kept
    for group in told.groups:
        blocks += _group(group, left)
        left -= min(left, len(group.lines))
    hidden = sum(len(group.lines) for group in told.groups) - kept
    if hidden:
        blocks.append(kit.context([f"{hidden} more in the thread"]))
    if told.groups:
        footer = kit.section(text.mrkdwn(told.footer, 200))
        blocks.append(kit.with_details(footer, value=details) if details else kit.context([told.footer]))
    elif details:
        blocks.append(kit.with_details(kit.section("What was read:"), value=details))
    return blocks


def _group(group: Group, kept: int) -> Iterator[Json]:
    """Yield the sections of a group's first `kept` lines."""
    if kept:
        yield from (
            kit.section(page) for page in _pages([f"*{group.label}*", *(_line(line) for line in group.lines[:kept])])
        )


def _pages(lines: Sequence[str]) -> Iterator[str]:
    """Yield `lines` in texts that a section holds; a line is never split between two."""
    page = lines[0]
    for line in lines[1:]:
        if len(page) + len(line) + 1 > limits.SECTION:
            yield page
            page = line
        else:
            page += f"\n{line}"
    yield page


def _line(line: Line) -> str:
    told = text.link(line.url, line.text, _LINE)
    earlier = text.safe_url(line.earlier)
    parts = [str(line.number), line.flags, told, line.standing, f"<{earlier}|↗>" if earlier else ""]
    return " ".join(filter(None, parts))


def _reply(told: ReplyText, scale: float) -> list[Json]:
    def cap(limit: int) -> int:
        return max(30, int(limit * scale))

    headline = text.link(told.url, told.headline, cap(_HEADLINE)) or "…"
    move = text.mrkdwn(told.move.rstrip("."), 200)
    blocks = [kit.section(f"{told.flags} *{headline}*\n{f'*{move}*' if told.changed else move} · {told.when}".strip())]
    share = max(30, cap(_SUMMARY) // max(1, len(told.summary)))
    sentences = (_sentences(each, share) for each in told.summary[:_MAX_SENTENCES])
    told_texts = (text.mrkdwn(told.facts, cap(_FACTS)), "\n".join(filter(None, sentences)))
    blocks += [kit.section(each) for each in told_texts if each]
    if told.why:
        blocks.append(kit.context([text.mrkdwn(told.why, cap(_WHY))]))
    if told.unknown:
        blocks.append(kit.context([text.mrkdwn(told.unknown, cap(_UNKNOWN))]))
    if told.references:
        blocks.append(kit.context([_references(told, cap(_REFERENCE))]))
    earlier = text.safe_url(told.earlier)
    if earlier:
        blocks.append(kit.context([f"<{earlier}|Earlier thread ↗>"]))
    return blocks


def _sentences(told: Told, limit: int) -> str:
    """Return a part of the summary in about `limit` characters; what is cut is the text, never what proves it."""
    tail = text.mrkdwn(told.tail, _TAIL)
    shown = text.mrkdwn(told.text, max(20, limit - len(tail)))
    return shown + (tail if told.tail.startswith("”") or not tail else f" {tail}") if shown else ""


def _references(told: ReplyText, limit: int) -> str:
    """Return the citations on one line, as many as a context element holds."""
    line = ""
    for reference in told.references[:_MAX_REFERENCES]:
        shown = f"[{reference.number}] {text.link(reference.url, reference.label, limit)}, {reference.day}"
        if len(line) + len(shown) + 3 > limits.SECTION * limit // _REFERENCE:
            shown = f"[{reference.number}] {text.label(reference.label, limit)}, {reference.day}"
        line += ("   " if line else "") + shown
    return line


def _dossier_head(told: DossierText) -> list[Json]:
    return [kit.header(text.plain(told.title, limits.HEADER) or "…"), kit.context([text.mrkdwn(told.basis, 600)])]
