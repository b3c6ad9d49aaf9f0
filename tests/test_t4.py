"""What a Colab T4 allows: 15 GB on the card, 12.7 GB beside it, two cores.

Nothing is computed here. Models stand on PyTorch's meta device, where a tensor has a
shape and no numbers, and what a step would keep for its backward pass is added up.
"""

import os
import re
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from helpers.batches import make_loader
from helpers.captioner import Captioner
from helpers.corpus import IN_MEMORY
from helpers.encoders import make_encoder
from helpers.settings import choose_settings, configure
from helpers.tokens import Vocabulary

ROOT = Path(__file__).resolve().parent.parent
CARD, MEMORY, CORES = 15e9, 12.7e9, 2  # bytes, bytes
SPARE = 0.5  # of the card, for what a sum of shapes does not see: cuDNN, fragments
WORDS = 3000  # of Flickr8k's captions, those that come five times
CAPTIONS = 5  # of a picture
FLOAT32 = 4  # bytes; fp16 autocast keeps less
SETS = {"flickr8k": 8091, "flickr30k": 31783}  # pictures
GRIDS = {"resnet50": (49, 2048), "clip": (49, 768)}  # image tokens, their width


def step_bytes(model: nn.Module, *inputs: Tensor) -> int:
    """What a step of learning with AdamW keeps: weights, gradients, two moments of
    all that learns, and what the forward pass leaves to the backward pass."""
    kept = {}

    def note(tensor):
        kept[id(tensor)] = tensor  # holds it, so that no other gets its id
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        model.train()(*inputs)
    weights = {id(p) for p in model.parameters()}
    left = sum(x.nbytes for name, x in kept.items() if name not in weights)
    learn = sum(p.nbytes for p in model.parameters() if p.requires_grad)
    return left + 3 * learn + sum(p.nbytes for p in model.parameters())


@pytest.mark.parametrize("decoder", ["transformer", "lstm"])
@pytest.mark.parametrize("encoder", ["vit", "resnet50", "resnet50-tuned"])
def test_a_step_on_photos_fits_the_card(encoder, decoder):
    given = {"data": "flickr8k", "encoder": encoder, "decoder": decoder}
    settings = choose_settings(given)
    words = Vocabulary([f"word{k}" for k in range(WORDS)])
    rows, length = settings.batch_size * CAPTIONS, settings.max_length - 1
    with torch.device("meta"):
        model = Captioner(configure(settings), words, pretrained=False)
        size = model.encoder.image_size
        learns = any(p.requires_grad for p in model.encoder.parameters())
        seen = (
            torch.empty(settings.batch_size, size, size, 3, dtype=torch.uint8)
            if learns
            else torch.empty(settings.batch_size, *GRIDS[encoder], dtype=torch.half)
        )
        ids = torch.empty(rows, length, dtype=torch.long)
        logits = 2 * FLOAT32 * rows * length * len(words)  # and their softmax
        needed = logits + step_bytes(model, seen, ids)
    print(f"{encoder}, {decoder}: {needed / 1e9:.2f} GB")
    assert 0.05e9 < needed < SPARE * CARD, f"a step keeps {needed / 1e9:.1f} GB"


def test_the_calculation_is_right_where_it_can_be_checked_by_hand():
    model = nn.Sequential(nn.Linear(3, 5), nn.ReLU())
    rows = 7
    inputs, output, numbers = rows * 3, rows * 5, 3 * 5 + 5
    hand = FLOAT32 * (inputs + output + 4 * numbers)
    assert step_bytes(model, torch.rand(rows, 3)) == hand


@pytest.mark.parametrize("encoder", GRIDS)
@pytest.mark.parametrize("data", SETS)
def test_cached_features_leave_room_in_memory(data, encoder):
    tokens, width = GRIDS[encoder]
    cache = SETS[data] * tokens * width * 2  # float16
    in_memory = cache if cache <= IN_MEMORY else 0  # else they are read from disk
    assert in_memory < MEMORY / 2
    assert (data == "flickr8k") <= bool(in_memory)  # the set a T4 is for is quick


def test_the_grids_are_the_encoders():
    with torch.device("meta"):
        eye = make_encoder("resnet50", pretrained=False)
    assert (eye.grid[0] * eye.grid[1], eye.memory_width) == GRIDS["resnet50"]


def test_no_loader_has_more_workers_than_cores():
    assert make_loader([0], 1).num_workers <= min(CORES, os.cpu_count())
    asked = r"num_workers\s*=|torch\.compile\(|share\s*=\s*True"
    for folder in ("helpers", "solutions", "bench"):
        for path in (ROOT / folder).glob("*.py"):
            found = re.search(asked, path.read_text("utf-8"))
            assert not found, f"{path.name} says {found[0]}"
