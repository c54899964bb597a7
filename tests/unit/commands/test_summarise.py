"""`entente summarise` and `entente models list`, as they are typed."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot import settings
from bot.app.models import model_server
from bot.commands import models, summarise
from summarizers.extractive import Extractive
from support.loopback import LoopbackServer, Reply

NEWS = (
    "Poland signed a contract with South Korea for 180 tanks on Monday. Visitors enjoyed the sunshine in the capital. "
    "Deliveries of the tanks begin in 2027."
)

ANSWER = {"choices": [{"message": {"content": "Poland signed a contract with South Korea for 180 tanks."}}]}


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    made = typer.Typer()
    summarise.register(made)
    models.register(made)
    return made


def test_single_articles_and_stories_are_summarised_in_order(app: typer.Typer, tmp_path: Path) -> None:
    other = "South Korea will sell 180 tanks to Poland, the ministry in Seoul said."
    rows = [
        {"id": "x", "title": "Poland buys tanks - Reuters", "text": NEWS},
        {"id": 7, "articles": [{"id": "a", "title": "T", "text": NEWS}, {"id": 2, "title": "U", "text": other}]},
        {"id": "e", "title": "", "text": ""},
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in rows))
    done = CliRunner().invoke(app, ["summarise", str(source), str(target)])
    assert done.exit_code == 0, done.output
    single, story, empty = (json.loads(line) for line in target.read_text().splitlines())
    assert list(single) == ["id", "headline", "summary", "sentences", "backend", "fallbacks"]
    assert (single["id"], single["headline"], single["backend"]) == ("x", "Poland buys tanks", "extractive")
    assert "180 tanks" in single["summary"]
    assert single["summary"] == " ".join(sentence["text"] for sentence in single["sentences"])
    assert all(sentence["sources"] == ["x"] for sentence in single["sentences"])
    assert story["id"] == 7
    assert {source for sentence in story["sentences"] for source in sentence["sources"]} <= {"a", "2"}
    assert (empty["summary"], len(empty["fallbacks"])) == ("", 1)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"id": "x", "title": "t"}, "article 1 has no text"),
        ({"id": "x", "text": "t"}, "article 1 has no title"),
        ({"id": "x", "title": "t", "text": 5}, "article 1: text is not a string"),
        ({"id": "x", "articles": []}, "articles is not a list of articles"),
        ({"id": "x", "articles": "a"}, "articles is not a list of articles"),
        ({"id": "x", "articles": ["a"]}, "article 1 is not an object"),
        ({"id": "x", "articles": [{"title": "t", "text": "t"}]}, "article 1 has no id"),
        ({"id": "x", "articles": [{"id": "a", "title": "", "text": ""}] * 2}, "two articles have the same id"),
    ],
)
def test_a_line_that_cannot_be_used_says_why(item: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        summarise.summarised(item, Extractive(None))


def test_the_exit_status_tells_of_bad_lines_and_of_a_backend_not_set_up(app: typer.Typer) -> None:
    runner = CliRunner()
    done = runner.invoke(app, ["summarise"], input='{"id": "a"}\n{"id": "b", "title": "", "text": ""}\n')
    assert done.exit_code == 1
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first == {"id": "a", "line": 1, "error": "article 1 has no title"}
    assert second["id"] == "b"
    refused = runner.invoke(app, ["summarise", "--backend", "generative"], input="")
    assert (refused.exit_code, "set model_folder" in refused.stderr) == (2, True)


def test_models_list_shows_the_encoder_checked_and_each_summariser(app: typer.Typer) -> None:
    done = CliRunner().invoke(app, ["models", "list"], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    for word in ("all-MiniLM-L6-v2", "ok", "extractive", "in use", "generative", "not set up", "remote"):
        assert word in done.stdout


def test_the_model_server_is_that_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(
        "model_url: http://models.corp:8000/v1\nmodel_name: small\nproxy_url: http://proxy.corp:3128\n"
        "no_proxy: [other.corp]\nca_bundle: corp.pem\n"
        "model_requests_at_once: 3\nmodel_seconds: 45\nmodel_answer_tokens: 900\n",
        encoding="utf-8",
    )
    known = settings.load({"ENTENTE_MODEL_KEY": "canary"}, file=file)
    server = model_server(known)
    assert server is not None
    assert (server.url, server.model, server.key) == ("http://models.corp:8000/v1", "small", "canary")
    assert (server.proxy_url, server.ca_bundle) == ("http://proxy.corp:3128", Path("corp.pem"))
    assert (server.at_once, server.seconds, server.answer_tokens) == (3, 45.0, 900)
    direct = model_server(settings.load({}, file=file, model_url="http://a.other.corp/v1"))
    assert direct is not None
    assert (direct.url, direct.proxy_url) == ("http://a.other.corp/v1", None)


def test_the_commands_take_the_model_server_from_the_settings_file(app: typer.Typer, tmp_path: Path) -> None:
    with LoopbackServer() as models_host:
        models_host.add(
            "/v1/chat/completions", Reply(body=json.dumps(ANSWER).encode(), content_type="application/json")
        )
        file = tmp_path / "settings.yaml"
        file.write_text(f"model_url: {models_host.url('/v1')}\nmodel_name: small\n", encoding="utf-8")
        variables = {"ENTENTE_SETTINGS": str(file), "COLUMNS": "200"}
        listed = CliRunner().invoke(app, ["models", "list"], env=variables)
        assert f"small at {models_host.url('/v1')}" in listed.stdout
        row = json.dumps({"id": "x", "title": "Poland buys tanks", "text": NEWS})
        done = CliRunner().invoke(app, ["summarise", "--backend", "remote"], input=row, env=variables)
        assert done.exit_code == 0, done.output
        told = json.loads(done.stdout)
    assert (told["backend"], told["fallbacks"]) == ("remote", [])
