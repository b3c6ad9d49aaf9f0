"""Second part of a lesson's set-up cell: take the course's code and begin.

Nothing is installed: the wheel is unpacked into a folder of this kernel's own, which
comes first where Python looks. The first part of the cell is `cell_find.py`.
"""

from .cell_find import BUILD, FILE, VERSION, course_files, os  # isort: skip

# ---
import atexit
import importlib.util
import io
import re
import shutil
import sys
import tempfile
import zipfile

LANGUAGE = ""
ADVICE = (
    f"What to do: open this lesson's file of version {VERSION} as it was released (it "
    f"carries the code), or put {FILE} beside it"
)


def importable_course(said):
    """Say where the right `helpers` can be imported from already; None if it can't."""
    loaded = sys.modules.get("helpers")
    spec = loaded.__spec__ if loaded else importlib.util.find_spec("helpers")
    file = spec and spec.origin
    if not file:
        said.append("no `helpers` to import")
        return None
    with open(file, encoding="utf-8", errors="replace") as source:
        text = source.read()
    known = dict(re.findall(r'^__(version|build)__ = "(.*)"', text, re.M))
    again = "restart the kernel, and run this cell again"
    if not text.startswith('"""Patches to Captions'):
        if loaded or not re.search(r"(site|dist)-packages", file):
            raise RuntimeError(
                f"{file} hides the course's `helpers`. Rename it, {again}."
            )
        said.append(f"{file} is another project's")
        return None
    version, build = known.get("version", "of an old version"), known.get("build", "")
    if version == VERSION and (not BUILD or build in ("", BUILD)):  # "": a checkout
        return os.path.dirname(os.path.dirname(file))
    got, expected = f"{version} {build}".strip(), f"{VERSION} {BUILD}".strip()
    said.append(f"{file} is {got}; expected {expected}")
    if loaded:
        raise RuntimeError(f"{said[-1]}. To change it, {again}.")
    return None


def unpack_course(data):
    """Unpack the wheel where Python looks first, in the processes started here too."""
    folder = tempfile.mkdtemp(prefix="patches-to-captions-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
    sys.path.insert(0, folder)
    paths = [folder, os.environ.get("PYTHONPATH")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    importlib.invalidate_caches()


def set_up_course():
    """Find the course's code, take it, and say so in one line; or say why not."""
    said = []
    took = importable_course(said)
    for where, data in () if took else course_files(said):
        try:
            unpack_course(data)
        except (ValueError, zipfile.BadZipFile) as error:
            said.append(f"{where} is damaged ({error}); get the file again")
            continue
        took = where
        break
    if not took:
        raise RuntimeError("\n- ".join(["The course was not found.", *said, ADVICE]))
    try:
        from helpers.notebook import start
    except ModuleNotFoundError as missing:
        raise RuntimeError(
            f"{missing}, which the course needs. On your own machine: pip install "
            f'"./{FILE}[lab]", and choose the kernel of that environment.'
        ) from missing
    start(took, LANGUAGE)
