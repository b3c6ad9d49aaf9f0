"""A notebook comes back as some program saved it, and goes to the same grade.

Each function below makes of a notebook what that program writes, in the form it was
seen to have: other metadata, ids elsewhere or lost, outputs, cells of its own.
"""

import copy
import json

import nbformat
import pytest
from grading_tools import lesson, needs_a_box

from grading.__main__ import main
from grading.intake.notebooks import ingest

LESSON = lesson("03")
WRONG = {
    "tokenize": "def tokenize(caption):\n    return caption.lower().split()",
    "pad_batch": LESSON.stubs["pad_batch"],
}
SAID = {"output_type": "stream", "name": "stdout", "text": ["some ", "words\n"]}
CHART = {
    "output_type": "display_data",
    "metadata": {"image/png": {"width": 640}},
    "data": {"image/png": "iVBORw0KGgo=", "text/plain": ["<Figure size 640x480>"]},
}


def answered() -> dict:
    """Two wrong answers, the others right, and outputs; as a tree of plain JSON."""
    notebook = LESSON.handed_in(LESSON.solved | WRONG)
    tree = json.loads(nbformat.writes(notebook))
    for count, cell in enumerate(code_cells(tree), 1):
        cell["execution_count"], cell["outputs"] = count, copy.deepcopy([SAID, CHART])
    return tree


def code_cells(tree: dict) -> list[dict]:
    return [cell for cell in tree["cells"] if cell["cell_type"] == "code"]


def lab(tree):
    """JupyterLab 4."""
    tree["metadata"]["language_info"] |= {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py", "mimetype": "text/x-python", "version": "3.12.4",
        "nbconvert_exporter": "python", "pygments_lexer": "ipython3",
    }  # fmt: skip
    tree["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    for cell in tree["cells"]:
        cell["metadata"] |= {"editable": True, "slideshow": {"slide_type": ""}}


def classic(tree):
    """Notebook 6: marks of its own, and a kernel that has another name here."""
    tree["metadata"] |= {"kernelspec": {"name": "course", "display_name": "course"}}
    tree["metadata"]["toc"] = {"base_numbering": 1}
    for cell in code_cells(tree):
        cell["metadata"] |= {"scrolled": True, "collapsed": False, "trusted": True}


def vs_code(tree):
    """VS Code: the kernel's own name, the language with every cell."""
    tree["metadata"]["kernelspec"] = {"display_name": ".venv", "name": "python3"}
    tree["metadata"]["language_info"]["version"] = "3.11.7"
    for cell in tree["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python"}


def old_vs_code(tree):
    """VS Code before cell ids: it writes none."""
    vs_code(tree)
    tree["nbformat_minor"] = 2
    for cell in tree["cells"]:
        cell.pop("id")


def colab(tree):
    """Colab: ids are metadata, a badge of its own on top, who ran what and when."""
    tree["nbformat_minor"] = 0
    tree["metadata"] = {
        "colab": {"provenance": [], "gpuType": "T4", "include_colab_link": True},
        "accelerator": "GPU",
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(tree["cells"]):
        cell["metadata"]["id"] = cell.pop("id")
        if cell["cell_type"] == "code":
            user = {"displayName": "A Learner", "userId": "0123"}
            ran = {"status": "ok", "timestamp": 1764000000000 + number, "elapsed": 7}
            cell["metadata"]["executionInfo"] = ran | {"user": user, "user_tz": -60}
            cell["metadata"]["outputId"] = f"4f0b-{number}"
            cell["metadata"]["colab"] = {"base_uri": "https://localhost:8080/"}
    link = {"id": "view-in-github", "colab_type": "text"}
    badge = ['<a href="https://colab.research.google.com/github/me/fork">Open</a>']
    badge = {"cell_type": "markdown", "metadata": link, "source": badge}
    tree["cells"].insert(0, badge)


def colab_after_a_disconnect(tree):
    """Colab, whose last cell was still running: an error, and cells never run."""
    colab(tree)
    last = code_cells(tree)[-1]
    last["outputs"] = [
        {"output_type": "error", "ename": "KeyboardInterrupt", "evalue": "",
         "traceback": ["\u001b[0;31mKeyboardInterrupt\u001b[0m"]}
    ]  # fmt: skip
    last["execution_count"], last["metadata"] = None, {"id": last["metadata"]["id"]}


def colab_that_lost_nbgraders_keys(tree):
    """Colab, out of a copy made by "Save a copy in Drive" of an older notebook."""
    colab(tree)
    for cell in tree["cells"]:
        cell["metadata"].pop("nbgrader", None)


def kaggle(tree):
    """Kaggle: no ids, no foreign metadata, sources as one text."""
    tree["nbformat_minor"] = 4
    tree["metadata"]["kaggle"] = {"accelerator": "none", "isInternetEnabled": True}
    for number, cell in enumerate(tree["cells"]):
        cell.pop("id")
        cell["metadata"] = {"_uuid": f"8f2839f2-{number}", "trusted": True}
        cell["source"] = "".join(cell["source"])


PROGRAMS = [
    lab, classic, vs_code, old_vs_code, colab, colab_after_a_disconnect,
    colab_that_lost_nbgraders_keys, kaggle,
]  # fmt: skip


def saved_by(program=None) -> bytes:
    tree = answered()
    if program:
        program(tree)
    return json.dumps(tree, indent=1, ensure_ascii=program is not colab).encode()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_the_same_work_is_found(program):
    plain = ingest(f"{LESSON.name}.ipynb", saved_by(), [LESSON])
    work = ingest(f"Copy of {LESSON.name}.ipynb", saved_by(program), [LESSON])
    assert not work.problem
    assert work.answers == plain.answers and work.extras == plain.extras
    lost = [note for note in work.repairs if "had lost its name" not in note]
    assert lost == plain.repairs


@needs_a_box
def test_the_same_grade_is_given(tmp_path):
    for program in (lab, colab_after_a_disconnect, kaggle):
        path = tmp_path / "in" / program.__name__ / f"Copy of {LESSON.name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(saved_by(program))
    words = [str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--lessons", "03"]
    main([*words, "--workers", "1"])
    results = [  # a check's key knows the file, so it differs
        [c | {"key": ""} for c in json.loads(path.read_text())["checks"]]
        for path in sorted((tmp_path / "out" / "results").glob("*/*.json"))
    ]
    assert len(results) == 3 and results[0] == results[1] == results[2]
    failed = {c["name"] for c in results[0] if c["reason"] != "passed"}
    assert failed == {
        f"{name}-{kind}" for name in WRONG for kind in ("shown", "hidden")
    }
    rows = (tmp_path / "out" / "grades.csv").read_text().splitlines()[1:]
    assert len({row.split(",", 1)[1] for row in rows}) == 1, rows
