"""What `entente forget` does: find, count, take out, clean the files, and say what was done."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from bot.app.building import database_url
from bot.app.forgotten import keeper_of
from bot.app.reading import labels_of
from bot.chat.transcript import Transcript
from bot.domain.forgetting import mask_name, name_of
from bot.domain.guarding import FORGOTTEN, Keeper
from bot.domain.moments import system_clock
from bot.errors import ConfigError, StorageError
from bot.ingest.urls import canonical, is_web
from bot.settings import Settings
from bot.steps.forgetting import Forgetter, Forgotten
from bot.store import open_archive


async def forget(settings: Settings, what: str, *, dry_run: bool) -> int:
    """Forget an address or a name, beside a bot that may be running; return the exit status."""
    keeper = keeper_of(settings, make=not dry_run) or keeper_of_nothing()
    store = await open_archive(database_url(settings))
    store.guard_with(lambda: keeper)
    forgetter = Forgetter(store=store, keeper=keeper, labels=labels_of(settings.wording_language), clock=system_clock)
    try:
        if is_web(what):
            spellings = _spellings(what)
            articles = (await store.traces(spellings)).articles
            words = (*spellings, *(article.url for article in articles), *(article.title for article in articles))
            done = await forgetter.address(spellings, dry_run=dry_run)
            hide: Callable[[str], str] = partial(_hidden, words=words)
        else:
            try:
                name = name_of(what)
            except ValueError as error:
                raise ConfigError("PERSON", str(error)) from error
            done = await forgetter.name(name, dry_run=dry_run)
            hide = partial(mask_name, name=name)
        if dry_run:
            _say(done, dry_run=True)
            return 0
        lines = Transcript(settings.data_dir / "transcript.jsonl").reword(hide)
        _say(done, lines=lines)
        return await _cleaned(store.clean, is_file=database_url(settings).startswith("sqlite"))
    finally:
        await store.close()


def keeper_of_nothing() -> Keeper:
    """Return a keeper for counting alone: what it makes is kept nowhere."""
    return Keeper(key=b"counting", canonical=canonical)


def _hidden(text: str, words: Sequence[str]) -> str:
    return FORGOTTEN if any(word in text for word in words if word) else text


def _spellings(url: str) -> tuple[str, ...]:
    """Return the ways in which an address may have been stored."""
    own = canonical(url)
    scheme, _, rest = own.partition("://")
    other = f"{'http' if scheme == 'https' else 'https'}://{rest}"
    return tuple(dict.fromkeys((url, own, other)))


def _say(done: Forgotten, *, lines: int = 0, dry_run: bool = False) -> None:
    rows = {**done.rows, **({"transcript": lines} if lines else {})}
    for name, count in sorted(rows.items()):
        print(f"{count:>7} {name}")  # noqa: T201
    if not rows:
        print("Nothing of it is stored.")  # noqa: T201
    if not dry_run:
        print("It is remembered as a keyed digest and does not come back.")  # noqa: T201
    many = "1 message" if done.messages == 1 else f"{done.messages} messages"
    if done.messages:
        print(f"{many} {'would be' if dry_run else 'will be'} edited by the bot at its next cycle.")  # noqa: T201


async def _cleaned(clean: Callable[[], Awaitable[None]], *, is_file: bool) -> int:
    try:
        await clean()
    except StorageError as error:
        print(  # noqa: T201
            f"entente: the rows are changed, but the database file could not be written anew ({error}); "
            "stop the bot and run the same again, so that no freed page of it holds the words",
            file=sys.stderr,
        )
        return 1
    how = "The database file was written anew." if is_file else "The database was vacuumed; its log ages as set."
    print(f"{how} Copies and backups made before still hold it.")  # noqa: T201
    return 0
