"""Figures, stages and dates on which sources of one story differ, side by side with their outlets. Pure.

Never averaged, never chosen between. Figures of a piece, a part, an option or a year are left alone, and so are ranges
that meet and roundings: "about 6.5bn" and "6.48bn" are no disagreement. Sums in two currencies are never compared: no
rate is known here. What one deal was worth at one stage and at a later one may well be two figures, so stories of a
deal are compared only where they tell the same stage within two months of one another.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from bot.briefing.dossier_book import MOST_CITES, Book
from bot.briefing.dossier_facts import Told
from bot.briefing.dossier_milestones import Milestone, milestone_of
from bot.briefing.phrasing import listed
from bot.domain.analysis import Evidence, Fact
from bot.domain.dossier import Line, Section, SectionKind
from bot.domain.story import Story
from bot.domain.vocabulary import Bound, Certainty, FactKind

TITLE, WORD_TITLE = "Where sources differ", "Whose word it is"
MOST = 6
_NEAR, _EXACT_BELOW = 0.05, 1000
_SAME_NEWS, _SAME_DAYS = timedelta(days=60), timedelta(days=3)
_MOST_SIDES = 3
_WORD = re.compile(r"[^\W_][\w-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one outlet says of a field: the words shown, and their proof."""

    text: str
    outlet: str
    proof: Evidence
    story: Story


def differences_section(told: Sequence[Told], book: Book) -> Section | None:
    """Return on what the sources of each deal differ, and which deals rest on one party's word alone."""
    lines = []
    for one in told:
        for field, sides in differences(one, book):
            against = listed([f"{side.text} ({side.outlet})" for side in sides])
            lines.append(
                book.line(
                    f"{one.named}: {field}: {against}",
                    told=tuple(dict.fromkeys(side.story for side in sides)),
                    proofs=[side.proof for side in sides],
                    deal=one.programme.deal,
                )
            )
    title = TITLE if lines else WORD_TITLE
    alone = {_by(one, book): one for one in reversed(told) if one.lead.certainty is Certainty.ONE_PARTY}
    if alone:
        lines.append(_alone_line(list(reversed(alone.items())), book))
    if not lines:
        return None
    return Section(
        kind=SectionKind.DISAGREEMENTS, title=title, lines=tuple(lines[:MOST]), left_out=max(0, len(lines) - MOST)
    )


def _alone_line(alone: Sequence[tuple[str, Told]], book: Book) -> Line:
    """Return which deals rest on one party's word: the first few by name, each with its source, and how many more."""
    first, more = alone[:MOST_CITES], len(alone) - MOST_CITES
    named = [name for name, _ in first] + ([f"{more} more"] if more > 0 else [])
    return book.line(
        f"One party’s word only: {listed(named)}",
        told=[one.lead for _, one in first],
        proofs=[proof for _, one in first for proof in book.word_proofs(one.lead)[:1]],
    )


def differences(told: Told, book: Book) -> Iterator[tuple[str, tuple[Side, ...]]]:
    """Yield each field on which sources of a deal differ once, with what each says: of the furthest story first."""
    seen: set[str] = set()
    for stories in _compared(told):
        for field, sides in _fields(stories, book):
            if field not in seen:
                seen.add(field)
                yield field, sides


def differs(told: Told, value: Fact, book: Book) -> bool:
    """Whether another source gives another sum than `value` for the same."""
    return any(
        field == "value" and any(side.proof == value.evidence for side in sides)
        for field, sides in differences(told, book)
    )


def _compared(told: Told) -> Iterator[tuple[Story, ...]]:
    """Yield what is compared: each story by itself, then those of the same stage and the same weeks."""
    yield from ((story,) for story in told.stories)
    for one, other in combinations(told.stories, 2):
        near = abs(one.last_changed - other.last_changed) <= _SAME_NEWS
        if near and one.stage is other.stage and one.stage is not None and one.countries == other.countries:
            yield one, other


def _fields(stories: Sequence[Story], book: Book) -> Iterator[tuple[str, tuple[Side, ...]]]:
    facts = [(fact, s) for s in stories for fact in s.facts if fact.scope is None and book.holds(fact.evidence)]
    for kind, name in ((FactKind.VALUE, "value"), (FactKind.QUANTITY, "quantity")):
        sides = _apart([(fact, s) for fact, s in facts if fact.kind is kind and fact.amount is not None], book)
        if sides:
            yield name, sides
    dates = [(fact, s) for fact, s in facts if fact.kind is FactKind.DATE]
    sides = _dates_apart(dates, book)
    if sides:
        yield "date", sides
    for story in stories:
        sides = _stages_apart(story, book)
        if sides:
            yield "stage", sides


