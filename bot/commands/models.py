"""`entente models`: which models and summarisers are there, whether they are the right ones, and fetching more."""

import json
from contextlib import nullcontext
from typing import Annotated

import typer

from bot.commands import modelpull
from bot.commands.summarise import FolderOption, ModelNameOption, ServerOption


def register(app: typer.Typer) -> None:
    """Add `models list`, `models pull` and `models pin` to `app`."""
    models = typer.Typer(help="The encoder, the summarisers, and the models they can use.", no_args_is_help=True)

    models.command("list")(list_models)
    models.command("pull")(modelpull.pull)
    models.command("pin")(modelpull.pin)
    app.add_typer(models, name="models")


def list_models(
    *,
    model_folder: FolderOption = None,
    model_url: ServerOption = None,
    model_name: ModelNameOption = None,
    verify: Annotated[bool, typer.Option("--verify", help="Hash every file of the models that are here.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
) -> None:
    """Show the encoder, the summarisers and the catalogue of models; nothing is fetched and no server is asked.

    Exit status 1 where the encoder is not right or a model folder is broken.
    """
    from rich.console import Console  # noqa: PLC0415  (the rooms load when the command runs)

    from bot import settings  # noqa: PLC0415
    from bot.app.catalogue import load_catalogue  # noqa: PLC0415
    from bot.app.installed import installed, installed_models  # noqa: PLC0415
    from bot.app.models import model_server  # noqa: PLC0415
    from bot.commands import modelrows  # noqa: PLC0415
    from summarizers import registry  # noqa: PLC0415

    known = settings.load(model_folder=model_folder, model_url=model_url, model_name=model_name)
    with Console(stderr=True).status("hashing the models that are here") if verify else nullcontext():
        pairs = list(installed_models(known, load_catalogue(known), verify=verify))
        problems = modelrows.problems(pairs)
        if verify and known.model_folder is not None:
            own = installed(known.model_folder, verify=True)
            problems += [own.problem] if own.problem and own.problem not in problems else []
    encoder = registry.encoder_status()
    backends = registry.backend_statuses(model_folder=known.model_folder, server=model_server(known))
    if as_json:
        typer.echo(json.dumps(modelrows.as_json(encoder, backends, pairs, used=known.summariser), ensure_ascii=False))
    else:
        console = Console()
        console.print(modelrows.backend_table(encoder, backends, used=known.summariser))
        console.print()
        console.print(modelrows.catalogue_table(pairs))
        console.print()
        console.print(modelrows.use_table(pairs))
        console.print()
        console.print("entente models pull NAME fetches one; what is not pinned first needs: entente models pin NAME")
    for problem in problems:
        typer.echo(f"entente: {problem}", err=True)
    raise typer.Exit(0 if encoder.ready and not problems else 1)
