"""Roots as cards: of briefs, alerts, personal notices, weeks, previews, and of threads that are opened anew. Pure."""

from collections.abc import Iterator, Sequence

from bot.chat.notes import Button
from bot.chat.teams import cards, text
from bot.chat.teams.cards import Json
from bot.chat.teams.render_parts import scaled
from bot.chat.wording import Group, Line, RootText
from bot.chat.wording_story import ReopenedText
from bot.domain.brief import BriefKind

_TITLE, _LINE, _NOTE, _FOOTER, _FOLLOWED = 300, 260, 300, 200, 500
# Keeps a number with its flags, and a tag in one piece, on narrow screens.
_UNBROKEN = "\N{NO-BREAK SPACE}"


def root_body(
    kind: BriefKind, told: RootText, *, kept: int, buttons: Sequence[Button], scale: float = 1.0
) -> list[Json]:
    """Return a root with the first `kept` of its lines; a week's trends are told at a scale."""
    if kind in (BriefKind.ALERT, BriefKind.FOLLOW) and told.groups:
        return _single(kind, told, buttons)
    body = [cards.heading(text.shown(told.title, _TITLE) or "…")]
    body += [cards.line(small, small=True, close=True) for small in _texts((told.window, *told.notes), _NOTE)]
    body += _trends(told, scale)
    shown = kept
    for group in told.groups:
        body += _group(group, shown)
        shown -= min(shown, len(group.lines))
    hidden = len(told.lines) - kept
    more = f"and {hidden} more" if kind is BriefKind.PREVIEW else f"{hidden} more in the thread"
    body += [cards.line(more, small=True)] if hidden else []
    body += [cards.line(left, small=True, apart=True) for left in _texts((told.left,), _NOTE)]
    body += [cards.line(footer, small=True, apart=True) for footer in _texts((told.footer,), _FOOTER)]
    return [*body, *cards.actions(buttons)]


def reopened_body(told: ReopenedText, scale: float) -> list[Json]:
    """Return the root of a thread that goes on where another is gone."""
    headline = text.link(told.url, told.headline, scaled(_LINE, scale)) or "…"
    lead = text.shown(told.lead, _NOTE)
    return [
        cards.heading(f"{told.flags} {headline}".strip()),
        *([cards.line(lead, bold=True, close=True)] if lead else []),
        *(cards.line(line, small=True, close=True) for line in _texts(told.history, scaled(_NOTE, scale))),
    ]


def _single(kind: BriefKind, told: RootText, buttons: Sequence[Button]) -> list[Json]:
    """Return an alert or a personal notice: one story, why it is told, when."""
    line = told.lines[0]
    linked = text.link(line.url, line.text, _LINE) or "…"
    headline = cards.heading(" ".join(filter(None, (line.flags, linked, _unbroken(line), _arrow(line)))))
    above = [cards.line(first, bold=True) for first in _texts((told.title,), _NOTE) if kind is BriefKind.FOLLOW]
    small = [cards.line(each, small=True, close=True) for each in _texts((*told.notes, told.window), _NOTE)]
    return [*above, headline, *small, *cards.actions(buttons)]


def _group(group: Group, kept: int) -> Iterator[Json]:
    """Yield a group's label and its first `kept` lines."""
    if not kept:
        return
    label = text.shown(group.label, _FOOTER)
    if label:
        yield cards.line(label, bold=True, apart=True)
    for number, line in enumerate(group.lines[:kept]):
        yield cards.line(_line(line), apart=not label and not number)


def _trends(told: RootText, scale: float) -> Iterator[Json]:
    for group in told.trends:
        yield cards.line(text.shown(group.label, _FOOTER) or "…", bold=True, apart=True)
        for line in group.lines:
            url = text.safe_url(line.url, scaled(_FOLLOWED, scale))
            arrow = f"{_UNBROKEN}[↗]({url})" if url else ""
            yield cards.line(f"• {text.shown(line.text, scaled(_LINE, scale))}{arrow}", close=True)
        if group.left_out:
            yield cards.line(f"and {group.left_out:,} more", small=True, close=True)


def _line(line: Line) -> str:
    """Return a line: what changed leads to the thread, what is new to the article."""
    head = _UNBROKEN.join(filter(None, (str(line.number), line.flags)))
    if line.to_thread and text.safe_url(line.earlier):
        told = text.link(line.earlier, f"{line.text} ↗", _LINE)
        return " ".join(filter(None, (head, told, _unbroken(line))))
    told = text.link(line.url, line.text, _LINE)
    return " ".join(filter(None, (head, told, _unbroken(line), _arrow(line))))


def _unbroken(line: Line) -> str:
    return line.standing.replace(" ", _UNBROKEN)


def _arrow(line: Line) -> str:
    """Return a link to the thread where a story was told before."""
    earlier = text.safe_url(line.earlier)
    return f"[↗]({earlier})" if earlier else ""


def _texts(lines: Sequence[str], limit: int) -> Iterator[str]:
    return filter(None, (text.shown(line, limit) for line in lines))
