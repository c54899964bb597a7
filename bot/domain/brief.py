"""Briefs and receipts: one frozen selection that feeds every surface."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.ids import DealId, StoryId, SubscriptionId
from bot.domain.moments import utc
from bot.domain.trends import Trends
from bot.domain.vocabulary import Certainty, CooperationType, FactKind, PartyRole, Sector, Stage

ALERT_PREFIX, FOLLOW_PREFIX = "alert-", "f-"
"""How the slots of alerts, and of what followers are told, begin; story and revision stand behind."""
NOW_PREFIX, REST_PREFIX, DIGEST = "now-", "rest-", "digest"
"""How the slots of briefs asked for and of the rest of others begin, and the name of the weekly one."""


_NEVER = datetime.min.replace(tzinfo=UTC)


class BriefKind(StrEnum):
    """What made a brief: its slot, somebody's wish, an event, or a week's end."""

    SCHEDULED = "scheduled"
    NOW = "now"
    REST = "rest"
    ALERT = "alert"
    FOLLOW = "follow"
    DIGEST = "digest"
    PREVIEW = "preview"


class ItemKind(StrEnum):
    """How an item stands to what was told in this channel before."""

    NEW = "new"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A numbered source of an item: `number` is what stands in brackets in the text; `source` is the source's id."""

    number: int
    outlet: str
    url: str
    title: str
    published: datetime | None
    source: str = ""


def behind(headline: str, citations: Sequence[Citation]) -> Citation | None:
    """Return the article that a headline is of: the newest that carries it, else the newest of all.

    A headline may say more than its article's title ("Reported: …"), or less where it was cut. The newest article is
    the one that tells how far things have got.
    """
    newest = sorted(citations, key=lambda one: (one.published is not None, one.published or _NEVER), reverse=True)
    said = _words(headline)
    carrying = [one for one in newest if (title := _words(one.title)) and said and (title in said or said in title)]
    return next(iter((*carrying, *newest)), None)


def _words(text: str) -> str:
    return " ".join(text.casefold().rstrip("… ").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStep:
    """A stage this channel was told before, or that an earlier story of the deal reached, and when."""

    stage: Stage | None
    at: datetime
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedText:
    """A piece of text with the numbers of the citations that prove it; `verbatim` text stands in quotation marks.

    `kind` is what a fact is of.
    """

    text: str
    citations: tuple[int, ...]
    verbatim: bool = False
    kind: FactKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLine:
    """A party as shown: code, name, role, organisations."""

    country: str
    name: str
    role: PartyRole
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefItem:
    """One story as told in a brief. `facts` and `summary` carry their citations; `unknown` names what is not known.

    `earlier` is the permalink of the thread where the story was told before, if any. `met_in` is the story by which the
    channel first heard of the deal, where that is another one, and `past` what it was told then, oldest first. `why`
    says in one sentence how the story stands in the archive, "" where that proves nothing worth saying. `writer` is the
    model that wrote the summary, "" where none did.
    """

    story_id: StoryId
    revision: int
    kind: ItemKind
    headline: str
    parties: tuple[PartyLine, ...]
    sectors: tuple[Sector, ...]
    types: tuple[CooperationType, ...]
    stage: Stage | None
    previous_stage: Stage | None
    certainty: Certainty | None
    facts: tuple[CitedText, ...]
    summary: tuple[CitedText, ...]
    unknown: tuple[str, ...]
    citations: tuple[Citation, ...]
    last_changed: datetime
    earlier: str | None = None
    why: str = ""
    deal_id: DealId | None = None
    met_in: StoryId | None = None
    past: tuple[PastStep, ...] = ()
    writer: str = ""

    @property
    def link(self) -> str | None:
        """The address of the article behind the headline, None where nothing is cited."""
        article = behind(self.headline, self.citations)
        return article.url if article else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """An item that was told and is mended: as it is now, and what was wrong, such as "stage was contract, is talks".

    `note` stands in the message behind the day `at`. A withdrawn item is not told any more: of `item` only the headline
    is shown, as one that does not stand.
    """

    item: BriefItem
    note: str
    at: datetime
    withdrawn: bool = False

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc(self.at))

    @property
    def standing(self) -> BriefItem:
        """The item as far as it stands: of a withdrawn one the headline, marked as such."""
        if not self.withdrawn:
            return self.item
        return replace(self.item, headline=f"Withdrawn: {self.item.headline}", facts=(), summary=(), why="")


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedSource:
    """A source that did not answer, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryTally:
    """How the summaries of a brief were made. Counts are stories but for `replaced` and `defused`.

    `quoted` are told in their sources' words, `composed` in a sentence made of proved facts, `written` by a model, by
    its name, `bare` by headline alone, by reason. `fell_back` tells, by reason, where the model asked for did not
    write. `replaced` counts written sentences for which quotations stand in, `defused` the places of articles left out
    because they spoke to a machine reader.
    """

    quoted: int = 0
    composed: int = 0
    written: Mapping[str, int] = field(default_factory=dict)
    bare: Mapping[str, int] = field(default_factory=dict)
    fell_back: Mapping[str, int] = field(default_factory=dict)
    replaced: int = 0
    defused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a brief was made from. Counts are items, `dropped` by reason; `allowed` lists addresses opened by hand."""

    polled: int
    answered: int
    seen: int
    kept: int
    dropped: Mapping[str, int]
    failed: tuple[FailedSource, ...] = ()
    allowed: tuple[str, ...] = ()
    summaries: SummaryTally = SummaryTally()


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefKey:
    """One subscription, one local date, one slot: at most one brief. `slot` is its name, such as 0730."""

    subscription_id: SubscriptionId
    local_date: str
    slot: str

    def __str__(self) -> str:
        """Return the form used in workflow ids and delivery keys."""
        return f"{self.subscription_id}:{self.local_date}:{self.slot}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is posted at a slot: a headline line, the window it covers (start excluded), items, receipt.

    `left_out` counts stories beyond the maximum, and `rest` names them; `platform` and `workspace` are where it goes,
    "" in briefs stored before that was kept. `caught_up` says that slots before this one were skipped by a pause or on
    holidays. `broadcast` shows replies in living threads in the channel too. `counts` are, in a digest, the stories
    told by stage, furthest first, and `trends` how the week of its topic stands to those before.
    """

    key: BriefKey
    channel: str
    title: str
    timezone: str
    window_start: datetime
    window_end: datetime
    composed_at: datetime
    items: tuple[BriefItem, ...]
    receipt: Receipt
    late: bool = False
    left_out: int = 0
    platform: str = ""
    workspace: str = ""
    kind: BriefKind = BriefKind.SCHEDULED
    language: str = "en"
    rest: tuple[StoryId, ...] = ()
    caught_up: bool = False
    broadcast: bool = False
    counts: tuple[tuple[Stage | None, int], ...] = ()
    trends: Trends | None = None

    def __post_init__(self) -> None:
        """Bring the moments to UTC; refuse a window that ends before it starts."""
        for name in ("window_start", "window_end", "composed_at"):
            object.__setattr__(self, name, utc(getattr(self, name)))
        if self.window_end < self.window_start:
            raise ValueError(f"brief {self.key}: its window ends before it starts")
