"""Forms and homes, shown in a person's chat with the bot. Every failure is a `bot.errors.DeliveryError`."""

from bot.chat.form_choices import Choices
from bot.chat.forms import Draft, Home
from bot.chat.platform import Directory, Gateway, Payload
from bot.chat.teams.around import HomeCards, Offered, no_channels
from bot.chat.teams.forms import form
from bot.chat.teams.home import home_card
from bot.domain.delivery import MessageRef
from bot.domain.moments import Clock, system_clock
from bot.errors import DeliveryError, OutcomeUnknown, RateLimited, Rejected


class TeamsSurfaces:
    """Shows forms and homes in one tenant; `choices` are what the menus of a form offer.

    `homes` is shared with the handlers: where a home was pressed in it is edited, else it is posted.
    """

    def __init__(
        self,
        gateway: Gateway,
        directory: Directory,
        *,
        tenant: str,
        choices: Choices,
        homes: HomeCards,
        channels: Offered = no_channels,
        clock: Clock = system_clock,
    ) -> None:
        """Keep what sends, and who knows a person's chat."""
        self._gateway, self._directory, self._tenant = gateway, directory, tenant
        self._choices, self._homes, self._channels, self._clock = choices, homes, channels, clock

    async def open_form(self, trigger: str, draft: Draft) -> None:
        """Show a form in the chat of the one whom `trigger` names (tenant|user). There is no hurry: none expires."""
        user = trigger.partition("|")[2]
        try:
            offered = () if draft.channel_fixed else await self._channels(self._tenant, user)
            card = form(draft, self._choices, place=await self._place(draft), channels=offered)
        except ValueError as error:
            raise Rejected(draft.start.channel, f"the form does not hold it all ({error})") from error
        await self._shown(user, card)

    async def show_home(self, home: Home) -> None:
        """Show a person's home: in the place of the one they pressed in, else as a new message."""
        card, before = home_card(home, now=self._clock()), self._homes.take(self._tenant, home.user)
        if before is None or not await self._edited(before, card):
            await self._shown(home.user, card)

    async def _shown(self, user: str, card: Payload) -> None:
        """Show a card in a person's chat, as all that they alone are told: a short wait of Teams is sat out there."""
        await self._gateway.tell(await self._directory.direct(user), user, card)

    async def _edited(self, before: MessageRef, card: Payload) -> bool:
        """Put a home in the place of the one before; return False where that cannot be, as it is gone."""
        try:
            await self._gateway.edit(before, card)
        except (RateLimited, OutcomeUnknown):
            raise
        except DeliveryError:
            return False
        return True

    async def _place(self, draft: Draft) -> str:
        """Return what the channel of a form is called, "" for a person's own chat."""
        if not draft.channel_fixed:
            return ""
        place = await self._directory.place(draft.start.channel)
        return "" if place.direct else place.name or "this channel"
