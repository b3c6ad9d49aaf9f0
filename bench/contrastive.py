"""Train lesson 12's two towers with several seeds: what they find, and what they miss.

    python -m bench.contrastive              three seeds, a table

Foils, search and zero-shot are measured on HELD_OUT scenes that no training uses. Then
a small decoder learns to write from the frozen eye of the towers, from an eye with
random weights and from none, as in lesson 12; truth is that of its greedy captions.
"""

import argparse
import os
import time

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn

from helpers.captioner import Captioner
from helpers.commands import in_words
from helpers.contrastive import (
    Teaching,
    TwoTowers,
    as_pixels,
    embed,
    recall_at,
    similarity,
    spotted,
    teach_towers,
    zero_shot,
)
from helpers.decoder import CaptionDecoder
from helpers.decoding import greedy_decode
from helpers.grammar import COLOURS, SHAPES, Scene, truth
from helpers.loss import caption_loss
from helpers.modes import evaluating
from helpers.scenes import Picture, draw_scenes
from helpers.tokens import EOS, NEVER, PAD, START, Vocabulary, pad_batch, tokenize

PICTURES, HELD_OUT = 4000, 2000
HELD_OUT_SEED = 99
SEARCHED = 200  # pictures with a caption each
WIDTH, LONGEST = 64, 20
MOUTH_STEPS, MOUTH_RATE = 200, 3e-3
NAMES = [(colour, shape) for colour in COLOURS for shape in SHAPES]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bench.contrastive", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--steps", type=int, default=Teaching().steps)
    given = parser.parse_args()
    held_out = draw_scenes(HELD_OUT, seed=HELD_OUT_SEED)
    rows = [measure(seed, given.steps, held_out) for seed in given.seeds]
    table = pd.DataFrame(rows, index=given.seeds).T
    spread = {"median": table.median(1), "from": table.min(1), "to": table.max(1)}
    print(table.assign(**spread).round(1).to_string())
    threads = torch.get_num_threads()
    print(f"{os.cpu_count()} cores, {threads} threads, torch {torch.__version__}")


def measure(seed: int, steps: int, held_out: list[Picture]) -> dict[str, float]:
    """Everything that one seed gives, in percent, and the seconds of its training."""
    vocabulary = Captioner.load().vocabulary
    pictures = draw_scenes(PICTURES, seed=1200 + seed)
    images = as_pixels([picture.image for picture in pictures])
    captions = [
        [vocabulary.encode(tokenize(caption.text)) for caption in picture.captions]
        for picture in pictures
    ]
    torch.manual_seed(seed)
    towers = TwoTowers(vocab_size=len(vocabulary), width=WIDTH)
    fresh = TwoTowers(vocab_size=len(vocabulary), width=WIDTH)
    began = time.perf_counter()
    teach_towers(towers, images, captions, Teaching(steps=steps))
    scores = {"seconds": time.perf_counter() - began}
    test = as_pixels([picture.image for picture in held_out])
    scenes = [picture.scene for picture in held_out]
    seen = embed(towers, vocabulary, test)
    for kind, found in spotted(towers, vocabulary, seen, scenes).items():
        scores[f"spots {kind}, of {len(found)}"] = 100 * float(np.mean(found))
    scores |= search(towers, vocabulary, seen, held_out)
    scores |= classify(towers, vocabulary, seen, scenes)
    for name, eye in (("towers'", towers.eye), ("random", fresh.eye), ("no", None)):
        memory, test_memory = (look(eye, x) for x in (images, test))
        torch.manual_seed(seed)
        mouth = teach_mouth(memory, captions, len(vocabulary))
        share = truth_of(mouth, test_memory, vocabulary, scenes)
        scores[f"truth with the {name} eye".replace("the no", "no")] = share
    return scores


def search(
    towers: TwoTowers, vocabulary: Vocabulary, seen: Tensor, pictures: list[Picture]
) -> dict[str, float]:
    """Recall among SEARCHED pictures, and how often the text found is true."""
    texts = [picture.captions[0].text for picture in pictures[:SEARCHED]]
    scores = similarity(seen[:SEARCHED], embed(towers, vocabulary, texts), 1.0)
    pairs = zip(scores.argmax(1).tolist(), pictures, strict=False)
    true = [truth(texts[j], picture.scene) for j, picture in pairs]
    return {
        **{f"recall at {k}, text": 100 * recall_at(scores, k) for k in (1, 5)},
        **{f"recall at {k}, picture": 100 * recall_at(scores.T, k) for k in (1, 5)},
        "the text found is true": 100 * float(np.mean(true)),
    }


def classify(
    towers: TwoTowers, vocabulary: Vocabulary, seen: Tensor, scenes: list[Scene]
) -> dict[str, float]:
    """Zero-shot among 30 prompts, of the scenes with one thing."""
    single = [k for k, scene in enumerate(scenes) if len(scene.items) == 1]
    prompts = embed(towers, vocabulary, [f"a {c} {s}" for c, s in NAMES])
    right = [
        NAMES[i] == (scenes[k].items[0].colour, scenes[k].items[0].shape)
        for k, i in zip(single, zero_shot(seen[single], prompts).tolist(), strict=True)
    ]
    return {f"zero-shot, of {len(single)}": 100 * float(np.mean(right))}


@torch.no_grad()
def look(eye: nn.Module | None, images: Tensor) -> Tensor:
    """The memory (B, N, D) of a frozen eye; zeros (B, 1, D) of none."""
    if eye is None:
        return torch.zeros(len(images), 1, WIDTH)
    with evaluating(eye):
        return torch.cat([eye(part) for part in images.split(200)])


def teach_mouth(
    memory: Tensor, captions: list[list[list[int]]], words: int
) -> CaptionDecoder:
    """A decoder of one layer that learns to write from memories (B, N, D)."""
    mouth = CaptionDecoder(
        vocab_size=words, width=WIDTH, memory_width=memory.shape[-1], heads=4,
        layers=1, max_length=LONGEST, dropout=0.0,
    )  # fmt: skip
    optimizer = torch.optim.AdamW(mouth.parameters(), lr=MOUTH_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, MOUTH_RATE, MOUTH_STEPS, pct_start=0.1, cycle_momentum=False
    )
    for _ in range(MOUTH_STEPS):
        chosen = torch.randperm(len(memory))[: Teaching().batch].tolist()
        rows = [captions[k][int(torch.randint(5, ()))] for k in chosen]
        ids = pad_batch(rows, PAD)
        logits, _ = mouth(ids, memory[chosen], need_weights=False)
        optimizer.zero_grad()
        caption_loss(logits, ids, PAD).backward()
        nn.utils.clip_grad_norm_(mouth.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    return mouth.eval()


def truth_of(
    mouth: CaptionDecoder, memory: Tensor, vocabulary: Vocabulary, scenes: list[Scene]
) -> float:
    """Percent of greedy captions that are true statements."""
    written = greedy_decode(
        mouth, memory, start_id=START, eos_id=EOS, max_length=LONGEST - 1, never=NEVER
    )
    true = 0
    for ids, scene in zip(written, scenes, strict=True):
        try:
            true += truth(vocabulary.decode(ids), scene)
        except ValueError:  # no sentence of the grammar
            continue
    return 100 * true / len(written)


if __name__ == "__main__":
    with in_words("bench.contrastive"):
        main()
