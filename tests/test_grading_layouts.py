"""Whose a file is: every layout is read rightly, or stopped with a question."""

import io
import json
import zipfile
from datetime import UTC, datetime

import nbformat
import pytest
from grading_tools import lesson

from grading.intake.files import collect
from grading.intake.layouts import Doubt, marked_late, whose
from grading.intake.people import People, as_text, load
from grading.intake.roster import read_roster
from grading.results import write

LESSON = lesson("03")
NAME = LESSON.name
BYTES = nbformat.writes(LESSON.handed_in(LESSON.solved)).encode()
DAY = "Jan 31, 2026 1159 PM"
STAMP = "2026-01-31-23-59-00"
NAMES = ["Zoë Ångström", "李小龍", "Ольга О'Нил", "Jean-Luc de la Tour", "محمد علي"]
CANVAS = ["ångströmzoë", "李小龍", "онилольга", "delatourjeanluc", "عليمحمد"]

# layout: (file of a student, {what stands for the student: as whom they are read})
READ = {
    "nbgrader": (f"submitted/{{}}/{NAME}/{NAME}.ipynb", NAMES),
    "folders": (f"Homework/{{}}/{NAME}.ipynb", NAMES),
    "moodle": (f"{{}}_77{{n}}_assignsubmission_file_/{NAME}.ipynb", NAMES),
    "moodle without folders": (
        f"{{}}_77{{n}}_assignsubmission_file_{NAME}.ipynb",
        NAMES,
    ),
    "canvas": (f"{{}}_77{{n}}_9{{n}}_{NAME}.ipynb", CANVAS),
    "canvas late": (f"{{}}_LATE_77{{n}}_9{{n}}_{NAME}-2.ipynb", CANVAS),
    "forms": (f"Form (responses)/Upload (responses)/{NAME} - {{}}.ipynb", NAMES),
    "classroom": (f"Lesson 3/{{}} - {NAME}.ipynb", NAMES),
    "brightspace": (f"5{{n}}-77{{n}} - {{}} - {DAY}/{NAME}.ipynb", NAMES),
    "brightspace flat": (f"5{{n}}-77{{n}} - {{}} - {DAY} - {NAME}.ipynb", NAMES),
    "zips": ("{}.zip", NAMES),
}
LOGINS = ["ann", "b.bee", "c-dee", "x1234", "Éva"]
BY_LOGIN = {
    "blackboard": f"Lesson 3_{{}}_attempt_{STAMP}_{NAME}.ipynb",
    "github": f"{NAME.replace('_', '-')}-submissions/"
    f"{NAME.replace('_', '-')}-{{}}/{NAME}.ipynb",
}


