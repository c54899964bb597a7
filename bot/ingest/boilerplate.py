"""What stands around a text and is not part of it: agency tags, "read more", credits, the site's name. Pure.

Lines go as a whole or stay; the first lines may lose a known prefix. Whatever is not known for sure stays.
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

_LONGEST = 240
_FIRST_LINES = 3
_AGENCIES = "|".join(
    (
        "AAP|AFP|ANI|ANSA|APA|APP|AP|AA|ANTARA|Antara|Agencies|Anadolu(?: Agency)?|BELGA|Belga|BERNAMA|Bernama|BNS",
        "BSS|BTA|CNA|CNN|CP|CTK|DPA|dpa|EFE|IANS|INP|INTERFAX|Interfax|IRNA|ISPR|JIJI|Jiji|KUNA|KYODO|Kyodo|LETA",
        "LUSA|Lusa|MENA|MTI|NNI|NTB|PAP|PNA|PPI|PTI|QNA|REUTERS|Reuters|SANA|SPA|STT|TASS|TT|UNB|UNI|UPI|Ukrinform",
        "VNA|WAM|XINHUA|Xinhua|YONHAP|Yonhap",
    )
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_DATE = rf"(?:(?:{_MONTHS})[a-z]*\.?\s\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\s(?:{_MONTHS})[a-z]*\.?)(?:,?\s\d{{4}})?"
_DASH = r"\s*[:–—-]{1,2}(?:\s*[–—-]{1,2})?\s*"
_PLACE = r"[A-ZÀ-ÞİŞĞ][\w.'’/-]*(?:[ ,/]{1,2}[A-ZÀ-ÞİŞĞ][\w.'’/-]*){0,4}"
_TAG = rf"\((?:{_AGENCIES})(?:[/-](?:{_AGENCIES}))?\)"
_DATELINE = re.compile(rf"(?:(?P<place>{_PLACE}?)(?:,?\s{_DATE})?,?\s?)?{_TAG}{_DASH}(?=\S)")
_SOURCE = re.compile(rf"(?:SOURCE|Source)\s?:\s?(?:{_AGENCIES})(?:\s(?:NEWS|News))?\b[.:,]?\s+(?=[A-Z\"“‘(])")

_READ = "|".join(
    (
        r"(?:also |must )?read(?: more| also| next| the full story| full story| here| too)?|see also|don['’]t miss",
        r"related(?: articles?| stor(?:y|ies)| news| reading)?|more on this(?: story| topic)?|you may also like",
        r"recommended(?: for you)?|lesen sie (?:auch|mehr)|auch interessant|mehr zum thema|(?:à )?lire aussi",
        r"le[ae] también|leer más|leggi anche|leia (?:também|mais)|lees ook|l[äæe]s (?:også|också)|lue myös",
        r"czytaj (?:także|też|również|więcej)|zobacz (?:też|także)|čtěte také|olvasta már|citește și",
        r"читайте (?:также|також)|читать также|ayrıca okuyun|ilgili haber|baca juga|xem thêm",
        r"اقرأ أيض[اًا]{1,2}|إقرأ أيضا|延伸閱讀|相关阅读|関連(?:記事|ニュース)|관련기사",
    )
)
# A line that begins like this leads elsewhere, whatever follows the colon.
_LEADS = re.compile(rf"(?:{_READ})\s?[:：|»›]\s?.+", re.IGNORECASE)
# A line that is nothing but this.
_ALONE = re.compile(
    "(?:"
    + "|".join(
        (
            r"read (?:more|next|also|(?:the )?full (?:story|article)(?: here)?)|(?:also read|see also|read more)\s?:",
            r"related (?:articles|stories|news|topics|posts)|more on this story|mehr zum thema|अधिक पढ़ें",
            r"advertisements?|sponsored(?: content)?|anzeige|werbung|publicité|publicidad|annonse|реклама|reklama?",
            r"広告|广告|광고|إعلان|share(?: this)?(?: article| story| post| page)?|teilen",
            r"share (?:this )?on (?:facebook|twitter|x|linkedin|whatsapp)|print(?: this)?(?: article| page)?",
            r"copy link|link copied|(?:story|article) continues below(?: (?:this )?ad(?:vertisement)?)?",
            r"continue reading|(?:post|leave) a comment|(?:\d+ )?comments?|listen to (?:this )?(?:article|story)",
            r"by (?:our )?(?:staff (?:reporters?|writer)|(?:special |staff )?correspondent|newsroom|agencies)",
            r"(?:by )?(?:our )?(?:web|news) desk|(?:our )?staff report(?:er)?|play video",
        )
    )
    + r")[.:!…»>\s]{0,3}",
    re.IGNORECASE,
)
# A line that begins like this and is short is an invitation, a credit or a notice of rights.
_OPENS = re.compile(
    "|".join(
        (
            r"follow (?:us|[\w .&-]{2,30}) on (?:twitter|x\b|facebook|instagram|linkedin|telegram|whatsapp|youtube)",
            r"follow (?:us|[\w .&-]{2,30}) on (?:google news|social media)|like us on facebook",
            r"(?:subscribe|sign up|register) (?:now )?(?:to|for) (?:our|the|my)\b.{0,60}(?:newsletter|channel|alerts)",
            r"(?:subscribe|sign up) (?:now )?(?:to|for) our\b|get the latest news (?:delivered )?(?:to|in) your",
            r"join (?:us on|our) (?:whatsapp|telegram|facebook|twitter|youtube|newsletter|channel)",
            r"download (?:our|the) (?:[\w ]{2,20} )?app\b|click here (?:to|for)\b",
            r"(?:copyright\s?)?(?:©|\(c\))\s?(?:copyright\s?)?[\w ]|copyright \d{4}|all rights reserved",
            r"\(?(?:additional )?(?:reporting|editing|writing) by [^.]{3,150};|our standards: the thomson reuters",
            r"(?:first )?published in [\w .]{2,40}, \w+ \d{1,2}(?:st|nd|rd|th)?,? \d{4}\W*$",
            r"\(?(?:file )?(?:photo|image|picture)s?(?: credit| courtesy| by| source)?s?\s?:",
            r"(?:foto|bild|crédits? photo)s?\s?:|the post .{1,160} (?:first appeared|appeared first) on .{1,60}$",
        )
    ),
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[-–—|·•»:]{1,2}\s+|\s*[|ㅣ｜]\s*|\s::\s")
_COMMON = frozenset(
    {"www", "com", "co", "net", "org", "gov", "news", "edu", "int", "mil", "in", "uk", "m", "amp", "en"}
)


def without_boilerplate(text: str) -> str:
    """Return `text`, a paragraph a line, without lines that are not part of it; its first lines lose agency tags.

    Every line left is a line of `text`, in order, or such a line without a known prefix. Idempotent. A dateline's
    place in capitals stays, with a colon, since quotes and evidence are trimmed of it where they are shown.
    """
    kept: list[str] = []
    for line in text.split("\n"):
        bare = _without_prefix(line) if len(kept) < _FIRST_LINES else line
        if not is_boilerplate(bare):
            kept.append(bare)
    return "\n".join(kept)


def is_boilerplate(line: str) -> bool:
    """Return whether `line` as a whole is an invitation, a link elsewhere, a credit or a notice of rights."""
    bare = line.strip()
    if not bare or len(bare) > _LONGEST:
        return False
    return bool(_ALONE.fullmatch(bare) or _LEADS.fullmatch(bare) or _OPENS.match(bare))


def without_site(title: str, *, names: Iterable[str], url: str = "") -> str:
    """Return `title` without " - Publisher" behind it: one of `names`, or the name in the host of `url`."""
    known = {_plain(name) for name in names} | _host_names(url)
    known.discard("")
    while known:
        separators = list(_SEPARATOR.finditer(title))
        if not separators or _plain(title[separators[-1].end() :]) not in known:
            break
        rest = title[: separators[-1].start()].strip()
        if not rest:
            break
        title = rest
    return title


def _without_prefix(line: str) -> str:
    while True:
        found = _SOURCE.match(line) or _DATELINE.match(line)
        if found is None:
            return line
        place = (found.groupdict().get("place") or "").strip(" ,")
        rest = line[found.end() :]
        line = f"{place}: {rest}" if place.isupper() else rest


def _plain(name: str) -> str:
    """Return the letters and digits of `name` in one spelling, without an English article."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in folded if char.isalnum()).removeprefix("the")


def _host_names(url: str) -> set[str]:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return set()
    labels = host.removeprefix("www.").split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return set()
    own = {_plain(label) for label in labels[:-1] if label not in _COMMON and len(label) > 2}
    return own | {_plain(host.removeprefix("www."))}
