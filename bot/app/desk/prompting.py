"""A person opened the chat with the bot: what could be asked is offered."""

from dataclasses import dataclass

from bot.app.desk.room import Room
from bot.chat.heard import Heard
from bot.chat.prompting import prompts_of
from bot.domain.delivery import MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompting:
    """Offers prompts, on platforms that show them."""

    room: Room

    async def greet(self, heard: Heard) -> None:
        """Offer questions about what the person owns or gets alone: another's topics are not theirs to see."""
        live = self.room.at(heard).live
        if live is None:
            return
        listed = await self.room.parts.store.subscriptions(heard.platform)
        here = [one for one in listed if one.workspace in {"", heard.workspace}]
        own = [one.topic for one in here if heard.user in one.owners or one.channel == heard.channel]
        thread = MessageRef(channel=heard.channel, message_id=heard.thread) if heard.thread else None
        await live.suggest(heard.channel, prompts_of(own, self.room.words), thread=thread)
