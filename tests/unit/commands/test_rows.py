"""The operator's sources file is changed as text: what stood there stays, comments included."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.rows import edit, row_text, with_rows, with_verified
from bot.domain.ids import SourceId
from bot.domain.source import Source
from bot.errors import ConfigError
from bot.settings import config_dir

NEW = Source(
    id=SourceId("new"), name='New: "one", #2', url="https://n.example/f?a=1&b={x}", country="NO", language="no"
)
SHAPES = {
    "flow rows": "# top\nsources:\n  # trade\n  - {id: a, url: 'http://a.example', country: PL}  # a note\n# end\n",
    "block rows": "sources:\n- id: a  # the id\n  name: A\n  url: http://a.example\n  country: PL\n\n# end\nother: 1\n",
    "folded text last": "sources:\n  - id: a\n    url: http://a.example\n    name: >-\n      A\n      B\n\n\n# end\n",
    "said to be false": "sources:\n  - {id: a, verified: false, url: 'http://a.example'}\n  # end",
    "nested last": "sources:\n  - id: a\n    themes:\n      - MILITARY  # one\n# end",
    "JSON": '{"sources": [{"id": "a", "url": "http://a.example"}]}',
    "one line": "sources: [{id: a}]  # end",
    "none yet": "# top\nsources: []  # end\n",
    "quoted keys": "sources:\n  - {'id': 'a', \"name\": \"A\"}\n",
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_a_row_is_added_and_all_else_stays(text: str) -> None:
    changed = with_rows(text, [NEW, NEW.model_copy(update={"id": "newer"})], where="x")
    before, after = yaml.safe_load(text), yaml.safe_load(changed)
    assert after["sources"][: len(before["sources"])] == before["sources"]
    assert [Source(**row) for row in after["sources"][-2:]] == [NEW, NEW.model_copy(update={"id": "newer"})]
    assert {key: value for key, value in after.items() if key != "sources"} == {
        key: value for key, value in before.items() if key != "sources"
    }
    for line in text.splitlines():
        assert "#" not in line or line[line.index("#") :] in changed


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_a_row_is_marked_and_all_else_stays(text: str) -> None:
    changed = with_verified(text, {"a", "unknown"}, where="x")
    before, after = yaml.safe_load(text)["sources"], yaml.safe_load(changed)["sources"]
    assert after == [{**row, "verified": True} for row in before]
    assert with_verified(changed, {"a"}, where="x") == changed


def test_the_shipped_list_can_be_marked_row_by_row() -> None:
    text = (config_dir() / "sources.yaml").read_text(encoding="utf-8")
    changed = with_verified(text, {"dapa", "nato-news"}, where="x")
    verified = {row["id"] for row in yaml.safe_load(changed)["sources"] if row["verified"]}
    assert verified == {"dapa", "nato-news"}
    assert len(changed.splitlines()) == len(text.splitlines())


PRINTABLE = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=30)


@settings(deadline=None)
@given(name=PRINTABLE, terms=PRINTABLE, tier=st.integers(1, 3), enabled=st.booleans())
def test_a_row_says_what_the_source_says(name: str, terms: str, tier: int, enabled: bool) -> None:
    source = NEW.model_copy(update={"name": name, "terms": terms, "tier": tier, "enabled": enabled})
    assert Source(**yaml.safe_load(row_text(source))[0]) == source


@pytest.mark.parametrize(
    "text", ["", "sources: {}\n", "- a\n", "sources: [", "sources:\n", "sources: &s [{id: a},]\ntwice: *s\n"]
)
def test_what_cannot_be_changed_safely_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"my\.yaml: "):
        with_rows(text, [NEW], where="my.yaml")


def test_the_file_changes_at_once_or_not_at_all(tmp_path: Path) -> None:
    path, link = tmp_path / "real.yaml", tmp_path / "sources.yaml"
    path.write_bytes(b"sources:\r\n  - {id: a}\r\n# end\r\n")
    path.chmod(0o640)
    link.symlink_to(path)
    edit(link, lambda text: with_verified(text, {"a"}, where="x"))
    assert path.read_bytes() == b"sources:\r\n  - {id: a, verified: true}\r\n# end\r\n"
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640

    def refuse(_text: str) -> str:
        raise ConfigError("x", "no")

    with pytest.raises(ConfigError):
        edit(link, refuse)
    assert sorted(tmp_path.iterdir()) == [path, link]
    edit(tmp_path / "first.yaml", lambda text: with_rows(text, [NEW], where="x"))
    assert yaml.safe_load((tmp_path / "first.yaml").read_text(encoding="utf-8"))["sources"][0]["id"] == "new"
    with pytest.raises(ConfigError, match="cannot be changed"):
        edit(tmp_path / "missing" / "file.yaml", lambda text: text)
