"""Grade what students handed in; see README.md.

python -m grading SUBMISSIONS --out GRADED [--lessons 01 04]
"""

import argparse
import os
import sys
import time
from pathlib import Path

from tqdm import tqdm

from .collect import collect
from .lessons import lesson_names, load_lesson
from .sandbox import Limits, NoBox
from .tasks import Submission, save, saved, submissions, task, write

SLOW = 60  # s for one notebook, from which on it is named in the summary


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    limits = Limits()
    parser = argparse.ArgumentParser("grading", description=__doc__)
    add = parser.add_argument
    add("submissions", type=Path, help="folder of students, or a zip")
    add("--out", type=Path, required=True, help="folder for all results")
    add("--lessons", nargs="+", default=[], help="01 04 ...; all")
    add("--workers", type=int, default=os.cpu_count(), help="at a time; one a core")
    add("--scheduler", help="address of a Dask scheduler, tcp://HOST:PORT")
    add("--trusted", action="store_true", help="run student code without a box")
    add("--seconds", type=int, default=limits.seconds, help="of computing, a check")
    add("--notebook-seconds", type=int, default=600, help="of the clock, a notebook")
    add("--memory", type=int, default=limits.memory, help="MB a check may use")
    add("--processes", type=int, default=limits.processes, help="a check may run")
    add("--disk", type=int, default=limits.disk, help="MB a check may write")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> None:
    options = arguments(words)
    limits = Limits(options.seconds, options.memory, options.processes, options.disk)
    apart(options.submissions.resolve(), options.out.resolve())
    try:
        lessons = [load_lesson(name) for name in lesson_names(options.lessons)]
        files = collect(options.submissions)
        found = submissions(files, lessons, limits, trusted=options.trusted)
        times = run(found, options, limits)
    except (ValueError, OSError, NoBox) as error:
        sys.exit(f"grading: {error}")
    results = enter(found, files, options.out)
    summarise(results, times, options.out)


def apart(submissions: Path, out: Path) -> None:
    """Refuse to write where the submissions are: nothing handed in is ever changed."""
    if out.is_relative_to(submissions) or submissions.is_relative_to(out):
        sys.exit(
            f"grading: --out {out} and the submissions {submissions} lie in each "
            "other; name a folder beside them"
        )


def run(found: list[Submission], options, limits: Limits) -> dict[str, float]:
    """Judge what has no result yet; {name: seconds}."""
    from .pool import on_a_cluster, on_this_machine

    tasks, waiting = {}, {}
    for submission in found:
        if saved(submission, options.out):
            continue
        if submission.work.problem:
            save(submission, {}, options.out)
            continue
        waiting[submission.name] = submission
        tasks[submission.name] = task(
            submission,
            limits,
            trusted=options.trusted,
            seconds=options.notebook_seconds,
        )
    if not tasks:
        return {}
    if options.scheduler:
        done = on_a_cluster(tasks, options.scheduler)
    else:
        done = on_this_machine(tasks, min(options.workers, len(tasks)))
    times = {}
    for name, result in tqdm(done, "judged", total=len(tasks), unit="notebook"):
        if "trouble" in result:
            print(
                f"{name}: not graded, run again. {result['trouble']}", file=sys.stderr
            )
            continue
        times[name] = result["seconds"]
        save(waiting[name], result["checks"], options.out)
    return times


def enter(found: list[Submission], files: list, out: Path) -> list[dict]:
    """Enter all results into the gradebook; write feedback and tables."""
    from .exports import export
    from .feedback import give_feedback
    from .record import Course

    course, results = Course(out), []
    for lesson in {s.lesson: s.work.lesson for s in found if s.work.lesson}.values():
        course.release(lesson)
    for submission in tqdm(found, "recorded", unit="notebook"):
        result = saved(submission, out)
        if not result:
            continue
        try:
            course.record(submission)
        except Exception as error:  # nobody's notebook stops the others'
            print(f"{submission.name}: not recorded, {error!r}", file=sys.stderr)
            continue
        results.append(result)
    students = sorted({result["student"] for result in results})
    for student in tqdm(students, "feedback", unit="student"):
        own = [result for result in results if result["student"] == student]
        give_feedback(course, student, own)
    export(course, results, files)
    return results


def summarise(results: list[dict], times: dict[str, float], out: Path) -> None:
    """Print what happened; keep the times apart from what must be the same again."""
    if times:
        rows = [f"{name},{seconds}" for name, seconds in sorted(times.items())]
        stamp = time.strftime("%Y%m%d-%H%M%S")
        write(out / "times" / f"{stamp}.csv", "\n".join(["notebook,seconds", *rows]))
    unreadable = [result for result in results if result["problem"]]
    repaired = [r for r in results if r["repairs"] and not r["problem"]]
    slow = [f"{name} {seconds} s" for name, seconds in times.items() if seconds > SLOW]
    names = [f"{r['student']}/{r['lesson']}: {r['problem']}" for r in unreadable]
    print(
        f"{len(results)} notebooks of {len({r['student'] for r in results})} students: "
        f"{len(times)} judged now, {len(results) - len(unreadable)} graded, "
        f"{len(repaired)} repaired, {len(unreadable)} unreadable, {len(slow)} slow."
    )
    for line in names + slow:
        print(f"  {line}")
    print(f"{out / 'grades.csv'}; feedback, exports and nbgrader's course beside it")


if __name__ == "__main__":
    main()
