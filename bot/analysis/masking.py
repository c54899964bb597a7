"""An article's words with every name replaced by its kind."""

from bot.analysis.document import Document
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION

MASKED_CHARACTERS = 900
_MASKS = {ORGANISATION: " orgx ", EQUIPMENT: " eqx "}
_COUNTRY = " ctrx "


def masked(document: Document) -> str:
    """Return title and lead (900 characters of it) in lower case with every name replaced by its kind.

    What is learned from such words are phrases, not who they name.
    """
    text = document.text[: document.title_end + MASKED_CHARACTERS]
    parts: list[str] = []
    last = 0
    for mention in document.mentions:
        if last <= mention.start and mention.end <= len(text):
            parts += (text[last : mention.start], _MASKS.get(mention.kind, _COUNTRY))
            last = mention.end
    return "".join((*parts, text[last:])).lower()