def packed(paths: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path, content in paths.items():
            archive.writestr(path, content)
    return data.getvalue()


def handed(folder, *paths, **more):
    content = {path: packed({f"{NAME}.ipynb": BYTES}) if path.endswith(".zip")
               else BYTES for path in paths}  # fmt: skip
    path = folder / "all.zip"
    path.write_bytes(packed(content | more))
    return path


def students(*args, **kwargs) -> set[str]:
    return {file.student for file in collect(*args, **kwargs) if not file.problem}


# a file of Ada's, in whose name she wrote what the system writes for Bob
FOR_BOB = {
    "canvas": ("ada_71_91_bob_72_92_x.ipynb", "bob_72_92_x.ipynb"),
    "blackboard": (
        f"L_ada_attempt_{STAMP}_L_bob_attempt_{STAMP}_x.ipynb",
        f"L_bob_attempt_{STAMP}_x.ipynb",
    ),
    "forms": (f"{NAME} - bob - ada.ipynb", f"{NAME} - bob.ipynb"),
    "classroom": (f"ada - {NAME} - bob.ipynb", f"bob - {NAME}.ipynb"),
    "brightspace": (
        f"1-71 - ada - {DAY} - 2-72 - bob - {DAY} - x.ipynb",
        f"2-72 - bob - {DAY} - x.ipynb",
    ),
}


@pytest.mark.parametrize("layout", FOR_BOB)
def test_the_name_of_a_file_hands_in_for_nobody_else(layout):
    found = whose(list(FOR_BOB[layout]))
    assert [who.name or who.identity for who in found.values()] == ["ada", "bob"]


def test_a_name_that_tells_of_two_participants_is_a_question():
    name = "ada_11_assignsubmission_file_bob_12_assignsubmission_file_x.ipynb"
    with pytest.raises(Doubt, match="does not tell whose"):
        whose([name, "bob_12_assignsubmission_file_x.ipynb"])


@pytest.mark.parametrize("layout", READ)
def test_names_of_many_kinds_are_read_in_each_layout(tmp_path, layout):
    pattern, names = READ[layout]
    paths = [pattern.format(name, n=n) for n, name in enumerate(names)]
    assert students(handed(tmp_path, *paths)) == set(names)


@pytest.mark.parametrize("layout", BY_LOGIN)
def test_logins_are_read(tmp_path, layout):
    paths = [BY_LOGIN[layout].format(login) for login in LOGINS]
    assert students(handed(tmp_path, *paths)) == set(LOGINS)


def test_canvas_anonymous_are_as_many_as_they_are(tmp_path):
    paths = [f"anon_{code}_9_{NAME}.ipynb" for code in ("aB1cD", "Zz9yX")]
    path = handed(tmp_path, *paths, f"LATE_anon_Q2w3E_7_{NAME}.ipynb")
    assert students(path) == {"aB1cD", "Zz9yX", "Q2w3E"}


def test_gradescope_says_who_in_its_list(tmp_path):
    who = "".join(
        f"submission_{n}:\n  :submitters:\n  - :name: {name}\n    :email: e{n}@x.org\n"
        for n, name in enumerate(NAMES[:3])
    )
    paths = [f"export/submission_{n}/{NAME}.ipynb" for n in range(3)]
    listed = {"export/submission_metadata.yml": who.encode()}
    assert students(handed(tmp_path, *paths, **listed)) == set(NAMES[:3])
    when = who.replace("  :sub", "  :created_at: 2026-01-31 23:59:00 -08:00\n  :sub", 1)
    listed = {"export/submission_metadata.yml": when.encode()}
    told = {f.student: f.timestamp for f in collect(handed(tmp_path, *paths, **listed))}
    assert told[NAMES[0]] == "2026-02-01 07:59:00+00:00" and told[NAMES[1]] == ""
    for broken in (
        b"{",
        b"- a",
        b"submission_0: 3",
        b"submission_0: {':submitters': 1}",
    ):
        listed = {"export/submission_metadata.yml": broken}
        with pytest.raises(ValueError, match="submission_metadata.yml can't be read"):
            collect(handed(tmp_path, *paths, **listed))
    with pytest.raises(Doubt, match="does not tell whose.*layout gradescope"):
        collect(handed(tmp_path, *paths))


DOUBTFUL = {
    "loose names": ["ann.ipynb", "bob.ipynb"],
    "copies of one lesson": [f"Class/Copy of {NAME} ({n}).ipynb" for n in range(8)],
    "loose lessons": [f"{NAME} ({n}).ipynb" for n in range(3)],
    "a Windows copy": [f"{NAME} - Copy.ipynb", f"{NAME} - Copy (2).ipynb"],
    "two kinds": [f"ann_1_2_{NAME}.ipynb", f"bob/{NAME}.ipynb"],
    "unnamed": ["Untitled.ipynb", "Untitled1.ipynb"],
    "sections": [f"{part}/hand in {n}.ipynb" for part in "AB" for n in range(3)],
    "two Blackboard columns": [
        f"Lesson 3_ann_attempt_{STAMP}_a.ipynb",
        f"Lesson 3_b_ee_attempt_{STAMP}_a.ipynb",
    ],
    "a zip of lessons of many": [f"{NAME} {n}/{NAME}.ipynb" for n in range(2)]
    + ["x.ipynb"],
}


@pytest.mark.parametrize("kind", DOUBTFUL)
def test_what_is_not_certain_stops_with_a_table(tmp_path, kind):
    with pytest.raises(Doubt, match="--layout.*--roster.*--mapping") as told:
        collect(handed(tmp_path, *DOUBTFUL[kind]))
    assert len(told.value.rows) == len(DOUBTFUL[kind])
    assert "->" in str(told.value)


def test_a_layout_can_be_said(tmp_path):
    assert students(handed(tmp_path, "ann.ipynb", "bob.ipynb"), layout="files") == {
        "ann",
        "bob",
    }
    with pytest.raises(Doubt, match="layout canvas"):
        collect(tmp_path / "all.zip", layout="canvas")


def test_a_mapping_says_the_rest(tmp_path):
    path = handed(tmp_path, f"{NAME} (1).ipynb", f"{NAME} (2).ipynb", "x/y.ipynb")
    told = {f"{NAME} (1).ipynb": "Ann", f"{NAME} (2).ipynb": "Bo", "x": "Cy"}
    assert students(path, mapping=told) == {"Ann", "Bo", "Cy"}


def test_names_in_a_zip_that_lacks_the_flag_of_utf_8_are_read(tmp_path):
    data = packed({f"Zoë/{NAME}.ipynb": BYTES, f"Ann/{NAME}.ipynb": BYTES})
    plain = data.replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00")
    assert plain != data
    (tmp_path / "all.zip").write_bytes(plain)
    assert students(tmp_path / "all.zip") == {"Zoë", "Ann"}


ROSTERS = {
    "plain": "name,id,email,section\n{name},s{n},e{n}@x.org,A\n",
    "turned": 'Student;ID number\n"{last}, {first}";s{n}\n',
    "canvas": "Student,ID,SIS User ID,SIS Login ID,Section\n"
    '"{last}, {first}",77{n},s{n},l{n},A\n',
    "moodle": "First name\tSurname\tID number\tEmail address\n"
    "{first}\t{last}\ts{n}\te{n}@x.org\n",
    "worksheet": "Identifier,Full name,Email address,Status,Grade\n"
    "Participant 77{n},{name},e{n}@x.org,-,\n",
    "classroom": "Last Name,First Name,Email Address,Lesson 3\n"
    "{last},{first},e{n}@x.org,\n",
    "brightspace": "OrgDefinedId,Username,Last Name,First Name,End-of-Line Indicator\n"
    "#s{n},#l{n},{last},{first},#\n",
}


def roster(folder, kind, names, encoding="utf-8"):
    head, line = ROSTERS[kind].split("\n", 1)
    rows = [
        line.format(name=n, first=n.split()[0], last=" ".join(n.split()[1:]), n=i)
        for i, n in enumerate(names)
    ]
    text = "\n".join([head, *map(str.strip, rows)])
    if kind == "canvas":
        text = text.replace("\n", '\n"    Points Possible",,,,,\n', 1)
        text += '\n"Student, Test",99,,,A'
    if kind == "classroom":
        text = text.replace("\n", "\nDate,,,1/2\nPoints,,,20\n", 1)
    path = folder / "students.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("kind", ROSTERS)
def test_a_roster_of_each_system_is_read(tmp_path, kind):
    names = [name for name in NAMES if " " in name]
    found = read_roster(roster(tmp_path, kind, names)).students
    assert [student.name for student in found] == names
    assert all(student.ids for student in found)
    assert not any("#" in str(student.ids) for student in found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_roster_of_unicode_is_read(tmp_path, encoding):
    path = roster(tmp_path, "plain", NAMES, encoding)
    assert [student.name for student in read_roster(path).students] == NAMES


@pytest.mark.parametrize(
    "encoding, name", [("cp1252", "Zoë Ångström"), ("cp1251", "Ольга Иванова")]
)
def test_a_roster_in_a_windows_page_is_a_question(tmp_path, encoding, name):
    path = roster(tmp_path, "plain", [name], encoding)
    with pytest.raises(ValueError, match=f"--encoding.*\n(.*\n)*  {encoding} .*{name}"):
        read_roster(path)
    assert [s.name for s in read_roster(path, encoding).students] == [name]


def test_a_roster_without_names_or_with_doubles_is_refused(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("who,mark\nann,3\n")
    with pytest.raises(ValueError, match="columns who, mark; expected one called name"):
        read_roster(path)
    path.write_text("name,id\nann,3\nbob,3\n")
    with pytest.raises(ValueError, match="ann and bob both have the number 3"):
        read_roster(path)


def term(folder, names=None, kind="plain"):
    """The students of a term, as a next run finds them."""
    people = load(folder, read_roster(roster(folder, kind, names)) if names else None)
    return people


def keep(folder, people):
    write(folder / "students.json", as_text(people))


def test_moodles_changing_numbers_make_nobody_twice(tmp_path):
    people = term(tmp_path)
    for week in (1, 2, 3):
        paths = [
            f"{name}_{week}{n}_assignsubmission_file_/{NAME}.ipynb"
            for n, name in enumerate(NAMES)
        ]
        assert students(handed(tmp_path, *paths), people) == set(NAMES)
        keep(tmp_path, people)
        people = term(tmp_path)
    assert len(people.people) == len(NAMES)


def test_a_second_ada_of_canvas_is_another_and_the_first_keeps_her_name(tmp_path):
    people = People()
    assert students(handed(tmp_path, f"ada_1_5_{NAME}.ipynb"), people) == {"ada"}
    both = handed(tmp_path, f"ada_1_6_{NAME}.ipynb", f"ada_2_7_{NAME}.ipynb")
    assert students(both, people) == {"ada", "ada 2"}
    assert students(both, people) == {"ada", "ada 2"}


def test_a_second_ada_of_moodle_is_a_question_that_a_mapping_answers(tmp_path):
    people = term(tmp_path, ["Ada Bee", "Ada Bee", "Cy Dee"])
    assert [person.folder for person in people.people] == [
        "Ada Bee",
        "Ada Bee s1",
        "Cy Dee",
    ]
    folders = [f"Ada Bee_{n}_assignsubmission_file_" for n in (8, 9)]
    path = handed(tmp_path, *[f"{folder}/{NAME}.ipynb" for folder in folders])
    with pytest.raises(Doubt, match="may be one of several"):
        collect(path, people)
    told = {folders[0]: "s1", folders[1]: "s0"}
    files = {
        f.path.split("/")[0]: f.student for f in collect(path, people, mapping=told)
    }
    assert files == {folders[0]: "Ada Bee s1", folders[1]: "Ada Bee"}
    assert students(path, people) == {"Ada Bee", "Ada Bee s1"}  # learnt


def test_who_is_not_on_the_roster_is_a_question(tmp_path):
    people = term(tmp_path, ["Ann Bee", "Cy Dee"])
    with pytest.raises(Doubt, match="'eve' is not on the roster"):
        collect(handed(tmp_path, f"ann bee/{NAME}.ipynb", f"eve/{NAME}.ipynb"), people)
    joined = term(tmp_path, ["Ann Bee", "Cy Dee", "Eve"])
    assert students(tmp_path / "all.zip", joined) == {"Ann Bee", "Eve"}


@pytest.mark.parametrize("name", ["beeann", "Bee, Ann", "ann bee", "Ann_Bee"])
def test_a_name_is_known_however_a_system_writes_it(tmp_path, name):
    people = term(tmp_path, ["Ann Bee", "Zoë Ångström"])
    path = handed(tmp_path, f"{name}/{NAME}.ipynb", f"Zoe Angstrom/{NAME}.ipynb")
    assert students(path, people) == {"Ann Bee", "Zoë Ångström"}


def test_anonymous_files_are_a_question_once_the_term_has_students(tmp_path):
    people = term(tmp_path, ["Ann Bee"])
    with pytest.raises(Doubt, match="aB1cD' is not on the roster"):
        collect(handed(tmp_path, f"anon_aB1cD_9_{NAME}.ipynb"), people)


def test_who_is_known_is_kept_as_plain_json(tmp_path):
    people = term(tmp_path, NAMES)
    keep(tmp_path, people)
    assert json.loads(as_text(people)) == json.loads(as_text(load(tmp_path)))


@pytest.mark.parametrize(
    "layout, path",
    [
        ("blackboard", f"L_ann_attempt_{STAMP}_{NAME}.ipynb"),
        ("brightspace", f"1-71 - ann - {DAY} - {NAME}.ipynb"),
        ("moodle", f"ann_71_assignsubmission_file_{NAME}.ipynb"),
    ],
)
def test_a_system_says_when_a_file_came(tmp_path, layout, path):
    head = "Identifier,Full name,Grade,Last modified (submission)\n"
    day = '"Saturday, 31 January 2026, 11:59 PM"'
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text(f"{head}Participant 71,ann,,{day}\nParticipant 72,bob,,-\n")
    people = People(None, read_roster(worksheet)) if layout == "moodle" else People()
    [file] = collect(handed(tmp_path, path), people, layout=layout)
    when = datetime(2026, 1, 31, 23, 59).astimezone(UTC)
    assert datetime.fromisoformat(file.timestamp) == when


def test_canvas_marks_what_was_late_and_a_student_can_not():
    assert marked_late(f"ann_LATE_71_91_{NAME}.ipynb", "canvas")
    assert marked_late(f"LATE_anon_Q2w3E_7_{NAME}.ipynb", "anonymous")
    assert not marked_late(f"ann_71_91_ann_LATE_71_91_{NAME}.ipynb", "canvas")
    assert not marked_late(f"ann_71_91_{NAME}.ipynb", "canvas")
    assert not marked_late(f"ann_LATE_71_91_{NAME}.ipynb", "folders")


def test_what_tells_no_day_says_nothing(tmp_path):
    path = f"L_ann_attempt_2026-02-31-23-59-00_{NAME}.ipynb"
    [file] = collect(handed(tmp_path, path))
    assert file.timestamp == ""
    head = "Identifier,Full name,Grade,Last modified (submission)\n"
    worksheet = tmp_path / "worksheet.csv"  # of another assignment, or in German
    for row in ("Participant 99,ann,,2026-01-31 23:59", "Participant 71,ann,,31. Jan"):
        worksheet.write_text(head + row + "\n")
        people = People(None, read_roster(worksheet))
        zipped = handed(tmp_path, f"ann_71_assignsubmission_file_{NAME}.ipynb")
        assert [f.timestamp for f in collect(zipped, people)] == [""]
