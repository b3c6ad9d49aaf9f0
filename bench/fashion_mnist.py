"""Fashion-MNIST on a CPU: lesson 02's run against the first epoch of a plain recipe.

    python -m bench.fashion_mnist FOLDER        the folder above FashionMNIST/raw
    python -m bench.fashion_mnist --quick       a try of minutes: times are estimates

Without FOLDER the variable FASHION_MNIST_DIR names it, or the set is downloaded.
The lesson's run is what DATA = "fashion_mnist" does there, with the lesson's own code.
The plain recipe is bench.plain's: it enlarges the pictures, looks at few large patches,
and passes every batch through the model a second time for its accuracy. Both run in
this process, one after the other, on the same cores. Asked is how long the lesson takes
to 90 % of the test pictures right, and how long the plain recipe takes to 78 %.
"""

import argparse
import ast
import json
import sys
import time
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pandas as pd
import torch
from torch import Tensor

from helpers.commands import in_words
from helpers.fashion_mnist import load_fashion_mnist

from . import plain
from .measure import Row, machine

LESSON = Path(__file__).parents[1] / "solutions" / "02_vision_transformer.py"
OUT = Path("build/bench/fashion_mnist.json")
CASE = "Fashion-MNIST: time to 90 %, against plain's to 78 %"
QUICK = 1920  # pictures
WANTED, PLAIN_WANTED = 0.9, 0.78  # of the test pictures right
LOOKS = 10  # at the plain recipe's accuracy in its epoch, while the clock stands
LOOKED_AT = 1000  # test pictures

Data = tuple[Tensor, Tensor]  # uint8 (M, 1, 28, 28), long (M,)


def main(arguments: list[str] | None = None) -> None:
    about = __doc__.splitlines()[0]
    parser = argparse.ArgumentParser(prog="bench.fashion_mnist", description=about)
    parser.add_argument("folder", nargs="?", help="holds FashionMNIST/raw")
    parser.add_argument("--quick", action="store_true", help="few pictures, estimates")
    given = parser.parse_args(arguments)
    with in_words(parser.prog):
        sets = [load_fashion_mnist(train=t, folder=given.folder) for t in (True, False)]
    result = measure(*sets, pictures=QUICK if given.quick else len(sets[0][0]))
    report(result)
    out = OUT.with_stem(f"{OUT.stem}_quick") if given.quick else OUT
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=1) + "\n")
    print(f"wrote {out}")


def measure(train_set: Data, test_set: Data, *, pictures: int) -> dict:
    """Time the lesson's run and the plain recipe's first epoch, in seconds.

    Args:
        train_set, test_set: the whole sets.
        pictures: how many to learn from. If not all, as small a part is tested on, the
            lesson learns one epoch, and its and the plain recipe's times are scaled up
            to all pictures and epochs: estimates.
    """
    lesson = lesson_definitions()
    config = lesson.CONFIGS["fashion_mnist"]
    part = tuple(x[:pictures] for x in train_set)
    estimated = pictures < len(train_set[0])
    scale = len(train_set[0]) / pictures
    test_set = tuple(x[: round(len(x) / scale)] for x in test_set)
    epochs = 1 if estimated else config.epochs
    model, history = lesson_run(lesson, replace(config, epochs=epochs), part, test_set)
    history = [(scale * seconds, share) for seconds, share in history]
    seconds = history[-1][0] * config.epochs / epochs

    torch.manual_seed(0)
    vit = plain.VisionTransformer(**plain.VIT)
    looks, second_pass = plain_epoch(vit, *part, tuple(x[:LOOKED_AT] for x in test_set))
    looks = [(scale * seconds, share) for seconds, share in looks]
    sizes = {**plain.VIT, "batch_size": plain.VIT_BATCH, "learning_rate": plain.RATE}
    return {
        "date": str(date.today()),
        "estimated": estimated,
        "lesson": {
            "seconds": seconds,
            "accuracy": history[-1][1],
            "seconds to 90 %": time_to(WANTED, history),
            "history": history,
            "parameters": count(model),
            "config": asdict(config),
        },
        "plain": {
            "first_epoch_seconds": looks[-1][0],
            "of_it_second_pass": scale * second_pass,
            "accuracy": plain.accuracy(vit, *test_set),
            "seconds to 78 %": time_to(PLAIN_WANTED, looks),
            "history": looks,
            "parameters": count(vit),
            "config": sizes,
        },
        "machine": machine(),
    }


