"""A person's home: what they own, what their channels get, what they follow."""

from dataclasses import dataclass

from bot.app.desk.permits import Act, refusal
from bot.app.desk.previewing import clipped, local, next_moment
from bot.app.desk.room import Room
from bot.app.desk.telling import Telling
from bot.chat.forms import Home, HomeCard
from bot.chat.heard import Heard
from bot.chat.saying import say
from bot.domain.people import Place
from bot.domain.topic import Subscription
from bot.errors import DeliveryError
from bot.log import get_logger

log = get_logger("desk")
_MOST_CARDS, _MOST_FOLLOWS, _TITLE = 40, 8, 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Homing:
    """Shows homes, on platforms that have them."""

    room: Room

    async def home(self, heard: Heard) -> None:
        """Show the home of the one who opened it; others' personal briefs and channels they are not in stay hidden."""
        platform = self.room.at(heard)
        if platform.surfaces is None or platform.directory is None:
            return
        person = await platform.directory.person(heard.user)
        zone = person.zone or "UTC"
        cards = [card for one in await self._candidates(heard) if (card := await self._card(heard, one)) is not None]
        cards.sort(key=lambda card: (not card.mine, card.place, card.subscription.id))
        shown = Home(
            user=heard.user,
            zone=zone,
            cards=tuple(cards[:_MOST_CARDS]),
            notes=await self._notes(heard),
            admin=person.admin,
            status=tuple(await Telling(room=self.room).standing(heard, admin=True)) if person.admin else (),
        )
        try:
            await platform.surfaces.show_home(shown)
        except DeliveryError as error:
            log.warning("a home was not shown", problem=error.problem)

    async def _candidates(self, heard: Heard) -> tuple[Subscription, ...]:
        listed = await self.room.parts.store.subscriptions(heard.platform)
        return tuple(one for one in listed if one.workspace in {"", heard.workspace})

    async def _card(self, heard: Heard, known: Subscription) -> HomeCard | None:
        """Return a card where the person may see the subscription, else None."""
        room = self.room
        asker = await room.asker(heard, subscription=known)
        if refusal(asker, Act.READ, room.rules, subscription=known):
            return None
        mine = not refusal(asker, Act.CHANGE, room.rules, subscription=known)
        told = await room.parts.store.last_delivered(known.id)
        return HomeCard(
            subscription=known,
            said=say(known, room.words),
            place=_place(asker.place),
            next_due=next_moment(known, room.now()),
            last=local(told, known.timezone) if told else "",
            mine=mine,
        )

    async def _notes(self, heard: Heard) -> tuple[str, ...]:
        store = self.room.parts.store
        follows = await store.follows_by(heard.platform, heard.workspace, heard.user)
        if not follows:
            return ()
        stories = {story.id: story.title for story in await store.stories([follow.story_id for follow in follows])}
        titles = [clipped(stories[one.story_id], _TITLE) for one in follows if one.story_id in stories]
        more = len(titles) - _MOST_FOLLOWS
        lines = [f"You follow: {title}" for title in titles[:_MOST_FOLLOWS]]
        return (*lines, *([f"and {more} more"] if more > 0 else []))


def _place(place: Place) -> str:
    if place.direct:
        return "To you alone"
    return f"#{place.name}" if place.name else place.id
