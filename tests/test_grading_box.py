"""The box and its keeper: what they watch, what they hide, how they end.

Each check has processes, a network, files and a time of its own; what fails in the
watching ends the check, and never lets it run on unwatched.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from functools import partial
from pathlib import Path

import psutil
import pytest
from grading_tools import judge, lesson, needs_a_box, passed, verdicts

from authoring.project import ROOT
from grading.box import bubblewrap, sandbox, usage
from grading.box.sandbox import Sandbox, end
from grading.demo import hand_in
from grading.judge import workers
from grading.judge.judge import how_it_ended
from grading.limits import Limits

HOSTILE = Path(__file__).parent / "hostile"
ON = "04"
RIGHT = "torch.ones(length, length, dtype=torch.bool).tril()"
NAMES = [b"\xff\xfe", b"a\x0cb", b") R 1 1", b"VmRSS: 1", b"x\x85y", b"", b"\n) 9"]


def answer(lines: str) -> dict[str, str]:
    body = textwrap.indent(textwrap.dedent(lines).strip(), "    ")
    return {"causal_mask": f"def causal_mask(length):\n{body}\n    return {RIGHT}\n"}


def asked(lines: str, seconds: int = 2) -> dict:
    """The results of an exercise's checks whose answer runs these lines first."""
    return verdicts(ON, answer(lines), "causal_mask", seconds=seconds)


# ---- reading /proc ----------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_any_name_of_a_process_can_be_read(name):
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
        held = bytearray(b"x" * 50 * 2**20)
        until = time.process_time() + 0.3
        while time.process_time() < until:
            held[0] = 1
        time.sleep(60)
        os._exit(0)
    try:
        until = time.monotonic() + 60  # of the clock: others compute too
        while usage.computing([child]) < 0.2 and time.monotonic() < until:
            time.sleep(0.05)
        assert usage.computing([child]) >= 0.2
        assert usage.held(child, "status", (b"RssAnon",)) > 50 * 2**20
        assert usage.too_much([child], 40 * 2**20)
        assert not usage.too_much([child], 10 * 2**30)
        assert child in usage.children(os.getpid())
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_a_process_that_has_ended_uses_nothing():
    process = subprocess.Popen(["true"])
    process.wait()
    assert usage.held(process.pid, "status", (b"RssAnon",)) == 0
    assert usage.computing([process.pid]) == 0


# ---- what the box carries and hides -----------------------------------------------


