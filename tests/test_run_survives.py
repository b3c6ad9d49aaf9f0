"""Nothing good is lost: NaN, odd encoders, cut files, a full disk, another device."""

import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from small_runs import cut_after_one_epoch, here, line, refused

from helpers import evaluate
from helpers import loss as losses
from helpers.captioner import Captioner
from helpers.run import Run
from helpers.train import main

__all__ = ["here"]  # a fixture: every test stands in a folder of its own


@pytest.mark.training
@pytest.mark.parametrize("name", ["Eye", "Parametrized", "Lazy", "Odd", "frozen"])
def test_an_odd_eye_is_saved_and_comes_back(name):
    cut_after_one_epoch(encoder=f"eye.py:{name}")
    main(line("--resume", encoder=f"eye.py:{name}"))
    made = Captioner.load("run/captioner.safetensors")
    assert torch.equal(made.encoder.network.b.weight, made.encoder.network.c.weight)


@pytest.mark.parametrize(
    "name, said", [("Forgetful", "buffers that are persistent"), ("Sparse", "dense")]
)
def test_an_eye_that_cannot_come_back_is_refused_before_learning(name, said, capsys):
    assert said in refused(capsys, encoder=f"eye.py:{name}")
    assert os.listdir("run") == ["lock"]


def broken(loss, words):
    return loss * float("nan"), words


def test_a_loss_that_is_nan_stops_and_keeps_what_was_good(capsys, monkeypatch):
    cut_after_one_epoch()
    good = load_file("run/captioner.safetensors")
    (checkpoint,) = os.listdir("run/checkpoints")
    whole = losses.summed_loss
    monkeypatch.setattr(losses, "summed_loss", lambda *x: broken(*whole(*x)))
    said = refused(capsys, "--resume")
    assert "got nan in epoch 2 after step 3" in said and "lower learning rate" in said
    assert f"keeps {checkpoint}" in said
    assert os.listdir("run/checkpoints") == [checkpoint]
    now = load_file("run/captioner.safetensors")
    assert all(torch.equal(good[name], now[name]) for name in good)


def test_weights_that_became_nan_in_the_last_step_are_not_kept(capsys, monkeypatch):
    cut_after_one_epoch()
    kept = set(os.listdir("run/checkpoints"))
    whole = Run._train_step

    def learn(self, rows, ids):
        whole(self, rows, ids)
        next(self.model.parameters()).data.fill_(torch.nan)

    monkeypatch.setattr(Run, "_train_step", learn)
    assert "got inf or NaN in 1" in refused(capsys, "--resume", "--save-minutes", "0")
    assert set(os.listdir("run/checkpoints")) == kept


@pytest.mark.parametrize(
    "file, keep",
    [("pytorch_model.bin", 0.5), ("optimizer.bin", 0.99), ("progress.json", 0.5),
     ("random_states_0.pkl", 0), ("random_states_0.pkl", 0.5)],
)  # fmt: skip
def test_a_cut_checkpoint_is_named(file, keep, capsys):
    cut_after_one_epoch()
    (checkpoint,) = os.listdir("run/checkpoints")
    path = Path(f"run/checkpoints/{checkpoint}/{file}")
    path.write_bytes(path.read_bytes()[: int(keep * path.stat().st_size)])
    said = refused(capsys, "--resume")
    assert f"expected a whole checkpoint, got run/checkpoints/{checkpoint}" in said


def test_every_file_has_the_mode_of_the_umask():
    before = os.umask(0o027)
    try:
        main(line(epochs=1))
        evaluate.main(["run"])
    finally:
        os.umask(before)
    modes = {
        os.path.join(folder, file): os.stat(os.path.join(folder, file)).st_mode & 0o777
        for top in ("run", "cache")
        for folder, _, files in os.walk(top)
        for file in files
    }
    assert {file: oct(mode) for file, mode in modes.items() if mode != 0o640} == {}


def test_nothing_of_float64_goes_to_the_device(monkeypatch):
    whole = torch.Tensor.to

    def to(self, *given, **named):
        places = [x for x in (*given, *named.values()) if isinstance(x, torch.device)]
        assert not (places and self.dtype == torch.float64), "MPS knows no float64"
        return whole(self, *given, **named)

    monkeypatch.setattr(torch.Tensor, "to", to)
    main(line(epochs=1))


def test_a_disk_that_fills_up_keeps_what_was_good(capsys, monkeypatch):
    cut_after_one_epoch()
    before = os.listdir("run/checkpoints")

    def full(self, folder, **_):
        Path(folder).mkdir(parents=True)
        Path(folder, "half").write_text("half")
        raise RuntimeError("[enforce fail at inline_container.cc:858] unexpected pos")

    with monkeypatch.context() as patch:
        patch.setattr("accelerate.Accelerator.save_state", full)
        assert "free some disk, and go on with --resume" in refused(capsys, "--resume")
    assert os.listdir("run/checkpoints") == before
    main(line("--resume"))
