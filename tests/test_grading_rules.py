"""course.toml: points, due times and late work; what a change of it judges again."""

import json
import re
from datetime import datetime

import pytest
from grading_tools import lesson
from small_class import JUDGED, LESSON, NAME, Class

from grading.gradebook.late import penalty
from grading.judge import workers
from grading.rules import Rules, read_rules


def rules(folder, text: str) -> Rules:
    (folder / "course.toml").write_text(text, encoding="utf-8")
    return read_rules(folder)


def test_without_a_file_nothing_differs(tmp_path):
    assert read_rules(tmp_path) == Rules()
    assert Rules().weighed(LESSON) == LESSON


def test_points_are_shared_out_as_ours_are(tmp_path):
    told = rules(
        tmp_path, "[03]\npoints = {tokenize = 5, pad_batch = 0, unk_and_loss = 1}"
    )
    points = told.weighed(LESSON).points
    assert points["tokenize-shown"] == points["tokenize-hidden"] == 2.5
    assert points["pad_batch-hidden"] == 0 and points["unk_and_loss"] == 1
    assert points["Vocabulary-shown"] == LESSON.points["Vocabulary-shown"]
    assert told.weighed(lesson("04")) == lesson("04")


def test_late_days_are_begun_ones_after_the_grace(tmp_path):
    told = rules(
        tmp_path,
        "[late]\nper_day = 0.1\nat_most = 0.25\ngrace_minutes = 10\n"
        f"[{NAME}]\ndue = 2026-10-12T23:59:00+02:00\ndays_late = {{bob = 2}}",
    )
    assert told.of[NAME].due == datetime(2026, 10, 12, 21, 59)
    lost = [penalty(told, NAME, "ann", 20, s) for s in (0, 600, 601, 86401, 10**7)]
    assert lost == [0, 0, 2, 4, 5]
    assert penalty(told, NAME, "bob", 20, 0) == 4
    assert penalty(told, "04_x", "bob", 20, 10**7) == 5


def test_a_lesson_is_closed_when_nobodys_time_is_left(tmp_path):
    past, coming = "2020-01-01 00:00:00", "2999-01-01 00:00:00"
    assert Rules().closed(NAME)
    assert rules(tmp_path, f"[03]\ndue = {past}").closed(NAME)
    assert not rules(tmp_path, f"[03]\ndue = {coming}").closed(NAME)
    extended = f"[03]\ndue = {past}\nextensions = {{ann = {coming}}}"
    assert not rules(tmp_path, extended).closed(NAME)


@pytest.mark.parametrize(
    "text, said",
    [
        ("lessons = ['99']", "no lesson 99"),
        ("lessons = '03'", "expected lessons to be a list, got '03'"),
        ("[lat]\nper_day = 1", "expected a lesson or a setting, got 'lat'; is it 'lat"),
        (
            "[late]\nperday = 1",
            "a setting of \\[late\\], got 'perday'; is it 'per_day'",
        ),
        ("[late]\nper_day = '10%'", "late.per_day to be a number from 0 up"),
        ("[late]\nper_day = -1", "from 0 up, got -1"),
        ("[late]\nper_day = nan", "from 0 up, got nan"),
        ("[feedback]\nsolutions = 1", "feedback.solutions to be true or false, got 1"),
        ("[03]\npoints = {tokenise = 1}", "got 'tokenise'; is it 'tokenize'"),
        ("[03]\npoints = {tokenize = true}", "tokenize to be a number"),
        ("[03]\ndue = '2026-10-12'", "a day and a time such as 2026-10-12 23:59:00"),
        ("[03]\ndue = 2026-10-12", "a day and a time"),
        ("[03]\nextensions = {ann = 2026-10-12 12:00:00}", "no due time"),
        ("03 = 4", "to be a table, got 4"),
        ("[03", "course.toml: "),
    ],
)
def test_what_is_wrong_in_it_is_told(tmp_path, text, said):
    with pytest.raises(ValueError, match=said):
        rules(tmp_path, text)


@pytest.fixture
def graded(tmp_path, monkeypatch):
    return Class(tmp_path, monkeypatch)


