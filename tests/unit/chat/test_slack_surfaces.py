"""Forms and homes on the wire: what goes out, and what Slack's refusals mean."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.app.reading import labels_of
from bot.chat.form_choices import choices_of
from bot.chat.forms import Draft, Home
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.chat.slack.surfaces import SlackSurfaces
from bot.domain.ids import SubscriptionId
from bot.domain.topic import Subscription, Topic
from bot.errors import DeliveryError, FormExpired, InstallationUnavailable, OutcomeUnknown, RateLimited, Rejected
from support.faultproxy import RATE_LIMITED, Fault, FaultProxy, fault_proxy

DRAFT = Draft(start=Subscription(id=SubscriptionId("s1"), channel="C0BRIEFS"))
HOME = Home(user="U1", zone="Europe/Warsaw", cards=())


@pytest.fixture
async def proxy() -> AsyncIterator[FaultProxy]:
    async with fault_proxy() as opened:
        yield opened


@pytest.fixture
async def surfaces(proxy: FaultProxy) -> AsyncIterator[SlackSurfaces]:
    async with slack_clients(SlackNetwork(api_url=proxy.url), bot_token="xoxb-1") as clients:
        yield SlackSurfaces(clients.bot, choices_of(labels_of()))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(error="expired_trigger_id"), FormExpired),
        (Fault(error="exchanged_trigger_id"), FormExpired),
        (Fault(error="view_too_large"), Rejected),
        (Fault(error="token_revoked"), InstallationUnavailable),
        (RATE_LIMITED, RateLimited),
        (Fault(drop=True), OutcomeUnknown),
    ],
)
async def test_what_a_refusal_means(
    proxy: FaultProxy, surfaces: SlackSurfaces, fault: Fault, error: type[DeliveryError]
) -> None:
    proxy.plan("views.open", fault)
    with pytest.raises(error):
        await surfaces.open_form("1.2.a", DRAFT)
    await surfaces.open_form("1.2.b", DRAFT)
    assert proxy.refused == []


async def test_a_home_goes_to_its_person(proxy: FaultProxy, surfaces: SlackSurfaces) -> None:
    await surfaces.show_home(HOME)
    assert proxy.refused == []


async def test_a_name_that_no_field_holds_is_refused(surfaces: SlackSurfaces) -> None:
    words: Any = ("x" * 4_000,)
    long = DRAFT.start.model_copy(update={"topic": Topic(words=words)})
    with pytest.raises(Rejected, match="does not hold it all"):
        await surfaces.open_form("1.2.a", Draft(start=long))
