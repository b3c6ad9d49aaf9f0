"""Notebooks come back in many shapes; the answers are found, the repairs told."""

import io
import json
import zipfile

import nbformat
import pytest
from grading_tools import lesson

from grading.collect import collect
from grading.demo import handed_in, solved
from grading.ingest import ingest, needs, plain_python
from grading.sandbox import Limits
from grading.tasks import forbidden, submissions

LESSON = lesson("03")
NAME = f"{LESSON.name}.ipynb"
ANSWERS = solved(LESSON)


def notebook(change=None) -> bytes:
    """Our solution as a student hands it in, after `change` has been at it."""
    tree = json.loads(nbformat.writes(handed_in(LESSON, ANSWERS), split_lines=False))
    tree = (change(tree) or tree) if change else tree
    return json.dumps(tree).encode()


def cell(tree, name):
    return next(c for c in tree["cells"] if c["id"] == name)


def colab(tree):
    tree["metadata"] = {"colab": {"provenance": []}, "accelerator": "GPU"}
    tree["nbformat_minor"] = 0
    for each in tree["cells"]:
        each["metadata"] |= {"id": each.pop("id"), "outputId": "4f0b"}
        each["source"] = each["source"].splitlines(keepends=True)


def lost_metadata(tree):
    for number, each in enumerate(tree["cells"]):
        each["metadata"], each["id"] = {}, f"x{number}"


def another_kernel(tree):
    tree["metadata"]["kernelspec"] = {"name": "conda-env-x", "display_name": "x"}


def vs_code(tree):
    another_kernel(tree)
    for each in tree["cells"]:
        each["metadata"]["vscode"] = {"languageId": "python"}


def extra_cells(tree):
    extra = {"cell_type": "code", "id": "e", "metadata": {}, "source": "1 / 0"}
    tree["cells"][3:3] = [extra | {"outputs": [], "execution_count": 3}]


def reordered(tree):
    tree["cells"].reverse()


def doubled(tree):
    first = cell(tree, "tokenize")
    stub = first | {"source": LESSON.stubs["tokenize"]}
    tree["cells"] += [stub, json.loads(json.dumps(first)), stub]


def no_checks(tree):
    tree["cells"] = [c for c in tree["cells"] if c["id"] not in LESSON.checks]


def changed_check(tree):
    cell(tree, "tokenize-shown")["source"] = "assert True"


def old_format(tree):
    for each in tree["cells"]:
        each["input"] = each.pop("source")
    tree["worksheets"] = [{"cells": tree.pop("cells")}]


def null_metadata(tree):
    for each in tree["cells"]:
        each["metadata"] = None


SHAPES = {
    None: "", colab: "", another_kernel: "", vs_code: "", extra_cells: "",
    null_metadata: "", old_format: "", lost_metadata: "had lost its name",
    reordered: "another order", doubled: "cells have this name",
    no_checks: "cells of the lesson were missing", changed_check: "was changed",
}  # fmt: skip


@pytest.mark.parametrize("change", SHAPES, ids=lambda c: c and c.__name__)
def test_all_answers_are_found_whatever_happened(change):
    work = ingest(NAME, notebook(change), [LESSON])
    assert not work.problem
    assert {n: s.strip() for n, s in work.answers.items()} == {
        n: s.strip() for n, s in ANSWERS.items()
    }
    note = SHAPES[change]
    assert any(note in repair for repair in work.repairs) or not note
    assert bool(work.repairs) == bool(note), work.repairs


@pytest.mark.parametrize(
    "name", ["Copy of 03_captions_and_tokens (2).ipynb", "homework.ipynb"]
)
def test_renamed_files_are_known_and_noted(name):
    work = ingest(name, notebook(), [lesson("01"), LESSON, lesson("04")])
    assert work.lesson is LESSON
    assert len(work.repairs) == (LESSON.name not in name)


@pytest.mark.parametrize(
    "data, why",
    [
        (b"", "empty"),
        (b'{"cells": [', "broken JSON"),
        (b"[" * 100_000, "broken JSON"),
        (b"\xff\xfe\x00", "broken JSON"),
        (b"{}", "no cells"),
        (b'{"cells": 3}', "no cells"),
    ],
)
def test_what_cannot_be_read_is_a_result_with_a_reason(data, why):
    work = ingest(NAME, data, [LESSON])
    assert work.lesson is LESSON and why in work.problem


def test_a_deleted_answer_is_missing_and_noted():
    def deleted(tree):
        tree["cells"].remove(cell(tree, "pad_batch"))

    work = ingest(NAME, notebook(deleted), [LESSON])
    assert "pad_batch" not in work.answers
    assert [r for r in work.repairs if r.startswith("pad_batch: its cell was missing")]


