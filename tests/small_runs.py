"""Trainings of seconds, on noisy pictures in the folder where a test stands."""

import os
import random
from pathlib import Path

import pytest
from PIL import Image

from helpers.run import Run
from helpers.train import main

WORDS = ["red", "green", "small", "large", "square", "circle", "on", "the", "left"]
RUN = Path("run/run.json")
SMALL = {"image-size": 32, "patch-size": 16, "width": 16, "heads": 2, "layers": 1,
         "encoder-layers": 1, "batch-size": 4, "epochs": 2}  # fmt: skip
EYE = """
import torch
from torch import nn
from torch.nn.utils import parametrizations
class Eye(nn.Module):
    image_size = 32
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 4, 8, 8)
        self.b = self.c = nn.Conv2d(4, 4, 1)
    def forward(self, x): return self.c(self.b(self.a(x)))
class Parametrized(Eye):
    def __init__(self):
        super().__init__(); parametrizations.weight_norm(self.a)
class Lazy(Eye):
    def __init__(self):
        super().__init__(); self.a = nn.LazyConv2d(4, 8, 8)
class Odd(Eye):
    def __init__(self):
        super().__init__(); self.register_buffer("none", torch.zeros(0, 3))
        self.register_buffer("mask", torch.full((2,), float("-inf")))
class Forgetful(Eye):
    def __init__(self):
        super().__init__()
        self.register_buffer("x", torch.rand(1, 4, 1, 1), persistent=False)
    def forward(self, x): return super().forward(x) + self.x
class Sparse(Eye):
    def __init__(self):
        super().__init__(); self.register_buffer("x", torch.eye(2).to_sparse())
def frozen(): torch.manual_seed(0); return Eye().requires_grad_(False)
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "eye.py").write_text(EYE)
    photos("d", 12)


def photos(folder, count, each=3):
    os.makedirs(f"{folder}/Images", exist_ok=True)
    draw, rows = random.Random(0), ["image,caption"]
    for k in range(count):
        colour = tuple(draw.randrange(256) for _ in range(3))
        Image.new("RGB", (40, 40), colour).save(f"{folder}/Images/{k:03}.png")
        rows += [
            f"{k:03}.png,{' '.join(draw.choices(WORDS, k=6))}" for _ in range(each)
        ]
    write(folder, rows)


def write(folder, rows):
    Path(f"{folder}/captions.txt").write_text("\n".join(rows) + "\n")


def line(*flags, **given):
    given = {**SMALL, "data": "d", "out": "run", "cache": "cache", **given}
    named = [x for k, v in given.items() for x in (f"--{k.replace('_', '-')}", str(v))]
    return [*named, *flags]


def refused(capsys, *flags, run=main, **given):
    """The one message of a command that must not go on."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as stopped:
        run(line(*flags, **given) if run is main else list(flags))
    assert stopped.value.code == 1
    return [
        x for x in capsys.readouterr().err.splitlines() if x.startswith("helpers.")
    ][-1]


def cut_after_one_epoch(*flags, **given):
    with pytest.MonkeyPatch.context() as patch:
        whole = Run.train_epoch

        def stop(self, epoch):
            if epoch:
                raise KeyboardInterrupt
            whole(self, epoch)

        patch.setattr(Run, "train_epoch", stop)
        with pytest.raises(SystemExit):
            main(line(*flags, **given))
