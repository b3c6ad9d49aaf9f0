"""A captioner of the learner's own answers; where one is missing ours stands in.

    machine = assemble(kept_answers())
    print(machine.table())

An answer joins if the whole chain still runs with it: picture, patches, memory, words,
overlay. Where it names an earlier one, or a helper that is one, it gets the learner's.

Axes: B pictures, N patches, D width, T words, L layers.
"""

__lesson__ = "11"

import ast
import warnings
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from . import loss, masks, overlays, patches, tokens
from .attention import MultiHeadAttention
from .decoder import CaptionDecoder
from .messages import translate
from .modes import evaluating
from .tokens import EOS, PAD, START
from .vit import EncoderBlock, VisionTransformer

PARTS = {  # of each lesson, in the order in which they are built
    "01": ("count_patches", "patchify", "PatchEmbedding", "ImageTokens"),
    "02": ("attend", "MultiHeadAttention", "EncoderBlock", "VisionTransformer"),
    "03": ("tokenize", "Vocabulary", "pad_batch", "caption_labels"),
    "04": ("causal_mask", "padding_mask", "combine_masks", "masked_softmax",
           "caption_loss"),
    "05": ("CrossAttention", "DecoderBlock", "CaptionDecoder", "train_step"),
    "06": ("next_word", "greedy_decode", "caption_images"),
    "07": ("unnormalize", "to_grid", "enlarge", "blend", "word_heatmaps"),
}  # fmt: skip
CALLED = ("VisionTransformer", "tokenize", "Vocabulary", "pad_batch", "CaptionDecoder",
          "train_step", "caption_images", "unnormalize", "enlarge", "blend",
          "word_heatmaps")  # fmt: skip
TRIAL = "there is a red ring"


class Patches(nn.Module):
    """A vision transformer without its head: images (B, 3, H, W) -> (B, N, D)."""

    def __init__(self, vit: nn.Module):
        super().__init__()
        self.vit: Any = vit

    def forward(self, images: Tensor) -> Tensor:
        x = self.vit.tokens(self.vit.patches(images))
        for block in self.vit.blocks:
            x = block(x)
        return self.vit.norm(x[:, 1:])  # without the class token


@dataclass
class Machine:
    """The parts of a captioner by name.

    Attributes:
        parts: {exercise: function or class}.
        sources: {exercise: source} of the learner's answers among them.
        refused: {exercise: why it can't join}.
    """

    parts: dict[str, Any]
    sources: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["parts"][name]
        except KeyError:
            raise AttributeError(name) from None

    def own(self) -> set[str]:
        """The learner's answers that are at work: called here, or named by those."""
        found: set[str] = set()
        waiting = [name for name in CALLED if name in self.sources]
        while waiting:
            name = waiting.pop()
            found.add(name)
            named = {
                node.id
                for node in ast.walk(ast.parse(self.sources[name]))
                if isinstance(node, ast.Name)
            }
            waiting += (named & set(self.sources)) - found
        return found

    def table(self) -> str:
        """A line a lesson: what is the learner's own, and why something is not."""
        own, lines = self.own(), []
        for lesson, names in PARTS.items():
            told = [f"{name} {'✓' if name in own else '·'}" for name in names]
            lines.append(f"{lesson}  {'  '.join(told)}")
        for name, why in self.refused.items():
            lines.append(translate(f"{name} can't join: {why}"))
        lines.append(translate("✓ yours, at work  · ours, or not needed"))
        return "\n".join(lines)

    def make(
        self, *, words: int, side: int, patch: int, width: int, heads: int,
        eye_layers: int, layers: int, longest: int,
    ) -> tuple[nn.Module, nn.Module]:  # fmt: skip
        """A new eye and a new decoder of these sizes, without dropout."""
        vit = self.VisionTransformer(
            image_size=side, patch_size=patch, channels=3, width=width, heads=heads,
            layers=eye_layers, classes=2, dropout=0.0,
        )  # fmt: skip
        decoder = self.CaptionDecoder(
            vocab_size=words, width=width, memory_width=width, heads=heads,
            layers=layers, max_length=longest, dropout=0.0,
        )  # fmt: skip
        return Patches(vit), decoder

    @torch.no_grad()
    def overlay(
        self, eye: nn.Module, decoder: nn.Module, image: Tensor, ids: list[int],
        *, rows: int, mean: tuple, std: tuple,
    ) -> list[Tensor]:  # fmt: skip
        """For each word after <start> the picture with its glow: (3, H, W) in [0, 1].

        Args:
            image: (3, H, W), normalised with mean and std.
            rows: patches down, and as many across.
        """
        with evaluating(eye), evaluating(decoder):
            weights = decoder(torch.tensor([ids]), eye(image[None]))[1]
        heats = self.word_heatmaps(
            weights.mean((0, 1, 2)), torch.tensor(ids), rows, rows
        )
        photo = self.unnormalize(image, torch.tensor(mean), torch.tensor(std))
        top = weights.mean((0, 1, 2)).max()
        return [
            self.blend(photo, self.enlarge(heat / top, *image.shape[1:]), 0.5)
            for _, heat in heats
        ]


