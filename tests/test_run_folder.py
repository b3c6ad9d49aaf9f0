"""A run's folder: claimed late, held by one, compared with what is read again."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from small_runs import EYE, RUN, cut_after_one_epoch, here, line, photos, refused, write

from helpers import evaluate
from helpers import train as command
from helpers.run_folder import hold, read_run
from helpers.train import main

__all__ = ["here"]  # a fixture: every test stands in a folder of its own


def other_captions():
    rows = Path("d/captions.txt").read_text().splitlines()
    write("d", [rows[0], *(f"{x} small circle" for x in rows[1:])])


def other_picture():
    for k in range(12):  # one of them is learnt from
        Image.new("RGB", (40, 40), (k, k, 9)).save(f"d/Images/{k:03}.png")


def one_picture_more():
    photos("d", 13)


def one_picture_less():
    os.remove("d/Images/003.png")


def lists_that_came_later():
    for k, side in enumerate(("train", "dev", "test")):
        Path(f"d/Flickr_8k.{side}Images.txt").write_text(f"00{k}.png\n")


def other_code():
    Path("eye.py").write_text(EYE + "\n# mended\n")


@pytest.mark.training
@pytest.mark.parametrize(
    "change, said",
    [
        (other_captions, "got other captions"),
        (other_picture, "got other pictures, or an encoder"),
        (one_picture_more, "1 more (012.png) and 0 less"),
        (one_picture_less, "0 more and 1 less (003.png)"),
        (lists_that_came_later, "0 more and 9 less"),
        (other_code, "an encoder with other features, other code"),
    ],
)
def test_a_run_does_not_go_on_with_something_else(change, said, capsys):
    cut_after_one_epoch(encoder="eye.py:frozen")
    before = load_file("run/captioner.safetensors")
    change()
    assert said in refused(capsys, "--resume", encoder="eye.py:frozen")
    after = load_file("run/captioner.safetensors")
    assert all(torch.equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize(
    "change", [one_picture_more, one_picture_less, lists_that_came_later]
)
def test_what_was_learnt_is_not_tested_on(change, capsys):
    main(line(epochs=1))
    own = json.loads(RUN.read_text())["record"]["splits"]
    change()
    for side in ("val", "test"):
        said = refused(capsys, "run", "--side", side, run=evaluate.main)
        assert "pictures that it learnt would be tested on" in said
    with pytest.raises(ValueError, match="--own-split"):
        read_run(Path("run"))  # as course.py and bench.table do
    _, corpus, _ = read_run(Path("run"), own_split=True)
    for side, names in corpus.splits.items():
        assert set(names) <= set(own[side])
        assert set(own[side]) - set(names) <= {"003.png"}
    evaluate.main(["run", "--own-split", "--overlays", "0"])


def test_changed_references_are_told(capsys):
    main(line(epochs=1))
    other_captions()
    evaluate.main(["run", "--overlays", "0"])
    assert "note: pictures or captions of val are not those" in capsys.readouterr().err


def test_other_libraries_are_told(capsys, monkeypatch):
    cut_after_one_epoch()
    monkeypatch.setattr("PIL.__version__", "99.0")
    main(line("--resume"))
    said = capsys.readouterr().out
    assert "note: this run began with pillow-" in said and "pillow-99.0" in said


@pytest.mark.parametrize(
    "wrong",
    [{"data": "e"}, {"encoder": "eye.py:none"}, {"encoder": "eye.py:Sparse"},
     {"min_count": 999}, {"folder": "d"}, {"width": 15}],
    ids=str,
)  # fmt: skip
def test_a_start_that_failed_leaves_the_folder_free(wrong, capsys):
    refused(capsys, **wrong)
    assert not os.path.exists("run/run.json")
    main(line(epochs=1))


def test_a_folder_that_cannot_be_written_is_refused(capsys):
    Path("file").touch()
    with pytest.raises(SystemExit):
        main(line(out="file/run"))
    assert "Not a directory" in capsys.readouterr().err


@pytest.mark.training
def test_a_second_training_in_a_folder_is_refused(tmp_path):
    held = (
        "import time; from pathlib import Path; from helpers.run_folder import hold\n"
        "with hold(Path('run')): print('held', flush=True); time.sleep(600)"
    )
    root = os.path.dirname(os.path.dirname(command.__file__))
    paths = {**os.environ, "PYTHONPATH": root}
    with subprocess.Popen(
        [sys.executable, "-c", held], stdout=subprocess.PIPE, env=paths
    ) as first:
        first.stdout.readline()
        with pytest.raises(SystemExit), pytest.MonkeyPatch.context() as patch:
            said = []
            patch.setattr("helpers.commands._leave", lambda x, code: said.append(x))
            main(line("--resume"))
            raise SystemExit
        first.kill()
    assert "another one is running" in said[0]
    main(line("--resume", epochs=1))  # the killed one holds nothing


def test_a_run_is_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    main(line(epochs=1, encoder="eye.py:frozen", data="~/d", cache="~/cache"))
    about = json.loads(RUN.read_text())
    assert about["data"] == f"{tmp_path}/d" and about["cache"] == f"{tmp_path}/cache"
    assert about["encoder"] == f"{tmp_path}/eye.py:frozen"
    os.mkdir("elsewhere")
    monkeypatch.chdir("elsewhere")
    evaluate.main(["../run", "--overlays", "0"])
    assert os.listdir(".") == []
    main(line("--resume", epochs=1, encoder="../eye.py:frozen", data="../d",
              cache="../cache", out="~/run"))  # fmt: skip


def test_a_moved_folder_of_the_same_pictures_goes_on():
    cut_after_one_epoch()
    shutil.move("d", "moved")
    main(line("--resume", data="moved"))
    assert json.loads(RUN.read_text())["data"].endswith("/moved")


def of_no_format(about):
    del about["format"]


def of_a_later_one(about):
    about["format"] += 1


def of_other_settings(about):
    about["something_new"] = 1


@pytest.mark.parametrize("change", [of_no_format, of_a_later_one, of_other_settings])
def test_a_folder_of_another_version_is_named(change, capsys):
    cut_after_one_epoch()
    about = json.loads(RUN.read_text())
    change(about)
    RUN.write_text(json.dumps(about))
    assert "this version of the project" in refused(capsys, "--resume")
    assert "this version of the project" in refused(capsys, "run", run=evaluate.main)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"null"])
def test_damaged_settings_are_named(data, capsys):
    cut_after_one_epoch()
    RUN.write_bytes(data)
    assert "expected a run's settings" in refused(capsys, "--resume")


def test_a_drive_without_locks_is_told_and_used(capsys, monkeypatch):
    def no_locks(self, **_):
        raise NotImplementedError("FileSystem does not appear to support flock")

    with monkeypatch.context() as patch:
        patch.setattr("helpers.run_folder.FileLock.acquire", no_locks)
        with hold(Path("run")):
            pass
    assert "note: run cannot be locked" in capsys.readouterr().out
