"""Fashion-MNIST from a folder, and what is said when it cannot be had."""

from pathlib import Path
from urllib.error import URLError

import pytest
import torch
from torchvision.datasets import FashionMNIST, mnist

from helpers import fashion_mnist
from helpers.fashion_mnist import CLASSES, VARIABLE, load_fashion_mnist

SHARED = Path(__file__).parents[2] / "shared" / "fashion_mnist"
COUNTS = {"train": 7, "t10k": 3}
LABELS = [9, 0, 5, 1, 2, 3, 4]


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def folder(tmp_path):
    """The set's format (magic number, sizes, bytes) with ten pictures."""
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for name, count in COUNTS.items():
        sizes = b"".join(n.to_bytes(4, "big") for n in (count, 28, 28))
        pixels = bytes(k % 251 for k in range(count * 28 * 28))
        images = bytes([0, 0, 8, 3]) + sizes + pixels
        (raw / f"{name}-images-idx3-ubyte").write_bytes(images)
        labels = bytes([0, 0, 8, 1]) + sizes[:4] + bytes(LABELS[:count])
        (raw / f"{name}-labels-idx1-ubyte").write_bytes(labels)
    return tmp_path


def test_pictures_and_labels(folder):
    for train, count in ((True, 7), (False, 3)):
        images, labels = load_fashion_mnist(train=train, folder=folder)
        assert images.shape == (count, 1, 28, 28)
        assert images.dtype == torch.uint8
        assert images.flatten().tolist() == [k % 251 for k in range(count * 784)]
        assert torch.equal(labels, torch.tensor(LABELS[:count]))


def test_the_variable_names_the_folder(folder, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(folder))
    assert len(load_fashion_mnist(train=False)[0]) == 3


def test_a_wrong_folder_is_named(folder):
    for wrong in (folder / "FashionMNIST", folder / "none"):
        with pytest.raises(FileNotFoundError, match="name the folder above"):
            load_fashion_mnist(train=True, folder=wrong)


@pytest.mark.parametrize("kept", [0, 2, 100])
def test_a_damaged_file_is_said(folder, kept):
    file = folder / "FashionMNIST" / "raw" / "train-images-idx3-ubyte"
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(ValueError, match="fetch them again"):
        load_fashion_mnist(train=True, folder=folder)


def test_no_network_names_the_folder_route(tmp_path, monkeypatch):
    def offline(*args, **kwargs):
        raise URLError("no route to host")

    monkeypatch.setattr(mnist, "download_and_extract_archive", offline)
    monkeypatch.setattr(fashion_mnist, "DATA", tmp_path)
    with pytest.raises(
        ConnectionError, match=f"no route to host.*{VARIABLE}="
    ) as error:
        load_fashion_mnist(train=True)
    assert "\n" not in str(error.value)


def test_a_download_is_used_again(folder, monkeypatch):
    monkeypatch.setattr(fashion_mnist, "DATA", folder)
    monkeypatch.setattr(FashionMNIST, "download", pytest.fail)
    assert len(load_fashion_mnist(train=False)[0]) == 3


def test_ten_classes():
    assert len(CLASSES) == len(FashionMNIST.classes) == 10
    assert [name.lower() for name in FashionMNIST.classes] == [
        name.lower() for name in CLASSES
    ]


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there")
def test_the_real_set():
    images, labels = load_fashion_mnist(train=False, folder=SHARED)
    assert images.shape == (10_000, 1, 28, 28)
    assert labels.bincount().tolist() == [1000] * 10
