"""Walls, paywalls and error pages are known by their words, in many languages, where there is little text."""

import pytest

from bot.domain.article import PageKind
from bot.ingest.extraction import extract
from bot.ingest.kinds import Verdict, judge
from bot.ingest.reading import led_away
from support.fetching import PARAGRAPHS, article_html

URL = "https://news.example/2026/story"
STORY = " ".join(PARAGRAPHS)


def judged(title: str = "", text: str = "", *, source: str = "", url: str = URL) -> Verdict:
    return judge(url=url, title=title, text=text, source=source, closed=False)


@pytest.mark.parametrize(
    ("mark", "vendor"),
    [
        ("<script>window._cf_chl_opt={}</script>", "Cloudflare"),
        ("<script src='https://ct.captcha-delivery.com/c.js'></script>", "DataDome"),
        ("<div id='px-captcha'></div>", "PerimeterX"),
        ("<iframe src='/_Incapsula_Resource?x=1'></iframe>", "Imperva"),
        ("<script src='https://x.token.awswaf.com/challenge.js'></script>", "AWS WAF"),
        ("<title>Sucuri WebSite Firewall - Access Denied</title>", "Sucuri"),
        ("<p>Reference&#32;&#35;18.2d35</p> https://errors.edgesuite.net/18.2d35", "Akamai"),
        ("<p>The requested URL was rejected. Please consult with your administrator.</p>", "a firewall"),
    ],
)
def test_a_vendors_waiting_page_is_a_wall_and_its_marks_on_an_article_are_not(mark: str, vendor: str) -> None:
    assert judged(source=mark) == Verdict(kind=PageKind.BLOCKED, detail=f"a bot wall ({vendor})")
    assert judged("Ministries sign", STORY, source=mark).kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Access Denied",
        "Sind Sie ein Roboter?",
        "Robot musunuz?",
        "Подтвердите, что вы не робот",
        "Ви не робот?",
        "Potwierdź, że nie jesteś robotem",
        "人机验证",
        "로봇이 아닙니다",
        "ロボットではありません",
        "هل أنت روبوت؟",
    ],
)
def test_who_asks_for_a_human_is_a_wall(title: str) -> None:
    assert judged(title).kind is PageKind.BLOCKED
    assert judged("", f"{title} …").kind is PageKind.BLOCKED
    assert judged(title, STORY).kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Page not found | Ministry",
        "Sayfa bulunamadı",
        "Страница не найдена",
        "Сторінку не знайдено",
        "Nie znaleziono strony",
        "页面不存在",
        "페이지를 찾을 수 없습니다",
        "お探しのページは見つかりません",
        "الصفحة غير موجودة",
        "Página no encontrada",
        "Page introuvable",
    ],
)
def test_an_error_page_that_answers_200_is_one(title: str) -> None:
    assert judged(title, "Go to the front page.").kind is PageKind.ERROR
    assert judged(title, STORY).kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    "text",
    [
        "We and our 812 partners use cookies.",
        "Wir verwenden Cookies, um die Seite zu verbessern.",
        "Bu sitede çerezleri kullanıyoruz. Tüm çerezleri kabul et.",
        "Мы используем файлы cookie на сайте.",
        "Ми використовуємо файли cookie.",
        "Używamy plików cookie. Akceptuj wszystkie.",
        "我们使用 Cookie 来改善体验。",
        "당사는 쿠키를 사용합니다.",
        "当サイトではクッキーを使用しています。",
        "يستخدم هذا الموقع ملفات تعريف الارتباط.",
    ],
)
def test_a_page_that_is_a_cookie_notice_alone_is_one(text: str) -> None:
    assert judged("News", text).kind is PageKind.CONSENT
    assert judged("News", f"{STORY} {text}").kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    "url",
    ["https://consent.news.example/x", "https://cdn.privacy-mgmt.com/x", "https://news.example/cookie-wall?back=1"],
)
def test_consent_is_known_by_its_address(url: str) -> None:
    assert judged("News", "", url=url).kind is PageKind.CONSENT


def test_a_text_that_ends_with_an_offer_is_a_paywalls_lead() -> None:
    assert judged("T", f"{PARAGRAPHS[0]}\nSubscribe to continue reading.").kind is PageKind.PAYWALL
    assert judged("T", f"Subscribe to continue reading.\n{STORY * 3}").kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        (
            '"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".p"}',
            PageKind.PAYWALL,
        ),
        ('"hasPart": [{"isAccessibleForFree": true}, {"isAccessibleForFree": false}]', PageKind.PAYWALL),
        ('"isAccessibleForFree": true, "hasPart": [{"isAccessibleForFree": false}]', PageKind.ARTICLE),
        ('"isAccessibleForFree": "True"', PageKind.ARTICLE),
    ],
)
def test_a_paid_part_is_a_paywall_unless_the_article_says_it_is_free(fields: str, kind: PageKind) -> None:
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", {fields}}}</script>'
    assert extract(article_html("T", PARAGRAPHS, head=head), url=URL).kind is kind


@pytest.mark.parametrize(
    ("got", "where"),
    [
        ("https://news.example/", "the front page"),
        ("https://news.example/404.html", "an error page"),
        ("https://news.example/page-not-found", "an error page"),
        ("https://news.example/world/defence", "a section page"),
        ("https://news.example/world/defence/frigate-deal-signed-123/", ""),
        ("https://news.example/world/defence/frigate-deal-signed-123?page=1", ""),
        ("https://www.news.example/a/other-way-to-it-123", ""),
    ],
)
def test_a_story_that_leads_elsewhere_is_gone(got: str, where: str) -> None:
    assert led_away("https://news.example/world/defence/frigate-deal-signed-123", got) == where


def test_a_short_address_below_a_story_leads_to_it() -> None:
    assert led_away("https://news.example/world/iran-deal/amp", "https://news.example/world/iran-deal") == ""


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<meta property='og:title' content='Deal signed | Defence Daily'>", "Deal signed"),
        ("<meta property='og:title' content='Deal signed - The News'>", "Deal signed"),
        ("<meta property='og:title' content='Deal signed - at last'>", "Deal signed - at last"),
        ("<meta property='og:title' content='A deal is signed at last – World'>", "A deal is signed at last"),
    ],
)
def test_titles_lose_the_sites_name_and_no_more(head: str, title: str) -> None:
    head += "<meta property='og:site_name' content='Defence Daily'>"
    page = article_html("A deal is signed at last", PARAGRAPHS, head=head)
    assert extract(page, url="https://www.the-news.example/2026/story").title == title
