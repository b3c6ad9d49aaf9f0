"""Fashion-MNIST on a CPU: lesson 02's run against the first epoch of a plain recipe.

    python -m bench.fashion_mnist FOLDER        the folder above FashionMNIST/raw
    python -m bench.fashion_mnist --quick       a try of minutes: times are estimates

Without FOLDER the variable FASHION_MNIST_DIR names it, or the set is downloaded.
The lesson's run is what DATA = "fashion_mnist" does there, with the lesson's own code.
The plain recipe enlarges the pictures and looks at few large patches, and passes every
batch through the model a second time for its accuracy, as many notebooks do. It is made
of the same classes. Both run in this process, one after the other, on the same cores.
"""

import argparse
import ast
import json
import os
import platform
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType

import pandas as pd
import torch
import torch.nn.functional as F
from torch import Tensor

from helpers.fashion_mnist import load_fashion_mnist

LESSON = Path(__file__).parents[1] / "solutions" / "02_vision_transformer.py"
OUT = Path("build/bench/fashion_mnist.json")
PLAIN = {
    "image_size": 96, "patch_size": 16, "channels": 1, "width": 512, "heads": 8,
    "layers": 2, "classes": 10, "dropout": 0.1,
}  # fmt: skip
PLAIN_BATCH = 64  # pictures; 32 is as usual, and slower
PLAIN_RATE = 1e-3  # of Adam
QUICK = 1920  # pictures
WANTED = 0.9  # of the test pictures right

Data = tuple[Tensor, Tensor]  # uint8 (M, 1, 28, 28), long (M,)


def main(arguments: list[str] | None = None) -> None:
    about = __doc__.splitlines()[0]
    parser = argparse.ArgumentParser(prog="bench.fashion_mnist", description=about)
    parser.add_argument("folder", nargs="?", help="holds FashionMNIST/raw")
    parser.add_argument("--quick", action="store_true", help="few pictures, estimates")
    given = parser.parse_args(arguments)
    try:
        sets = [load_fashion_mnist(train=t, folder=given.folder) for t in (True, False)]
    except (OSError, ValueError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    result = measure(*sets, pictures=QUICK if given.quick else len(sets[0][0]))
    report(result)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(result, indent=1) + "\n")
    print(f"wrote {OUT}")


def measure(train_set: Data, test_set: Data, *, pictures: int) -> dict:
    """Time the lesson's run and the plain recipe's first epoch, in seconds.

    Args:
        train_set, test_set: the whole sets.
        pictures: how many to learn from. If not all, the lesson learns one epoch and
            both times are scaled up to all pictures and epochs: estimates.
    """
    lesson = lesson_definitions()
    config = lesson.CONFIGS["fashion_mnist"]
    part = tuple(x[:pictures] for x in train_set)
    estimated = pictures < len(train_set[0])
    scale = len(train_set[0]) / pictures

    torch.manual_seed(0)
    start = time.perf_counter()
    epochs = 1 if estimated else config.epochs
    model, history = lesson.fit(replace(config, epochs=epochs), part, test_set)
    seconds = (time.perf_counter() - start) * scale * config.epochs / epochs

    torch.manual_seed(0)
    plain = lesson.VisionTransformer(**PLAIN)
    epoch, second_pass = plain_epoch(plain, *part)
    shares = lesson.accuracy(plain, plain_batches(*test_set))
    return {
        "estimated": estimated,
        "lesson": {
            "seconds": seconds,
            "accuracy": history[-1][1],
            "history": history,
            "parameters": count(model),
            "config": asdict(config),
        },
        "plain": {
            "first_epoch_seconds": epoch * scale,
            "of_it_second_pass": second_pass * scale,
            "accuracy": shares,
            "parameters": count(plain),
            "config": {**PLAIN, "batch_size": PLAIN_BATCH, "learning_rate": PLAIN_RATE},
        },
        "ratio": epoch * scale / seconds,
        "machine": machine(),
    }


def lesson_definitions(source: Path = LESSON) -> ModuleType:
    """Import what a lesson defines, and its CONFIGS, and run nothing else of it."""
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    tree = ast.parse(source.read_text(encoding="utf-8"))
    tree.body = [
        node
        for node in tree.body
        if isinstance(node, kinds)
        or isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) == "CONFIGS"
    ]
    module = ModuleType(f"lesson_{source.stem}")
    sys.modules[module.__name__] = module  # a dataclass looks itself up there
    exec(compile(tree, source.name, "exec"), vars(module))
    return module


def plain_batches(images: Tensor, labels: Tensor):
    """Yield the pictures enlarged to 96 x 96 and normalised, in order."""
    for part in torch.arange(len(images)).split(PLAIN_BATCH):
        pictures = (images[part] / 255 - 0.5) / 0.5
        size = PLAIN["image_size"]
        yield F.interpolate(pictures, size=size, mode="bilinear"), labels[part]


def plain_epoch(model: torch.nn.Module, images: Tensor, labels: Tensor):
    """One epoch of the plain recipe: its seconds, and those of the second passes."""
    optimizer = torch.optim.Adam(model.parameters(), lr=PLAIN_RATE)
    order = torch.randperm(len(images))
    model.train()
    right, second_pass, start = 0, 0.0, time.perf_counter()
    for pictures, answers in plain_batches(images[order], labels[order]):
        optimizer.zero_grad()
        F.cross_entropy(model(pictures), answers).backward()
        optimizer.step()
        again = time.perf_counter()
        with torch.no_grad():
            right += (model(pictures).argmax(1) == answers).sum().item()
        second_pass += time.perf_counter() - again
    seconds = time.perf_counter() - start
    print(f"plain recipe, {len(images)} pictures: {right / len(images):.1%} right")
    return seconds, second_pass


def count(model: torch.nn.Module) -> int:
    """Number of learned parameters."""
    return sum(parameter.numel() for parameter in model.parameters())


def machine() -> dict:
    """What it ran on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return {
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "python": platform.python_version(),
    }


def report(result: dict) -> None:
    """Print the table."""
    lesson, plain = result["lesson"], result["plain"]
    epochs = lesson["config"]["epochs"]
    rows = {
        f"lesson 02, all {epochs} epochs": [lesson["seconds"], lesson["accuracy"]],
        "plain recipe, first epoch": [plain["first_epoch_seconds"], plain["accuracy"]],
        "  of it the second passes": [plain["of_it_second_pass"], None],
    }
    table = pd.DataFrame(rows, index=["seconds", "test accuracy"]).T
    table.insert(1, "parameters", [lesson["parameters"], plain["parameters"], None])
    print(table.to_string(na_rep="", float_format=lambda x: f"{x:,.3g}"))
    print("machine:", ", ".join(f"{k} {v}" for k, v in result["machine"].items()))
    if result["estimated"]:
        print("ESTIMATES from few pictures, one epoch: no measurement")
        return
    reached = lesson["accuracy"] >= WANTED and result["ratio"] > 1
    print(
        f"{'reached' if reached else 'MISSED'}: {lesson['accuracy']:.1%} right (wanted "
        f"{WANTED:.0%}); the plain recipe's first epoch takes {result['ratio']:.1f} "
        "times as long as the whole run"
    )


if __name__ == "__main__":
    main()
