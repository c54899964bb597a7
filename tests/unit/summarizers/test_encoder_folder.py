"""An encoder the operator chose: any folder with safetensors weights, loaded at the first text."""

from pathlib import Path

import numpy as np
import pytest

from summarizers.encoder_folder import FolderEncoder
from summarizers.errors import ModelError
from support.tinymodels import save_encoder


def test_vectors_of_any_folder_have_length_one_and_its_dimension(tmp_path: Path) -> None:
    encoder = FolderEncoder(save_encoder(tmp_path))
    vectors = encoder.encode(["Poland signed a contract .", "The tanks .", "Poland signed a contract ."])
    assert vectors.shape == (3, encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1])


def test_no_texts_give_no_vectors(tmp_path: Path) -> None:
    encoder = FolderEncoder(save_encoder(tmp_path))
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no safetensors weights"):
        FolderEncoder(tmp_path).encode(["Poland"])
