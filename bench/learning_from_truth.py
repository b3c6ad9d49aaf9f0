"""Lesson 14's table over some seeds: what each reward makes of the kept captioner.

    python -m bench.learning_from_truth --seeds 3

All start from the captioner that is kept (one, trained once); a seed draws the
pictures to learn from and the words. Held-out pictures, and the scenes among which bits
are told, are the same for all, and no reward has seen them.
"""

import argparse
import time
from collections import defaultdict

import numpy as np
import torch
from torch import Tensor

from helpers.captioner import Captioner
from helpers.grammar import Scene
from helpers.policy import Informs, is_true, learn, measure
from helpers.scenes import draw_scenes

from .measure import spread

PICTURES, HELD_OUT, CROWD, JUDGES = 2000, 1000, 300, 1000
DIGITS = {"truth": 1, "drawn": 1, "bits": 1, "words": 1, "drift": 2}
DRIFT = 1.0  # bits, or captions that are true, which a nat of drift a word costs


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bench.learning_from_truth", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    captioner = Captioner.load()
    held_out = prepare(captioner, HELD_OUT, 99)
    judges = Informs(scenes_of(JUDGES, 1015))
    rows = defaultdict(list)
    rows["before"].append(measure(captioner, captioner, *held_out, judges))
    for seed in range(given.seeds):
        train = prepare(captioner, PICTURES, 1400 + seed)
        informs = Informs(scenes_of(CROWD, 14 + 100 * seed))
        for name, reward in (("truth", is_true), ("truth x bits", informs)):
            for penalty, drift in (("", 0.0), (", penalty", DRIFT)):
                began = time.perf_counter()
                student = learn(captioner, *train, reward, drift=drift, seed=seed)
                seconds = time.perf_counter() - began
                scores = measure(student, captioner, *held_out, judges)
                rows[name + penalty].append({**scores, "seconds": seconds})
    print(table(rows))


def scenes_of(count: int, seed: int) -> list[Scene]:
    return [picture.scene for picture in draw_scenes(count, seed=seed)]


def prepare(captioner: Captioner, count: int, seed: int) -> tuple[Tensor, list[Scene]]:
    """Memory (B, N, D) of drawn pictures, and their scenes."""
    pictures = draw_scenes(count, seed=seed)
    pixels = torch.from_numpy(np.stack([picture.image for picture in pictures]))
    memory = torch.cat([captioner.encode(part) for part in pixels.split(200)])
    return memory, [picture.scene for picture in pictures]


def table(rows: dict[str, list[dict[str, float]]]) -> str:
    """Markdown: a row a reward, the median of its seeds and, beside it, their range."""
    names = list(max((scores for r in rows.values() for scores in r), key=len))
    lines = [f"| reward | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for reward, of_seeds in rows.items():
        cells = []
        for name in names:
            found = [scores[name] for scores in of_seeds if name in scores]
            median, between = spread(found, DIGITS.get(name, 0)) if found else ("", "")
            cells.append(f"{median} ({between})" if between else median)
        lines.append(f"| {reward} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
