"""Copies are found under a disguise; who shares what everybody writes is not named."""

import ast
import random

import nbformat
import pytest
from grading_tools import lesson

from grading.gradebook.class_page import class_page
from grading.gradebook.similarity import alike, examiners_answers, statements

CLASS, COPIES = 60, 3


class Disguise(ast.NodeTransformer):
    """Other names for all of a function's own, and what is apart in another order."""

    def __init__(self, names):
        self.names = names

    def visit_Name(self, node):
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node):
        node.arg = self.names.get(node.arg, node.arg)
        return node

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        node.body.reverse()
        return node


def disguise(source, exercise):
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    nodes = list(ast.walk(tree))
    own = {n.arg for n in nodes if isinstance(n, ast.arg)} - {"self"}
    own |= {
        n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    names = {name: f"v{k}" for k, name in enumerate(sorted(own - {exercise}))}
    return ast.unparse(Disguise(names).visit(tree))


def planted(name, seed):
    """A class whose answers are the examiners', and among them some copies."""
    draw, pool = random.Random(seed), examiners_answers(name)
    students = {
        f"s{k:02}": {exercise: draw.choice(texts) for exercise, texts in pool.items()}
        for k in range(CLASS)
    }
    copies = []
    for k, honest in enumerate(draw.sample(sorted(students), COPIES)):
        answers = students[honest].items()
        students[f"x{k}"] = {name: disguise(text, name) for name, text in answers}
        copies.append((honest, f"x{k}"))
    return students, pool, copies


@pytest.mark.parametrize("number", ["03", "04", "07", "10"])
def test_planted_copies_are_found_and_nearly_nobody_else(number):
    false = 0
    for seed in range(3):
        students, pool, copies = planted(lesson(number).name, seed)
        found = [pair.students for pair in alike(students, pool)]
        assert set(copies) <= set(found)
        false += len(set(found) - set(copies))
    assert false <= 1  # of three classes of 63


def test_names_order_and_format_do_not_count():
    one = "def f(a, b):\n    '''Add.'''\n    c = a + 1\n    d = b * 2\n    return c, d"
    other = "def f(x,y):\n  # so\n  w = y*2\n  z = x+1\n  return z,w\n"
    assert statements(one) == statements(other)
    assert statements(one) != statements(one.replace("+ 1", "+ 2"))
    assert statements("def f(:") == statements("") == {}


def test_a_whole_class_that_writes_the_same_is_not_named():
    same = {
        f"s{k}": {"f": "def f(x):\n    return x.T @ x + 3 * x.sum()"} for k in range(9)
    }
    assert alike(same, {}) == []


def test_the_class_page_shows_a_pair_with_both_answers(tmp_path):
    of = lesson("03")
    students, _, ((honest, copy), *_) = planted(of.name, 0)
    results = []
    for student, answers in students.items():
        path = tmp_path / "submitted" / student / of.name / f"{of.name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(of.handed_in(answers), path)
        checks = [{"name": name, "reason": "passed", "message": "", "score": 1,
                   "max_score": 1} for name in of.checks]  # fmt: skip
        results.append({"student": student, "lesson": of.name, "problem": "",
                        "checks": checks, "score": 1, "max_score": 1})  # fmt: skip
    class_page(tmp_path, results)
    page = (tmp_path / "class.html").read_text()
    assert f"{honest} and {copy}:" in page and "no verdict" in page
