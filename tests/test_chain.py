"""Real photos through the whole chain, in the lessons' own words.

The exercises of lessons 02, 05, 06 and 07, as our solutions answer them, take 50 photos
to captions and overlays, with a trained convolutional eye and with the learner's vision
transformer as eye. Skipped where photos and weights do not lie beside the project.
"""

import importlib.util
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from examiner import ROOT, load_lesson
from torch import Tensor, nn
from torch.testing import assert_close

from helpers.datasets import load_captions
from helpers.images import load_image, normalize, to_tensor
from helpers.tokens import EOS, PAD, START, Vocabulary, pad_batch, tokenize

SHARED = ROOT.parent / "shared"
PHOTOS, EYE = SHARED / "flickr8k", SHARED / "weights" / "mobilenet.py"
LESSONS = (
    "02_vision_transformer",
    "05_cross_attention_decoder",
    "06_greedy_decoding",
    "07_attention_overlays",
)
COUNT = 50  # photos, one caption each
LONGEST = 16  # words; a longer caption is cut
STEPS = 75  # every photo in each: by then captions are known by heart
MEAN = STD = (0.5, 0.5, 0.5)  # what the convolutional eye was trained with

pytestmark = pytest.mark.skipif(
    not (PHOTOS.is_dir() and EYE.is_file()), reason="no photos beside the project"
)


@dataclass
class Chain:
    """An eye and a decoder that have learnt 50 captions by heart."""

    eye: nn.Module
    decoder: nn.Module
    images: Tensor  # (B, 3, H, W), normalised
    pixels: Tensor  # the same in [0, 1]
    grid: tuple[int, int]
    losses: list[float]


class Grid(nn.Module):
    """The trained convolutions, frozen: images to memory (B, N, D)."""

    def __init__(self):
        super().__init__()
        spec = importlib.util.spec_from_file_location("mobilenet", EYE)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.network = module.load()

    def forward(self, images: Tensor) -> Tensor:
        return self.network(images).flatten(2).transpose(1, 2)


class Patches(nn.Module):
    """The learner's vision transformer without its head; memory is the patches."""

    def __init__(self, vit: nn.Module):
        super().__init__()
        self.vit = vit

    def forward(self, images: Tensor) -> Tensor:
        x = self.vit.tokens(self.vit.patches(images))
        for block in self.vit.blocks:
            x = block(x)
        return self.vit.norm(x[:, 1:])


@pytest.fixture(scope="module")
def course():
    """The exercises of the four lessons by name, each run with its lesson's imports."""
    answers = {}
    for name in LESSONS:
        lesson, scope = load_lesson(name), {"__name__": name}
        for source in (lesson.imports, *lesson.solutions.values()):
            exec(compile(source, name, "exec"), scope)
        answers |= {exercise: scope[exercise] for exercise in lesson.solutions}
    return SimpleNamespace(**answers)


@pytest.fixture(scope="module")
def photos():
    """50 photos (B, 3, 224, 224) in [0, 1], and a caption of each as words."""
    found = load_captions(PHOTOS)
    names = sorted(found.captions)[:COUNT]
    pixels = np.stack([load_image(found.path(name), 224) for name in names])
    words = [tokenize(found.captions[name][0])[:LONGEST] for name in names]
    return to_tensor(pixels), words


@pytest.fixture(scope="module")
def vocabulary(photos):
    return Vocabulary.from_captions(photos[1], min_count=1)


@pytest.fixture(scope="module")
def ids(photos, vocabulary):
    return pad_batch([vocabulary.encode(words) for words in photos[1]], PAD)


@pytest.fixture(scope="module", params=["trained convolutions", "vision transformer"])
def chain(request, course, photos, vocabulary, ids):
    """A short training with lesson 05's step, all photos in every batch."""
    torch.manual_seed(0)
    pixels = photos[0]
    if request.param == "trained convolutions":
        eye, grid, width = Grid(), (7, 7), 256
    else:
        pixels = nn.functional.interpolate(pixels, size=(64, 64), mode="area")
        vit = course.VisionTransformer(
            image_size=64, patch_size=16, channels=3, width=64,
            heads=4, layers=2, classes=2, dropout=0.0,
        )  # fmt: skip
        eye, grid, width = Patches(vit), (4, 4), 64
    images = normalize(pixels, MEAN, STD)
    decoder = course.CaptionDecoder(
        vocab_size=len(vocabulary), width=64, memory_width=width,
        heads=4, layers=2, max_length=LONGEST + 2, dropout=0.0,
    )  # fmt: skip
    frozen = request.param == "trained convolutions"
    learner, seen = (nn.Identity(), eye(images)) if frozen else (eye, images)
    parameters = [*decoder.parameters(), *([] if frozen else eye.parameters())]
    optimizer = torch.optim.AdamW(parameters, lr=3e-3)
    losses = [
        course.train_step(learner, decoder, seen, ids, optimizer) for _ in range(STEPS)
    ]
    return Chain(eye.eval(), decoder.eval(), images, pixels, grid, losses)


