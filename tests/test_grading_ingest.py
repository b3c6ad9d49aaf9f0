"""Notebooks come back in many shapes; the answers are found, the repairs told."""

import io
import json
import time
import zipfile

import nbformat
import pytest
from grading_tools import lesson

from authoring.lesson import lesson_names, load_lesson
from authoring.project import ROOT
from authoring.set_up import lesson_set_up
from grading.intake import cells, zips
from grading.intake import files as intake_files
from grading.intake.files import collect
from grading.intake.notebooks import ingest
from grading.intake.statements import needs, plain_python
from grading.intake.submissions import submissions

LESSON = lesson("03")
NAME = f"{LESSON.name}.ipynb"
ANSWERS = LESSON.solved


def notebook(change=None) -> bytes:
    """Our solution as a student hands it in, after `change` has been at it."""
    tree = json.loads(nbformat.writes(LESSON.handed_in(ANSWERS), split_lines=False))
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


def windows(tree):
    for each in tree["cells"]:
        each["source"] = each["source"].replace("\n", "\r\n")


def odd_cells(tree):
    tree["cells"] += [None, 3, [], {}, {"cell_type": 7, "source": {"a": 1}}]
    tree["metadata"] = tree["nbformat"] = None


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
    null_metadata: "", old_format: "", windows: "", odd_cells: "",
    lost_metadata: "had lost its name", reordered: "another order",
    doubled: "cells have this name",
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
        (b"null", "no cells"),
        (b'{"cells": [' + b"9" * 5000 + b"]}", "broken JSON"),
        (b'{"cells": [' + b"{}," * 2000 + b"{}]}", "2001 cells"),
        (
            json.dumps({"cells": [{"source": "x" * 190_000}] * 20}).encode(),
            "characters",
        ),
        (b'{"cells": 3}', "no cells"),
    ],
)
def test_what_cannot_be_read_is_a_result_with_a_reason(data, why):
    work = ingest(NAME, data, [LESSON])
    assert work.lesson is LESSON and why in work.problem


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_other_encodings_of_a_notebook_are_read(encoding):
    data = notebook().decode().encode(encoding)
    assert not ingest(NAME, data, [LESSON]).problem


def test_half_a_surrogate_pair_is_replaced():
    def broken(tree):
        cell(tree, "tokenize")["source"] += "# \ud800"

    assert ingest(NAME, notebook(broken), [LESSON]).answers["tokenize"].endswith("# ?")


def test_what_is_inside_tells_the_lesson_when_the_name_is_wrong():
    lessons = [lesson("01"), LESSON, lesson("04")]
    work = ingest("04_causal_masks/01_patch_embedding.ipynb", notebook(), lessons)
    assert work.lesson is LESSON and "was named" in work.repairs[0]


def test_a_long_chain_of_names_is_followed_in_no_time():
    def chained(tree):
        extra = {"cell_type": "code", "id": "e", "metadata": {}}
        lines = "\n".join(f"a{i} = a{i + 1}" for i in range(3000))
        cell(tree, "tokenize")["source"] = "def tokenize(c):\n    return a0"
        tree["cells"].append(extra | {"source": lines})

    begun = time.process_time()
    work = ingest(NAME, notebook(chained), [LESSON])
    assert len(work.extras["tokenize"]) == 3000
    assert time.process_time() - begun < 20


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


@pytest.mark.parametrize("line", ["%pip install x", "!ls", "x = !ls", "%%html\nx"])
def test_notebook_syntax_becomes_python(line):
    assert "get_ipython()" in plain_python(line)
    assert plain_python("x = 1  # !no\n") == "x = 1  # !no\n"
    assert plain_python("%%time\nx = 1") == "\nx = 1"


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


def test_a_zip_bomb_costs_only_its_own_student(tmp_path, monkeypatch):
    monkeypatch.setattr(intake_files, "MOST", 5 * len(notebook()))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"big/{NAME}", " " * (zips.LARGEST + 1))
        for number in range(9):
            archive.writestr(f"{number}/{NAME}", notebook())
    whole = {f"ann/{NAME}": notebook(), "bob/work.zip": bomb.getvalue()}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, data in whole.items():
            archive.writestr(name, data)
    ann, *bob = collect(tmp_path / "all.zip")
    assert ann.data and len(bob) == 10
    assert sum(file.data is not None for file in bob) == 5
    assert {"larger than 30 MB", "MB were handed in"} <= {f.problem[-17:] for f in bob}


