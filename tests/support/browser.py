"""A reader's browser on local-slack's page: headless Chromium that types, presses, and draws what it sees.

It works where local-slack works, inside a loopback-only namespace.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright

from bot.chat.slack.standin import StandIn, find_browser

DESKTOP, PHONE = (1440, 1000), (390, 844)
# The page has no layout for phones: a real one shows the channel or the thread alone.
_ALONE = (
    ".sidebar, .topbar, .composer, .{other} {{ display: none !important }} .body {{ display: block !important }} "
    ".main, .thread-pane {{ width: 100% !important; max-width: none !important }}"
)
_MILLISECONDS = 20_000


@dataclass(slots=True, kw_only=True)
class Reader:
    """Somebody at the page of `desk`; pictures go into `folder`."""

    desk: StandIn
    page: Page
    folder: Path

    async def open(self, channel: str, *, thread: str | None = None) -> None:
        """Go to a channel, with a thread open at its side."""
        await self.page.goto(self.desk.page(channel=channel, thread=thread))
        await self.page.locator(".messages").first.wait_for()

    async def type(self, text: str) -> None:
        """Say something, or give a slash command."""
        box = self.page.locator(".composer-input").first
        await box.fill(text)
        await self.page.locator(".composer-send").first.click()

    async def home(self, app: str = "entente") -> None:
        """Open the app's Home."""
        await self.page.locator(".sidebar-item", has_text=app).first.click()

    async def press(self, label: str, *, within: str = "body", last: bool = False) -> None:
        """Press the button that reads `label`."""
        await self.button(label, within=within, last=last).click()

    def button(self, label: str, *, within: str = "body", last: bool = False) -> Locator:
        """Return the button that reads `label`, the first or the last of several."""
        found = self.page.locator(within).get_by_role("button", name=label, exact=True)
        return found.last if last else found.first

    async def sees(self, text: str, *, within: str = "body") -> None:
        """Wait until `text` can be read."""
        await self.page.locator(within).get_by_text(text).first.wait_for()

    async def draw(self, name: str) -> Path:
        """Draw what is on the page into NAME.png."""
        await self.page.wait_for_timeout(300)
        target = self.folder / f"{name}.png"
        await self.page.screenshot(path=target)
        return target

    async def draw_phone(self, name: str, *, thread: bool = False) -> Path:
        """Draw the channel, or the thread at its side, alone in a window of 390 pixels into NAME.png, from its end."""
        shown, other = (".thread-body .msg", "main") if thread else (".messages .msg", "thread-pane")
        style = await self.page.add_style_tag(content=_ALONE.format(other=other))
        await self.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        try:
            await self.page.locator(shown).last.evaluate("message => message.scrollIntoView({ block: 'end' })")
            return await self.draw(name)
        finally:
            await style.evaluate("tag => tag.remove()")
            await self.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


@asynccontextmanager
async def reader(desk: StandIn, folder: Path) -> AsyncIterator[Reader]:
    """Start Chromium and a page until the block ends; the caller has made sure that there is a Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        try:
            page = await browser.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
            page.set_default_timeout(_MILLISECONDS)
            yield Reader(desk=desk, page=page, folder=folder)
        finally:
            await browser.close()