def test_an_answer_takes_what_it_needs_from_other_cells():
    def split_up(tree):
        cell(tree, "tokenize")["source"] = "def tokenize(c):\n    return helper(c, LOW)"
        extra = {"cell_type": "code", "id": "e", "metadata": {}, "outputs": []}
        source = "LOW = 1\nslow = [0] * LOW\ndef helper(c, n):\n    return unused or it"
        imports = "import itertools as it\nprint(it)"
        tree["cells"].insert(2, extra | {"source": source})
        tree["cells"].append(extra | {"source": imports, "id": "f"})

    work = ingest(NAME, notebook(split_up), [LESSON])
    assert work.extras["tokenize"] == [
        "LOW = 1",
        "def helper(c, n):\n    return unused or it",
        "import itertools as it",
    ]


def test_needs_are_global_names_only():
    source = "def f(x, y=K):\n    z = x + G\n    return [w for w in z if len(w)]\n"
    assert needs(source) == ["G", "K", "len"]
    assert needs("def (") == []


@pytest.mark.parametrize("line", ["%pip install x", "!ls", "x = !ls", "%%time\nx = 1"])
def test_notebook_syntax_becomes_python(line):
    assert "get_ipython()" in plain_python(line)
    assert plain_python("x = 1  # !no\n") == "x = 1  # !no\n"


def test_forbidden_names_are_seen_however_they_are_reached():
    for source in ("F.softmax(x)", "softmax(x)", "from torch import softmax as s"):
        assert forbidden([source], ["softmax"]) == ["softmax"]
    assert forbidden(["getattr(F, 'soft' + 'max')"], ["softmax"]) == ["getattr"]
    assert forbidden(["getattr(F, 'soft' + 'max')", "def ("], []) == []


MOODLE = "Ann Bee_123_assignsubmission_file_/Copy of 03_captions_and_tokens.ipynb"
CANVAS = "beeann_LATE_123_456_03_captions_and_tokens-1.ipynb"


def in_zip(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in dict.fromkeys(names):
            archive.writestr(name, notebook())
    return data.getvalue()


@pytest.mark.parametrize(
    "name, student, identity",
    [
        (f"submitted/ann/03_captions_and_tokens/{NAME}", "ann", ""),
        (f"ann/{NAME}", "ann", ""),
        (MOODLE, "Ann Bee", "123"),
        (f"export/{MOODLE}", "Ann Bee", "123"),
        (CANVAS, "beeann", "123"),
        (f"Homework/Ann Bee/{NAME}", "Ann Bee", ""),
    ],
)
def test_students_are_known_in_every_layout(tmp_path, name, student, identity):
    path = tmp_path / "all.zip"
    other = name.replace("ann", "zoe").replace("Ann", "Zoe").replace("123", "789")
    path.write_bytes(in_zip(name, other, f"__MACOSX/{name}"))
    found = {file.student: file.identity for file in collect(path)}
    assert found.get(student) == identity, found


def test_a_path_that_leads_out_of_a_zip_is_no_students(tmp_path):
    path = tmp_path / "all.zip"
    path.write_bytes(in_zip(f"../../etc/{NAME}", f"ann/{NAME}", f"zoe/{NAME}"))
    assert [file.student for file in collect(path)] == ["ann", "zoe"]


def test_links_zips_and_huge_files_are_handled(tmp_path):
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "work.zip").write_bytes(in_zip(NAME))
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / NAME).symlink_to("/etc/passwd")
    (tmp_path / "cy").mkdir()
    (tmp_path / "cy" / "work.zip").write_bytes(b"PK no zip")
    files = {file.student: file for file in collect(tmp_path)}
    assert files["ann"].data and not files["ann"].problem
    assert files["bob"].data is None and "link" in files["bob"].problem
    assert files["cy"].data is None and "can't be opened" in files["cy"].problem


def test_of_two_files_the_one_with_answers_counts(tmp_path):
    (tmp_path / "ann").mkdir()
    empty = nbformat.writes(handed_in(LESSON, {}))
    (tmp_path / "ann" / NAME).write_text(empty)
    (tmp_path / "ann" / f"Copy of {NAME}").write_bytes(notebook())
    files = collect(tmp_path)
    (found,) = submissions(files, [LESSON], Limits(), trusted=False)
    assert found.file.path == f"ann/Copy of {NAME}"
    assert "2 files for this lesson" in found.work.repairs[-1]


def test_who_hands_in_no_notebook_is_told_so(tmp_path):
    for student, name in (("ann", NAME), ("bob", "essay.docx")):
        (tmp_path / student).mkdir()
        (tmp_path / student / name).write_bytes(notebook())
    found = submissions(collect(tmp_path), [LESSON], Limits(), trusted=False)
    told = {submission.name: submission.work.problem for submission in found}
    wanted = "no notebook (.ipynb) was handed in"
    assert told == {f"ann/{LESSON.name}": "", "bob/unrecognised": wanted}


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no notebook; expected"):
        collect(tmp_path)
