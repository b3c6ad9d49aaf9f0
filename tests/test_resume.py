"""A training that is cut off goes on in a new kernel, to the numbers of one run."""

import os
import sys
import types

import pytest
import torch
from torch import nn

from helpers import resume
from helpers.resume import keeping_folder, resumable

ROUNDS = 7


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("KEEP_DIR", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def no_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("KEEP_DIR", raising=False)
    monkeypatch.setattr(resume, "DRIVE", tmp_path / "MyDrive")
    return tmp_path / "MyDrive"


def train(*, stop_in: int = 0, width: int = 5, of: object = "a", every: int = 1):
    """Learn with dropout and a generator, killed in a round; (losses, weights)."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, width), nn.Dropout(0.5), nn.Linear(width, 1))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, ROUNDS)
    generator, losses = torch.Generator().manual_seed(1), []
    parts = model, optimizer, schedule, generator, losses
    for count in resumable(range(ROUNDS), *parts, name="toy", of=of, every=every):
        loss = model(torch.rand(4, 3, generator=generator)).square().mean()
        optimizer.zero_grad()
        loss.backward()
        if count + 1 == stop_in:  # as late as can be
            return losses, None
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses, model.state_dict()


def same(one, other):
    assert one[0] == other[0] and len(one[0]) == ROUNDS
    torch.testing.assert_close(one[1], other[1], rtol=0, atol=0)


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize("stop_in", [1, 2, 5, ROUNDS])
def test_cut_off_and_begun_again_it_ends_the_same(folder, capsys, stop_in, every):
    undisturbed = train(of="another", every=99)
    train(stop_in=stop_in, every=every)
    kept = (stop_in - 1) // every * every
    capsys.readouterr()
    same(train(every=every), undisturbed)
    assert (f"{kept} of {ROUNDS} rounds are kept" in capsys.readouterr().out) == bool(
        kept
    )


def test_a_finished_training_is_not_done_again(folder):
    finished = train()
    stamp = (folder / "toy.pt").stat().st_mtime_ns
    same(train(), finished)
    assert (folder / "toy.pt").stat().st_mtime_ns == stamp
    assert [path.name for path in folder.iterdir()] == ["toy.pt"]  # one file


@pytest.mark.parametrize("other", [{"of": "b"}, {"width": 6}])
def test_other_settings_or_shapes_begin_anew(folder, tmp_path, capsys, other):
    train(stop_in=4)
    resumed = train(**other)
    assert "other settings, so training begins anew" in capsys.readouterr().out
    (folder / "toy.pt").unlink()
    same(resumed, train(**other))


@pytest.mark.parametrize("damage", [b"", b"no archive", None])
def test_a_file_half_written_begins_anew(folder, capsys, damage):
    whole = train()
    kept = (folder / "toy.pt").read_bytes()
    half = kept[: len(kept) // 2] if damage is None else damage
    (folder / "toy.pt").write_bytes(half)
    same(train(), whole)
    assert "cannot be read, so training begins anew" in capsys.readouterr().out


def test_a_drive_that_is_gone_does_not_stop_learning(folder, capsys):
    folder.write_text("no folder")
    assert len(train()[0]) == ROUNDS
    assert "is not kept in" in capsys.readouterr().out


def test_without_a_place_that_lasts_nothing_is_kept(no_folder, capsys):
    assert keeping_folder() is None
    same(train(), train())
    assert capsys.readouterr().out == ""


def test_drive_is_used_once_it_is_mounted(no_folder, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    train(stop_in=3)
    assert "Drive is not mounted: nothing is kept" in capsys.readouterr().out
    no_folder.mkdir()
    train(stop_in=3)
    assert (no_folder / "patches-to-captions" / "toy.pt").is_file()


@pytest.mark.parametrize("broken", [torch.nan, torch.inf])
def test_weights_that_are_no_numbers_replace_nothing(folder, broken):
    model, losses = nn.Linear(2, 2), []
    with pytest.raises(ValueError, match="finite weights after round 3.*lower learn"):
        for count in resumable(range(5), model, losses, name="toy", of="a"):
            losses.append(count)
            if count == 2:
                model.weight.data[0, 0] = broken
    again, seen = nn.Linear(2, 2), []
    assert list(resumable(range(5), again, seen, name="toy", of="a")) == [2, 3, 4]
    assert again.weight.isfinite().all()


def test_where_nothing_is_kept_nan_is_told_too(no_folder):
    model = nn.Linear(2, 2)
    with pytest.raises(ValueError, match="finite weights after round 2"):
        for _ in resumable(range(2), model, name="toy", of="a"):
            model.bias.data.fill_(torch.nan)


def test_the_kept_file_may_be_read_by_whom_the_umask_says(folder):
    before = os.umask(0o022)
    train()
    os.umask(before)
    assert (folder / "toy.pt").stat().st_mode & 0o777 == 0o644


def test_a_folder_may_be_named_from_home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("KEEP_DIR", "~/kept")
    assert str(keeping_folder()) == "/home/me/kept"
