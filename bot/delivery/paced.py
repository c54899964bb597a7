"""A platform whose posts keep to the channel's order and rate, for whoever answers outside of the ledger."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.platform import Gateway, Payload, Platform
from bot.delivery.outbound import Outbound
from bot.domain.delivery import DeliveryKey, MessageRef


def paced(outbound: Outbound) -> Platform:
    """Return the platform of `outbound`, whose posts wait for their turn among the deliveries."""

    def at(workspace: str) -> Platform:
        place = outbound.platform.at(workspace)
        gateway = PacedGateway(outbound=outbound, workspace=workspace, gateway=place.gateway)
        return replace(place, gateway=gateway, workspaces=None)

    workspaces: Callable[[str], Platform] | None = at if outbound.platform.workspaces is not None else None
    return replace(at(""), workspaces=workspaces)


@dataclass(frozen=True, slots=True, kw_only=True)
class PacedGateway:
    """A gateway of one workspace; only its posts take a turn, since nothing else has a rate per channel."""

    outbound: Outbound
    workspace: str
    gateway: Gateway

    @property
    def can_look_up(self) -> bool:
        """Whether `look_up` can tell if a message with a key is out."""
        return self.gateway.can_look_up

    async def post(
        self, channel: str, payload: Payload, *, thread: MessageRef | None = None, broadcast: bool = False
    ) -> MessageRef:
        """Post in the channel's order and rate; raise DeliveryError."""
        return await self.outbound.say(channel, payload, thread=thread, broadcast=broadcast, workspace=self.workspace)

    async def edit(self, message: MessageRef, payload: Payload) -> None:
        """Put `payload` in the place of a message of ours."""
        await self.gateway.edit(message, payload)

    async def delete(self, message: MessageRef) -> None:
        """Take a message of ours away; one that is gone already is no failure."""
        await self.gateway.delete(message)

    async def tell(self, channel: str, user: str, payload: Payload, *, thread: MessageRef | None = None) -> None:
        """Show `payload` to one person only."""
        await self.gateway.tell(channel, user, payload, thread=thread)

    async def look_up(
        self, channel: str, key: DeliveryKey, *, since: datetime, thread: MessageRef | None = None
    ) -> MessageRef | None:
        """Return the message that carries `key`, posted at or after `since`, or None where there is none."""
        return await self.gateway.look_up(channel, key, since=since, thread=thread)
