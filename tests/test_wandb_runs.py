"""A captioner kept at Weights & Biases comes back by its name, or a word says why."""

import os
import shutil
import sys
import types
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from helpers import caption, captioning, wandb_runs
from helpers.captioner import Captioner
from helpers.settings import Settings
from helpers.train import train
from helpers.wandb_runs import artifact_name, find_run

SMALL = {"count": 60, "width": 8, "heads": 2, "encoder_layers": 1, "layers": 1,
         "patch_size": 16, "batch_size": 20, "epochs": 1}  # fmt: skip


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [x for x in os.environ if x.startswith("WANDB_")]:
        monkeypatch.delenv(name)


def server(monkeypatch, files):
    """A stand-in for wandb whose server holds the files of `files` by full name."""

    class Api:
        def artifact(self, name, type):
            if name not in files or type != "captioner":
                raise ValueError(f"artifact {name} not found")
            return types.SimpleNamespace(
                download=lambda root: shutil.copytree(files[name], root)
            )

    module = types.SimpleNamespace(Api=Api, Error=OSError)
    monkeypatch.setitem(sys.modules, "wandb", module)


@pytest.mark.parametrize("name", ["a", "captions/a:latest", "captions/a"])
def test_a_name_is_asked_of_the_server(name, monkeypatch):
    Path("kept").mkdir()
    Captioner.load().save("kept/captioner.safetensors")
    server(monkeypatch, {"captions/a:latest": "kept"})
    model = captioning.choose_captioner(f"wandb:{name}")
    assert model.vocabulary.about() == Captioner.load().vocabulary.about()


def test_what_the_server_does_not_know_is_told(monkeypatch):
    server(monkeypatch, {})
    with pytest.raises(ValueError, match="captioner me/b/c:v3 at wandb, got: artifact"):
        find_run("wandb:me/b/c:v3")


def test_without_the_package_or_a_training_here_it_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "wandb", None)
    with pytest.raises(ImportError, match="package wandb, found none; pip install"):
        find_run("wandb:a")
    monkeypatch.setenv("WANDB_MODE", "offline")
    with pytest.raises(ValueError, match="captioner a below wandb, .* got none; train"):
        find_run("wandb:a")


def test_a_folder_stays_what_it_is():
    assert find_run("runs/a") == find_run(Path("runs/a")) == Path("runs/a")


def test_names_have_only_signs_that_wandb_takes():
    assert artifact_name(Path("runs/my photos, ä")) == "my-photos---"


def test_a_training_offline_is_read_back_by_its_name(monkeypatch, capsys):
    wandb = pytest.importorskip("wandb", reason="needs the extra logging")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_DATA_DIR", "staged")  # else in the home folder
    logged = []
    keep = wandb.Run.log_artifact
    monkeypatch.setattr(
        wandb.Run, "log_artifact", lambda *x: logged.append(x[1]) or keep(*x)
    )
    train(Settings(**SMALL), Path("runs/tiny"), log="wandb", progress_bar=False)
    [artifact] = logged
    assert (artifact.name.partition(":")[0], artifact.type) == ("tiny", "captioner")
    assert sorted(artifact.manifest.entries) == sorted(wandb_runs.FILES)
    Image.fromarray(np.zeros((48, 48, 3), np.uint8)).save("a.png")
    capsys.readouterr()
    said = []
    for run in ("wandb:tiny", "runs/tiny"):
        caption.main(["a.png", "--run", run])
        said.append(capsys.readouterr().out)
    assert said[0] == said[1] != ""
