"""The language of a text, among those configured: its script tells, else common words, else a detector."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from summarizers.reading.abbreviations import word_set

SHORT = 40
SAMPLE = 500
_SURE = 3
_TOLD = 1.5
_CLOSE = 0.5
Detect = Callable[[str, Sequence[str]], str]
_ENGLISH = "en"
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"<[^>]*>|\b[A-Za-z0-9-]+\.[a-z]{2,}\b\S*")
_LETTER = re.compile(r"[^\W\d_]")
_BEYOND_LATIN = re.compile(r"[\u0370-\u1dff\u3041-\ud7a3]")
_KANA = re.compile(r"[\u3041-\u30fa]")
_UKRAINIAN, _RUSSIAN = re.compile("[іїєґ]", re.IGNORECASE), re.compile("[ыэъё]", re.IGNORECASE)
_URDU = re.compile("[ٹڈڑںےھہۓ]")
_SCRIPTS = (
    ("ko", re.compile(r"[\uac00-\ud7a3]")), ("zh", re.compile(r"[\u3400-\u9fff\u3041-\u30fa]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")), ("ar", re.compile(r"[\u0620-\u06ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")), ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("hi", re.compile(r"[\u0904-\u0939]")), ("bn", re.compile(r"[\u0985-\u09b9]")),
)  # fmt: skip
_WRITTEN = frozenset(("ja", "uk", "ur", *(code for code, _ in _SCRIPTS)))
_COMMON: Mapping[str, frozenset[str]] = {
    "en": word_set(
        """
        about after against air all amid and are army as at be been between billion but by can contract
        could deal defence defense drones fighter first for force from has have her his how if in into is it
        its jet jets may military million missile more navy new not now of on or orders our out over s said
        say says ships sign signed signs than that the their they this to two u uk under up us was we what
        which who why will wins with year you
        """
    ),
    "fr": word_set(
        """
        commande signe achète reçoit cinq morts guerre gouvernement russe
        alors ans après armée au aussi aux avec ce cette contre dans depuis des deux dont du défense elle en
        entre est et face fait ils la le les leur ne où par pas plus pour premier que qui selon ses sont sur
        un une va vont être
        """
    ),
    "de": word_set(
        """
        nimmt baut bestellt kauft weitere greift fest polizei regierung gemeinsam üben schlägt beschließt liefert
        als am auch auf aus bei beim bis das dass dem den der des die ein eine einen einer er es für gegen
        hat im ist kein keine mehr mit nach neue neuen nicht noch sagt seit sich sie sind und unter vom von
        vor werden wie wird zu zum zur über
        """
    ),
    "es": word_set(
        """
        compra recibe firma entrega viaja detiene guerra gobierno
        al ante años como con contra cómo de del desde dice durante el en entre es esta este fue han hasta
        la las le lo los millones más para pero por primer primera que se sobre su sus tras un una y ya
        """
    ),
    "pt": word_set(
        """
        recebe assinam assina compra governo guerra brasil
        anos ao após até brasil com como contra da das de diz do dos em entre foi já mais milhões na nas nos
        não os para pela pelo pelos por primeiro que se ser seu sobre sua são também um uma vai à é
        """
    ),
    "it": word_set(
        """
        all dell dall nell batte firmano consegna acquista ordina russo colpito
        ai al alla anche anni che come con da dal dalla degli dei del dell della delle di dopo due gli il la
        le lo milioni nei nel nella non ora per più questa questo si sono sui sul sulla tra un una è
        """
    ),
    "tr": word_set(
        """
        türkiye polis savaş hükümet imzaladı görüştü kabul arasında
        aldı ama başladı bir bu cumhurbaşkanı da daha dan de den değil edecek edildi en etmek etti gibi göre
        ile ilk için kadar kurdu mi ne nin nın olan olarak oldu oluyor ortak savunma sonra türk türkiye var
        ve verdi ya yaptı yapılan yeni çok
        """
    ),
    "pl": word_set(
        """
        kupi podpisała sprzeda pokonała zatrzymała rząd wojna
        ale był była będzie dla do ich jak jest już które której który lat mld mln na nad nie od oraz po pod
        polska proc przez przy rozpoczęły się są tego tym w wojsko z za ze został została że
        """
    ),
    "id": word_set(
        """
        dan sepakati sepakat setujui gelar serangan tewas polisi presiden kalahkan
        ada adalah akan atas beli bertemu bisa borong dalam dan dari dengan di dua hadapi hingga ini itu
        jadi jajaki jelang juga kalahkan kapal karena ke kepada menjadi menjajaki militer oleh pada para
        pesawat presiden resmi saat sebagai sepakat serahkan setujui soal sudah tangkap tawarkan teken telah
        terhadap terima tewaskan tidak tiga untuk usai yang
        """
    ),
}
_MARKS: Mapping[str, frozenset[str]] = {
    "fr": frozenset("çêèîôœûë"), "de": frozenset("äöüß"), "es": frozenset("ñ¿¡áíóú"), "pt": frozenset("ãõâêçáíó"),
    "it": frozenset("àèìòù"), "tr": frozenset("ğışçöüİ"), "pl": frozenset("ąćęłńśźż"), "id": frozenset(),
}  # fmt: skip
# Alone they tell nothing: they stand in names, wherever these are written.
_IN_NAMES = word_set(
    "von der van de la le el al do da das du di del den des dos las los san bin ben im an am et el ai per ad pod no"
)
_PLAIN_ENGLISH = word_set("the of and to for with by from that has its said after which")


def language_of(title: str, text: str, *, languages: Sequence[str], given: str | None = None) -> str:
    """Return the likeliest of `languages` for title and the first 500 characters, as an ISO 639-1 code.

    The script tells, else common words and letters. Where they leave it open between languages, the detector decides;
    where they say nothing, which is so of short headlines full of names, the feed's own word `given` counts, else the
    first configured.
    """
    if len(languages) == 1:
        return languages[0]
    sample = f"{title} {text[:SAMPLE]}".strip()
    words = set(_WORD.findall(sample.lower()))
    if _ENGLISH in languages and len(words & _PLAIN_ENGLISH) >= _SURE:
        return _ENGLISH
    sample = _ADDRESS.sub(" ", sample)
    words = set(_WORD.findall(sample.lower()))
    code = _by_script(sample)
    if code:
        return code if code in languages else _spoken(languages, given=given)
    if any(code not in _COMMON and code not in _WRITTEN for code in languages):
        return _detected(sample, languages, given=given)
    scores = {code: _heard(code, words, sample) for code in languages if code in _COMMON}
    best = max(scores.values(), default=0.0)
    likely = [code for code, score in scores.items() if score >= best - _CLOSE]
    if best < _TOLD or (_ENGLISH in likely and len(likely) > 1):
        return _spoken(languages, given=given)
    return likely[0] if len(likely) == 1 else _detected(sample, likely, given=given)


def _spoken(languages: Sequence[str], *, given: str | None) -> str:
    primary = (given or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in languages else languages[0]


def _detected(sample: str, languages: Sequence[str], *, given: str | None) -> str:
    return _spoken(languages, given=given) if len(sample) < SHORT else _detector()(sample, languages)


def _by_script(sample: str) -> str:
    """Return the language of the script of most letters, "" where that is Latin or one not known."""
    if sample.isascii() or not _BEYOND_LATIN.search(sample):
        return ""
    letters = len(_LETTER.findall(sample))
    counts = {code: len(pattern.findall(sample)) for code, pattern in _SCRIPTS}
    code = max(counts, key=lambda code: counts[code])
    # Two in five: headlines are full of designations in Latin letters.
    if counts[code] * 5 < letters * 2 or not counts[code]:
        return ""
    if code == "zh":
        return "ja" if _KANA.search(sample) else "zh"
    if code == "ru":
        return "uk" if len(_UKRAINIAN.findall(sample)) > len(_RUSSIAN.findall(sample)) else "ru"
    return "ur" if code == "ar" and _URDU.search(sample) else code


def _heard(code: str, words: set[str], sample: str) -> float:
    """Return how many common words of a language are among `words`, and whether letters of its own are in `sample`."""
    common = words & _COMMON[code]
    own = not _MARKS.get(code, frozenset()).isdisjoint(sample)
    return _TOLD * (len(common) + own) - (_TOLD - 1) * len(common & _IN_NAMES)


@cache
def _detector() -> Detect:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  (loads a model of 100 MB)

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)

    def detect(text: str, languages: Sequence[str]) -> str:
        return next((str(code) for code, _ in identifier.rank(text) if code in languages), languages[0])

    return detect
