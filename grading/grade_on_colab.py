# %% [markdown]
# # Grade on Colab
#
# For an instructor with nothing but a browser. Put what was handed in on your Drive (a
# folder, or the zip that Moodle or Canvas exports), name it below, and choose
# *Runtime > Run all*. Grades, feedback and tables for your gradebook come back to your
# Drive as one archive. Run it again later: only what is new is judged.
#
# Answers run in a box without network and files; the checks run outside it. The box
# holds no GPU, and the checks hand in tensors of the CPU: a runtime with a GPU gives
# the same points as one without.

# %%
SUBMISSIONS = "/content/drive/MyDrive/submissions"  # @param {type: "string"}
GRADED = "/content/drive/MyDrive/graded"  # @param {type: "string"}
LESSONS = ""  # @param {type: "string"}
BOXED = True  # @param {type: "boolean"}

# %% [markdown]
# `SUBMISSIONS` may also be `upload`: then choose a zip on your machine. `LESSONS` is
# `01 04` for some of the lessons, empty for all.
#
# ## Get the submissions

# %%
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
from google.colab import drive, files

WORK = Path.cwd()  # /content
drive.mount(str(WORK / "drive"))
if SUBMISSIONS == "upload":
    SUBMISSIONS = str(WORK / next(iter(files.upload())))
assert Path(SUBMISSIONS).exists(), f"{SUBMISSIONS} is not there; name it above"

# %% [markdown]
# ## Make an environment of its own
#
# The grader needs other versions of Jupyter than Colab has. They go into a folder of
# their own, which borrows PyTorch and the like from Colab and changes none of it. This
# notebook carries the grader, or finds its zip here, on your Drive, or at the course's
# address.

# %%
from authoring.cell_find import course_files

# %%
COURSE, GRADER = WORK / "course", WORK / "grader"
PYTHON = GRADER / "bin" / "python"


def run(*words, **options) -> None:
    """Run a command; its own words say what went wrong."""
    subprocess.run([str(word) for word in words], check=True, **options)


if not PYTHON.exists():
    said: list[str] = []
    found = next(course_files(said), None)
    assert found, "\n- ".join(["The grader was not found.", *said])
    zipfile.ZipFile(io.BytesIO(found[1])).extractall(COURSE)
    print(f"The grader comes from {found[0]}")
    run("apt-get", "install", "--quiet", "--quiet", "--yes", "bubblewrap")
    run(sys.executable, "-m", "venv", "--without-pip", GRADER)
    [site] = GRADER.glob("lib/python3*/site-packages")
    colabs = [path for path in sys.path if path.endswith("-packages")]
    (site / "colab.pth").write_text("\n".join(colabs))
    run(sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet",
        "--editable", f"{COURSE}[grading]")  # fmt: skip

# %% [markdown]
# ## Grade
#
# If this says that the box can't be built, Colab does not allow it any more. Then grade
# on a Linux machine of your own; or set `BOXED` to False above, for answers that you
# would run yourself, and look at no other files in this runtime.

# %%
OUT, ARCHIVE = WORK / "graded", Path(GRADED).with_suffix(".zip")
if ARCHIVE.exists() and not OUT.exists():
    shutil.unpack_archive(ARCHIVE, OUT)  # what was graded before stays graded
options = ["--lessons", *LESSONS.split()] * bool(LESSONS)
options += ["--trusted"] * (not BOXED)
run(PYTHON, "-m", "grading", SUBMISSIONS, "--out", OUT, *options)

# %% [markdown]
# ## Save

# %%
new = shutil.make_archive(str(WORK / "new"), "zip", OUT)
ARCHIVE.parent.mkdir(parents=True, exist_ok=True)
shutil.move(new, ARCHIVE)  # one file: Drive is slow with many
shutil.copy(OUT / "grades.csv", ARCHIVE.with_suffix(".csv"))
print(f"{ARCHIVE}: feedback, tables for Moodle and Canvas, nbgrader's course")
pd.read_csv(OUT / "grades.csv")
