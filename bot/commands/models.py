"""`entente models`: which models and summarisers are there, and whether they are the right ones."""

import typer

from bot.commands.summarise import FolderOption, ModelNameOption, ServerOption


def register(app: typer.Typer) -> None:
    """Add `models list` to `app`."""
    models = typer.Typer(help="The encoder and the summarisers.", no_args_is_help=True)

    models.command("list")(list_models)
    app.add_typer(models, name="models")


def list_models(
    *, model_folder: FolderOption = None, model_url: ServerOption = None, model_name: ModelNameOption = None
) -> None:
    """Show the encoder, with its weights checked, and each summariser; exit status 1 where the encoder is not right."""
    from rich.console import Console  # noqa: PLC0415  (the rooms load when the command runs)
    from rich.table import Table  # noqa: PLC0415

    from bot import settings  # noqa: PLC0415
    from bot.app.models import model_server  # noqa: PLC0415
    from summarizers import registry  # noqa: PLC0415

    known = settings.load(model_folder=model_folder, model_url=model_url, model_name=model_name)
    encoder = registry.encoder_status()
    backends = registry.backend_statuses(model_folder=known.model_folder, server=model_server(known))
    table = Table("model", "kind", "status", "found", box=None, pad_edge=False)
    table.add_row(encoder.name, "encoder", "ok" if encoder.ready else "wrong", encoder.detail)
    for backend in backends:
        chosen = "summariser, in use" if backend.name == known.summariser else "summariser"
        table.add_row(backend.name, chosen, "ready" if backend.ready else "not set up", backend.detail)
    Console().print(table)
    raise typer.Exit(0 if encoder.ready else 1)
