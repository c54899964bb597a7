"""Roots in blocks: of briefs, alerts, personal notices, weeks, previews, and of threads that are opened anew. Pure."""

from collections.abc import Iterator, Sequence

from bot.chat.notes import Button
from bot.chat.slack import blocks as kit
from bot.chat.slack import limits, text
from bot.chat.slack.blocks import Json
from bot.chat.slack.render_story import pages
from bot.chat.slack.rendering import scaled
from bot.chat.wording import Group, Line, RootText
from bot.chat.wording_story import ReopenedText
from bot.domain.brief import BriefKind

_LINE, _NOTE, _FOOTER, _FOLLOWED = 260, 300, 200, 310
# Keeps a number with its flags, and a tag in one piece, on narrow screens.
_UNBROKEN = "\N{NO-BREAK SPACE}"


def root_blocks(
    kind: BriefKind, told: RootText, *, kept: int, buttons: Sequence[Button], rest: Button | None
) -> list[Json]:
    """Return a root with the first `kept` of its lines."""
    if kind in (BriefKind.ALERT, BriefKind.FOLLOW) and told.groups:
        return _single(kind, told, buttons)
    blocks = [kit.header(text.plain(told.title, limits.HEADER) or "…")]
    if told.window:
        blocks.append(kit.context([text.mrkdwn(told.window, _NOTE)]))
    if told.notes:
        blocks.append(kit.context([text.mrkdwn(note, _NOTE) for note in told.notes]))
    blocks += _trends(told)
    shown = kept
    for group in told.groups:
        blocks += _group(group, shown)
        shown -= min(shown, len(group.lines))
    hidden = len(told.lines) - kept
    if hidden:
        blocks.append(
            kit.context([f"and {hidden} more" if kind is BriefKind.PREVIEW else f"{hidden} more in the thread"])
        )
    if told.left:
        left = kit.section(text.mrkdwn(told.left, _NOTE))
        blocks.append(kit.with_button(left, rest) if rest else kit.context([text.mrkdwn(told.left, _NOTE)]))
    return [*blocks, *_footer(told, buttons)]


def reopened_blocks(told: ReopenedText, scale: float) -> list[Json]:
    """Return the root of a thread that goes on where another is gone."""
    headline = text.link(told.url, told.headline, scaled(_LINE, scale)) or "…"
    lead = text.mrkdwn(told.lead, _NOTE)
    history = "\n".join(text.mrkdwn(line, scaled(_NOTE, scale)) for line in told.history)
    return [
        kit.section(f"{told.flags} *{headline}*\n*{lead}*".strip()),
        kit.context([history]),
    ]


def _single(kind: BriefKind, told: RootText, buttons: Sequence[Button]) -> list[Json]:
    """Return an alert or a personal notice: one story, why it is told, when."""
    line = told.lines[0]
    linked = f"*{text.link(line.url, line.text, _LINE) or '…'}*"
    headline = _with_arrow(line, " ".join(filter(None, (line.flags, linked, _unbroken(line)))))
    first = f"*{text.mrkdwn(told.title, _NOTE)}*\n{headline}" if kind is BriefKind.FOLLOW else headline
    small = "\n".join(filter(None, (text.mrkdwn(each, _NOTE) for each in (*told.notes, told.window))))
    return [kit.section(first), kit.context([small or "…"]), *kit.actions(buttons)]


def _footer(told: RootText, buttons: Sequence[Button]) -> list[Json]:
    if not buttons:
        return [kit.context([text.mrkdwn(told.footer, _FOOTER)])] if told.footer else []
    words = kit.section(text.mrkdwn(told.footer, _FOOTER) or "What was read:")
    return [kit.with_button(words, buttons[0])]


def _group(group: Group, kept: int) -> Iterator[Json]:
    """Yield the sections of a group's first `kept` lines."""
    if kept:
        label = [f"*{text.mrkdwn(group.label, _FOOTER)}*"] if group.label else []
        yield from (kit.section(page) for page in pages([*label, *(_line(line) for line in group.lines[:kept])]))


def _trends(told: RootText) -> Iterator[Json]:
    """Yield a section for each group of a week's trends; a group is shorter than a section may be."""
    for group in told.trends:
        lines = [f"*{text.mrkdwn(group.label, _FOOTER)}*"]
        for line in group.lines:
            url = text.safe_url(line.url)
            arrow = f"{_UNBROKEN}<{url}|↗>" if url and len(url) <= _FOLLOWED else ""
            lines.append(f"• {text.mrkdwn(line.text, _LINE)}{arrow}")
        lines += [f"and {group.left_out:,} more"] if group.left_out else []
        yield kit.section("\n".join(lines)[: limits.SECTION])


def _line(line: Line) -> str:
    """Return a line: what changed leads to the thread, what is new to the article."""
    earlier = text.safe_url(line.earlier)
    head = _UNBROKEN.join(filter(None, (str(line.number), line.flags)))
    standing = _unbroken(line)
    if line.to_thread and earlier:
        return " ".join(filter(None, (head, f"<{earlier}|{text.label(line.text, _LINE)} ↗>", standing)))
    told = text.link(line.url, line.text, _LINE)
    return _with_arrow(line, " ".join(filter(None, (head, told, standing))))


def _unbroken(line: Line) -> str:
    return line.standing.replace(" ", _UNBROKEN)


def _with_arrow(line: Line, told: str) -> str:
    """Return `told` with a link to the thread behind it, where two addresses have room in one section."""
    earlier = text.safe_url(line.earlier)
    arrow = f"{_UNBROKEN}<{earlier}|↗>" if earlier else ""
    return f"{told}{arrow}" if len(told) + len(arrow) <= limits.SECTION - _FOLLOWED else told
