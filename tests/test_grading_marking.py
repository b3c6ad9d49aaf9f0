"""Marking by hand in a table: marks get in, stay, and follow who changed them last."""

import base64
import csv
import io
import struct

import nbformat
import pytest
from grading_feedback import readable
from nbformat.v4 import new_output
from PIL import Image
from small_class import LESSON, NAME, Class

from grading.gradebook.class_page import class_page
from grading.gradebook.record import Course
from grading.intake.figures import LARGEST, MOST, PNG, figures
from grading.intake.notebooks import ingest
from grading.intake.roster import read_table
from grading.results import every

[QUESTION] = LESSON.questions


def png(width: int = 4) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, 4), "red").save(data, "PNG")
    return data.getvalue()


def shown(picture: bytes, kind: str = "image/png"):
    text = base64.b64encode(picture).decode()
    return new_output("display_data", {kind: text})


def notebook(outputs) -> bytes:
    made = LESSON.handed_in(LESSON.solved)
    next(c for c in made.cells if c.cell_type == "code").outputs = outputs
    return nbformat.writes(made).encode()


def test_figures_are_the_png_files_of_outputs():
    wide = PNG + b"\0" * 8 + struct.pack(">II", 50_000, 50_000) + b"\0" * 20
    outputs = [
        shown(png()),
        shown(b"<svg onload=alert(1)>"),
        shown(png(), "image/jpeg"),
        shown(wide),
        shown(PNG + b"\0" * LARGEST),
        new_output("display_data", {"image/png": "not base64!"}),
        new_output("stream", text="hello"),
        shown(png(5)),
    ]
    assert figures(notebook(outputs)) == [png(), png(5)]
    assert len(figures(notebook([shown(png())] * 40))) == MOST
    for broken in (b"", b"{", b'{"cells": [{"outputs": [3, {"data": 4}]}, 5]}'):
        assert figures(broken) == []
    assert ingest(f"{NAME}.ipynb", notebook(outputs), [LESSON]).problem == ""


class Marked(Class):
    """The class, with the table of its written answers."""

    @property
    def path(self):
        return self.out / "marking" / f"{NAME}.csv"

    def table(self) -> dict[str, dict]:
        rows, _ = read_table(self.path)
        return {row["student"]: row for row in rows}

    def fill_in(self, mark, **points: str) -> None:
        """Write points and a comment into the table, as a spreadsheet saves it."""
        rows = self.table()
        for student, given in points.items():
            rows[student] |= {"points": given, "comment": f"for {student}, ö"}
        with self.path.open("w", encoding=mark, newline="") as file:
            writer = csv.DictWriter(file, list(rows["ann"]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows.values())

    def mark_in_formgrader(self, student: str, points: float) -> None:
        with Course(self.out).gradebook() as book:
            grade = book.find_grade(QUESTION, NAME, NAME, student)
            grade.manual_score, grade.needs_manual_grade = points, False
            book.db.commit()


@pytest.fixture
def graded(tmp_path, monkeypatch):
    return Marked(tmp_path, monkeypatch)


@pytest.mark.slow
def test_marks_of_the_table_get_in_and_stay(graded):
    blank = dict(LESSON.solved)
    del blank[QUESTION]
    graded.hand_in(LESSON.solved, blank)
    graded.grade()
    assert {s: r["state"] for s, r in graded.table().items()} == {
        "ann": "to mark",
        "bob": "no answer",
    }
    graded.fill_in("utf-8", ann="1,5")
    rows = graded.grade()
    assert (rows["ann"]["written_score"], rows["ann"]["to_mark"]) == ("1.5", "0")
    assert graded.table()["ann"]["comment"] == "for ann, ö"

    # who changed a mark last is right, in whichever place
    graded.mark_in_formgrader("ann", 2.5)
    assert graded.grade()["ann"]["written_score"] == "2.5"
    assert graded.table()["ann"]["points"] == "2.5"
    graded.fill_in("cp1252", ann="3")
    for _ in range(2):  # the second time it is ours again, and says that it is UTF-8
        rows = graded.grade("", "--encoding", "cp1252")
        assert rows["ann"]["written_score"] == "3"
        assert graded.table()["ann"]["comment"] == "for ann, ö"

    # another text: the mark is asked for again; one that is taken back waits again
    graded.hand_in(LESSON.solved | {QUESTION: "something new"}, blank)
    assert graded.grade()["ann"]["written_score"] == "3"
    assert graded.table()["ann"]["state"] == "the text has changed since"
    graded.fill_in("utf-8", ann="")
    rows = graded.grade()
    assert (rows["ann"]["written_score"], rows["ann"]["to_mark"]) == ("0", "3")
    assert graded.table()["ann"]["state"] == "to mark"


@pytest.mark.slow
def test_a_mistyped_mark_is_told_and_nothing_is_lost(graded):
    graded.grade()
    for text, said in (("4", "expected 0 to 3 points, got 4"), ("x", "got 'x'")):
        graded.fill_in("utf-8", ann=text)
        with pytest.raises(SystemExit, match=f"ann, {QUESTION}: .*{said}"):
            graded.grade()
        assert graded.table()["ann"]["points"] == text
    text = graded.path.read_text(encoding="utf-8").replace("ann", "eve")
    graded.path.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match="eve, .*no such answer was handed in"):
        graded.grade()


@pytest.mark.slow
def test_the_page_shows_guide_verdicts_and_figures_and_runs_nothing(graded, browser):
    answers = LESSON.solved | {QUESTION: "<script>alert(1)</script> **so**"}
    del answers["tokenize"]
    graded.hand_in(LESSON.solved, answers, [shown(png())])
    graded.grade()
    page = (graded.out / "marking" / f"{NAME}.html").read_text()
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page
    assert "Marking guide" in page and "there is no answer yet" in page
    [figure] = (graded.out / "marking").rglob("*.png")
    assert figure.read_bytes() == png()
    assert f'src="figures/bob/{NAME}/{figure.name}"' in page
    class_page(graded.out, every(graded.out))
    for width, scheme in ((360, "dark"), (1100, "light")):
        pages = [graded.out / "marking" / f"{NAME}.html", graded.out / "class.html"]
        readable(browser, pages, scheme, width)
    graded.hand_in(LESSON.solved, LESSON.solved)
    graded.grade()
    assert not list((graded.out / "marking").rglob("*.png"))
