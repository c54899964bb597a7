"""The Teams package: a manifest that Teams takes, icons as it wants them, the same bytes each time, told problems."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from typer.testing import CliRunner

from bot.app.teams_package import Wish, manifest_for, package, zipped
from bot.app.teams_package_check import manifest_problems, package_problems
from bot.chat.commands import HelpCommand
from bot.chat.parsing_help import CHAPTERS
from bot.cli import app
from bot.drawing.icons import colour_icon, icon_problem, outline_icon
from bot.errors import ConfigError
from bot.settings import Settings
from support.deskfake import NotingDesk
from support.teamsheard import Edge
from support.teamsschema import schema
from support.teamswire import personal

APP = "0f8fad5b-d9cb-469f-a165-70867728950e"
ABOUT = "https://bot.example.org/about"
SET = Settings(teams_app_id=APP, contact_url=ABOUT)
Spoil = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return manifest_for(SET, Wish())


@cache
def made() -> bytes:
    """Return a package; drawing its icons takes a while."""
    return package(SET, Wish())


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_manifest(change: Mapping[str, Any]) -> bytes:
    whole = files(made())
    return zipped({**whole, "manifest.json": json.dumps({**json.loads(whole["manifest.json"]), **change}).encode()})


@pytest.mark.parametrize("cloud", ["public", "usgov", "usgovdod", "china"])
def test_microsofts_schema_takes_the_manifest(cloud: str) -> None:
    made = manifest_for(SET.model_copy(update={"teams_cloud": cloud}), Wish())
    assert made["manifestVersion"] == ("1.17" if cloud == "public" else "1.10")
    assert made["$schema"].split("/v")[1].split("/")[0] == made["manifestVersion"]
    validators = pytest.importorskip("jsonschema.validators", reason="jsonschema is not installed")
    rules = schema(made["manifestVersion"])
    validators.validator_for(rules)(rules).validate(made)


def test_it_asks_for_a_bot_and_for_nothing_else(manifest: dict[str, Any]) -> None:
    assert set(manifest) == {
        *("$schema", "manifestVersion", "version", "id", "developer", "name", "description", "icons", "accentColor"),
        *("bots", "defaultInstallScope", "validDomains"),
    }
    (bot,) = manifest["bots"]
    assert manifest["id"] == bot["botId"] == APP
    assert bot["scopes"] == ["team", "personal"]
    assert bot["supportsFiles"] is True
    assert manifest["validDomains"] == []


def test_commands_are_those_of_the_help_and_understood(manifest: dict[str, Any]) -> None:
    told = {example.typed for chapter in CHAPTERS for example in (*chapter.examples, *chapter.more)}
    for one in manifest["bots"][0]["commandLists"]:
        for command in one["commands"]:
            title = command["title"]
            assert title in {*told, "help", "home"}
            parsed = NotingDesk().parse(title)
            assert not isinstance(parsed, HelpCommand) or title in ("help", "home"), f"{title} is not understood"


async def test_every_personal_command_is_taken_by_the_handlers(manifest: dict[str, Any]) -> None:
    edge, (_, own) = Edge(), manifest["bots"][0]["commandLists"]
    noted = await edge.take(*(personal(command["title"]) for command in own["commands"]))
    kinds = [one[0] for one in noted if one[0] in ("command", "home")]
    assert kinds == ["home" if command["title"] == "home" else "command" for command in own["commands"]]


def test_a_command_that_the_help_does_not_know_needs_words_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.teams_package.CHAPTERS", ())
    with pytest.raises(ConfigError, match="Pakistan Türkiye: is not in the help"):
        manifest_for(SET, Wish())


def test_names_and_addresses_can_be_chosen() -> None:
    wish = Wish(name="Desk", developer="Ministry", website=ABOUT, privacy=f"{ABOUT}/p", terms=f"{ABOUT}/t")
    made = manifest_for(Settings(teams_app_id=APP), replace(wish, version="2.0.1"))
    assert made["name"] == {"short": "Desk", "full": "Desk"}
    assert made["version"] == "2.0.1"
    assert made["developer"] == {
        "name": "Ministry",
        "websiteUrl": ABOUT,
        "privacyUrl": f"{ABOUT}/p",
        "termsOfUseUrl": f"{ABOUT}/t",
    }


@pytest.mark.parametrize(
    ("settings", "wish", "said"),
    [
        (Settings(contact_url=ABOUT), Wish(), "teams_app_id: is not set; set TEAMS_APP_ID"),
        (Settings(teams_app_id="abc", contact_url=ABOUT), Wish(), "teams_app_id: is no GUID"),
        (Settings(teams_app_id=APP), Wish(), "contact_url: .* give --website"),
        (Settings(teams_app_id=APP, contact_url="http://bot.example.org"), Wish(), "contact_url: .* no https page"),
        (SET, Wish(name="N" * 31), "name.short: has 31 characters; at most 30"),
        (SET, Wish(developer="D" * 33), "developer.name: has 33 characters; at most 32"),
        (SET, Wish(privacy="http://bot.example.org"), "developer.privacyUrl: is no https address"),
        (SET, Wish(terms="https://me:pass@bot.example.org"), "developer.termsOfUseUrl: is no https address"),
        (SET, Wish(name="Two\nlines"), "name.short: holds what cannot be seen"),
        (SET, Wish(version="1.2"), "version: .* give --app-version"),
    ],
)
def test_what_is_missing_or_too_long_is_told_with_what_to_do(settings: Settings, wish: Wish, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        package(settings, wish)


def test_the_same_wish_gives_the_same_bytes_and_no_moment_is_in_them() -> None:
    first = package(SET, Wish())
    assert first == made()
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert [entry.filename for entry in archive.infolist()] == ["manifest.json", "color.png", "outline.png"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert str(datetime.now(UTC).year) not in str(files(first)["manifest.json"])
    assert package_problems(first, app_id=APP.upper()) == ()


def test_the_colour_icon_fills_its_square_and_keeps_its_sign_in_the_middle() -> None:
    with Image.open(io.BytesIO(colour_icon())) as icon:
        assert (icon.size, icon.mode) == ((192, 192), "RGB")
        ground = icon.getpixel((0, 0))
        signs = [(x, y) for x in range(192) for y in range(192) if icon.getpixel((x, y)) != ground]
    safe = range(36, 156)  # Teams cuts the edges into shapes of its own, the middle 120 pixels never
    assert all(x in safe and y in safe for x, y in signs)


def test_the_outline_is_white_on_transparent_and_touches_no_edge() -> None:
    with Image.open(io.BytesIO(outline_icon())) as icon:
        assert (icon.size, icon.mode) == ((32, 32), "RGBA")
        assert icon.convert("RGB").getextrema() == ((255, 255),) * 3
        left, top, right, bottom = icon.getchannel("A").getbbox() or (0, 0, 32, 32)
    assert min(left, top, 32 - right, 32 - bottom) >= 2


def drawn(size: tuple[int, int], colour: tuple[int, ...], *, mode: str = "RGBA", form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "outline", "said"),
    [
        (b"", False, "no PNG"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 40, False, "no PNG"),
        (drawn((192, 192), (1, 2, 3), mode="RGB", form="JPEG"), False, "no PNG"),
        (drawn((96, 96), (1, 2, 3, 255)), False, "is 96×96 pixels; it must be 192×192"),
        (drawn((192, 192), (1, 2, 3, 0)), False, "transparent places"),
        (drawn((32, 32), (255, 255, 255, 255)), True, "on a transparent ground"),
        (drawn((32, 32), (255, 255, 255, 0)), True, "on a transparent ground"),
        (colour_icon(), True, "must be 32×32"),
    ],
)
def test_an_icon_that_teams_would_refuse_is_told(content: bytes, outline: bool, said: str) -> None:
    assert said in icon_problem(content, 32 if outline else 192, outline=outline)


def test_a_coloured_outline_is_told() -> None:
    coloured = Image.open(io.BytesIO(outline_icon()))
    coloured.putpixel((16, 16), (200, 0, 0, 255))
    out = io.BytesIO()
    coloured.save(out, "PNG")
    assert icon_problem(out.getvalue(), 32, outline=True) == "must be white and nothing else"


def put(*path: str | int, value: Any) -> Spoil:
    def spoil(made: dict[str, Any]) -> None:
        place: Any = made
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return spoil


LIST = ("bots", 0, "commandLists", 0, "commands")
COMMAND = {"title": "now", "description": "d"}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (put("manifestVersion", value="devPreview"), "manifestVersion: is not that of a released schema"),
        (put("$schema", value="https://example.org/v1.16/"), "$schema: is not that of manifestVersion 1.17"),
        (put("id", value="x"), "id: is no GUID"),
        (put("version", value="01.2.3"), "version: is none of the form 1.2.3"),
        (put("accentColor", value="blue"), "accentColor: is no colour"),
        (put("name", "short", value=" "), "name.short: is missing"),
        (put("description", value="text"), "description.short: is missing"),
        (put("description", "short", value="x" * 81), "description.short: has 81 characters; at most 80"),
        (put("developer", "websiteUrl", value="http://x.org"), "developer.websiteUrl"),
        (put("developer", "termsOfUseUrl", value="https://[x"), "developer.termsOfUseUrl"),
        (put("validDomains", value=["https://x.org/"]), "validDomains: is no list"),
        (put("bots", value=[]), "bots: must be exactly one"),
        (put("bots", value=["x"]), "bots: must be exactly one"),
        (put("bots", 0, "botId", value=""), "bots[0].botId: is no GUID"),
        (put("bots", 0, "scopes", value=["tenant"]), "bots[0].scopes: must be some of team, personal, groupChat"),
        (put("bots", 0, "commandLists", value=[{}] * 4), "must be three lists at most"),
        (put("bots", 0, "commandLists", 1, "scopes", value=[]), "bots[0].commandLists[1].scopes: must be some of"),
        (put(*LIST, value=[]), "bots[0].commandLists[0].commands: must be 1 to 10"),
        (put(*LIST, value=[{"title": f"c{n}", "description": "d"} for n in range(11)]), "must be 1 to 10"),
        (put(*LIST, 0, "title", value="x" * 33), "has 33 characters; 1 to 32"),
        (put(*LIST, 0, "description", value="x" * 129), "has 129 characters; 1 to 128"),
        (put(*LIST, value=[COMMAND, COMMAND]), "the command 'now' stands there twice"),
        (put("webApplicationInfo", value={"id": APP}), "webApplicationInfo: asks for more than Entente needs"),
        (put("permissions", value=["identity"]), "permissions: asks for more"),
        (put("authorization", value={"permissions": {"resourceSpecific": []}}), "authorization: asks for more"),
    ],
)
def test_each_fault_of_a_manifest_is_told_in_a_line(manifest: dict[str, Any], spoil: Spoil, said: str) -> None:
    made = deepcopy(manifest)
    spoil(made)
    told = manifest_problems(made)
    assert len(told) == 1 or "description" in said
    assert said in told[0]


def twice() -> bytes:
    """Return a zip that holds another manifest under the same name: which of the two counts, nobody knows."""
    whole = bytearray(zipped({"manifest.json": b"{}", "manifest.jsob": b"{}"}))
    return bytes(whole.replace(b"manifest.jsob", b"manifest.json"))


def torn() -> bytes:
    """Return a zip whose compressed bytes are spoilt."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps({"a": list(range(99))}))
    content = bytearray(out.getvalue())
    content[45:60] = b"\xff" * 15
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK, no zip", "is no zip that can be read"),
        (zipped({"Entente/manifest.json": b"{}"}), "manifest.json: is missing; it must lie at the top"),
        (zipped({"manifest.json": b"{"}), "manifest.json: is not JSON"),
        (zipped({"manifest.json": b"\xff\xfe"}), "manifest.json: is not JSON"),
        (zipped({"manifest.json": b"[]"}), "manifest.json: is no object"),
        (zipped({"manifest.json": b"[" * 100_000}), "manifest.json: is not JSON"),
        (twice(), "it holds a file twice"),
        (torn(), "is no zip that can be read"),
        (zipped({"manifest.json": b" " * 2_000_001}), "it holds more than 2000000 bytes"),
        (with_manifest({"icons": {"color": "a.png", "outline": "outline.png"}}), "a.png is not in the package"),
        (with_manifest({"id": "x"}), "id: is no GUID"),
        (with_manifest({"icons": None}), "icons.color: the file is not in the package"),
        (zipped({**files(made()), "secret.env": b"x"}), "secret.env: does not belong into the package"),
        (zipped({**files(made()), "color.png": outline_icon()}), "color.png: is 32×32"),
    ],
)
def test_a_package_from_elsewhere_is_told_what_is_wrong(content: bytes, said: str) -> None:
    assert any(said in problem for problem in package_problems(content))


