"""Training: a run may be killed at any moment, or spread, and ends the same."""

import json
import math
import multiprocessing
import os
import signal
import socket
import time

import pandas as pd
import pytest
import torch
from safetensors.torch import load_file
from torch.testing import assert_close

from helpers import train as command
from helpers.captioner import Captioner
from helpers.optimizer import schedule
from helpers.train import PHOTOS, Settings, main, train

R, T, V = 6, 5, 11
PATIENCE = 400  # seconds for a run that takes two on a quiet machine
SMALL = {"count": 60, "width": 8, "heads": 2, "encoder_layers": 1, "layers": 1,
         "patch_size": 16, "batch_size": 4, "epochs": 2}  # fmt: skip
PROCESSES = multiprocessing.get_context("forkserver")  # clean children, one import
PROCESSES.set_forkserver_preload(["helpers.run"])


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


def options(out, cache, *flags, **settings):
    given = {**SMALL, "out": out, "cache": cache, **settings}
    named = [[f"--{name.replace('_', '-')}", str(x)] for name, x in given.items()]
    return [word for pair in named for word in pair] + list(flags)


def quietly(settings, out, cache, **how):
    settings = Settings(**{**SMALL, "cache": str(cache), **settings})
    return train(settings, out, progress_bar=False, **how)


def start(*arguments, **environment):
    process = PROCESSES.Process(target=in_a_process, args=(environment, arguments))
    process.start()
    return process


def in_a_process(environment, arguments):
    os.environ.update(environment)
    torch.set_num_threads(1)
    main(list(arguments))


def run(*arguments):
    process = start(*arguments)
    process.join(PATIENCE)
    assert process.exitcode == 0


def kill_after_checkpoints(count, moment, *arguments):
    """Start a run, SIGKILL it a moment (s) after so many new checkpoints."""
    folder = arguments[arguments.index("--out") + 1]
    process, seen = start(*arguments), set()
    there = set(os.listdir(f"{folder}/checkpoints")) if "--resume" in arguments else {}
    while len(seen) < count:
        if os.path.isdir(f"{folder}/checkpoints"):
            new = [x for x in os.listdir(f"{folder}/checkpoints") if x != "part"]
            seen.update(set(new) - set(there))
        assert process.is_alive(), "it ended before it could be killed"
        time.sleep(0.002)
    time.sleep(moment)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.kill
@pytest.mark.parametrize(
    "settings",
    [{"captions": "random", "dropout": 0.3}, {"captions": "all", "decoder": "lstm"}],
    ids=["random, dropout", "all, lstm"],
)
def test_killed_three_times_it_ends_with_the_same_weights(
    tmp_path, cache, settings, chance
):
    settings = {**settings, "epochs": 3}
    run(*options(tmp_path / "undisturbed", cache, **settings))
    killed = options(tmp_path / "killed", cache, "--save-minutes", "0", **settings)
    for most, more in ((3, []), (6, ["--resume"]), (6, ["--resume"])):
        count, moment = chance.randint(1, most), chance.random() * 0.03
        kill_after_checkpoints(count, moment, *killed, *more)
    run(*killed, "--resume")
    one, other = (tmp_path / name for name in ("undisturbed", "killed"))
    weights = [(x / "captioner.safetensors").read_bytes() for x in (one, other)]
    assert weights[0] == weights[1]
    rows = [
        pd.read_csv(x / "history.csv").drop(columns="seconds") for x in (one, other)
    ]
    pd.testing.assert_frame_equal(*rows, check_exact=True)
    assert rows[1]["epoch"].tolist() == [1, 2, 3]
    assert rows[1]["step"].tolist() == [12, 24, 36]
    kept = [path.name for path in (other / "checkpoints").iterdir()]
    assert kept == ["step-00000036-epoch-0003"]


@pytest.mark.training
def test_two_processes_learn_as_one_does_from_batches_twice_as_large(tmp_path, cache):
    run(*options(tmp_path / "one", cache, batch_size=8))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    pair = [
        start(
            *options(tmp_path / "two", cache, batch_size=4),
            RANK=str(rank), LOCAL_RANK=str(rank), WORLD_SIZE="2",
            MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), ACCELERATE_USE_CPU="true",
        )
        for rank in (0, 1)
    ]  # fmt: skip
    for process in pair:
        process.join(PATIENCE)
        assert process.exitcode == 0
    one, two = (pd.read_csv(tmp_path / name / "history.csv") for name in ("one", "two"))
    assert one["step"].tolist() == two["step"].tolist() == [6, 12]
    for column in ("train_loss", "val_loss", "val_token_accuracy"):
        assert two[column].tolist() == pytest.approx(one[column].tolist(), rel=1e-5)
    weights = [
        load_file(tmp_path / name / "captioner.safetensors") for name in ("one", "two")
    ]
    assert_close(weights[1], weights[0], rtol=0, atol=1e-3)


