"""People and channels of a chat workspace, as far as a platform lets them be known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member. `known` is false where the platform did not say (a scope not granted): nothing else is then meant.

    `workspace` is where the person belongs, `zone` an IANA time zone; `admin` includes owners of the workspace.
    """

    id: str
    known: bool = True
    name: str = ""
    workspace: str = ""
    zone: str | None = None
    admin: bool = False
    guest: bool = False
    bot: bool = False
    deactivated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel. `shared` means that people of other organisations read it; `member` that the bot is in it."""

    id: str
    known: bool = True
    name: str = ""
    direct: bool = False
    private: bool = False
    shared: bool = False
    archived: bool = False
    member: bool = True