def loss(decoder: nn.Module, memory: Tensor, ids: Tensor) -> float:
    """Mean cross-entropy of the next words."""
    with torch.no_grad():
        logits, _ = decoder(ids, memory)
    targets = ids[:, 1:].masked_fill(ids[:, 1:] == PAD, -100)
    return nn.functional.cross_entropy(logits[:, :-1].mT, targets).item()


@pytest.mark.training
def test_the_loss_falls_to_a_tenth(chain, vocabulary):
    assert chain.losses[0] == pytest.approx(np.log(len(vocabulary)), rel=0.25)
    assert chain.losses[-1] < chain.losses[0] / 10


def test_learnt_captions_come_out(chain, course, vocabulary, photos):
    decoder = chain.decoder.train()
    said = course.caption_images(chain.eye, decoder, chain.images, vocabulary, 18)
    assert decoder.training and not chain.eye.training
    learnt = [" ".join(words) for words in photos[1]]
    right = sum(a == b for a, b in zip(said, learnt, strict=True))
    assert right >= COUNT * 0.8, said[:5]
    decoder.eval()


def test_greedy_and_a_beam_of_one_agree(chain, course):
    with torch.no_grad():
        memory = chain.eye(chain.images[:4])
    steps = [lambda ids, m=m: chain.decoder(ids, m[None])[0] for m in memory]
    greedy = course.greedy_decode(
        lambda ids: chain.decoder(ids, memory)[0], START, EOS, 18, 4
    )
    with torch.no_grad():
        beams = [course.beam_search(step, START, EOS, 18, 1, 1.0) for step in steps]
    assert greedy == beams


def test_another_photos_memory_is_no_help(chain, ids):
    with torch.no_grad():
        memory = chain.eye(chain.images)
    own, others = (loss(chain.decoder, m, ids) for m in (memory, memory.roll(1, 0)))
    assert others > own + 0.5  # nats a word


def test_overlays_lie_on_the_photo(chain, course, ids):
    rows, cols = chain.grid
    height, width = chain.images.shape[-2:]
    photo = course.unnormalize(chain.images[3], MEAN, STD)
    assert_close(photo, chain.pixels[3])
    with torch.no_grad():
        _, weights = chain.decoder(ids[3:4], chain.eye(chain.images[3:4]))
    caption = [word for word in ids[3].tolist() if word != PAD]
    steps = weights[:, 0, :, : len(caption)].mean((0, 1))  # (T, N)
    pairs = course.word_heatmaps(steps, caption, rows, cols)
    assert [word for word, _ in pairs] == caption[1:] and caption[-1] == EOS
    for step, (_, heat) in zip(steps, pairs, strict=False):  # the last wrote nothing
        assert_close(heat.flatten(), step)
        assert heat.sum().item() == pytest.approx(1, abs=1e-4)
        glow = course.enlarge(heat / heat.max(), height, width)
        overlay = course.blend(photo, glow, 0.5)
        assert overlay.shape == photo.shape
        assert overlay.min() >= 0 and overlay.max() <= 1
        row, col = divmod(int(heat.argmax()), cols)
        assert course.peak_in_box(heat, (col, row, col + 1, row + 1))
        y, x = divmod(int(glow.argmax()), width)
        assert abs(y * rows / height - row - 0.5) < 1
        assert abs(x * cols / width - col - 0.5) < 1


def test_words_look_at_different_places(chain, course, ids):
    rows, cols = chain.grid
    with torch.no_grad():
        _, weights = chain.decoder(ids, chain.eye(chain.images))
    heats = course.to_grid(weights, rows, cols)  # (L, B, heads, T, rows, cols)
    assert_close(heats.flatten(-2), weights)
    spread = weights[-1].std(2)  # over the words of a caption
    assert spread.max() > 0.05