@pytest.mark.slow
def test_a_change_of_points_judges_nothing_again(graded, capsys):
    most = sum(LESSON.points[check] for check in LESSON.checks)
    first = graded.grade()
    assert float(first["ann"]["score"]) == float(first["ann"]["max_score"]) == most
    assert float(first["bob"]["score"]) == most - 2
    again = graded.grade("[03]\npoints = {tokenize = 6, pad_batch = 0}")
    assert not JUDGED
    assert float(again["ann"]["max_score"]) == most + 4 - 2
    assert float(again["bob"]["score"]) == most - 2 - 2
    assert graded.exported() == {
        name: float(row["score"]) + float(row["written_score"])
        for name, row in again.items()
    }
    assert f"bob/{NAME}: {most - 2} -> {most - 4}" in capsys.readouterr().out
    assert graded.grade() == first and not JUDGED


@pytest.mark.slow
def test_late_work_loses_what_the_rules_say(graded):
    due = "[03]\ndue = 2026-10-12 23:59:00\n"
    late = "[late]\nper_day = 0.1\n"
    rows = graded.grade(late + due)
    points = sum(LESSON.points.values())
    assert float(rows["ann"]["late"]) == 0
    assert float(rows["bob"]["late"]) == pytest.approx(0.2 * points)
    assert graded.exported()["bob"] == pytest.approx(
        float(rows["bob"]["score"]) - 0.2 * points
    )
    more = "extensions = {bob = 2026-10-15 00:00:00}\n"
    assert float(graded.grade(late + due + more)["bob"]["late"]) == 0
    assert float(graded.grade(late + due)["bob"]["late"]) > 0
    by_hand = graded.grade(late + "[03]\ndays_late = {ann = 1}\n")
    assert float(by_hand["ann"]["late"]) == pytest.approx(0.1 * points)
    assert float(by_hand["bob"]["late"]) == 0
    assert float(graded.grade()["bob"]["late"]) == 0  # the file is there, and empty
    assert len(JUDGED) == 0


@pytest.mark.slow
def test_one_mended_check_runs_alone(graded, monkeypatch):
    graded.grade()
    assert sorted(map(len, JUDGED)) == [len(LESSON.checks)] * 2
    mended = LESSON.checks | {"tokenize-hidden": "raise AssertionError('not so')"}
    monkeypatch.setitem(LESSON.__dict__, "checks", mended)
    graded.grade()
    assert JUDGED == [("tokenize-hidden",)] * 2


@pytest.mark.slow
def test_one_student_or_one_check_is_judged_again(graded):
    graded.grade()
    graded.grade("", "--again", "bob/*")
    assert len(JUDGED) == 1 and JUDGED[0] == tuple(LESSON.checks)
    graded.grade("", "--again", "*/03*/pad_batch-*")
    assert JUDGED == [("pad_batch-shown", "pad_batch-hidden")] * 2
    kept = json.loads((graded.out / "results" / "bob" / f"{NAME}.json").read_text())
    assert len(kept["checks"]) == len(LESSON.checks)


@pytest.mark.slow
def test_another_verdict_reaches_every_table(graded, monkeypatch):
    def slow(task: dict) -> dict:
        late = {"reason": "time", "message": "took longer than 20 s"}
        return {"checks": dict.fromkeys(task["checks"], late), "seconds": 0.1}

    with monkeypatch.context() as busy:
        busy.setattr(workers, "judged", slow)
        assert graded.grade()["ann"]["score"] == "0"
    row = graded.grade("", "--again", "ann/*")["ann"]
    assert row["score"] == row["max_score"]
    points = float(row["score"]) + float(row["written_score"])
    assert graded.exported()["ann"] == points


@pytest.mark.slow
def test_only_the_lessons_of_the_term_are_graded(graded, capsys):
    with pytest.raises(SystemExit, match="no lesson 99"):
        graded.grade("lessons = ['99']")
    rows = graded.grade("lessons = ['04']\n[03]\ndays_late = {zoe = 1}\n")
    assert not any(row["lesson"] == NAME and row["score"] for row in rows.values())
    assert re.search("course.toml names 'zoe'", capsys.readouterr().err)
