"""Enter the course's due times and what late work loses into nbgrader's gradebook."""

from ..rules import OfLesson, Rules
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
                    sheet.late_submission_penalty = rules.penalty(
                        assignment.name, submission.student_id, sheet.max_score, late
                    )
        book.db.commit()