def _apart(facts: Sequence[tuple[Fact, Story]], book: Book) -> tuple[Side, ...]:
    """Return the figures that contradict each other, the first of an article only: what else it tells is of it."""
    for (one, first), (other, second) in combinations(facts, 2):
        if _contradict(one, other, book):
            found = [(one, first), (other, second)]
            found += [
                (fact, s) for fact, s in facts if all(fact is not k and _contradict(fact, k, book) for k, _ in found)
            ][: _MOST_SIDES - 2]
            return tuple(_side(fact.value, fact.evidence, s, book) for fact, s in found)
    return ()


def _contradict(one: Fact, other: Fact, book: Book) -> bool:
    same = one.evidence.article_id == other.evidence.article_id
    if same or book.outlet(one.evidence.article_id) == book.outlet(other.evidence.article_id):
        return False
    if one.currency != other.currency:
        return False
    if one.kind is FactKind.QUANTITY and not _same_thing(one.value, other.value):
        return False
    return not _told_too(one, other, book) and not _told_too(other, one, book)


def _told_too(figure: Fact, other: Fact, book: Book) -> bool:
    """Whether the article of `figure` itself tells a figure that agrees with `other` too: then it says nothing else.

    "180 tanks, 116 of which are to be delivered by 2027" does not contradict 180 tanks.
    """
    read = book.analysis(figure.evidence.article_id)
    own = (fact for fact in (read.facts if read else ()) if fact.kind is other.kind and fact.currency == other.currency)
    return any(agree(fact, other) for fact in (figure, *(fact for fact in own if fact.amount is not None)))


def agree(one: Fact, other: Fact) -> bool:
    """Whether what two figures leave open meets, or one is the other rounded; few things are counted exactly."""
    (low, high), (other_low, other_high) = _span(one), _span(other)
    if low <= other_high and other_low <= high:
        return True
    first, second = one.amount or 0.0, other.amount or 0.0
    if one.kind is FactKind.QUANTITY and max(first, second) < _EXACT_BELOW:
        return False
    if abs(first - second) > _NEAR * max(first, second):
        return False
    digits = min(_digits(first), _digits(second))
    return math.isclose(float(f"{first:.{digits}g}"), float(f"{second:.{digits}g}"), rel_tol=1e-9)


def _span(fact: Fact) -> tuple[float, float]:
    amount = fact.amount or 0.0
    low = amount if fact.lower is None else fact.lower
    match fact.bound:
        case Bound.UP_TO:
            return 0.0, amount
        case Bound.AT_LEAST:
            return low, math.inf
        case Bound.ABOUT:
            return low * (1 - _NEAR), amount * (1 + _NEAR)
        case _:
            return low, amount


def _digits(value: float) -> int:
    return len(f"{value:.10g}".replace(".", "").strip("0")) or 1


def _same_thing(a: str, b: str) -> bool:
    """Whether two counts are of the same: their numbered names meet, or, where one has none, their last words do."""
    ours, theirs = ([word.casefold() for word in _WORD.findall(text)][1:] for text in (a, b))
    named, others = ({w for w in words if any(map(str.isdigit, w))} for words in (ours, theirs))
    if named and others:
        return not named.isdisjoint(others)
    return bool(ours and theirs) and ours[-1].rstrip("s") == theirs[-1].rstrip("s")


def _dates_apart(facts: Iterable[tuple[Fact, Story]], book: Book) -> tuple[Side, ...]:
    read = [(found, fact, s) for fact, s in facts if (found := milestone_of(fact.value))]
    for (one, fact, first), (other, second_fact, second) in combinations(read, 2):
        if _dates_contradict(one, other) and not _one_outlet(fact, second_fact, book):
            return (
                _side(fact.value, fact.evidence, first, book),
                _side(second_fact.value, second_fact.evidence, second, book),
            )
    return ()


def _dates_contradict(one: Milestone, other: Milestone) -> bool:
    return one.step == other.step and (one.ends < other.begins or other.ends < one.begins)


def _one_outlet(one: Fact, other: Fact, book: Book) -> bool:
    return book.outlet(one.evidence.article_id) == book.outlet(other.evidence.article_id)


def _stages_apart(story: Story, book: Book) -> tuple[Side, ...]:
    """Return the stages that two outlets tell of one story within three days: later ones may well tell of a move."""
    articles = book.material.articles
    read = [(a, one.stage) for a in story.article_ids if (one := book.analysis(a)) and one.stage is not None]
    for (a, stage), (b, other) in combinations(read, 2):
        near = abs(articles[a].moment - articles[b].moment) <= _SAME_DAYS
        if near and stage.stage is not other.stage and book.outlet(a) != book.outlet(b):
            return tuple(
                _side(book.labels.stages[one.stage], one.evidence[0], story, book)
                for one in (stage, other)
                if one.evidence
            )
    return ()


def _side(text: str, proof: Evidence, story: Story, book: Book) -> Side:
    return Side(text=text, outlet=book.outlet(proof.article_id), proof=proof, story=story)


def _by(told: Told, book: Book) -> str:
    word = book.word(told.lead)
    return f"{told.named} ({word})" if word.endswith("says") else told.named
