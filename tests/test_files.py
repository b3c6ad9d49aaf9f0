"""What is written appears whole, on the disk, with the modes that the umask says."""

import os

import pytest
import torch
from safetensors.torch import save_file

from helpers.files import clear_drafts, publish, whole_file


@pytest.fixture(params=[0o022, 0o077, 0o002], ids=oct)
def mode(request):
    """The mode of a new file under some umask."""
    before = os.umask(request.param)
    yield 0o666 & ~request.param
    os.umask(before)


def test_a_file_of_safetensors_has_the_usual_mode(tmp_path, mode):
    with whole_file(tmp_path / "x") as draft:
        save_file({"x": torch.zeros(2)}, draft)
    assert (tmp_path / "x").stat().st_mode & 0o777 == mode
    assert os.listdir(tmp_path) == ["x"]


def test_a_folder_has_the_usual_modes_too(tmp_path, mode):
    draft = tmp_path / "draft"
    draft.mkdir()
    save_file({"x": torch.zeros(2)}, draft / "x")
    (draft / "y").write_text("y")
    publish(draft, tmp_path / "whole")
    assert {f.name: f.stat().st_mode & 0o777 for f in (tmp_path / "whole").iterdir()} \
        == {"x": mode, "y": mode}  # fmt: skip
    assert os.listdir(tmp_path) == ["whole"]


@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt()], ids=repr)
def test_an_error_leaves_the_old_file_and_no_draft(tmp_path, error):
    (tmp_path / "x").write_text("old")
    with pytest.raises(type(error)), whole_file(tmp_path / "x") as draft:
        draft.write_text("half")
        raise error
    assert (tmp_path / "x").read_text() == "old"
    assert os.listdir(tmp_path) == ["x"]


def test_drafts_of_killed_programs_are_cleared_and_nothing_else(tmp_path):
    (tmp_path / ".x.123").write_text("half")
    (tmp_path / ".folder.7").mkdir()
    (tmp_path / ".hidden").write_text("a person's")
    (tmp_path / "x.1").write_text("a person's")
    clear_drafts(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [".hidden", "x.1"]
