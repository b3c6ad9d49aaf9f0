"""Two students and a judge that takes no time: what tests of the gradebook share."""

import csv
import io
import zipfile

import nbformat
from grading_tools import lesson

from grading.__main__ import main
from grading.gradebook import class_page, feedback
from grading.judge import workers

LESSON = lesson("03")
NAME = LESSON.name

JUDGED: list[tuple[str, ...]] = []  # the checks of each notebook that was judged


def judged(task: dict) -> dict:
    """A judge that takes no time; who left a stub has no points."""
    JUDGED.append(tuple(task["checks"]))
    checks = {n: {"reason": "passed", "message": ""} for n in task["checks"]}
    for name, source in task["cells"]:
        if "NotImplementedError" in source:
            told = {"reason": "unanswered", "message": "there is no answer yet"}
            own = {f"{name}-shown", f"{name}-hidden"} & checks.keys()
            checks |= dict.fromkeys(own, told)
    return {"checks": checks, "seconds": 0.1}


class Class:
    """Two students of Blackboard: ann hands in on time, bob a day and a half late."""

    def __init__(self, folder, monkeypatch, *, pages: bool = False):
        monkeypatch.setattr(workers, "judged", judged)
        if not pages:
            monkeypatch.setattr(feedback, "give_feedback", lambda *_: None)
            monkeypatch.setattr(class_page, "class_page", lambda *_: None)
        self.out, self.zip = folder / "out", folder / "all.zip"
        answers = dict(LESSON.solved)
        del answers["tokenize"]
        self.hand_in(LESSON.solved, answers)

    def hand_in(
        self, of_ann: dict, of_bob: dict, outputs: list | None = None, of=LESSON
    ) -> None:
        """Lay down what both hand in, with outputs of Bob's first cell of code.

        Args:
            of: the lesson, in some language.
        """
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for who, day, given in (
                ("ann", "2026-10-12-23-50-00", of_ann),
                ("bob", "2026-10-14-12-00-00", of_bob),
            ):
                notebook = of.handed_in(given)
                first = next(c for c in notebook.cells if c.cell_type == "code")
                first.outputs = (outputs or []) if who == "bob" else []
                text = nbformat.writes(notebook)
                archive.writestr(f"L_{who}_attempt_{day}_{NAME}.ipynb", text)
        self.zip.write_bytes(data.getvalue())

    def grade(self, rules: str = "", *words: str) -> dict[str, dict]:
        """{student: row of grades.csv} after a run; JUDGED tells what was judged."""
        JUDGED.clear()
        self.out.mkdir(exist_ok=True)
        (self.out / "course.toml").write_text(rules)
        only = () if "lessons" in rules else ("--lessons", "03")
        main([str(self.zip), "--out", str(self.out), "--workers", "1", *only, *words])
        with (self.out / "grades.csv").open() as file:
            return {row["student"]: row for row in csv.DictReader(file)}

    def exported(self) -> dict[str, float]:
        with (self.out / "exports" / "nbgrader.csv").open() as file:
            rows = [r for r in csv.DictReader(file) if r["assignment"] == NAME]
            return {row["student_id"]: float(row["score"]) for row in rows}
