"""Fetch one address in a process of its own and print, as JSON, how it ended and how much memory it took at most.

python -m support.bombfetch URL
"""

import asyncio
import json
import resource
import sys
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import FetchError
from bot.ingest.http import FetchRules, SafeClient
from support.fetching import no_names

_STATUS = Path("/proc/self/status")


async def fetch(client: SafeClient, url: str) -> str:
    """Return the reason why nothing came, or how many bytes did."""
    try:
        got = await client.fetch(url)
    except FetchError as error:
        return error.reason.value
    return str(len(getattr(got, "body", b"")))


async def measured(url: str) -> dict[str, object]:
    """Fetch something small to warm up, then `url`; growth is from then to the peak, in bytes."""
    parts = urlsplit(url)
    allow = frozenset({(str(parts.hostname), parts.port or 80)})
    async with SafeClient(FetchRules(contact_url="https://example.invalid", allow=allow), resolver=no_names) as client:
        await fetch(client, f"{parts.scheme}://{parts.netloc}/small")
        _forget_peak()
        before = _field("VmRSS")
        outcome = await fetch(client, url)
    return {"outcome": outcome, "growth": _peak() - before}


def _forget_peak() -> None:
    """Let the kernel measure the peak from here on."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _field(name: str) -> int:
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name + ":"))


def _peak() -> int:
    """Return the higher of the peak since it was forgotten and, should the kernel not forget, nothing less."""
    return max(_field("VmHWM"), _field("VmRSS"))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(asyncio.run(measured(sys.argv[1])), sys.stdout)
