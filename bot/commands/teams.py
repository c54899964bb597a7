"""`entente teams`: the package of the Teams app, and whether all is there that Teams needs."""

from pathlib import Path
from typing import Annotated

import typer

teams = typer.Typer(help="The Teams app: its package, and whether all is there that it needs.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(teams, name="teams")


@teams.command(name="package")
def package(  # noqa: PLR0913  (one parameter per option)
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.zip", help="Where to write it.")] = Path("entente.zip"),
    check: Annotated[Path | None, typer.Option("--check", metavar="FILE.zip", help="Look at this one instead.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    name: Annotated[str, typer.Option("--name", help="Name of the bot; default Entente.")] = "",
    developer: Annotated[str, typer.Option("--developer", help="Who runs it; default its name.")] = "",
    website: Annotated[str, typer.Option("--website", metavar="URL", help="Their page; default contact_url.")] = "",
    privacy: Annotated[str, typer.Option("--privacy", metavar="URL", help="Their privacy page.")] = "",
    terms: Annotated[str, typer.Option("--terms", metavar="URL", help="Their terms of use.")] = "",
    version: Annotated[str, typer.Option("--app-version", metavar="1.2.3", help="Higher for each upload.")] = "",
) -> None:
    """Write the package to upload to Teams, out of TEAMS_APP_ID and contact_url; nothing is fetched."""
    from bot.app.teams_package import Wish, package  # noqa: PLC0415
    from bot.commands import common  # noqa: PLC0415

    settings = common.load_settings()
    if check is not None:
        _look_at(check, app_id=settings.teams_app_id or "")
        return
    wish = Wish(name=name, developer=developer, website=website, privacy=privacy, terms=terms, version=version)
    content = package(settings, wish)
    _write(out, content, force=force)
    typer.echo(f"{out}: {len(content)} bytes, for the app {settings.teams_app_id}. Upload it as docs/teams.md says.")


@teams.command(name="check")
def check(
    network: Annotated[bool, typer.Option("--network", help="Ask for a token and keys, knock at hosts.")] = False,
) -> None:
    """Say what is missing, what must reach the bot and what it must reach. Exit status 1 where something is amiss."""
    from bot.commands import checking, common, teamschecking  # noqa: PLC0415

    settings = common.load_settings(quiet=True)
    findings = teamschecking.examine(settings)
    well = all(finding.well for finding in findings)
    ways = teamschecking.ways(settings) if well else ()
    asked = common.run(teamschecking.ask(settings)) if network and well else ()
    for line in (
        *checking.lines_of(findings),
        *(teamschecking.way_lines(ways, settings) if ways else ()),
        *checking.lines_of(asked),
    ):
        typer.echo(line)
    raise typer.Exit(0 if well and all(finding.well for finding in asked) else 1)


def _look_at(path: Path, *, app_id: str) -> None:
    """Print what is wrong with a package and exit with 1, or that it is well."""
    from bot.app.teams_package_check import MOST_BYTES, package_problems  # noqa: PLC0415
    from bot.errors import ConfigError  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            problems = package_problems(file.read(MOST_BYTES + 1), app_id=app_id)
    except OSError as error:
        raise ConfigError("--check", f"{path} cannot be read ({error.strerror})") from error
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{path}: nothing is amiss.")


def _write(path: Path, content: bytes, *, force: bool) -> None:
    from bot.errors import ConfigError  # noqa: PLC0415

    try:
        with path.open("wb" if force else "xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise ConfigError("--out", f"{path} is there already", hint="give --force to write over it") from error
    except OSError as error:
        raise ConfigError("--out", f"{path} cannot be written ({error.strerror})") from error
