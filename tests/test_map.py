"""The map of files is read from the code: purposes, imports, columns, arrows."""

from graphlib import CycleError

import pytest

from authoring.project import ROOT
from book.map import arrows, columns, draw, files, imports, list_files


@pytest.fixture
def house(tmp_path):
    """Write files of a small project: house({"helpers/a.py": "import b"})."""

    def write(texts):
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return tmp_path

    return write


def test_every_file_is_listed_with_its_purpose():
    listed = list_files()
    for folder in ("helpers", "authoring", "grading", "bench", "book", "tests"):
        for path in files(ROOT / folder):
            assert f"- `{path.relative_to(ROOT / folder)}`: " in listed, path
    assert "tests/answers" not in listed and "right_" not in listed


def test_a_purpose_may_take_two_lines_and_a_notebook_has_a_title(house):
    listed = list_files(
        house(
            {
                "helpers/a.py": '"""What a does,\nin two lines.\n\nMore of it."""\n',
                "grading/b.py": "# %% [markdown]\n# # A title\n#\n# Text.\n",
            }
        )
    )
    assert "- `a.py`: What a does, in two lines.\n" in listed
    assert "- `b.py`: A title\n" in listed


def test_a_file_without_a_purpose_is_named(house):
    root = house({"helpers/a.py": "x = 1\n"})
    with pytest.raises(ValueError, match=r"expected a docstring at the top of .*a\.py"):
        list_files(root)


def test_imports_of_all_forms_are_seen(house):
    root = house(
        {
            "helpers/a.py": "import numpy\nfrom . import b\n",
            "bench/c.py": "def f():\n    import helpers.a\n",
            "grading/__main__.py": "from .judge.tasks import task\n",
            "grading/judge/tasks.py": "from ..limits import Limits\n",
            "grading/limits.py": "",
        }
    )
    assert imports(root) == {
        "helpers": set(),
        "bench": {"helpers"},
        "grading": {"grading/judge"},
        "grading/judge": {"grading/limits"},
        "grading/limits": set(),
    }


def test_each_stands_right_of_what_it_imports_and_short_cuts_are_left_out():
    found = {"c": {"a", "b"}, "b": {"a"}, "a": set(), "d": {"a"}}
    assert columns(found) == [["a"], ["b", "d"], ["c"]]
    assert arrows(found) == {("a", "b"), ("b", "c"), ("a", "d")}


def test_a_circle_is_refused():
    with pytest.raises(CycleError):
        columns({"a": {"b"}, "b": {"a"}})


def test_the_project_has_no_circle_and_one_way_into_the_box():
    found = imports()
    assert columns(found)[0].count("helpers") == 1  # it imports from no other folder
    entered = {name for name, below in found.items() if "grading/remote" in below}
    assert entered == {"grading/box", "grading/judge"}


def test_every_folder_of_the_picture_is_drawn_once():
    words = [text.get_text().replace("\n", "") for text in draw().axes[0].texts]
    drawn = [word for word in words if word]
    assert len(drawn) == len(set(drawn))
    assert {"helpers", "solutions", "authoring", "grading/judge", "bench"} <= set(drawn)
