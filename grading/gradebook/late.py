"""What late work loses, and the due times: entered into nbgrader's gradebook."""

import math

from ..rules import DAY, OfLesson, Rules
from .record import Course


def enter_late(course: Course, rules: Rules) -> None:
    """Make every submission's due time and penalty what course.toml says."""
    with course.gradebook() as book:
        for assignment in book.assignments:
            told = rules.of.get(assignment.name, OfLesson())
            assignment.duedate = told.due
            for submission in assignment.submissions:
                submission.extension = None
                if until := told.extensions.get(submission.student_id):
                    assert told.due, "the rules refuse an extension of nothing"
                    submission.extension = until - told.due
                late = submission.total_seconds_late
                for sheet in submission.notebooks:
                    sheet.late_submission_penalty = penalty(
                        rules,
                        assignment.name,
                        submission.student_id,
                        sheet.max_score,
                        late,
                    )
        book.db.commit()


def penalty(
    rules: Rules, lesson: str, student: str, most: float, seconds: float
) -> float:
    """Points that a late submission loses.

    Args:
        most: the lesson's points.
        seconds: after the student's due time.
    """
    told = rules.of.get(lesson, OfLesson()).days_late.get(student)
    if told is None:
        late = seconds > 60 * rules.grace_minutes
        told = seconds / DAY if late else 0
    return most * min(rules.per_day * math.ceil(told), rules.at_most)
