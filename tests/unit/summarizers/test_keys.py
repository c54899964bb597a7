"""A key stands for all a summary depends on and for nothing else."""

import os
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizers.base import DealFacts, PartyFact, Passage, Proof, Proved, SummaryRequest
from summarizers.extractive import Extractive
from summarizers.generative import Generative
from summarizers.keys import digest, folder_digest, summary_key
from summarizers.remote import Remote, Server
from summarizers.telling import Generator

FIRST = Passage(id="p1", title="Tanks", text="Oslo buys tanks.", outlet="Wire")
SECOND = Passage(id="p2", title="Boats", text="Oslo buys boats.", outlet="Post")
NORWAY = Proved(text="Norway", proofs=(Proof(passage="p1", quote="Oslo"),))
REQUEST = SummaryRequest(
    passages=(FIRST, SECOND),
    focus=("Oslo",),
    facts=DealFacts(parties=(PartyFact(code="NO", name=NORWAY, role="recipient"),), stage="contract"),
)
OTHERS = {"id": "p9", "title": "x", "text": "x", "outlet": "x", "quote_chars": 1, "language": "tr"}


def key(request: SummaryRequest = REQUEST, fingerprint: str = "backend") -> str:
    return summary_key(request, backend_fingerprint=fingerprint)


def test_the_same_material_has_the_same_key() -> None:
    assert key() == key(replace(REQUEST, passages=(replace(FIRST), replace(SECOND))))
    assert len(key()) == 64


@pytest.mark.parametrize("field", [field.name for field in fields(Passage)])
def test_every_field_of_a_passage_counts(field: str) -> None:
    assert key(replace(REQUEST, passages=(replace(FIRST, **{field: OTHERS[field]}), SECOND))) != key()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, focus=("Oslo", "Bergen")),
        replace(REQUEST, focus=(("Oslo", "Norway"),)),
        replace(REQUEST, budget=59),
        replace(REQUEST, facts=None),
        replace(REQUEST, facts=DealFacts(stage="contract")),
        replace(REQUEST, passages=(SECOND, FIRST)),
        replace(REQUEST, passages=(FIRST,)),
    ],
)
def test_what_else_is_asked_counts(other: SummaryRequest) -> None:
    assert key(other) != key()
    assert {field.name for field in fields(SummaryRequest)} == {"passages", "focus", "budget", "facts"}


def test_the_backend_counts() -> None:
    assert key(fingerprint="another") != key()


@given(st.lists(st.text(max_size=5), max_size=3), st.lists(st.text(max_size=5), max_size=3))
def test_digests_agree_only_where_the_parts_do(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


def test_any_text_has_a_key() -> None:
    odd = replace(FIRST, text="\ud800 lone, \x00 and \u202e")
    assert len(key(replace(REQUEST, passages=(odd,)))) == 64


def test_a_model_folder_is_told_by_settings_and_weights(tmp_path: Path) -> None:
    missing = folder_digest(tmp_path / "none")
    (tmp_path / "config.json").write_text("{}")
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"12345678")
    os.utime(weights, ns=(1, 1))
    first = folder_digest(tmp_path)
    assert first == folder_digest(tmp_path)
    (tmp_path / "config.json").write_text('{"a": 1}')
    second = folder_digest(tmp_path)
    os.utime(weights, ns=(1, 2))
    assert len({missing, first, second, folder_digest(tmp_path)}) == 4


def test_backends_tell_models_apart_and_no_secret() -> None:
    def remote(**settings: str) -> str:
        server = Server(**{"url": "http://127.0.0.1:1/v1", "model": "m", **settings})  # type: ignore[arg-type]
        return Remote(server, extractive=Extractive(None)).fingerprint

    def generative(model: str) -> str:
        return Generative(_never, extractive=Extractive(None), model=model).fingerprint

    told = [remote(), remote(model="n"), remote(url="http://127.0.0.2:1/v1"), generative("a"), generative("b")]
    assert len({*told, Extractive(None).fingerprint}) == 6
    assert remote(key="k-1") == remote()
    assert remote(url="http://user:secret@127.0.0.1:1/v1") == remote()


def _never() -> Generator:
    raise AssertionError