def lesson_run(lesson: ModuleType, config, part: Data, test_set: Data):
    """The lesson's model, and after each epoch (seconds so far, share right).

    Testing after each epoch is counted.
    """
    history, accuracy = [], lesson.accuracy

    def noted(*given) -> float:
        share = accuracy(*given)
        history.append((time.perf_counter() - start, share))
        return share

    lesson.accuracy = noted
    lesson.resumable = lambda rounds, *_, **__: rounds  # go on from no earlier run
    torch.manual_seed(0)
    start = time.perf_counter()
    model, _ = lesson.fit(config, part, test_set)
    return model, history


def plain_epoch(model: torch.nn.Module, images: Tensor, labels: Tensor, tested: Data):
    """The plain recipe's looks, (seconds so far, share right), and its second passes.

    Args:
        tested: looked at while the clock stands.
    """
    steps = -(-len(images) // plain.VIT_BATCH)
    every = max(1, steps // LOOKS)
    looks, seconds, second_passes = [], 0.0, 0.0
    for step, (took, second) in enumerate(plain.train_vit(model, images, labels), 1):
        seconds, second_passes = seconds + took, second_passes + second
        if step % every == 0 or step == steps:
            looks.append((seconds, plain.accuracy(model, *tested)))
    return looks, second_passes


def time_to(share: float, history: list[tuple[float, float]]) -> float | None:
    """Seconds until so many were right, None if never."""
    return next((seconds for seconds, right in history if right >= share), None)


def rows(file: Path) -> list[Row]:
    """The suite's row, from the last result."""
    if not file.exists():
        said = {"said": "not measured: `make bench-fashion` was not run"}
        return [Row(CASE, notes=said)]
    return rows_of(json.loads(file.read_text()))


def rows_of(result: dict) -> list[Row]:
    """The row of one result.

    A plain recipe that does not reach 78 % in its first epoch takes longer than that.
    """
    name = f"{CASE}, on {result['date']}"
    if result["estimated"]:
        return [Row(name, notes={"said": "not measured: the last run was a try"})]
    ours, other = result["lesson"]["seconds to 90 %"], result["plain"]
    theirs = other["seconds to 78 %"]
    if theirs is None:
        name, theirs = (
            f"{name} (not reached in one epoch)",
            other["first_epoch_seconds"],
        )
    ratio = theirs / ours if ours else 0.0
    return [Row(name, "s", theirs, ours, ratio, least=1, notes=result)]


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


def count(model: torch.nn.Module) -> int:
    """Number of learned parameters."""
    return sum(parameter.numel() for parameter in model.parameters())


def report(result: dict) -> None:
    """Print the table."""
    lesson, other = result["lesson"], result["plain"]
    epochs = lesson["config"]["epochs"]
    rows = {
        f"lesson 02, all {epochs} epochs": [lesson["seconds"], lesson["accuracy"]],
        "plain recipe, first epoch": [other["first_epoch_seconds"], other["accuracy"]],
        "  of it the second passes": [other["of_it_second_pass"], None],
    }
    table = pd.DataFrame(rows, index=["seconds", "test accuracy"]).T
    table.insert(1, "parameters", [lesson["parameters"], other["parameters"], None])
    print(table.to_string(na_rep="", float_format=lambda x: f"{x:,.3g}"))
    print("machine:", ", ".join(f"{k} {v}" for k, v in result["machine"].items()))
    if result["estimated"]:
        print("ESTIMATES from few pictures, one epoch: no measurement")
        return
    [row] = rows_of(result)
    took = f"{row.ours:.0f} s" if row.ours else "never"
    print(f"{row.case}: {took} against {row.plain:.0f} s, {row.verdict}")


if __name__ == "__main__":
    main()