@pytest.fixture(scope="module")
def finished(tmp_path_factory, cache):
    out = tmp_path_factory.mktemp("finished")
    return out, quietly({}, out, cache)


def test_a_run_leaves_its_weights_history_and_figure(finished, cache):
    out, captioner = finished
    history = pd.read_csv(out / "history.csv")
    assert history["epoch"].tolist() == [1, 2]
    assert history["val_loss"].iloc[-1] < history["val_loss"].iloc[0] < math.log(45)
    names = {path.name for path in out.iterdir()}
    assert names == {"run.json", "captioner.safetensors", "checkpoints", "history.csv",
                     "lock", "loss.png"}  # fmt: skip
    weights = load_file(out / "captioner.safetensors")
    assert_close(dict(captioner.state_dict()), weights, rtol=0, atol=0)
    assert not captioner.training
    assert Captioner.load(out / "captioner.safetensors").config == captioner.config
    assert json.loads((out / "run.json").read_text())["count"] == SMALL["count"]


def test_another_runs_folder_is_refused(finished, cache, capsys):
    out, captioner = finished
    with pytest.raises(ValueError, match="which holds a run; go on with --resume"):
        quietly({}, out, cache)
    said = r"settings that .* began with, got lr 0.5 \(was [\d.]+\); repeat them"
    with pytest.raises(ValueError, match=said):
        quietly({"lr": 0.5}, out, cache, resume=True)
    with pytest.raises(SystemExit) as stopped:  # in words, without a traceback
        main(options(out, cache))
    assert stopped.value.code == 1
    assert capsys.readouterr().err.startswith("helpers.train: expected a new folder")


def test_resuming_a_finished_run_changes_nothing(finished, cache):
    out, captioner = finished
    before = (out / "captioner.safetensors").read_bytes()
    again = quietly({}, out, cache, resume=True)
    assert (out / "captioner.safetensors").read_bytes() == before
    assert_close(again.state_dict(), captioner.state_dict(), rtol=0, atol=0)


def test_a_run_of_several_processes_is_not_resumed_by_one(finished, cache, tmp_path):
    out, _ = finished
    (checkpoint,) = (out / "checkpoints").iterdir()
    file = checkpoint / "progress.json"
    whole = file.read_text()
    file.write_text(json.dumps({**json.loads(whole), "processes": 2}))
    with pytest.raises(ValueError, match="expected 2 processes, .* got 1; resume with"):
        quietly({}, out, cache, resume=True)
    file.write_text(whole)


def test_logging_is_off_unless_asked_for(finished, cache, tmp_path, monkeypatch):
    quietly({"epochs": 1}, tmp_path / "run", cache, log="tensorboard")
    assert list((tmp_path / "run" / "captions").rglob("events.out.tfevents.*"))
    assert not list(finished[0].rglob("*tfevents*"))
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="package wandb, found none; pip install"):
        quietly({}, tmp_path / "other", cache, log="wandb")


def test_photos_have_settings_of_their_own_and_options_go_first(monkeypatch):
    asked = []
    monkeypatch.setattr(command, "train", lambda wanted, **how: asked.append(wanted))
    main(["--out", "x"])
    main(["--out", "x", "--data", "flickr8k", "--epochs", "3"])
    assert asked == [Settings(), Settings(data="flickr8k", **{**PHOTOS, "epochs": 3})]


def test_the_rate_rises_to_one_and_falls_to_almost_nothing():
    rates = [schedule(step, 200, 0.1) for step in range(200)]
    assert rates[:20] == pytest.approx([(k + 1) / 20 for k in range(20)])
    assert all(a > b for a, b in zip(rates[20:], rates[21:], strict=False))
    assert rates[110] == pytest.approx(0.5) and 0 < rates[-1] < 1e-3
    assert schedule(0, 1, 0.05) == 1  # a single step still learns
