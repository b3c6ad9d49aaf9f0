"""The house rules of the code; what surrounds it says what the code says."""

import ast
import re
import tomllib
from graphlib import TopologicalSorter

import pytest

from authoring.project import PROJECT, ROOT, VERSION
from book.map import DRAWN, files, imported, imports
from grading.box.bubblewrap import CARRIED

yaml = pytest.importorskip("yaml", reason="needs the extra dev")

GITHUB = ROOT / ".github"
FORMS = [x for x in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if x.stem != "config"]
SURROUNDING = [
    *GITHUB.rglob("*.yml"),
    *(ROOT / name for name in ("CITATION.cff", ".pre-commit-config.yaml")),
]
TEXTS = [ROOT / name for name in ("CONTRIBUTING.md", "CHANGELOG.md")]
DOCTOR = "python -m helpers.doctor"
# Each imports from those before it alone; tests and course.py from any.
ORDER = [
    *("helpers", "solutions", "authoring"),
    *("grading/limits", "grading/remote", "grading/box"),
    *("grading/intake", "grading/rules", "grading/results", "grading/judge"),
    *("grading/gradebook", "grading/summary", "grading/grade", "grading/why"),
    "grading",
    *("grading/demo", "grading/grade_on_colab", "book", "bench"),
]
LINES, FUNCTION_LINES = 300, 40  # at most; a function's docstring is not counted
PYTHON = [
    *ROOT.glob("*.py"),
    *(x for folder in DRAWN for x in files(ROOT / folder)),
    *(x for x in files(ROOT / "tests") if not x.name.startswith("test_")),
]
CODE = [x for x in PYTHON if x.parent.name != "solutions"]  # lessons are prose too
LEFT = {"make_app", "beam_search"}  # longer, and to be parted


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def recipe(target):
    """The commands of a target of the Makefile, as plain Python's."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    [lines] = re.findall(rf"^{target}:.*\n((?:\t.*\n)+)", text, re.M)
    commands = re.split(r"\n\t| && ", lines.strip())
    return [
        re.sub(r"^\$\(BIN\)/(?:python|(ruff))", _python, command)
        .removesuffix(" $(ARGS)")
        .strip()
        for command in commands
    ]


def _python(found):
    return f"python -m {found[1]}" if found[1] else "python"


def runs(workflow):
    [job] = read(GITHUB / "workflows" / f"{workflow}.yml")["jobs"].values()
    return [step["run"] for step in job["steps"] if "run" in step]


def test_no_file_of_code_is_too_long():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in [*CODE, *ROOT.glob("helpers/**/*.js")]
    }
    assert len(lengths) > 100
    assert not {name: n for name, n in lengths.items() if n > LINES}, "part them"


def test_no_function_is_too_long():
    lengths = {
        f"{path.relative_to(ROOT)}: {node.name}": body_lines(node)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name not in LEFT
    }
    assert len(lengths) > 1000
    assert not {x: n for x, n in lengths.items() if n > FUNCTION_LINES}, "part them"


def body_lines(function):
    """Lines from `def` on, the docstring's left out."""
    first = function.body[0]
    told = ast.get_docstring(function) is not None
    docstring = first.end_lineno - first.lineno + 1 if told else 0
    return function.end_lineno - function.lineno + 1 - docstring


def test_no_files_import_each_other_in_a_circle():
    paths = {path.relative_to(ROOT).with_suffix("").parts: path for path in PYTHON}
    paths |= {name[:-1]: x for name, x in paths.items() if name[-1] == "__init__"}
    found = {}
    for path in PYTHON:
        parts = path.relative_to(ROOT).with_suffix("").parts
        names = [*imported(path, parts)]
        used = {paths.get(name, paths.get(name[:-1])) for name in names}
        found[path] = used - {path, None}
    assert found[ROOT / "helpers" / "decoder.py"] > {ROOT / "helpers" / "masks.py"}
    TopologicalSorter(found).prepare()  # raises CycleError, which names the files


def test_no_arrow_leads_back_up():
    found = imports()
    assert found.keys() == set(ORDER), "give each place its place in ORDER"
    for name, used in found.items():
        after = {x for x in used if ORDER.index(x) > ORDER.index(name)}
        assert not after, f"{name} imports from {after}, which ORDER has after it"


