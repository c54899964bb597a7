"""What a page turned out to be: article, paywall, bot wall, cookie wall, error page or nothing. Pure."""

import re
from urllib.parse import urlsplit

from bot.domain.article import PageKind

MIN_TEXT = 120
_SMALL = 1_500
_CONSENT_HOST = re.compile(r"^(?:consent|cmp|guce|myprivacy|cookiewall|privacy-gate|privacywall)\d*\.", re.IGNORECASE)
_COOKIE_WALL = re.compile(
    r"before you continue|we (?:and our|value your) (?:\d+ )?(?:partners|privacy)|accept (?:all )?cookies|"
    r"cookies? (?:consent|preferences|settings|policy)|use(?:s|d)? cookies|"
    r"cookies? (?:akzeptieren|zulassen|zustimmen)|accepter (?:les |et |tous )|aceptar (?:las |todas las )?cookies|"
    r"accetta (?:i |tutti i )?cookie|utilizamos cookies|utilisons des cookies|verwenden cookies",
    re.IGNORECASE,
)
_BOT_TITLE = re.compile(
    r"^(?:just a moment|attention required|pardon our interruption|access (?:to this page has been )?denied|"
    r"verifying you are human|are you a robot|security check|robot check|checking your browser|"
    r"please verify you are a human|ddos-guard)",
    re.IGNORECASE,
)
_BOT_MARKS = re.compile(
    r"captcha-delivery\.com|cf-chl-|_cf_chl_opt|challenge-platform/h/|px-captcha|distil_r_captcha|"
    r"enable javascript and cookies to continue|incapsula incident id",
    re.IGNORECASE,
)
_ERROR_TITLE = re.compile(
    r"\b(?:404|410|500|502|503)\b(?!.{30})|^(?:oops|error|page not found|not found|seite nicht gefunden|"
    r"page introuvable|página no encontrada|site is under maintenance|service unavailable)\b|page not found$",
    re.IGNORECASE,
)


def kind_of(*, url: str, title: str, text: str, source: str, closed: bool) -> PageKind:
    """Return the kind of the page at the final address `url`.

    `text` is what extraction found, `source` the beginning of the markup, `closed` whether the page says of itself
    that it is not free to read. Walls are only believed where little text was found.
    """
    small = len(text) < _SMALL
    if _CONSENT_HOST.match(urlsplit(url).hostname or ""):
        return PageKind.CONSENT
    if small and (_BOT_TITLE.search(title.strip()) or (len(text) < MIN_TEXT and _BOT_MARKS.search(source))):
        return PageKind.BLOCKED
    if len(text) < 800 and _ERROR_TITLE.search(title.strip()):
        return PageKind.ERROR
    if len(text) < 800 and len(_COOKIE_WALL.findall(text)) >= (1 if len(text) < 400 else 2):
        return PageKind.CONSENT
    if closed:
        return PageKind.PAYWALL
    return PageKind.ARTICLE if len(text) >= MIN_TEXT else PageKind.EMPTY