def test_the_package_of_another_app_is_told() -> None:
    other = package(SET.model_copy(update={"teams_app_id": APP.replace("0", "1")}), Wish())
    assert package_problems(other, app_id=APP) == ("bots[0].botId: is not teams_app_id; make the package again",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(key=st.sampled_from(sorted(manifest_for(SET, Wish()))), value=JSON)
def test_whatever_stands_in_a_manifest_is_looked_at_without_a_fall(key: str, value: Any) -> None:
    told = manifest_problems({**manifest_for(SET, Wish()), key: value})
    assert all(": " in line and "\n" not in line for line in told)


@given(content=st.binary(max_size=200))
def test_any_bytes_are_looked_at_without_a_fall(content: bytes) -> None:
    assert package_problems(content)


@given(cut=st.integers(min_value=0), flip=st.integers(min_value=0))
def test_a_broken_package_is_told_or_whole(cut: int, flip: int) -> None:
    whole = made()
    assert package_problems(whole[: cut % len(whole)])
    changed = bytearray(whole)
    changed[flip % len(whole)] ^= 0xFF
    assert isinstance(package_problems(bytes(changed)), tuple)


def ran(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, BaseException | None]:
    monkeypatch.setenv("TEAMS_APP_ID", APP)
    monkeypatch.setenv("ENTENTE_CONTACT_URL", ABOUT)
    done = CliRunner().invoke(app, ["teams", "package", *arguments])
    return done.exit_code, done.output, done.exception


def test_the_command_writes_and_never_over_a_file_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "app.zip"
    assert ran(monkeypatch, "--out", str(out))[0] == 0
    assert out.read_bytes() == made()
    out.write_bytes(b"mine")
    _, _, problem = ran(monkeypatch, "--out", str(out))
    assert isinstance(problem, ConfigError)
    assert "is there already; give --force" in str(problem)
    assert out.read_bytes() == b"mine"
    assert ran(monkeypatch, "--out", str(out), "--force")[0] == 0
    assert ran(monkeypatch, "--check", str(out)) == (0, f"{out}: nothing is amiss.\n", None)


def test_a_wish_that_cannot_be_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "app.zip"
    assert isinstance(ran(monkeypatch, "--out", str(out), "--name", "N" * 31)[2], ConfigError)
    assert not out.exists()
    assert "cannot be written" in str(ran(monkeypatch, "--out", str(tmp_path / "no" / "app.zip"))[2])


def test_looking_at_a_faulty_package_ends_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = tmp_path / "app.zip"
    faulty.write_bytes(b"no zip")
    code, output, _ = ran(monkeypatch, "--check", str(faulty))
    assert code == 1
    assert "is no zip that can be read" in output
    assert "cannot be read" in str(ran(monkeypatch, "--check", str(tmp_path / "none.zip"))[2])
