"""Random weights are read by the loaders of the real ones, from local files."""

import os
import socket

import pytest
import torch
from torchvision.models import ResNet50_Weights

from helpers.encoders import make_encoder
from helpers.random_weights import random_weights


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a loader of weights has gone to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("weights")


@pytest.mark.slow
def test_resnet_50_is_loaded_as_if_downloaded(folder, monkeypatch):
    loaded = []
    real = ResNet50_Weights.get_state_dict
    monkeypatch.setattr(
        ResNet50_Weights,
        "get_state_dict",
        lambda self, *a, **k: loaded.append(real(self, *a, **k)) or loaded[-1],
    )
    with random_weights(folder) as sizes:
        eye = make_encoder("resnet50", **sizes["resnet50"])
    weights = {k: x for k, x in loaded[0].items() if not k.startswith("fc.")}
    assert eye.body.state_dict().keys() == weights.keys()
    for name, tensor in eye.body.state_dict().items():
        torch.testing.assert_close(tensor, weights[name].to(tensor.dtype))
    side = eye.image_size
    assert eye(torch.randn(2, 3, side, side)).isfinite().all()


def test_clip_is_loaded_from_a_folder(folder):
    clip = pytest.importorskip("transformers")
    with random_weights(folder) as sizes:
        eye = make_encoder("clip", **sizes["clip"])
    oracle = clip.CLIPVisionModel.from_pretrained(folder / "clip")
    theirs = {
        k.removeprefix("vision_model."): x for k, x in oracle.state_dict().items()
    }
    torch.testing.assert_close(dict(eye.net.state_dict()), theirs)
    memory = eye(torch.randn(2, 3, eye.image_size, eye.image_size))
    assert memory.shape == (2, eye.grid[0] * eye.grid[1], eye.memory_width)


@pytest.mark.parametrize("home", [None, "elsewhere"])
def test_the_place_of_downloads_is_put_back(folder, home, monkeypatch):
    monkeypatch.delenv("TORCH_HOME", raising=False)
    if home:
        monkeypatch.setenv("TORCH_HOME", home)
    random_state = torch.get_rng_state()
    with pytest.raises(KeyError), random_weights(folder):
        assert os.environ["TORCH_HOME"] == str(folder)
        raise KeyError
    assert os.environ.get("TORCH_HOME") == home
    assert torch.equal(torch.get_rng_state(), random_state)


def test_files_are_written_once(folder):
    with random_weights(folder):
        files = {f: f.stat().st_mtime_ns for f in folder.rglob("*") if f.is_file()}
    with random_weights(folder):
        pass
    assert {f: f.stat().st_mtime_ns for f in files} == files
    assert any(f.name == "resnet50-11ad3fa6.pth" for f in files)
