"""`entente summarise`: articles in, cited sentences out."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.jsonl import InPath, OutPath, Record, open_streams, run_lines

if TYPE_CHECKING:
    from summarizers.base import Passage, Summarizer, Summary

_QUOTED = 400
FolderOption = Annotated[Path | None, typer.Option(help="Folder of a local model, for the generative summariser.")]
ServerOption = Annotated[
    str | None,
    typer.Option(help="OpenAI-compatible server, up to and with /v1, for the remote one; default as in the settings."),
]
ModelNameOption = Annotated[str | None, typer.Option(help="The model's name on that server.")]
BackendOption = Annotated[
    str | None, typer.Option(help="extractive, generative or remote; default as in the settings.")
]


def register(app: typer.Typer) -> None:
    """Add `summarise` to `app`."""
    app.command("summarise")(summarise)


def summarise(
    source: InPath = "-",
    target: OutPath = "-",
    *,
    backend: BackendOption = None,
    model_folder: FolderOption = None,
    model_url: ServerOption = None,
    model_name: ModelNameOption = None,
) -> None:
    """Summarise {id, title, text} or {id, articles: [{id, title, text}]}, one JSON object a line.

    An article may tell its outlet, its language (ISO 639-1, else en) and quote_chars, how much of it may be quoted.

    Answers {id, headline, summary, sentences: [{text, sources}], backend, fallbacks} in the same order; a line that
    cannot be used is answered with {id, line, error}, and the exit status is 1 at the end.
    """
    from bot import settings  # noqa: PLC0415  (the rooms load when the command runs)
    from bot.app.models import summarizer_of  # noqa: PLC0415
    from bot.errors import ConfigError  # noqa: PLC0415
    from summarizers.encoder import MiniLmEncoder  # noqa: PLC0415
    from summarizers.errors import SummarizerError  # noqa: PLC0415

    try:
        known = settings.load(summariser=backend, model_folder=model_folder, model_url=model_url, model_name=model_name)
        summarizer = summarizer_of(known, MiniLmEncoder())
        with open_streams(source, target) as (reader, writer):
            status = run_lines(
                reader, writer, lambda item: summarised(item, summarizer), required={}, label="summarising"
            )
    except (ConfigError, SummarizerError) as error:
        typer.echo(f"entente: {error}", err=True)
        raise typer.Exit(2) from error
    raise typer.Exit(status)


def summarised(item: Record, summarizer: "Summarizer") -> Record:
    """Return what `summarise` answers to `item`; raise ValueError where a field is missing or of the wrong kind."""
    from summarizers.base import SummaryRequest  # noqa: PLC0415
    from summarizers.errors import BackendError  # noqa: PLC0415

    if "articles" in item:
        articles = item["articles"]
        if not isinstance(articles, list) or not articles:
            raise ValueError("articles is not a list of articles")
    else:
        articles = [item]
    passages = tuple(_passage(article, number=number) for number, article in enumerate(articles, start=1))
    if len({passage.id for passage in passages}) < len(passages):
        raise ValueError("two articles have the same id")
    try:
        return answer(summarizer.summarise(SummaryRequest(passages=passages)))
    except BackendError as error:
        raise ValueError(str(error)) from error


def answer(summary: "Summary") -> Record:
    """Return the fields of a summary as the commands write them."""
    return {
        "headline": summary.headline,
        "summary": summary.text,
        "sentences": [{"text": sentence.text, "sources": list(sentence.sources)} for sentence in summary.sentences],
        "backend": summary.backend,
        "fallbacks": list(summary.fallbacks),
    }


def _passage(article: Any, *, number: int) -> "Passage":
    from summarizers.base import Passage  # noqa: PLC0415

    if not isinstance(article, Mapping):
        raise ValueError(f"article {number} is not an object")  # noqa: TRY004  (a bad line, not a bug)
    known = article.get("id")
    if isinstance(known, bool) or not isinstance(known, str | int):
        raise ValueError(f"article {number} has no id")  # noqa: TRY004
    for field in ("title", "text"):
        if field not in article:
            raise ValueError(f"article {number} has no {field}")
        if not isinstance(article[field], str):
            raise ValueError(f"article {number}: {field} is not a string")  # noqa: TRY004
    for field in ("outlet", "language"):
        if not isinstance(article.get(field), str | None):
            raise ValueError(f"article {number}: {field} is not a string")  # noqa: TRY004
    # The caller's own text: no publisher's rule bounds what is quoted of it, unless the caller tells one.
    most = article.get("quote_chars")
    if most is None:
        most = max(_QUOTED, len(article["text"]))
    if isinstance(most, bool) or not isinstance(most, int) or most < 0:
        raise ValueError(f"article {number}: quote_chars is not a number of characters")
    return Passage(
        id=str(known),
        title=article["title"],
        text=article["text"],
        outlet=article.get("outlet") or "",
        language=article.get("language") or "en",
        quote_chars=most,
    )
