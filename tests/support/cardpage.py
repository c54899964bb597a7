"""Adaptive Cards as the package `adaptivecards` draws them in headless Chromium: what a test sees of them.

The package is pinned in config/teams/adaptivecards with the hashes of all that comes with it; npm fetches it once into
the user's cache. A client of Teams draws the same cards with its own colours; the ones here are made after it.
"""

import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from bot.chat.slack.standin import find_browser
from bot.settings import config_dir

PHONE, DESKTOP = 390, 800
_SCRIPTS = ("adaptivecards/dist/adaptivecards.min.js", "markdown-it/dist/markdown-it.min.js")
_HERE = Path(__file__).parent / "cardpage_files"
_INSTALL_SECONDS = 120


class Missing(Exception):
    """Why cards cannot be drawn here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to draw: its card or its text, who says it, and whether it answers the one before."""

    card: Mapping[str, Any] | None
    text: str = ""
    reply: bool = False
    label: str = ""
    who: str = "Entente"


@dataclass(slots=True, kw_only=True)
class CardPage:
    """A page on which messages stand one below the other."""

    page: Page

    async def draw(self, messages: Sequence[Message], *, opened: bool = False) -> dict[str, Any]:
        """Draw `messages`, with all that can be opened open; return what is to be seen of them."""
        told = [asdict(message) for message in messages]
        found = await self.page.evaluate("([messages, opened]) => draw(messages, opened)", [told, opened])
        return dict(found)

    async def press(self, name: str) -> None:
        """Press the first button of this name."""
        await self.page.get_by_role("button", name=name, exact=True).first.click()

    async def picture(self, target: Path) -> Path:
        """Draw the page, as long as it is, into a PNG file."""
        await self.page.screenshot(path=target, full_page=True)
        return target


@asynccontextmanager
async def card_page(*, width: int = PHONE, dark: bool = False, scale: float = 1) -> AsyncIterator[CardPage]:
    """Open a page of `width` pixels until the block ends; raise Missing where npm or Chromium are not to be had."""
    scripts, browser = modules(), find_browser()
    if browser is None:
        raise Missing("no Chromium found")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        try:
            page = await chromium.new_page(viewport={"width": width, "height": 800}, device_scale_factor=scale)
            await page.set_content((_HERE / "page.html").read_text(encoding="utf-8"))
            for script in _SCRIPTS:
                await page.add_script_tag(path=scripts / script)
            hosts = json.loads((_HERE / "hosts.json").read_text(encoding="utf-8"))
            await page.add_script_tag(path=_HERE / "page.js")
            await page.evaluate("([host, dark]) => begin(host, dark)", [hosts["dark" if dark else "light"], dark])
            yield CardPage(page=page)
        finally:
            await chromium.close()


def modules(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder of the installed packages, fetched where they are not there yet; raise Missing."""
    environment = os.environ if environment is None else environment
    cache = Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "entente" / "adaptivecards"
    pinned = config_dir() / "teams" / "adaptivecards"
    lock = (pinned / "package-lock.json").read_bytes()
    found, kept = cache / "node_modules", cache / "package-lock.json"
    if all((found / script).is_file() for script in _SCRIPTS) and kept.is_file() and kept.read_bytes() == lock:
        return found
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("npm is missing")
    cache.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(pinned / name, cache / name)
    # What draws carousels is asked for by the package, and no card of ours has one.
    command = [npm, "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--fetch-retries=1"]
    try:
        done = subprocess.run(command, cwd=cache, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Missing(f"npm did not end within {_INSTALL_SECONDS} s") from error
    if done.returncode or not all((found / script).is_file() for script in _SCRIPTS):
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise Missing(f"npm could not install adaptivecards ({lines[-1] if lines else 'no message'})")
    return found
