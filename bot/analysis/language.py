"""The language of a text, among those configured."""

from collections.abc import Callable, Sequence
from functools import cache

SHORT = 40
SAMPLE = 500
Detect = Callable[[str], str]


def language_of(title: str, text: str, *, languages: Sequence[str], given: str | None = None) -> str:
    """Return the likeliest of `languages` for title and the first 500 characters, as an ISO 639-1 code.

    Under 40 characters, which no detector reads well, the feed's own word `given` counts, else the first configured.
    """
    sample = f"{title} {text[:SAMPLE]}".strip()
    if len(languages) == 1:
        return languages[0]
    if len(sample) < SHORT:
        primary = (given or "").replace("_", "-").split("-")[0].lower()
        return primary if primary in languages else languages[0]
    return _detector(tuple(languages))(sample)


@cache
def _detector(languages: tuple[str, ...]) -> Detect:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  (loads a model of 100 MB)

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(languages))
    return lambda text: str(identifier.classify(text)[0])
