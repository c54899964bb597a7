"""The encoder through ONNX Runtime gives the encoder's own vectors, exported once and kept."""

from pathlib import Path

import numpy as np
import pytest

from summarizers import loading, loading_onnx
from summarizers.encoder_onnx import OnnxEncoder
from summarizers.encoder_quick import QuickEncoder
from summarizers.errors import ModelError

pytest.importorskip("onnxruntime")
pytest.importorskip("onnxscript")

TEXTS = (
    "Norway orders four frigates from a British yard.",
    "Kongsberg",
    "",
    "القوات البحرية 🚢 \x07",
    "The yard " + "again and " * 400 + "again.",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache") / "not" / "there"


@pytest.fixture(scope="module")
def exact(cache: Path) -> OnnxEncoder:
    encoder = OnnxEncoder(cache=cache, quantised=False, threads=1)
    encoder.encode(["exported now"])
    return encoder


@pytest.fixture(scope="module")
def quantised(cache: Path, exact: OnnxEncoder) -> OnnxEncoder:
    assert exact.dimension == 384
    return OnnxEncoder(cache=cache, threads=1)


def test_vectors_are_those_of_the_encoder(exact: OnnxEncoder) -> None:
    cosines = (exact.encode(TEXTS) * QuickEncoder(quantised=False).encode(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.9999


def test_eight_bits_stay_near(quantised: OnnxEncoder, exact: OnnxEncoder) -> None:
    found = quantised.encode(TEXTS)
    assert np.allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-5)
    assert (found * exact.encode(TEXTS)).sum(axis=1).min() > 0.97


def test_a_vector_does_not_depend_on_what_else_is_encoded(quantised: OnnxEncoder) -> None:
    alone = quantised.encode(TEXTS[:1])
    assert np.array_equal(quantised.encode([*TEXTS[1:], TEXTS[0]])[-1:], alone)
    assert quantised.encode([]).shape == (0, 384)


def test_the_export_is_made_once(cache: Path, exact: OnnxEncoder) -> None:
    (place,) = cache.iterdir()
    before = {path.name: path.stat().st_mtime_ns for path in place.iterdir()}
    assert set(before) == {loading_onnx.EXACT, loading_onnx.QUANTISED}
    assert loading.MINILM_SHA256[:12] in place.name
    again = OnnxEncoder(cache=cache, quantised=False, threads=1)
    assert np.array_equal(again.encode(TEXTS[:2]), exact.encode(TEXTS[:2]))
    assert {path.name: path.stat().st_mtime_ns for path in place.iterdir()} == before


def test_a_broken_graph_names_what_to_remove(cache: Path, exact: OnnxEncoder, tmp_path: Path) -> None:
    (place,) = cache.iterdir()
    broken = tmp_path / place.name
    broken.mkdir()
    for name in (loading_onnx.EXACT, loading_onnx.QUANTISED):
        (broken / name).write_bytes(b"half a")
    with pytest.raises(ModelError, match=f"remove {broken}"):
        OnnxEncoder(cache=tmp_path).encode(["Norway"])
    assert exact.encode(["Norway"]).shape == (1, 384)


def test_weights_that_are_not_the_pinned_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / loading.WEIGHTS).write_bytes(b"other weights")
    with pytest.raises(ModelError, match="expected"):
        OnnxEncoder(tmp_path, cache=tmp_path / "cache").encode(["Norway"])
    assert not (tmp_path / "cache").exists()


def test_a_cache_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder", encoding="utf-8")
    with pytest.raises(ModelError, match="set another cache folder"):
        OnnxEncoder(cache=tmp_path / "cache").encode(["Norway"])


def test_the_cache_lies_where_the_system_keeps_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert loading_onnx.default_cache() == tmp_path / "entente"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert loading_onnx.default_cache() == tmp_path / "home" / ".cache" / "entente"
