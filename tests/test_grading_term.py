"""A term played through; the tables that course systems import obey their rules."""

import csv
import re
import shutil

import nbformat
import pytest
from grading_tools import lesson
from test_grading_layouts import packed

from grading.__main__ import main
from grading.gradebook.exports import Grades, blackboard, brightspace, canvas, moodle
from grading.gradebook.record import Course
from grading.intake.people import People
from grading.intake.roster import read_roster
from grading.judge import workers

LESSON = lesson("03")
NAME = LESSON.name
ROSTER = "name,id,section\nAnn Bee,s1,A\nCy Dee,s2,B\n"


def judged(task: dict) -> dict:
    """A judge that takes no time: what is tested is what happens around it."""
    checks = {n: {"reason": "passed", "message": ""} for n in task["checks"]}
    for name, source in task["cells"]:
        if "NotImplementedError" in source:
            told = {"reason": "unanswered", "message": "there is no answer yet"}
            checks |= {f"{name}-shown": told, f"{name}-hidden": told}
    return {"checks": checks, "seconds": 0.3}


class Term:
    """A course's OUT, and the zips of Moodle that are graded into it."""

    def __init__(self, folder):
        self.folder, self.out = folder, folder / "out"
        folder.mkdir(exist_ok=True)

    def roster(self, text: str) -> None:
        (self.folder / "roster.csv").write_text(text)

    def grade(self, number: str, files: dict[str, bytes], mapping: str = "") -> None:
        """Grade {student_number: bytes} as a zip of Moodle for one lesson."""
        name = lesson(number).name
        paths = {f"{who}_assignsubmission_file_/{name}.ipynb": data
                 for who, data in files.items() if data}  # fmt: skip
        paths |= {f"{who}_assignsubmission_file_/essay.pdf": b"%PDF"
                  for who, data in files.items() if not data}  # fmt: skip
        path = self.folder / f"{number}.zip"
        path.write_bytes(packed(paths))
        words = [str(path), "--out", str(self.out), "--lessons", number]
        words += ["--roster", str(self.folder / "roster.csv"), "--workers", "1"]
        if mapping:
            (self.folder / "mapping.csv").write_text(mapping)
            words += ["--mapping", str(self.folder / "mapping.csv")]
        main(words)

    def table(self) -> dict[tuple[str, str], dict]:
        with (self.out / "grades.csv").open() as file:
            rows = list(csv.DictReader(file))
        found = {(row["student"], row["lesson"][:2]): row for row in rows}
        assert len(found) == len(rows)
        return found


def notebook(number: str, *, solved: bool = True) -> bytes:
    of = lesson(number)
    return nbformat.writes(of.handed_in(of.solved if solved else {})).encode()


