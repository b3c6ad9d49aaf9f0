"""Photos with a free licence that come inside packages: nothing is fetched.

Most are scikit-image's, which the extra `photos` brings; each licence is what the
package says of the file (skimage/data/_fetchers.py of 0.26). One is matplotlib's, a
portrait made by the US Navy, and so of the public domain.
"""

__lesson__ = "00"

from importlib.util import find_spec
from pathlib import Path

SCIKIT, MATPLOTLIB = "skimage/data", "matplotlib/mpl-data/sample_data"
FREE = {  # name: (package and folder, file, whose, terms)
    "astronaut": (SCIKIT, "astronaut.png", "NASA", "public domain"),
    "admiral": (MATPLOTLIB, "grace_hopper.jpg", "US Navy, James S. Davis",
                "public domain"),
    "camera": (SCIKIT, "camera.png", "Lav Varshney", "CC0"),
    "cat": (SCIKIT, "chelsea.png", "Stefan van der Walt", "CC0"),
    "coffee": (SCIKIT, "coffee.png", "Rachel Michetti", "CC0"),
    "rocket": (SCIKIT, "rocket.jpg", "SpaceX", "public domain"),
    "clock": (SCIKIT, "clock_motion.png", "Stefan van der Walt", "public domain"),
    "coins": (SCIKIT, "coins.png", "Brooklyn Museum", "no known restrictions"),
    "bricks": (SCIKIT, "brick.png", "CC0Textures", "CC0"),
    "grass": (SCIKIT, "grass.png", "linolafett, DeviantArt", "CC0"),
    "gravel": (SCIKIT, "gravel.png", "CC0Textures", "CC0"),
    "galaxies": (SCIKIT, "hubble_deep_field.jpg", "NASA", "public domain"),
}  # fmt: skip


def free_photos() -> dict[str, Path]:
    """{name: file} of those whose package is installed here."""
    found = {name: _file(place, file) for name, (place, file, *_) in FREE.items()}
    return {name: file for name, file in found.items() if file and file.is_file()}


def _file(place: str, name: str) -> Path | None:
    package, _, folder = place.partition("/")
    found = find_spec(package)  # not imported: only its file is wanted
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / folder / name


def credit(name: str) -> str:
    """Whose a photo is, and under which terms."""
    _, _, whose, terms = FREE[name]
    return f"{whose}, {terms}"
