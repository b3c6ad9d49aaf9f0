"""One eye, one mouth, one vocabulary: a captioner, and the file that keeps it.

Axes: B pictures, R = K * B captions (K of each picture, side by side), T tokens,
N image tokens, L layers, V vocabulary.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from .decoder import CaptionDecoder
from .decoding import beam_search, greedy_decode
from .encoders import make_encoder
from .images import normalize
from .lstm import LSTMDecoder
from .tokens import EOS, PAD, START, UNK, Vocabulary, pad_batch

SCENES = Path(__file__).with_name("scenes_captioner.safetensors")  # kept with us


@dataclass(frozen=True)
class Written:
    """A caption, and for each of its words where the decoder looked.

    words holds T words, weights (T, L, heads, N): weights[t] belongs to the step
    that wrote words[t].
    """

    text: str
    words: list[str]
    weights: Tensor


class Captioner(nn.Module):
    """An encoder and a decoder that speak of the same memory (B, N, D).

    Args:
        config: {"encoder": {"spec": ..., sizes}, "decoder": {"kind": "transformer" |
            "lstm", sizes}}: what `make_encoder` and `make_decoder` need. And "hide"
            and "hide_words": the shares of a picture's tokens and of the words before,
            others at each step, that learning does not see, so that few pictures are
            not learnt by heart.
        vocabulary: of the decoder.
        pretrained: fetch the encoder's trained weights, where it has any.
    """

    def __init__(self, config: dict, vocabulary: Vocabulary, *, pretrained: bool):
        super().__init__()
        self.vocabulary = vocabulary
        self.encoder = make_encoder(**config["encoder"], pretrained=pretrained)
        self.config = {**config, "encoder": self.encoder.config}
        self.decoder = make_decoder(
            **config["decoder"],
            vocab_size=len(vocabulary),
            memory_width=self.encoder.memory_width,
        )

    def forward(
        self, seen: Tensor, ids: Tensor, *, need_weights: bool = True
    ) -> tuple[Tensor, Tensor | None]:
        """What `remember` takes, and ids (R, T) -> logits (R, T, V), weights."""
        memory = self.remember(seen)
        if self.training:
            memory, ids = self._hide(memory, ids)
        return self.decoder(ids, memory, need_weights=need_weights)

    def _hide(self, memory: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Some tokens of the memory become 0, and some words `<unk>`."""
        if share := self.config.get("hide"):
            memory = memory * (torch.rand_like(memory[..., :1]) >= share)
        if share := self.config.get("hide_words"):
            chosen = torch.rand(ids.shape, device=ids.device) < share
            ids = ids.masked_fill(chosen & (ids > UNK), UNK)
        return memory, ids

    def remember(self, seen: Tensor) -> Tensor:
        """Pictures to memory (B, N, D).

        Takes uint8 pixels (B, H, W, 3), or memories (B, N, D) in floating point that
        a frozen encoder made earlier, which pass through as float32.
        """
        if seen.is_floating_point():
            return seen.float()
        images = seen.movedim(-1, -3).float() / 255
        return self.encoder(normalize(images, self.encoder.mean, self.encoder.std))

    def look(self, pixels: np.ndarray | Tensor) -> Tensor:
        """As `remember`, in eval mode, without a graph, on the captioner's device."""
        device = next(self.decoder.parameters()).device
        with evaluating(self):
            return self.remember(torch.as_tensor(pixels).to(device))

    def write(
        self,
        memory: Tensor,
        *,
        beam_width: int = 1,
        length_penalty: float = 1.0,
        max_length: int | None = None,
    ) -> list[list[int]]:
        """Memory (B, N, D) -> B lists of ids; greedy, or a beam if wider than 1.

        Every id is a word: `<unk>` is likely where many rare words are, and says none.
        """
        limits = {
            "start_id": START,
            "eos_id": EOS,
            "never": (PAD, START, UNK),
            "max_length": max_length or self.decoder.max_length - 1,
        }
        with evaluating(self):
            if beam_width == 1:
                return greedy_decode(self.decoder, memory, **limits)
            return beam_search(
                self.decoder,
                memory,
                beam_width=beam_width,
                length_penalty=length_penalty,
                **limits,
            )

    def where(self, captions: list[list[int]], memory: Tensor) -> list[Tensor]:
        """For each caption the weights (T, L, heads, N) of the steps that wrote it.

        One pass over the finished captions gives the weights that decoding had,
        since a step depends on earlier words alone.
        """
        ids = pad_batch([[START, *caption] for caption in captions], PAD)
        with evaluating(self):
            _, weights = self.decoder(ids.to(memory.device), memory)
        if weights.ndim == 3:  # one layer of one head: (B, T, N)
            weights = weights[None, :, None]
        weights = weights.permute(1, 3, 0, 2, 4).cpu()  # (B, T, L, heads, N)
        pairs = zip(weights, captions, strict=True)
        return [steps[: len(caption)] for steps, caption in pairs]

    def caption(
        self,
        pixels: np.ndarray | Tensor,
        *,
        beam_width: int = 1,
        length_penalty: float = 1.0,
    ) -> list[Written]:
        """uint8 pictures (B, H, W, 3) -> B captions with the places looked at."""
        memory = self.look(pixels)
        captions = self.write(
            memory, beam_width=beam_width, length_penalty=length_penalty
        )
        name = self.vocabulary.word
        return [
            Written(self.vocabulary.decode(ids), [name(i) for i in ids], weights)
            for ids, weights in zip(captions, self.where(captions, memory), strict=True)
        ]

    def save(self, path: Path | str) -> None:
        """Write weights, configuration and vocabulary to one safetensors file.

        The file appears whole or not at all.
        """
        path = Path(path)
        about = {"config": self.config, "words": self.vocabulary.words}
        weights = {name: x.contiguous() for name, x in self.state_dict().items()}
        part = path.with_name(path.name + ".part")
        save_file(weights, part, metadata={"captioner": json.dumps(about)})
        os.replace(part, path)

    @classmethod
    def load(cls, path: Path | str = SCENES) -> "Captioner":
        """Read a saved captioner, in eval mode; by default the one kept for scenes.

        Raises:
            ValueError: the file is missing, damaged, or not a captioner.
        """
        try:
            with safe_open(path, "pt") as file:
                about = json.loads((file.metadata() or {})["captioner"])
            weights = load_file(path)
        except (OSError, SafetensorError, KeyError) as error:
            raise ValueError(
                f"expected a captioner saved by Captioner.save, got {path} "
                f"({error}); train one with `python -m helpers.train --out DIR`"
            ) from error
        made = cls(about["config"], Vocabulary(about["words"]), pretrained=False)
        made.load_state_dict(weights)  # into float32, whatever they were saved in
        return made.eval()


def make_decoder(kind: str, **sizes) -> nn.Module:
    """A decoder by name: "transformer" or "lstm"."""
    if kind == "transformer":
        return CaptionDecoder(**sizes)
    if kind == "lstm":
        return LSTMDecoder(**sizes)
    raise ValueError(f"expected a decoder 'transformer' or 'lstm', got {kind!r}")


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Within it a model is in eval mode and builds no graph; its modes come back."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for module, mode in modes:
            module.training = mode
