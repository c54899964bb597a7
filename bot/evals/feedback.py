"""Votes as labelled items, and how today's reading does on them. No id of a person is in them. Pure.

A vote labels the article of its story that was read as most relevant. The label is what most who voted said; where as
many said one thing as another, the item stays without one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.analysis import Analysis
from bot.domain.article import Article, PageKind
from bot.domain.desk import Complaint, Verdict, Vote
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import Story

Row = Mapping[str, Any]
USEFUL = "useful"
_JUDGED = (USEFUL, Complaint.NOT_RELEVANT.value, Complaint.WRONG_COUNTRY.value, Complaint.WRONG_STAGE.value)
"""What a reading of the article can be right or wrong about; a duplicate or something else is none of its doing."""
_SAID = {
    USEFUL: "useful, and read as cooperation today",
    Complaint.NOT_RELEVANT.value: "not relevant, and left out today",
    Complaint.WRONG_COUNTRY.value: "wrong country, and read as other countries today",
    Complaint.WRONG_STAGE.value: "wrong stage, and read as another stage today",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What is stored of the stories that were voted on, by id."""

    stories: Mapping[StoryId, Story] = field(default_factory=dict)
    articles: Mapping[ArticleId, Article] = field(default_factory=dict)
    analyses: Mapping[ArticleId, Analysis] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """How many items with one label are read today as the label asks for."""

    label: str
    agreeing: int
    total: int

    @property
    def said(self) -> str:
        """What agreeing means for this label."""
        return _SAID[self.label]


def labelled_items(votes: Iterable[Vote], archive: Archive) -> tuple[Row, ...]:
    """Return one item for each story that was voted on and is still known, in the order of the ids of its article."""
    by_story: dict[StoryId, list[Vote]] = {}
    for vote in votes:
        by_story.setdefault(vote.story_id, []).append(vote)
    rows = [row for story, cast in by_story.items() if (row := _row(story, cast, archive)) is not None]
    return tuple(sorted(rows, key=lambda row: str(row["id"])))


def _row(story_id: StoryId, votes: Sequence[Vote], archive: Archive) -> Row | None:
    story = archive.stories.get(story_id)
    read = [archive.analyses[name] for name in story.article_ids if name in archive.analyses] if story else []
    known = [one for one in read if one.article_id in archive.articles]
    if not known:
        return None
    best = max(known, key=lambda one: (one.score, one.article_id))
    article = archive.articles[best.article_id]
    said = Counter(vote.complaint.value if vote.complaint else _verdict(vote) for vote in votes)
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "text": "" if article.text_dropped or article.kind is PageKind.RESERVED else article.text,
        "published": article.published.isoformat() if article.published else None,
        "source": article.source_id,
        "label": _label(said),
        "votes": dict(sorted(said.items())),
        "read": {
            "relevance": best.relevance.value,
            "score": best.score,
            "parties": list(best.countries),
            "sectors": [tag.sector.value for tag in best.sectors],
            "types": [tag.type.value for tag in best.types],
            "stage": best.stage.stage.value if best.stage else "none",
            "certainty": best.certainty.value if best.certainty else "none",
        },
    }


def _verdict(vote: Vote) -> str:
    return USEFUL if vote.verdict is Verdict.USEFUL else Complaint.OTHER.value


def _label(said: Counter[str]) -> str | None:
    (first, most), *others = said.most_common(2)
    return None if others and others[0][1] == most else first


def scorable(rows: Iterable[Row]) -> list[Row]:
    """Return the items that a reading can be held against: their text is kept, and their label is about the reading."""
    return [row for row in rows if row["text"] and row["label"] in _JUDGED]


def scored(rows: Iterable[Row], today: Mapping[str, Row]) -> tuple[Scored, ...]:
    """Return by label how the items `rows` are read `today` (results by id)."""
    agreeing: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in rows:
        now = today.get(row["id"])
        if now is not None:
            total[row["label"]] += 1
            agreeing[row["label"]] += _agrees(row, now)
    return tuple(Scored(label=label, agreeing=agreeing[label], total=total[label]) for label in _JUDGED if total[label])


def _agrees(row: Row, now: Row) -> bool:
    match row["label"]:
        case "useful":
            return bool(now["relevance"] == "core")
        case "not_relevant":
            return bool(now["relevance"] != "core")
        case "wrong_country":
            return set(now["parties"]) != set(row["read"]["parties"])
        case _:
            return bool(now["stage"] != row["read"]["stage"])
