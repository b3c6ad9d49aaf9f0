"""Make constraints.txt anew from Colab's list of packages.

    python tests/colab/renew.py FREEZE

FREEZE is pip-freeze.txt of the public repository googlecolab/backend-info. The build
of a version (+cu128) is left out, and so are the GPU's libraries, which each build of
PyTorch brings along: package indexes have another one than Colab.
"""

import re
import sys
from datetime import date
from pathlib import Path

CONSTRAINTS = Path(__file__).with_name("constraints.txt")
PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^+;\s]+)")
OF_THE_GPU = re.compile(r"nvidia-|cuda-|triton|.*-cu1[0-9]$")
HEADER = """\
# What Colab's image has preinstalled, as listed on {day}; without GPU libraries.
# To renew it: python tests/colab/renew.py FREEZE
"""


def main(freeze: str) -> None:
    lines = Path(freeze).read_text(encoding="utf-8").splitlines()
    found = [m for m in map(PINNED.match, lines) if m]
    pins = ["==".join(m.groups()) for m in found if not OF_THE_GPU.match(m[1])]
    if not pins:
        sys.exit(f"expected lines name==version, got none in {freeze}")
    text = HEADER.format(day=date.today()) + "\n".join(pins) + "\n"
    CONSTRAINTS.write_text(text, encoding="utf-8")
    print(f"{len(pins)} packages in {CONSTRAINTS}")


if __name__ == "__main__":
    main(sys.argv[1])