def test_a_zip_in_a_students_zip_is_told_so(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("inner.zip", in_zip(NAME))
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "work.zip").write_bytes(data.getvalue())
    (tmp_path / "bob.zip").write_bytes(in_zip(NAME))
    told = {file.student: file.problem for file in collect(tmp_path)}
    assert told == {
        "ann": "a zip in a zip is not opened: hand in the notebook",
        "bob": "",
    }


@pytest.mark.slow
@pytest.mark.parametrize("place", [200, 350, -60, -30])
def test_a_broken_zip_is_a_problem_of_its_student_only(tmp_path, place):
    data = bytearray(in_zip(NAME))
    data[place : place + 20] = b"?" * 20
    for student, content in (("ann", in_zip(NAME)), ("bob", bytes(data))):
        (tmp_path / student).mkdir()
        (tmp_path / student / "work.zip").write_bytes(content)
    assert [f.student for f in collect(tmp_path) if f.data][0] == "ann"
    assert {f.student for f in collect(tmp_path)} == {"ann", "bob"}


def test_two_students_never_share_a_folder(tmp_path):
    for student in ("a*b", "a?b", "a_b", "A_b", "c" * 200, "c" * 201, "d\ne"):
        (tmp_path / student).mkdir()
        (tmp_path / student / NAME).write_bytes(notebook())
    names = [file.student.lower() for file in collect(tmp_path)]
    assert len(set(names)) == 7
    assert all(len(name) < 130 and name.isprintable() for name in names)


def test_only_a_timestamp_of_nbgrader_counts(tmp_path):
    when = "2030-01-02 03:04:05 UTC"
    course, drive = tmp_path / "submitted", tmp_path / "drive"
    for folder, text in ((course, when), (drive, when), (course, "bad")):
        place = folder / ("bob" if text == "bad" else "ann") / LESSON.name
        place.mkdir(parents=True)
        (place / NAME).write_bytes(notebook())
        (place / "timestamp.txt").write_text(text)
    assert [f.timestamp for f in collect(course)] == [when, ""]
    assert [f.timestamp for f in collect(drive)] == [""]


def test_of_two_files_the_one_with_answers_counts(tmp_path):
    (tmp_path / "ann").mkdir()
    empty = nbformat.writes(LESSON.handed_in({}))
    (tmp_path / "ann" / NAME).write_text(empty)
    (tmp_path / "ann" / f"Copy of {NAME}").write_bytes(notebook())
    files = list(collect(tmp_path))
    (found,) = submissions(files, [LESSON], lambda *_: "a key")
    assert found.file.path == f"ann/Copy of {NAME}"
    assert "2 files for this lesson" in found.work.repairs[-1]


def test_who_hands_in_no_notebook_is_told_so(tmp_path):
    for student, name in (("ann", NAME), ("bob", "essay.docx")):
        (tmp_path / student).mkdir()
        (tmp_path / student / name).write_bytes(notebook())
    found = submissions(collect(tmp_path), [LESSON], lambda *_: "a key")
    told = {submission.name: submission.work.problem for submission in found}
    wanted = "no notebook (.ipynb) was handed in, only 'essay.docx'"
    assert told == {f"ann/{LESSON.name}": "", f"bob/{LESSON.name}": wanted}


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(ValueError, match="holds no notebook; expected"):
        collect(tmp_path)


def test_a_lesson_without_exercises_is_not_graded():
    graded = [load_lesson(name) for name in lesson_names()]
    shown = (ROOT / "notebooks" / "11_show_it.ipynb").read_bytes()
    work = ingest("ann/11_show_it.ipynb", shown, graded)
    assert work.problem == "it is none of the lessons that are graded"


def test_what_a_set_up_cell_carries_does_not_count():
    """A released notebook has the course's code in it, more than a file may have."""
    source = lesson_set_up(carried=b"x" * 2 * cells.MOST)
    notebook = {"cells": [{"cell_type": "code", "source": source}]}
    [cell] = cells.read_cells(json.dumps(notebook).encode())
    assert 'CARRIED = ""' in cell.source and len(cell.source) < 20_000
