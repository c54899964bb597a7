"""An answer taken along: as Markdown, CSV, JSON or a page to print. Pure; what it is made of is in the dossier."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from bot.briefing.export_csv import csv_of
from bot.briefing.export_html import html_of
from bot.briefing.export_json import json_of
from bot.briefing.export_markdown import markdown_of
from bot.briefing.labels import Labels
from bot.domain.dossier import Dossier


class Form(StrEnum):
    """In which form an answer is exported; the value is the ending of its file."""

    MARKDOWN = "md"
    CSV = "csv"
    JSON = "json"
    HTML = "html"


_FORMS: Mapping[Form, Callable[[Dossier, Labels], str]] = {
    Form.MARKDOWN: markdown_of,
    Form.CSV: csv_of,
    Form.JSON: json_of,
    Form.HTML: html_of,
}


def export(dossier: Dossier, form: str, labels: Labels) -> str:
    """Return `dossier` in a form: md, csv, json or html; raise ValueError for another.

    The text can be written as UTF-8 whatever stood in the sources; lines end as the form wants it, so write it as it
    is. Links into chat threads are left out: an export is passed on to people who are not in the channel.
    """
    return _FORMS[Form(form)](dossier, labels)
