"""An answer as JSON: all of it, with ids and the words that prove each line, in a stable order."""

import json
import re
from typing import Any

from pydantic import TypeAdapter

from bot.briefing.export_words import as_of
from bot.briefing.labels import Labels
from bot.domain.dossier import Dossier

VERSION = 1
"""Raised when a field changes its meaning or goes; new ones may come at any time."""
_ADAPTER = TypeAdapter(Dossier)
_SURROGATES = re.compile("[\ud800-\udfff]")


def json_of(dossier: Dossier, _labels: Labels) -> str:
    """Return the dossier as a JSON object; moments are ISO 8601 in UTC, links into chat threads are "".

    The same dossier gives the same text, byte for byte.
    """
    body: dict[str, Any] = {
        "format": "entente-dossier",
        "version": VERSION,
        "note": as_of(dossier),
        **_ADAPTER.dump_python(dossier, mode="json"),
    }
    for section in body["sections"]:
        for line in section["lines"]:
            line["link"] = "" if line["stories"] else line["link"]
    return _SURROGATES.sub("\ufffd", json.dumps(body, ensure_ascii=False, indent=2)) + "\n"
