"""The exported page in a real browser: readable in light, dark, on a phone and on paper, and silent."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from bot.briefing.export import export
from bot.chat.slack.standin import find_browser
from support.briefs import shipped_labels
from support.dossiers import citation, deal_row, make_dossier

PAPER = "rgb(255, 255, 255)"


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """An answer of long and foreign words."""
    rows = tuple(
        deal_row(f"d{n}", title=f"<b>Programme</b> العربية {'x' * 60}", designation="T129 & co") for n in range(30)
    )
    sources = tuple(citation(n, url=f"https://example.invalid/{'path/' * 30}") for n in range(1, 20))
    path = tmp_path / "answer.html"
    path.write_text(export(make_dossier(deals=rows, citations=sources), "html", shipped_labels()), encoding="utf-8")
    return path


@pytest.mark.parametrize(("scheme", "width"), [("light", 1000), ("dark", 1000), ("dark", 390)])
@pytest.mark.browser
async def test_a_page_is_readable_prints_and_asks_nobody(page_file: Path, scheme: str, width: int) -> None:
    if (chromium := find_browser()) is None:
        pytest.skip("no Chromium is installed")
    asked: list[str] = []
    said: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            page = await browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: said.append(message.text))
            await page.goto(page_file.as_uri())
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, "nothing runs out of the page"
            shade = await page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (shade == PAPER) == (scheme == "light")
            await page.get_by_role("link", name="[2]").first.click()
            assert await page.evaluate("location.hash") == "#source-2"
            printed = await page.pdf(prefer_css_page_size=True)
            await page.emulate_media(media="print", color_scheme="dark")
            assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER
        finally:
            await browser.close()
    assert printed.startswith(b"%PDF")
    assert asked == [page_file.as_uri()]
    assert said == []