def assemble(answers: dict[str, str]) -> Machine:
    """A machine of these answers, {exercise: source}, and ours where one can't join."""
    machine = Machine(course_parts())
    for name in (name for names in PARTS.values() for name in names):
        if name not in answers:
            continue
        before = dict(machine.parts)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a part that warns still works
                machine.parts[name] = run_answer(name, answers[name], before)
                try_out(machine)
        except Exception as error:
            machine.parts = before
            said = translate(str(error))
            machine.refused[name] = f"{type(error).__name__}: {said}"
        else:
            machine.sources[name] = answers[name]
    return machine


def run_answer(name: str, source: str, parts: dict[str, Any]) -> Any:
    """What an answer defines, beside these parts: no import hides one of them."""
    tree = ast.parse(source)
    tree.body = [
        node
        for node in tree.body
        if not isinstance(node, ast.ImportFrom)
        or not {alias.asname or alias.name for alias in node.names} & parts.keys()
    ]
    names = {"__name__": f"your_{name}", **parts}
    exec(compile(tree, f"<your {name}>", "exec"), names)
    return names[name]


def try_out(machine: Machine) -> None:
    """The whole chain once, small: an error says what can't join."""
    vocabulary = machine.Vocabulary.from_captions([machine.tokenize(TRIAL)], 1)
    ids = machine.pad_batch([vocabulary.encode(TRIAL.split())] * 2, PAD)
    with torch.random.fork_rng([]):
        eye, decoder = machine.make(
            words=len(vocabulary), side=12, patch=6, width=8, heads=2, eye_layers=1,
            layers=1, longest=9,
        )  # fmt: skip
        images = torch.randn(2, 3, 12, 12)
        learning = [*eye.parameters(), *decoder.parameters()]
        optimizer = torch.optim.AdamW(learning, lr=1e-3)
        loss = machine.train_step(eye, decoder, images, ids, optimizer)
        said = machine.caption_images(eye, decoder, images, vocabulary, 5)
    glows = machine.overlay(
        eye, decoder, images[0], ids[0].tolist(), rows=2, mean=(0,) * 3, std=(1,) * 3
    )
    if not (loss == loss and len(said) == 2 and len(glows) == ids.shape[1] - 1):
        raise ValueError(
            f"expected a loss, 2 captions, a glow a word, got {loss, said}"
        )


def course_parts() -> dict[str, Any]:
    """Our own part for each name that is called, and for what answers import."""
    modules = (patches, tokens, masks, loss, overlays)
    names = {name for names in PARTS.values() for name in names}
    found = {n: getattr(m, n) for m in modules for n in names if hasattr(m, n)}
    ours = (MultiHeadAttention, EncoderBlock, VisionTransformer, CaptionDecoder)
    found |= {part.__name__: part for part in ours}
    return found | {"train_step": train_step, "caption_images": caption_images}


def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer: Any
) -> float:
    """As in lesson 05."""
    error = loss.caption_loss(decoder(ids, encoder(images))[0], ids, PAD)
    optimizer.zero_grad()
    error.backward()
    optimizer.step()
    return error.item()


def caption_images(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, vocabulary: Any,
    max_length: int,
) -> list[str]:  # fmt: skip
    """As in lesson 06, greedy."""
    with evaluating(encoder), evaluating(decoder):
        memory = encoder(images)
        ids = torch.full((len(images), 1), START)
        for _ in range(max_length):
            chosen = decoder(ids, memory)[0][:, -1].argmax(-1, keepdim=True)
            ids = torch.cat([ids, chosen], 1)
            if (ids == EOS).any(1).all():
                break
    return [vocabulary.decode(row) for row in ids.tolist()]
