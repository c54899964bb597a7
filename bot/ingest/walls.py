"""How walls and error pages word themselves, in the languages of the sources. Tables and patterns, no decisions."""

import re

_ANY = re.IGNORECASE


def _one_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), _ANY)


# The vendors of bot walls by what only their waiting and refusing pages hold.
VENDORS = (
    ("Cloudflare", _one_of(r"_cf_chl_opt|cf-chl-|cf_chl_|challenge-platform/h/|cf-error-details")),
    ("DataDome", _one_of(r"captcha-delivery\.com|geo\.captcha|datadome")),
    ("PerimeterX", _one_of(r"px-captcha|_pxappid|perimeterx")),
    ("Imperva", _one_of(r"_incapsula_resource|incapsula incident id|imperva")),
    ("AWS WAF", _one_of(r"awswafcookiedomainlist|awswafintegration|token\.awswaf\.com|captcha\.awswaf\.com")),
    ("Sucuri", _one_of(r"sucuri website firewall|sucuri_cloudproxy|sucuri\.net/privacy")),
    ("Akamai", _one_of(r"errors\.edgesuite\.net|akam/\d+/|_abck|reference(?:&#32;|\s)?(?:&#35;|#)\s?(?:\d|&#)")),
    ("DDoS-Guard", _one_of(r"ddos-guard|check\.ddos-guard\.net")),
    ("Kasada", _one_of(r"kpsdk|ips\.js\?")),
    ("distil", _one_of(r"distil_r_captcha|distilcallback")),
    ("a firewall", _one_of(r"the requested url was rejected\. please consult")),
)
CONSENT_HOST = re.compile(
    r"^(?:consent|cmp|guce|myprivacy|cookiewall|privacy-gate|privacywall|cookie-?consent)\d*\.|"
    r"(?:^|\.)(?:privacy-mgmt\.com|consentframework\.com|cookielaw\.org|consensu\.org)$",
    _ANY,
)
CONSENT_PATH = re.compile(r"^/(?:[a-z]{2}/)?(?:consent|cookie-?(?:wall|consent)|privacy-?gate)(?:[/.]|$)", _ANY)
ERROR_PATH = re.compile(r"/(?:404|410|error(?:-?404)?|(?:page-?)?not-?found)(?:\.\w{2,5})?/?$", _ANY)
COOKIES = _one_of(
    r"before you continue|we (?:and our|value your) (?:\d+ )?(?:partners|privacy)|accept (?:all )?cookies",
    r"cookies? (?:consent|preferences|settings|policy)|use(?:s|d)? cookies",
    r"cookies? (?:akzeptieren|zulassen|zustimmen)|accepter (?:les |et |tous )|aceptar (?:las |todas las )?cookies",
    r"accetta (?:i |tutti i )?cookie|utilizamos cookies|utilisons des cookies|verwenden cookies",
    r"aceitar (?:todos )?os cook",
    r"çerez(?:ler(?:i|den)?)? (?:kabul|kullan|politika|tercih|ayar)|tüm çerezler",
    r"(?:принять|использу\w+|прийняти|використову\w+) (?:вс[еі] |усі )?(?:файлы |файли )?(?:cookie|куки)",
    r"фай(?:л|лы|лов|ли|лів) cookie|(?:za)?akceptuj(?:ę)? (?:wszystkie|cookie|pliki)",
    r"plik(?:i|ów|ami) cookie|ciasteczek",
    r"(?:接受|使用|允许|允許)(?:所有|全部)?(?:的)?\s?cookie",
    r"(?:cookie|クッキー)(?:を|の|に)(?:使用|利用|同意|許可|受け入れ)",
    r"쿠키(?:를|에|의)? ?(?:사용|동의|허용|정책)|모든 쿠키|ملفات تعريف الارتباط|قبول (?:جميع|كل) ملفات|کوکی",
)
ROBOT = _one_of(
    r"^(?:just a moment|attention required|pardon our interruption|access (?:to this page has been )?denied)",
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|^security check|robot check",
    r"checking your browser",
    r"enable javascript and cookies to continue|unusual traffic|^ddos-guard|^(?:403 )?forbidden$|^sucuri website",
    r"(?:sind sie ein|kein) roboter|^zugriff verweigert|(?:êtes-vous|pas) un robot|^accès refusé",
    r"(?:eres|soy) un robot",
    r"^acceso denegado|sou um robô|^acesso negado|non sono un robot|^accesso negato|geen robot|^toegang geweigerd",
    r"robot (?:musunuz|olmadığınız\w*)|insan olduğunuzu doğrula|^erişim engellendi",
    r"вы (?:не )?робот|не робот|^доступ (?:к \w+ )?(?:ограничен|запрещ[её]н)|проверка (?:вашего )?браузера",
    r"ви (?:не )?робот|^доступ (?:заборонено|обмежено)|nie jesteś robotem|jesteś człowiekiem",
    r"^(?:odmowa|brak) dostępu",
    r"是机器人|不是機器人|人机验证|人機驗證|(?:安全|身份)验证|访问(?:被拒绝|受限)|存取被拒|驗證您是人類",
    r"로봇이 아닙니다|로봇이 아님|접근이 (?:거부|차단)|접속이 차단|보안 확인|ロボットではありません",
    r"アクセスが拒否|人間であることを確認",
    r"(?:هل أنت|لست|أنك لست) (?:برنامج )?روبوت|تم رفض الوصول|أنك إنسان|ربات نیستید",
)
NOT_FOUND = _one_of(
    r"\b(?:404|410|500|502|503)\b(?!.{30})|^(?:oops|error|site is under maintenance|service unavailable)\b",
    r"^not found\b|page (?:not found|does not exist|(?:can(?:not|['’]t)) be found)|no longer (?:available|exists)$",
    r"seite (?:wurde )?nicht gefunden|seite existiert nicht|page (?:introuvable|non trouvée|inexistante)",
    r"página no (?:encontrada|existe)|no se (?:encontró|ha encontrado) la página|página não encontrada",
    r"pagina (?:non trovata|niet gevonden|nu (?:a fost găsită|există))",
    r"sidan (?:kunde inte hittas|hittades inte|finns inte)",
    r"siden (?:ble ikke funnet|finnes ikke|blev ikke fundet|findes ikke)|sivua ei löyty",
    r"stránk\w+ (?:nebyla )?nenalezen",
    r"oldal nem található|η σελίδα δεν βρέθηκε|(?:העמוד|הדף) לא נמצא|(?:पेज|पृष्ठ) नहीं मिला|halaman tidak ditemukan",
    r"không tìm thấy trang|sayfa bulunamadı|aradığınız sayfa|страниц\w+ не (?:найдена|существует)|ошибка 404",
    r"сторінк\w+ не (?:знайден\w+|існує)|nie (?:znaleziono|odnaleziono) strony",
    r"strona nie (?:została znaleziona|istnieje)",
    r"页面(?:不存在|未找到|找不到)|找不到(?:页面|頁面|網頁|网页)|頁面不存在|您访问的页面",
    r"페이지를 찾을 수 없|존재하지 않는 페이지|ページ(?:が|は)(?:見つかりません|存在しません)|お探しのページ",
    r"الصفحة (?:غير موجودة|المطلوبة غير)|لم يتم العثور على الصفحة|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد",
)
SUBSCRIBERS = _one_of(
    r"subscribe (?:now )?to (?:continue|keep) reading|(?:article|story|content) is (?:only )?(?:for|available to) ",
    r"already a subscriber|subscriber[- ]only",
    r"to (?:continue|keep) reading,? (?:please )?(?:subscribe|sign in|log in)",
    r"jetzt weiterlesen|(?:nur )?für abonnenten|réservé (?:à nos |aux )abonnés|contenido exclusivo para suscriptores",
    r"riservato agli abbonati|exclusivo para assinantes|только для подписчиков",
    r"tylko dla (?:prenumeratorów|subskrybentów)",
    r"この記事は(?:有料|会員)|有料会員限定|订阅后(?:继续)?阅读|구독자 전용|aboneler[ei] özel",
)
