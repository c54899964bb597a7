"""What is to be done about pushes now: whom to ask, whom to leave, what to forget. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.domain.ids import SourceId
from bot.domain.push import Push
from bot.domain.source import FetchState, Source
from bot.ingest.websub import hub_address, is_trusted, leaving, new_push

_MAX_TOPIC = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`ask` and `leave` are pushes to be asked for and given up, `forget` sources whose push is over.

    `unpushed` are sources whose state still says that they are pushed, though no hub does.
    """

    ask: tuple[Push, ...] = ()
    leave: tuple[Push, ...] = ()
    forget: tuple[SourceId, ...] = ()
    unpushed: tuple[SourceId, ...] = ()


def plan(
    sources: Iterable[Source],
    states: Mapping[SourceId, FetchState],
    pushes: Iterable[Push],
    *,
    now: datetime,
    plain: frozenset[tuple[str, int]] = frozenset(),
) -> Plan:
    """Return what to do. Only enabled feeds are pushed, and only by the hub and for the topic they name themselves."""
    held = {push.source_id: push for push in pushes}
    offers = {source.id: offer for source in sources if (offer := _offer(source, states.get(source.id), plain))}
    wanted = {name: _wanted(name, offer, held.get(name), now=now) for name, offer in offers.items()}
    given_up = [push for name, push in held.items() if name not in offers]
    kept = {name: push for name, push in wanted.items() if held.get(name) == push}
    return Plan(
        ask=tuple(push for push in wanted.values() if push.due_at <= now),
        leave=tuple(leaving(push, now) for push in given_up if push.state == "active"),
        forget=tuple(p.source_id for p in given_up if p.state in ("asked", "denied") or _over(p, now)),
        unpushed=tuple(
            name
            for name, state in states.items()
            if state.pushed_until is not None and not (name in kept and is_trusted(kept[name]))
        ),
    )


def _offer(source: Source, state: FetchState | None, plain: frozenset[tuple[str, int]]) -> tuple[str, str] | None:
    """Return hub and topic where the source can be pushed."""
    if state is None or state.gone or not source.enabled or source.kind != "feed":
        return None
    if not state.hub or not state.topic or not _is_topic(state.topic):
        return None
    hub = hub_address(state.hub, plain=plain)
    return None if hub is None else (hub, state.topic)


def _wanted(name: SourceId, offer: tuple[str, str], held: Push | None, *, now: datetime) -> Push:
    hub, topic = offer
    if held is None or held.state == "leaving" or (held.hub, held.topic) != (hub, topic):
        return new_push(name, hub=hub, topic=topic, now=now)
    return held


def _over(push: Push, now: datetime) -> bool:
    return push.state == "leaving" and push.due_at <= now


def _is_topic(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= _MAX_TOPIC
    except ValueError:
        return False
