"""An encoder of one's own: any network in a Python file.

Axes: B images, C channels, H and W pixels, h and w grid cells, N image tokens in
reading order, D their width.
"""

__lesson__ = "09"

import ast
import importlib.util
import math
import sys
import sysconfig
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def from_file(spec: str) -> "OwnEncoder":
    """The encoder that FUNCTION() in FILE.py returns, for spec "FILE.py:FUNCTION".

    It is a module that maps (B, 3, H, W) to a feature map (B, C, h, w) or to a memory
    (B, N, D). Its attributes image_size, mean, std and grid are used if it has them:
    else images of 224 pixels in [-1, 1], and a square grid. It learns unless its
    parameters are frozen.

    Raises:
        FileNotFoundError: no such file.
        ImportError: a package that it imports is missing.
        ValueError: no such function in it, an error in it, or not such a module.
    """
    file, _, function = spec.rpartition(":")
    path = Path(file).expanduser()
    if not path.is_file():
        raise FileNotFoundError(
            f"expected FILE.py:FUNCTION, got {spec!r}: there is no file "
            f"{path.absolute()}"
        )
    with _running(spec):
        source = _fresh_source(path)
        module = _import_file(path)
    if not callable(getattr(module, function, None)):
        raise ValueError(
            f"expected a function {function!r} in {path}, but it defines none; "
            "check the name after the colon"
        )
    with _running(spec):
        network = getattr(module, function)()
    if not isinstance(network, nn.Module):
        raise ValueError(
            f"expected {spec} to return a torch.nn.Module, got {type(network).__name__}"
        )
    with _running(spec):
        return OwnEncoder(network, source=source)


@contextmanager
def _running(spec: str) -> Iterator[None]:
    """Say of an error in somebody's code that it is there, and in which line."""
    try:
        yield
    except (MemoryError, OSError):
        raise
    except ImportError as error:
        raise ImportError(
            f"expected the packages that {spec} imports, got: {error}; install what "
            "is missing"
        ) from error
    except Exception as error:
        if str(error).startswith("expected "):  # ours, of what the module gives
            raise
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename in spec]
        line = getattr(error, "lineno", None) or (lines or [None])[-1]
        where = f" in line {line}" if line else ""
        raise ValueError(
            f"expected {spec} to run, got {type(error).__name__}{where}: {error}; "
            "mend it, and try it in Python alone"
        ) from error


def _fresh_source(path: Path) -> str:
    """The text of a file and of what it imports from beside it or where one stands.

    What was imported earlier is forgotten, so that this text is the one that runs.
    """
    installed = [Path(sysconfig.get_path(k)).resolve() for k in ("stdlib", "purelib")]
    places = [place.resolve() for place in (path.parent, *map(Path, sys.path))]
    own = [p for p in places if not any(p.is_relative_to(x) for x in installed)]
    texts, todo = dict[Path, str](), [path.resolve()]
    while todo:
        file = todo.pop()
        if file not in texts:
            texts[file] = file.read_text(encoding="utf-8")
            todo += _imported(file, texts[file], own)
    for name, module in list(sys.modules.items()):
        there: str | None = getattr(module, "__file__", None)
        ours = name.split(".")[0] in (__package__, "__main__")
        if there and not ours and Path(there).resolve() in texts:
            del sys.modules[name]
    return "\n".join(texts.values())


def _imported(file: Path, text: str, places: list[Path]) -> list[Path]:
    """The files in these places that a program imports, wherever in its text."""
    found = []
    for node in ast.walk(ast.parse(text, str(file))):
        if isinstance(node, ast.Import):
            names, roots = [alias.name for alias in node.names], places
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
            roots = [file.parents[node.level - 1]] if node.level else places
        else:
            continue
        for name in names:
            parts = name.strip(".").split(".")
            for root in roots:
                stems = [root.joinpath(*parts[: k + 1]) for k in range(len(parts))]
                found += [stem / "__init__.py" for stem in stems]
                found += [stem.with_suffix(".py") for stem in stems[-1:] if stem.name]
    return [one for one in dict.fromkeys(found) if one.is_file()]


def _import_file(path: Path) -> ModuleType:
    name = f"encoder_{path.stem}"
    found = importlib.util.spec_from_file_location(name, path)
    if found is None or found.loader is None:
        raise ValueError(f"expected a Python file, FILE.py, got {path}")
    module = importlib.util.module_from_spec(found)
    if str(path.parent.absolute()) not in sys.path:
        sys.path.append(str(path.parent.absolute()))  # for modules beside it
    sys.modules[name] = module  # dataclasses inside look themselves up there
    found.loader.exec_module(module)
    return module


class OwnEncoder(nn.Module):
    """Any network that gives a feature map or a memory, as an encoder: see from_file.

    Args:
        network: the module; one trial image tells its grid and its width.
        source: its program text, so that cached features notice a change of it.
    """

    config: dict[str, Any]  # set by make_encoder

    def __init__(self, network: nn.Module, *, source: str):
        super().__init__()
        self.network, self.source = network, source
        self.image_size = getattr(network, "image_size", 224)
        self.mean = tuple(getattr(network, "mean", (0.5, 0.5, 0.5)))
        self.std = tuple(getattr(network, "std", (0.5, 0.5, 0.5)))
        out = self._try_out()
        self.memory_width = out.shape[1 if out.ndim == 4 else 2]
        self.grid = self._find_grid(out)
        self.train()

    def train(self, mode: bool = True) -> "OwnEncoder":
        """A network that does not learn stays in eval mode."""
        super().train(mode)
        if not any(p.requires_grad for p in self.parameters()):
            self.network.eval()
        return self

    def forward(self, images: Tensor) -> Tensor:
        out = self.network(images)
        memory = out.flatten(2).transpose(1, 2) if out.ndim == 4 else out
        return F.layer_norm(memory, memory.shape[-1:])

    def _try_out(self) -> Tensor:
        weight = next(self.network.parameters(), torch.zeros(()))
        images = torch.zeros(2, 3, self.image_size, self.image_size)
        self.network.eval()
        with torch.no_grad():
            out = self.network(images.to(weight.device))
        expected = "expected a feature map (2, C, h, w) or a memory (2, N, D)"
        if not isinstance(out, Tensor):
            raise ValueError(
                f"{expected} for 2 images, got {type(out).__name__}; "
                "return the tensor alone"
            )
        if out.ndim not in (3, 4) or len(out) != 2:
            raise ValueError(
                f"{expected} for 2 images, got {tuple(out.shape)}; "
                "leave out the pooling and the classifier"
            )
        return out

    def _find_grid(self, out: Tensor) -> tuple[int, int]:
        """That of a feature map; of a memory the network's own, or a square."""
        if out.ndim == 4:
            return out.shape[2], out.shape[3]
        n = out.shape[1]
        side = math.isqrt(n)
        down, across = getattr(self.network, "grid", (side, side))
        if down * across != n:
            raise ValueError(
                f"expected as many tokens as a grid of {down} x {across} has, got "
                f"{n}; leave out a class token, or give the network an attribute grid"
            )
        return down, across