def test_the_box_carries_all_that_it_imports():
    found = imports()
    needed = {"grading/box", "grading/remote"}
    needed |= found["grading/box"] | found["grading/remote"]
    carried = {f"grading/{x.removesuffix('.py')}" for x in CARRIED}
    assert carried == needed | {"grading/__init__"}


def test_the_quick_workflow_runs_what_make_does_on_three_systems():
    [job] = read(GITHUB / "workflows" / "quick.yml")["jobs"].values()
    systems = [name.partition("-")[0] for name in job["strategy"]["matrix"]["os"]]
    assert systems == ["ubuntu", "macos", "windows"]
    commands = runs("quick")
    assert recipe("lint") == [
        "python -m ruff check .",
        "python -m ruff format --check .",
        "python -m mypy",
    ]
    assert recipe("quick")[0].startswith("python -m pytest ")
    for command in [*recipe("lint"), *recipe("quick"), "python -m authoring --check"]:
        assert command in commands


def test_the_whole_workflow_calls_the_one_script():
    assert runs("all")[-1] == ".ci/run"
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_python_is_one_that_the_project_allows():
    [job] = read(GITHUB / "workflows" / "quick.yml")["jobs"].values()
    [version] = [x["with"]["python-version"] for x in job["steps"] if "uses" in x and
                 "setup-python" in x["uses"]]  # fmt: skip
    [whole] = read(GITHUB / "workflows" / "all.yml")["jobs"].values()
    assert whole["container"]["image"] == f"python:{version}"
    assert PROJECT["requires-python"] == ">=3.11,<3.14" and version == "3.13"


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_asks_for_the_doctors_page(path):
    form = read(path)
    assert {"name", "description", "body"} <= form.keys()
    fields = {x["id"]: x for x in form["body"] if x["type"] != "markdown"}
    assert len(fields) == len([x for x in form["body"] if x["type"] != "markdown"])
    for field in fields.values():
        assert field["attributes"]["label"]
    assert DOCTOR in fields["doctor"]["attributes"]["description"]


def test_there_is_a_form_for_bugs_verdicts_and_questions():
    assert sorted(path.stem for path in FORMS) == ["bug", "check", "question"]


def test_hooks_use_what_is_installed_and_fetch_nothing():
    [repository] = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    commands = [hook["entry"] for hook in repository["hooks"]]
    assert all(command.startswith(".venv/bin/python -m ") for command in commands)
    assert any(command.endswith("authoring --check") for command in commands)


def test_the_citation_knows_version_and_licence():
    citation = read(ROOT / "CITATION.cff")
    assert (citation["version"], citation["license"]) == (VERSION, PROJECT["license"])
    assert citation["authors"] == [{"name": "The Patches to Captions authors"}]


def test_the_newest_part_of_the_changelog_is_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+?),? ", text, re.M)[1] == VERSION


@pytest.mark.parametrize("path", [*SURROUNDING, *TEXTS], ids=lambda path: path.name)
def test_no_address_of_a_repository_stands_there(path):
    assert not re.search(r"https?://|github\.com", path.read_text(encoding="utf-8"))


def test_make_quick_leaves_out_every_marker():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    markers = tomllib.loads(text)["tool"]["pytest"]["ini_options"]["markers"]
    [command] = recipe("quick")
    assert re.findall(r"\w+(?= or |\))", command.partition('-m "')[2]) == sorted(
        marker.partition(":")[0] for marker in markers
    )


def test_contributing_names_commands_and_files_that_are_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z-]+)", text)):
        assert re.search(rf"^{target}:", makefile, re.M), target
    for path in set(
        re.findall(r"\b(?:tests|book|bench|grading|authoring)/[\w./]+", text)
    ):
        if "count_pairs" not in path:  # the example's own
            assert (ROOT / path.rstrip("./")).exists(), path


def test_the_guides_name_files_that_are_there():
    there = list(ROOT.rglob("grading/**/*.py")) + list(ROOT.glob("*/*.py"))
    for guide in ("grading/README.md", "CONTRIBUTING.md", "README.md"):
        text = (ROOT / guide).read_text(encoding="utf-8")
        for name in set(re.findall(r"`([\w/]+\.py)`", text)):
            found = "NN_" in name or any(p.match(f"*/{name}") for p in there)
            assert found, f"{guide} names {name}"
