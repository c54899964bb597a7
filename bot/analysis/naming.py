"""What stories are called when groups of articles change: whoever was told of a story finds it under its name."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.ids import ArticleId, StoryId, digest

MemberT = TypeVar("MemberT", bound=str)
NameT = TypeVar("NameT", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A group of articles, in order, with the story it is.

    `before` says whether that story was there already; `absorbed` are stories that live on in it; `moved` are articles
    that stood in others, which go on elsewhere; `parent` is the one of these that a new story was split off from.
    """

    story: StoryId
    articles: tuple[ArticleId, ...]
    before: bool
    absorbed: tuple[StoryId, ...] = ()
    parent: StoryId | None = None
    moved: tuple[tuple[ArticleId, StoryId], ...] = ()


def named(groups: Sequence[Sequence[ArticleId]], before: Mapping[ArticleId, StoryId]) -> tuple[Named, ...]:
    """Return `groups` with their names; `before` tells in which story an article stood."""
    return tuple(_named(group, ranked, before) for group, ranked in zip(groups, heirs(groups, before), strict=True))


def heirs(groups: Sequence[Sequence[MemberT]], before: Mapping[MemberT, NameT]) -> list[list[NameT]]:
    """Return per group the names that go on in it, the one it bears from now on first.

    A name goes on in the group that holds most of its members, of equals in the first; a group that several names come
    to bears the one that gives it most members, of equals the one whose member is first.
    """
    shares = [Counter(before[member] for member in group if member in before) for group in groups]
    holder: dict[NameT, int] = {}
    for place, share in enumerate(shares):
        for name, count in share.items():
            if name not in holder or count > shares[holder[name]][name]:
                holder[name] = place
    coming: list[list[NameT]] = [[] for _ in groups]
    for place, share in enumerate(shares):
        here = [name for name in share if holder[name] == place]  # in the order of their first members
        coming[place] = sorted(here, key=share.__getitem__, reverse=True)
    return coming


def _named(group: Sequence[ArticleId], ranked: Sequence[StoryId], before: Mapping[ArticleId, StoryId]) -> Named:
    share = Counter(before[name] for name in group if name in before)
    parent = None if ranked else _likeliest(share)
    return Named(
        story=ranked[0] if ranked else _fresh(group, parent),
        articles=tuple(group),
        before=bool(ranked),
        absorbed=tuple(ranked[1:]),
        parent=parent,
        moved=tuple((name, before[name]) for name in group if name in before and before[name] not in ranked),
    )


def _likeliest(share: Counter[StoryId]) -> StoryId | None:
    return share.most_common(1)[0][0] if share else None


def _fresh(group: Sequence[ArticleId], parent: StoryId | None) -> StoryId:
    """Return a name nobody bears: of the first article, or of all where they were told as another story before."""
    return StoryId(digest("story", group[0]) if parent is None else digest("split", parent, *group))
