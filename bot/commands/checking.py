"""What `doctor` does: look, say what it sees, change nothing."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot import settings as configuration
from bot.errors import BotError, ConfigError
from bot.settings import Settings

_LEAST_FREE = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: whether it is well, and what was seen."""

    name: str
    well: bool
    seen: str


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Return what a first look at the installation shows; nothing is fetched."""
    checks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("data folder", _data_folder),
        ("sources", lambda settings: f"{len(configuration.load_sources(settings))} configured"),
        ("subscriptions", lambda settings: f"{len(configuration.load_subscriptions(settings))} managed"),
        ("encoder", _encoder),
        ("summariser", _summariser),
        ("tables", _tables),
        ("chat", _chat),
    )
    return tuple(_finding(name, check, settings) for name, check in checks)


def _finding(name: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    from summarizers.errors import SummarizerError  # noqa: PLC0415

    try:
        return Finding(name=name, well=True, seen=check(settings))
    except (BotError, SummarizerError, OSError) as error:
        return Finding(name=name, well=False, seen=str(error))


def _data_folder(settings: Settings) -> str:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    probe = settings.data_dir / ".doctor"
    probe.write_text("", encoding="utf-8")
    probe.unlink()
    free = shutil.disk_usage(settings.data_dir).free
    if free < _LEAST_FREE:
        raise ConfigError("data_dir", f"only {free // 1_000_000} MB are free", hint="make room or set ENTENTE_DATA_DIR")
    return f"{settings.data_dir}, {free // 1_000_000_000} GB free"


def _encoder(_settings: Settings) -> str:
    from summarizers.encoder import MiniLmEncoder  # noqa: PLC0415

    started = time.monotonic()
    dimension = MiniLmEncoder().encode(["a test"]).shape[1]
    return f"all-MiniLM-L6-v2, {dimension} dimensions, weights as pinned, loaded in {time.monotonic() - started:.1f} s"


def _summariser(settings: Settings) -> str:
    from bot.app.models import check_set_up  # noqa: PLC0415

    return check_set_up(settings)


def _tables(settings: Settings) -> str:
    from bot.app.operator_tables import disputed, embargoes_of  # noqa: PLC0415

    flagless = sorted(place.code for place in disputed() if not place.flag)
    flags = f"no flag is drawn for {', '.join(flagless)}" if flagless else "all flags are drawn"
    return f"{flags}; embargoes listed: {len(embargoes_of(settings))}"


def _chat(settings: Settings) -> str:
    from bot.app import doors, teams_settings  # noqa: PLC0415

    doors.check(settings)
    slack = "Slack by HTTP" if settings.slack_mode == "http" else "Slack by Socket Mode"
    tenants = teams_settings.tenants_of(settings)
    served = f"Teams ({settings.teams_cloud}) at {settings.teams_listen}, tenants served: {len(tenants)}"
    ways = (slack, doors.slack_is_set(settings)), (served, teams_settings.is_set(settings))
    return " and ".join(way for way, is_set in ways if is_set)


def lines_of(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a line per finding."""
    for finding in findings:
        yield f"{'ok  ' if finding.well else 'FAIL'}  {finding.name}: {finding.seen}"