@pytest.mark.slow
def test_a_term_adds_and_never_drops(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(workers, "judged", judged)
    term = Term(tmp_path)
    term.roster(ROSTER)

    term.grade("03", {"Ann Bee_11": notebook("03", solved=False)})
    table = term.table()
    assert table["Ann Bee", "03"]["score"] == "0"
    assert table["Cy Dee", "03"]["note"] == "nothing was handed in"
    assert table["Cy Dee", "03"]["section"] == "B"

    question = LESSON.questions[0]
    with Course(term.out).gradebook() as book:  # a mark by hand
        grade = book.find_grade(question, NAME, NAME, "Ann Bee")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()

    # week 2: other numbers, a late joiner of the same name, only a PDF
    term.roster(ROSTER + "Ann Bee,s3,A\n")
    files = {
        "Ann Bee_21": notebook("04"),
        "Ann Bee_22": notebook("04"),
        "Cy Dee_23": b"",
    }
    with pytest.raises(SystemExit, match="may be one of several.*(\n.*)*mapping.csv"):
        term.grade("04", files)
    told = "".join(f"Ann Bee_{n}_assignsubmission_file_,{who}\n"
                   for n, who in ((21, "s1"), (22, "s3")))  # fmt: skip
    term.grade("04", files, mapping=f"file,student\n{told}")
    table = term.table()
    assert set(table) == {
        (who, which)
        for who in ("Ann Bee", "Ann Bee s3", "Cy Dee")
        for which in ("03", "04")
    }
    assert table["Ann Bee", "03"]["written_score"] == "1.5"
    assert table["Ann Bee s3", "03"]["note"] == "nothing was handed in"
    assert "only 'essay.pdf'" in table["Cy Dee", "04"]["note"]
    assert (
        table["Ann Bee", "04"]["id"] == "s1" and table["Ann Bee s3", "04"]["id"] == "s3"
    )

    # a resubmission counts; a broken one does not take a grade away
    term.grade("03", {"Ann Bee_11": notebook("03")})
    table = term.table()
    assert table["Ann Bee", "03"]["score"] == table["Ann Bee", "03"]["max_score"]
    assert table["Ann Bee", "03"]["written_score"] == "1.5"
    term.grade("03", {"Ann Bee_11": b"{"})
    assert "the earlier result stays" in capsys.readouterr().err
    assert term.table() == table
    page = (term.out / "feedback" / "Ann Bee" / "index.html").read_text()
    assert NAME in page and lesson("04").name in page
    with (term.out / "exports" / f"moodle_{lesson('04').name}.csv").open() as file:
        sheet = {row["Identifier"]: row for row in csv.DictReader(file)}
    assert set(sheet) == {"Participant 21", "Participant 22", "Participant 23"}

    # an appeal: a check was wrong; mended, it alone runs again, and points change
    (term.out / "course.toml").write_text("[04]\npoints = {leaks_future = 0}\n")
    of_04 = lesson("04")
    mended = of_04.checks | {"causal_mask-hidden": "pass"}
    monkeypatch.setitem(of_04.__dict__, "checks", mended)
    asked = []
    monkeypatch.setattr(
        workers, "judged", lambda task: asked.append([*task["checks"]]) or judged(task)
    )
    term.grade("04", files, mapping=f"file,student\n{told}")
    assert asked == [["causal_mask-hidden"]] * 2
    out = float(term.table()["Ann Bee", "04"]["max_score"])
    left_out = sum(of_04.points[check] for check in of_04.own_checks("leaks_future"))
    assert out == float(table["Ann Bee", "04"]["max_score"]) - left_out

    # the same term from nothing: last files, all rules and marks at once
    anew = Term(tmp_path / "anew")
    anew.roster(ROSTER + "Ann Bee,s3,A\n")
    shutil.copytree(term.out / "marking", anew.out / "marking")
    (anew.out / "course.toml").write_text((term.out / "course.toml").read_text())
    who = "file,student\nAnn Bee_11_assignsubmission_file_,s1\n"
    anew.grade("03", {"Ann Bee_11": notebook("03")}, mapping=who)
    anew.grade("04", files, mapping=f"file,student\n{told}")
    assert anew.table() == term.table()


def grades(folder, text: str) -> Grades:
    """Ann has 3.5 of 8 in lesson 03; nobody else has a grade."""
    path = folder / "roster.csv"
    path.write_text(text)
    roster = read_roster(path)
    people = People(None, roster)
    numbers = {("Ann Bee", NAME): "77", ("Cy Dee", NAME): "78"}
    totals = {"Ann Bee": {NAME: (3.5, 8.0)}}
    return Grades(people.people, totals, numbers, people.roster)


def lines(path) -> list[list[str]]:
    with path.open() as file:
        return list(csv.reader(file))


CANVAS = f"""Student,ID,SIS User ID,SIS Login ID,Section,{NAME} (4711),Old (9),Final
    Points Possible,,,,,10,20,(read only)
"Bee, Ann",1,s1,ann,A,2,5,7
"Dee, Cy",2,s2,cy,A,6,5,7
"Student, Test",3,,,A,,,
"""


def test_canvas_finds_header_points_and_students_and_loses_no_grade(tmp_path):
    canvas(tmp_path / "canvas.csv", grades(tmp_path, CANVAS))
    header, most, *rows = lines(tmp_path / "canvas.csv")
    # GradebookImporter: row[0] Student, row[1] ID, the last of the info is Section
    assert "Student" in header[0] and "ID" in header[1]
    assert re.search(r"SIS\s+User\s+ID", header[2])
    assert re.search(r"SIS\s+Login\s+ID", header[3])
    assert header[4] == "Section" and header[5:] == [f"{NAME} (4711)"]
    assert "Points Possible" in most[0] and most[5] == "10"
    assert rows == [
        ["Bee, Ann", "1", "s1", "ann", "A", "3.5"],
        ["Dee, Cy", "2", "s2", "cy", "A", "6"],  # a blank would delete his 6
    ]


def test_canvas_ignores_a_read_only_column_so_another_is_made(tmp_path):
    text = CANVAS.replace(",10,", ",10 (read only),")
    canvas(tmp_path / "canvas.csv", grades(tmp_path, text))
    header, most, *_ = lines(tmp_path / "canvas.csv")
    assert header[5:] == [NAME] and most[5] == "8"


WORKSHEET = """Identifier,Full name,Email address,Status,Grade,Last modified (grade)
Participant 77,Ann Bee,ann@x.org,Submitted,2,"Friday, 2 January 2026, 3:04 AM"
Participant 78,Cy Dee,cy@x.org,Submitted,6,-
"""


@pytest.mark.parametrize("roster", [WORKSHEET, "name\nAnn Bee\nCy Dee\n"])
def test_moodle_has_the_columns_without_which_it_refuses_a_file(tmp_path, roster):
    moodle(tmp_path / "moodle.csv", grades(tmp_path, roster), NAME)
    header, *rows = lines(tmp_path / "moodle.csv")
    # importgradeslib.php: init() is false without these three
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(header)
    [row] = [dict(zip(header, row, strict=True)) for row in rows]
    assert row["Identifier"].removeprefix("Participant ") == "77"
    assert row["Grade"] == "3.5"
    when = "Friday, 2 January 2026, 3:04 AM" if roster is WORKSHEET else "-"
    assert row["Last modified (grade)"] == when


def test_blackboard_knows_users_and_its_own_column(tmp_path):
    column = f"{NAME} [Total Pts: 8 Score] |123"
    text = f"Last Name,First Name,Username,{column}\nBee,Ann,ann,\nDee,Cy,cy,6\n"
    blackboard(tmp_path / "bb.csv", grades(tmp_path, text))
    assert lines(tmp_path / "bb.csv") == [
        ["Last Name", "First Name", "Username", column],
        ["Bee", "Ann", "ann", "3.5"],
        ["Dee", "Cy", "cy", "6"],
    ]
    text = (tmp_path / "bb.csv").read_text().splitlines()
    assert all(line.count('"') == 8 for line in text)  # each value in quotes


def test_brightspace_has_an_id_points_grade_and_the_end_of_a_line(tmp_path):
    text = "OrgDefinedId,Username,Last Name,First Name\n#1,#ann,Bee,Ann\n#2,#cy,Dee,Cy"
    brightspace(tmp_path / "d2l.csv", grades(tmp_path, text))
    assert lines(tmp_path / "d2l.csv") == [
        ["OrgDefinedId", "Username", f"{NAME} Points Grade", "End-of-Line Indicator"],
        ["1", "ann", "3.5", "#"],
        ["2", "cy", "", "#"],
    ]