def test_the_box_carries_what_its_server_imports_and_no_more():
    """Copied elsewhere, they import each other; nothing of the judge is among them."""
    assert not {"intake", "judge", "gradebook", "results.py"} & set(bubblewrap.CARRIED)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "grading")
        target.mkdir()
        for name in bubblewrap.CARRIED:
            source = ROOT / "grading" / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, target / name)
        modules = [".".join(p.parts) for p in python_files(target, Path(folder))]
        code = f"import sys; sys.path.insert(0, '.'); import {', '.join(modules)}"
        done = subprocess.run(
            [sys.executable, "-I", "-c", f"{code}; print(grading.__file__)"],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        assert done.stdout.startswith(folder), done.stderr


def python_files(folder: Path, root: Path) -> list[Path]:
    """The modules below a folder, as paths from the root, without their endings."""
    paths = [path for path in folder.rglob("*.py") if path.stem != "__init__"]
    return [path.relative_to(root).with_suffix("") for path in paths]


@needs_a_box
@pytest.mark.parametrize("place", ["lib", "share"])
def test_a_course_below_a_mounted_folder_is_hidden(tmp_path, monkeypatch, place):
    """As with `python -m venv .` in the checkout, or a checkout below /usr."""
    home = tmp_path / "home"
    course = home / place / "course"
    for name in ("solutions/01.py", "grading/judge/judge.py", "helpers/lstm.py"):
        (course / name).parent.mkdir(parents=True)
        (course / name).write_text("secret")
    (home / "lib").mkdir(exist_ok=True)
    for module in (bubblewrap, sandbox):
        monkeypatch.setattr(module, "ROOT", course)
    monkeypatch.setattr(bubblewrap, "LIBRARIES", [*bubblewrap.LIBRARIES, str(home)])
    box = Sandbox(trusted=False)
    try:
        assert (
            said(box, f"print(open({str(course / 'solutions/01.py')!r}).read())") == ""
        )
    finally:
        box.close()


@needs_a_box
def test_a_box_that_would_show_the_course_does_not_start(tmp_path, monkeypatch):
    course = tmp_path / "course"
    (course / "solutions").mkdir(parents=True)
    (course / "solutions" / "01.py").write_text("secret")
    libraries = [*bubblewrap.LIBRARIES, str(tmp_path)]
    monkeypatch.setattr(sandbox, "ROOT", course)
    monkeypatch.setattr(bubblewrap, "LIBRARIES", libraries)
    monkeypatch.setattr(bubblewrap, "hidden", lambda: [])
    with pytest.raises(bubblewrap.NoBox, match="an answer could read .*solutions"):
        Sandbox(trusted=False)


@needs_a_box
def test_an_environment_in_the_checkout_shows_its_libraries_alone():
    """The environment's other folders are no part of the box."""
    options = bubblewrap.bubblewrap()
    bound = [options[k + 1] for k, word in enumerate(options) if word == "--ro-bind"]
    assert str(Path(sys.prefix, "lib")) in bound
    assert not {sys.prefix, str(ROOT), str(ROOT / "solutions")} & set(bound)


def said(box: Sandbox, code: str) -> str:
    """What a cell of a fresh process writes into the file `out`, read by another."""
    from grading.remote.calls import Endpoint
    from grading.remote.messages import Name

    wire, line = box.open(Limits(seconds=5))
    endpoint = Endpoint(wire, names={}, objects=False, layout=False, seconds=50)
    cell = "import io, contextlib\nout = ''\nwith contextlib.suppress(OSError):\n" + (
        textwrap.indent(code.replace("print(", "out = ("), "    ")
    )
    try:
        endpoint.ask(
            "call", Name("<cell>"), ("cell", f"{cell}\ndef told():\n    return out")
        )
        return endpoint.ask("call", Name("told"), ())
    finally:
        wire.close()
        end(line)


# ---- a check has everything of its own --------------------------------------------


@needs_a_box
def test_no_check_meets_another_on_the_network():
    """An abstract socket is no file: it lies in the network's namespace."""
    serving = """
        import contextlib, os, socket, time
        with contextlib.suppress(OSError):  # when it is called again
            server = socket.socket(socket.AF_UNIX)
            server.bind(b"\\0meet-me")
            server.listen()
            if os.fork() == 0:
                os.setsid()
                time.sleep(30)
    """
    assert passed(asked(serving))
    meeting = """
        import socket
        socket.socket(socket.AF_UNIX).connect(b"\\0meet-me")
    """
    results = asked(meeting)
    assert not passed(results)
    assert "ConnectionRefused" in results["causal_mask-shown"]["message"]


@needs_a_box
def test_locks_and_times_reach_no_shared_file():
    """They succeed, since libraries use them out of habit, and do nothing."""
    before = os.stat("/dev/null").st_mtime_ns, os.stat(os.__file__).st_mtime_ns
    results = asked("""
        import fcntl, os
        with open(os.__file__) as shared:
            fcntl.flock(shared, fcntl.LOCK_EX)
        os.utime("/dev/null")
        open("own", "w").close()
        os.utime("own", (1, 1))
    """)
    assert passed(results), results
    assert before == (
        os.stat("/dev/null").st_mtime_ns,
        os.stat(os.__file__).st_mtime_ns,
    )


@needs_a_box
def test_forgotten_children_are_counted():
    """15 s of computing in children that nobody waits for, under a limit of 2."""
    text = (
        Path(__file__).parent / "hostile" / "children_nobody_waits_for.py"
    ).read_text()
    begun = time.monotonic()
    results = verdicts(ON, {"causal_mask": text}, "causal_mask", seconds=2)
    # they stay until somebody waits for them, so there is no room for more of them
    assert {r["reason"] for r in results.values()} <= {"error", "failed", "time"}, (
        results
    )
    assert time.monotonic() - begun < 2 * 15


@needs_a_box
def test_no_check_takes_terminals_from_the_machine():
    """The kernel has 4096 for all; the processes of one check could hold most."""
    results = asked("import os\nos.openpty()")
    assert "Error" in results["causal_mask-shown"]["message"], results


@needs_a_box
def test_an_optimizer_finds_its_modules_loaded():
    """Torch loads 1000 with the first one: 3 s of computing, of every check's 20."""
    look = """
import sys
before = set(sys.modules)
torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
assert len(set(sys.modules) - before) < 20
"""
    own = lesson("05").solutions["train_step"]
    results = verdicts("05", {"train_step": look + own}, "train_step")
    assert passed(results), results


@needs_a_box
def test_empty_files_have_an_end():
    results = asked(
        """
        for k in range(50_000):
            open(f"file-{k}", "w").close()
    """,
        seconds=20,
    )
    assert "No space left" in results["causal_mask-shown"]["message"]


@needs_a_box
@pytest.mark.parametrize("name", NAMES[:4])
def test_no_name_gets_round_the_limit_of_memory(name):
    results = asked(f"""
        import ctypes, os, time
        ctypes.CDLL(None).prctl(15, {name!r}, 0, 0, 0)
        for _ in range(4):
            if os.fork() == 0:
                held = bytearray(b"x" * 300 * 2**20)
                time.sleep(60)
        time.sleep(60)
    """)
    assert {r["reason"] for r in results.values()} == {"memory"}, results


# ---- how things end ---------------------------------------------------------------


@pytest.mark.parametrize(
    "code, reason, words",
    [
        ("memory", "memory", "took over"),
        ("late", "time", "took longer"),
        (-signal.SIGXCPU, "time", "took longer"),
        ("gone", "ended", "ended its connection"),
        ("lost", "ended", "what watches it was lost"),
        ("broken", "ended", "could not be watched"),
        (-signal.SIGSEGV, "ended", "crashed"),
        (3, "ended", "exit code 3"),
    ],
)
def test_an_end_is_told_as_what_it_was(code, reason, words):
    result = how_it_ended(code, Limits())
    assert result["reason"] == reason and words in result["message"]


def running(below: int) -> dict[psutil.Process, str]:
    """Processes below one, with their command lines; those that have ended left out."""
    found = {}
    for process in psutil.Process(below).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # a zombie is one too
            found[process] = " ".join(process.cmdline())
    return {process: line for process, line in found.items() if line}


def box_processes() -> list[psutil.Process]:
    return list(running(judge().process.pid))


def servers(below: int = 0) -> list[psutil.Process]:
    """A box's server and its forks, bubblewrap's processes around them included."""
    lines = running(below or judge().process.pid)
    return [
        process
        for process, line in lines.items()
        if "grading.box import server" in line
    ]


def deepest(processes: list[psutil.Process]) -> psutil.Process:
    return max(processes, key=lambda process: len(process.parents()))


def first(processes: list[psutil.Process]) -> psutil.Process:
    """The server: what bubblewrap's processes, named alike, are around."""
    pids = {process.pid for process in processes}
    return [p for p in processes if not any(c.pid in pids for c in p.children())][0]


def settled(holds, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@needs_a_box
def test_what_a_killed_keeper_leaves_is_ended_and_the_judge_goes_on():
    import threading

    judge()
    idle = len(box_processes())
    results = {}
    answers = answer("import time\ntime.sleep(600)")
    thread = threading.Thread(
        target=lambda: results.update(verdicts(ON, answers, "causal_mask", seconds=1))
    )
    thread.start()
    assert settled(lambda: len(box_processes()) >= idle + 3)  # judge's fork, keeper, it
    deepest(servers()).parent().kill()  # the deepest one is the answer
    thread.join(120)
    assert {r["reason"] for r in results.values()} <= {"ended", "time"}, results
    assert settled(lambda: len(box_processes()) <= idle), box_processes()
    assert passed(verdicts(ON, {}, "causal_mask"))


@needs_a_box
def test_a_box_that_is_lost_is_followed_by_another():
    judge()
    first(servers()).kill()
    assert passed(verdicts(ON, {}, "causal_mask"))


def test_a_judge_that_dies_while_starting_ends_no_batch(monkeypatch):
    """It is tried again; a notebook for which none starts has trouble as its result."""
    monkeypatch.setattr(workers.sys, "executable", shutil.which("false"))
    monkeypatch.setattr(workers, "OWN", type("Nobody", (), {})())
    result = workers.judged({"trusted": False})
    assert "no judge started" in result["trouble"]


def test_a_judge_that_is_silent_is_not_waited_for(monkeypatch, tmp_path):
    quiet = tmp_path / "quiet"
    quiet.write_text("#!/bin/sh\nexec sleep 600\n")
    quiet.chmod(0o755)
    monkeypatch.setattr(workers.sys, "executable", str(quiet))
    monkeypatch.setattr(workers, "STARTING", 0.5)
    monkeypatch.setattr(workers, "ENDING", 0.5)
    with pytest.raises(workers.JudgeLost, match="said nothing"):
        workers.Judge(trusted=False)


# ---- the grader's own health ------------------------------------------------------


def traces(temporary: Path, seen: set[psutil.Process]) -> list[str]:
    """What a batch has left: processes, mounts, temporary files.

    Args:
        temporary: its folder for these, which its processes have in their environment.
        seen: processes that ran below it; in a box they have another environment.
    """
    left = [name for name in os.listdir(temporary) if name.startswith("grading-")]
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):  # it has ended, or is another user's
            own = process.environ().get("TMPDIR") == str(temporary) or process in seen
            if own and process.status() != psutil.STATUS_ZOMBIE:
                left.append(" ".join(process.cmdline()))
    mounts = Path("/proc/mounts").read_text().splitlines()
    return left + [mount for mount in mounts if "grading" in mount]


@needs_a_box
@pytest.mark.parametrize("how", ["end", "SIGINT", "SIGKILL", "judge", "keeper"])
def test_nothing_is_left_of_a_batch(how, tmp_path):
    """Whatever ends first: the batch, its driver, a judge, a keeper."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    class_ = tmp_path / "class"
    for student in ("ada", "bo"):
        hand_in(class_, student, lesson(ON), answer("import time\ntime.sleep(600)"))
    command = [
        sys.executable,
        "-m",
        "grading",
        str(class_),
        "--out",
        str(tmp_path / "out"),
    ]
    command += ["--workers", "2", "--seconds", "1" if how == "end" else "20"]
    log = open(tmp_path / "log", "wb")  # noqa: SIM115
    driver = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=log,
        stderr=log,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(temporary)},
        # below a background job it is ignored, and Python then leaves it so
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )

    def judges() -> list[psutil.Process]:
        lines = running(driver.pid)
        return [process for process, line in lines.items() if "grading.judge" in line]

    try:
        assert settled(lambda: driver.poll() is not None or len(judges()) >= 2, 120)
        assert settled(lambda: driver.poll() is not None or servers(driver.pid), 120)
        time.sleep(8)  # in the middle of checks
        below = set(running(driver.pid))
        assert traces(temporary, below), "so that none at the end says something"
        if how.startswith("SIG"):
            os.kill(driver.pid, getattr(signal, how))
        elif how == "judge":
            judges()[0].kill()
        elif how == "keeper":
            deepest(servers(driver.pid)).parent().kill()
        if how in ("judge", "keeper"):
            time.sleep(2)
            os.kill(driver.pid, signal.SIGINT)
        driver.wait(200)
    finally:
        log.close()
        if driver.poll() is None:
            driver.kill()
    left = partial(traces, temporary, below)
    assert settled(lambda: not left(), 40), left()
