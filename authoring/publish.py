"""Give the course an address: write it everywhere, with the version of the release.

    python -m authoring.publish https://github.com/OWNER/NAME

It writes `pyproject.toml`, the badges of README.md in all languages, all notebooks and
the release in build/release, and says what to push. It pushes nothing.
"""

import re
import shutil
import subprocess
import sys

from .packages import PUBLISHED, build_number, build_wheel, digest, grader_zip
from .project import (
    GITHUB,
    ROOT,
    TAG,
    VERSION,
    ProjectError,
    check_address,
    with_badges,
)
from .set_up import GRADER, WHEEL

OUT = ROOT / "build" / "release"
NOTED = """

[tool.published]  # by `make publish`
address = "{address}"
version = "{version}"
build = "{build}"
sha256 = "{sha256}"
grader_sha256 = "{grader_sha256}"
"""


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(f"publish: expected REPO={GITHUB}OWNER/NAME")
    try:
        print(publish(sys.argv[1].removesuffix("/")))
    except ProjectError as error:
        sys.exit(f"publish: {error}")


def publish(address: str) -> str:
    """Write the address into the project; return what to do next."""
    check_address(address)
    remote = remote_of(address)
    tagged = git("rev-parse", "--verify", "--quiet", f"{TAG}^{{commit}}")
    if tagged and (tagged != git("rev-parse", "HEAD")):
        raise ProjectError(
            f"the tag {TAG} is taken by another commit ({tagged[:8]}); write a new "
            "version into helpers/__init__.py, CITATION.cff and CHANGELOG.md"
        )
    for readme in ROOT.glob("README*.md"):
        text = readme.read_text(encoding="utf-8")
        readme.write_text(with_badges(text, address), encoding="utf-8")
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    wheel = digest(build_wheel(OUT))
    note(address, wheel, "")
    rebuild()  # the grader's zip holds notebooks with the address
    (OUT / GRADER).write_bytes(grader_zip())
    note(address, wheel, digest(OUT / GRADER))
    rebuild()
    if tagged and git("status", "--porcelain"):
        raise ProjectError(
            f"the tag {TAG} holds other files than were written now (git status); "
            f"take it away, git tag -d {TAG}, or write a new version"
        )
    return NEXT.format(
        remote=remote, tag=TAG, out=OUT.relative_to(ROOT), wheel=WHEEL, grader=GRADER
    )


NEXT = """\
Now look at `git diff`, then:
  git commit --all --message "Release {tag}"
  git tag {tag}
  git push {remote} HEAD {tag}
and attach both files to the release {tag} on the repository's page, as they are:
  {out}/{wheel}
  {out}/{grader}"""


def remote_of(address: str) -> str:
    """The name of git's remote with that address."""
    page = re.escape(address.removeprefix(GITHUB))
    for line in git("remote", "--verbose").splitlines():
        name, url, *_ = line.split()
        if re.fullmatch(rf"(https://|ssh://|git@).*[/:]{page}(\.git)?/?", url):
            return name
    raise ProjectError(
        f"no git remote has the address {address}; git remote add origin {address}"
    )


def git(*words: str) -> str:
    """What git says, "" if it fails."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return "" if done.returncode else done.stdout.strip()


def note(address: str, wheel: str, grader: str) -> None:
    """Write down in pyproject.toml what is published."""
    path = ROOT / "pyproject.toml"
    text = PUBLISHED.sub("\n", path.read_text(encoding="utf-8")).rstrip()
    values = {"build": build_number(), "sha256": wheel, "grader_sha256": grader}
    text += NOTED.format(address=address, version=VERSION, **values)
    path.write_text(text, encoding="utf-8")


def rebuild() -> None:
    """Build all notebooks, in a process that reads the new address."""
    if subprocess.run([sys.executable, "-m", "authoring"], cwd=ROOT).returncode:
        raise ProjectError("the notebooks could not be built; see above")


if __name__ == "__main__":
    main()
