"""Why an item was told, in plain lines: what of the topic it met, how it was read, whose word it is. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.briefing.labels import Labels
from bot.briefing.reasons import because
from bot.domain.brief import BriefItem, ItemKind
from bot.domain.topic import Pair, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How one article was read: its score (0 to 1) and the reasons for it."""

    outlet: str
    score: float
    reasons: tuple[str, ...]


def chosen_lines(item: BriefItem, topic: Topic | None, reads: Sequence[Read], *, labels: Labels) -> tuple[str, ...]:
    """Return why `item` was told; `topic` is None where its subscription is gone, `reads` begin with the best."""
    lines = [_topic_line(item, topic, labels)] if topic is not None else []
    if reads:
        best = reads[0]
        number = "1 article" if len(reads) == 1 else f"{len(reads)} articles"
        why = because(best.reasons, labels.country)
        read = f"{number}, read as cooperation" if len(reads) == 1 else f"{number}, the surest read as cooperation"
        lines.append(f"{read} ({best.outlet}, {best.score:.2f} of 1){f': {why}' if why else ''}")
    certainty = labels.certainty[item.certainty] if item.certainty else "nobody is quoted"
    lines.append(f"Whose word: {certainty}; told by {_outlets(item)}")
    lines.append(
        "It changed since this channel heard of it" if item.kind is ItemKind.CHANGED else "New to this channel"
    )
    return tuple(lines)


def _topic_line(item: BriefItem, topic: Topic, labels: Labels) -> str:
    met = list(_met(item, topic, labels))
    return f"It met the topic: {'; '.join(met)}" if met else "The topic asks for everything"


def _met(item: BriefItem, topic: Topic, labels: Labels) -> Iterable[str]:
    """Yield what of `topic` the item met, a field at a time."""
    parties = {party.country for party in item.parties}
    who = [_pair(pair, labels) for pair in topic.pairs if {pair.first, pair.second} <= parties]
    who += [labels.country(code) for code in topic.countries if code in parties]
    if who:
        yield f"who: {', '.join(who)}"
    sectors = [labels.sectors[sector] for sector in topic.sectors if sector in item.sectors]
    if sectors:
        yield f"sector: {', '.join(sectors)}"
    types = [labels.types[kind] for kind in topic.types if kind in item.types]
    if types:
        yield f"type: {', '.join(types)}"
    if topic.min_stage is not None and item.stage is not None:
        yield f"stage: {labels.stages[item.stage]}, at least {labels.stages[topic.min_stage]} was asked for"
    if topic.min_certainty is not None and item.certainty is not None:
        yield f"certainty: {labels.certainty[item.certainty]}"
    named = [*topic.organisations, *topic.designations]
    if named:
        yield f"one of the names: {', '.join(named)}"
    if topic.words:
        yield f"one of the words: {', '.join(topic.words)}"


def _pair(pair: Pair, labels: Labels) -> str:
    return f"{labels.country(pair.first)}{' → ' if pair.directed else '–'}{labels.country(pair.second)}"


def _outlets(item: BriefItem) -> str:
    names = list(dict.fromkeys(citation.outlet for citation in item.citations))
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "") or "nobody"
