"""The root of a brief in words, the same for every platform and one shape per kind of brief. Pure.

Texts from outside leave here tidied and clipped but not escaped: escaping is each platform's own affair.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.briefing.labels import Labels
from bot.briefing.subject import in_short, move, subject, value
from bot.chat import dates, phrases
from bot.chat.tidy import shown
from bot.chat.wording_story import HEADLINE, change_line, withdrawn_headline
from bot.domain.brief import Brief, BriefItem, BriefKind, ItemKind, Mended
from bot.domain.ids import StoryId
from bot.domain.trends import TrendGroup
from bot.domain.vocabulary import Certainty, Stage

CERTAINTY_TAGS = {
    Certainty.RUMOUR: "reported",
    Certainty.ONE_PARTY: "one party",
    Certainty.BOTH_PARTIES: "both parties",
    Certainty.PRIMARY_DOCUMENT: "document",
}
GROUPS = {ItemKind.CHANGED: "CHANGED", ItemKind.NEW: "NEW"}
_VOUCHED = (Certainty.BOTH_PARTIES, Certainty.PRIMARY_DOCUMENT)
_SENTENCE, _NAMES = 700, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One story in the root: number, flags, what is told, how far it got, the article and the thread told before.

    `to_thread` lines lead to the thread first, where there is one: they say what moved, or remind.
    """

    number: int
    flags: str
    text: str
    standing: str
    url: str | None
    earlier: str | None
    to_thread: bool = False

    @property
    def plain(self) -> str:
        """The line without links."""
        return " ".join(filter(None, (str(self.number), self.flags, self.text, self.standing)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines under CHANGED or NEW; a label of "" is not shown."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RootText:
    """The root of a brief; `notes` are lines such as the late mark, `footer` tells how many sources answered.

    `trends` are a week's, each line with its link, and stand before the stories.
    `left` says how many stories are behind the maximum; what a button shows where `rest` is true.
    """

    title: str
    window: str
    groups: tuple[Group, ...]
    notes: tuple[str, ...] = ()
    left: str = ""
    rest: bool = False
    footer: str = ""
    trends: tuple[TrendGroup, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in their order."""
        return tuple(line for group in self.groups for line in group.lines)


def root_text(brief: Brief, labels: Labels, *, mended: Sequence[Mended] = ()) -> RootText:
    """Return the root of `brief` in words; `mended` are all of its items that were corrected or withdrawn since."""
    teller = _Teller(brief=brief, labels=labels, mended={one.item.story_id: one for one in mended})
    match brief.kind:
        case BriefKind.ALERT | BriefKind.FOLLOW if brief.items:
            return teller.single()
        case BriefKind.DIGEST:
            return teller.digest()
        case BriefKind.PREVIEW:
            return teller.preview()
        case _:
            return teller.brief_root()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """Puts a brief into words."""

    brief: Brief
    labels: Labels
    mended: Mapping[StoryId, Mended] = field(default_factory=dict)

    def brief_root(self) -> RootText:
        """Return the root of a brief: changed stories stand before new ones and are numbered through."""
        brief = self.brief
        ordered = [item for kind in GROUPS for item in brief.items if item.kind is kind]
        return RootText(
            title=self._title() if brief.items else self._quiet(),
            window=self._window(),
            groups=tuple(self._grouped(ordered, lambda item: GROUPS[item.kind])),
            notes=tuple(self._notes()),
            left=self._left(),
            rest=bool(brief.rest),
            footer=self._answered("/") if brief.items else "",
        )

    def single(self) -> RootText:
        """Return the root of an alert or a personal notice: one story in one line, and why it is told."""
        told = self.brief.items[0]
        mended = self.mended.get(told.story_id)
        item = mended.item if mended else told
        gone = mended is not None and mended.withdrawn
        line = self._line(1, replace(told, kind=ItemKind.NEW))
        note = (f"{'Withdrawn' if gone else 'Corrected'}: {shown(mended.note, _SENTENCE)}",) if mended else ()
        if self.brief.kind is BriefKind.ALERT:
            tagged = " ".join(filter(None, (line.text, line.standing)))
            notes = note or (self._reason(item),)
            return RootText(title=tagged, window=self._now(), notes=notes, groups=(_group("", [line]),))
        moved = "withdrawn" if gone else change_line(item, self.labels, when="")
        title = f"You follow this deal: {moved}"
        return RootText(title=title, window=self._now(), notes=note, groups=(_group("", [line]),))

    def digest(self) -> RootText:
        """Return the root of a week: how many stories got how far, and each of them, the furthest first."""
        brief = self.brief
        ordered = sorted(brief.items, key=_furthest)
        counts = brief.counts or tuple(Counter(item.stage for item in ordered).items())
        total = phrases.counted(sum(number for _, number in counts), "story", "stories")
        day = dates.day(brief.window_end, brief.timezone, language=brief.language)
        title = f"The week to {day}: {total}" if ordered else f"The week to {day}: no new cooperation story"
        return RootText(
            title=title,
            window=", ".join(f"{number} {self._named(stage)}" for stage, number in counts),
            groups=tuple(self._grouped(ordered, lambda item: self._named(item.stage).upper())),
            notes=tuple(self._notes()),
            left=self._left(),
            trends=brief.trends.groups if brief.trends else (),
            footer=f"{shown(brief.trends.basis, _SENTENCE)} {self._answered('/')}." if brief.trends else "",
            rest=bool(brief.rest),
        )

    def preview(self) -> RootText:
        """Return what a subscription would have sent, as a compact list."""
        brief = self.brief
        days = max(1, round((brief.window_end - brief.window_start) / timedelta(days=1)))
        total = phrases.counted(len(brief.items) + brief.left_out, "story", "stories")
        told = total if brief.items else "nothing"
        span = phrases.counted(days, "day", "days") if days > 1 else "24 hours"
        return RootText(
            title=f"What it would have sent in the last {span}: {told}",
            window="",
            groups=tuple(self._grouped(list(brief.items), lambda _: "")),
            left=f"{brief.left_out} of them beyond the maximum set" if brief.left_out else "",
        )

    def _grouped(self, ordered: Sequence[BriefItem], label: Callable[[BriefItem], str]) -> Iterator[Group]:
        """Yield a group per label in the order the items come in."""
        found: dict[str, list[Line]] = {}
        for number, item in enumerate(ordered, start=1):
            found.setdefault(label(item), []).append(self._line(number, item))
        return (_group(name, lines) for name, lines in found.items())

    def _title(self) -> str:
        brief, top = self.brief, self.brief.items[0]
        kinds = Counter(item.kind for item in brief.items)
        counts = ", ".join(f"{kinds[kind]} {kind.value}" for kind in GROUPS if kinds[kind])
        mended = self.mended.get(top.story_id)
        title = brief.title
        if mended is not None and mended.withdrawn:
            title = f"Withdrawn: {in_short(replace(top, stage=None), self.labels)}"
        elif mended is not None:
            title = f"Corrected: {in_short(mended.item, self.labels)}"
        title = shown(title, HEADLINE)
        return title if title.rstrip(".").endswith(counts) else f"{title.rstrip('.')}. {counts}."

    def _quiet(self) -> str:
        brief = self.brief
        since = dates.weekday_clock(brief.window_start, brief.timezone, now=brief.window_end, language=brief.language)
        return f"No new cooperation story since {since}; {self._answered(' of ')}"

    def _answered(self, of: str) -> str:
        """Return how many of the sources that were asked answered; in a short window there may be none."""
        receipt = self.brief.receipt
        return f"{receipt.answered}{of}{receipt.polled} sources answered" if receipt.polled else "no source was asked"

    def _now(self) -> str:
        end, zone = self.brief.window_end, self.brief.timezone
        day = dates.day(end, zone, language=self.brief.language)
        return f"{day}, {dates.clock(end, zone)} {dates.place(zone)}"

    def _window(self) -> str:
        brief = self.brief
        ends = (brief.window_start, brief.window_end)
        covers = " – ".join(
            dates.weekday_clock(end, brief.timezone, now=brief.window_end, language=brief.language) for end in ends
        )
        return f"{self._now()}; covers {covers}"

    def _notes(self) -> Iterator[str]:
        brief = self.brief
        if brief.late:
            at = dates.weekday_clock(brief.composed_at, brief.timezone, now=brief.window_end, language=brief.language)
            yield f"Late: made at {at}, due at {dates.clock(brief.window_end, brief.timezone)}"
        if brief.kind is BriefKind.REST and brief.items:
            yield "The rest, as asked for"
        elif brief.caught_up and not brief.left_out:
            yield "Caught up after a pause"

    def _left(self) -> str:
        brief = self.brief
        if not brief.left_out:
            return ""
        if brief.caught_up:
            return f"Caught up after a pause: {len(brief.items)} of {len(brief.items) + brief.left_out} stories"
        more = phrases.counted(brief.left_out, "more story", "more stories")
        return f"{more} beyond the maximum set"

    def _reason(self, item: BriefItem) -> str:
        """Return why it could not wait for the next brief; "first" is only what the archive itself says."""
        reached = item.stage is not None and not item.stage.aside and item.stage.rank >= Stage.CONTRACT.rank
        if item.stage is Stage.CONTRACT and item.certainty in _VOUCHED:
            return "Alert: contract signed"
        if reached or not item.why:
            return f"Alert: {self._named(item.stage)}"
        return f"Alert: {shown(item.why, _SENTENCE)}"

    def _named(self, stage: Stage | None) -> str:
        return self.labels.stages[stage] if stage else "stage unknown"

    def _line(self, number: int, item: BriefItem) -> Line:
        mended = self.mended.get(item.story_id)
        told = mended.item if mended else item
        withdrawn = mended is not None and mended.withdrawn
        week = self.brief.kind is BriefKind.DIGEST
        moved = item.kind is ItemKind.CHANGED and not week
        text = withdrawn_headline(item) if withdrawn else self._update(told) if moved else self._headline(told)
        framed = withdrawn or phrases.is_framed(text)
        tags = [CERTAINTY_TAGS[told.certainty]] if told.certainty and not framed else []
        tags += ["corrected"] if mended and not withdrawn else []
        return Line(
            number=number,
            flags=phrases.flags([party.country for party in told.parties], self.labels.flagless),
            text=text,
            standing=f"({', '.join(tags)})" if tags else "",
            url=None if withdrawn else told.link,
            earlier=told.earlier,
            to_thread=moved or week,
        )

    def _headline(self, item: BriefItem) -> str:
        claimed = phrases.claim(item.headline, item.certainty)
        return shown(phrases.addressed(item, claimed, self.labels.forms), HEADLINE)

    def _update(self, item: BriefItem) -> str:
        """Return what moved: was, now and the figure; where the stage stands still, the headline of the news."""
        moved = move(item, self.labels)
        if "→" not in moved:
            return f"Update: {self._headline(item)}"
        what = f"{shown(phrases.names(item.parties), _NAMES)}, {shown(subject(item, self.labels), _NAMES)}"
        return f"{what.lstrip(', ')}: {', '.join(filter(None, (moved, shown(value(item), _NAMES))))}"


def _group(label: str, lines: Sequence[Line]) -> Group:
    return Group(label=label, lines=tuple(lines))


def _furthest(item: BriefItem) -> int:
    """Return where a stage stands in a week's list: the furthest first, then those aside, then the unknown."""
    return len(Stage) + 1 if item.stage is None else -item.stage.rank
