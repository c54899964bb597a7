"""Quiet hours: when nobody is to be pinged by alerts and personal notices. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.moments import utc
from bot.domain.topic import Subscription

_DAYS_AHEAD = 3


def in_quiet_hours(subscription: Subscription, moment: datetime) -> bool:
    """Whether the clock on the wall of `subscription` stands within its quiet hours, their end excluded.

    Hours that end before they begin go over midnight; hours that end where they begin are none.
    """
    hours = subscription.quiet_hours
    if hours is None or hours.start == hours.end:
        return False
    wall = utc(moment).astimezone(ZoneInfo(subscription.timezone)).time()
    start, end = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
    return start <= wall < end if start < end else wall >= start or wall < end


def quiet_until(subscription: Subscription, moment: datetime) -> datetime:
    """Return the first moment from `moment` on, in UTC, at which somebody may be pinged.

    An end that summer time skips is as much later as the gap is wide.
    """
    moment = utc(moment)
    if subscription.quiet_hours is None or not in_quiet_hours(subscription, moment):
        return moment
    zone, end = ZoneInfo(subscription.timezone), time.fromisoformat(subscription.quiet_hours.end)
    today = moment.astimezone(zone).date()
    walls = [datetime.combine(today + timedelta(days=n), end, tzinfo=zone) for n in range(_DAYS_AHEAD)]
    ends = sorted(wall.replace(fold=fold).astimezone(UTC) for wall in walls for fold in (0, 1))
    return next(end for end in ends if end > moment and not in_quiet_hours(subscription, end))
