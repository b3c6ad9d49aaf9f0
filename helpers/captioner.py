"""A captioner: an encoder, a decoder and a vocabulary, saved to one file.

Axes: B pictures, R = K * B captions (K of each picture, side by side), T tokens,
N image tokens, L layers, V vocabulary.
"""

__lesson__ = "05"

import json
import sys
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from .contracts import Decoder, Encoder
from .decoders import make_decoder
from .decoding import beam_search, greedy_decode, without_eos
from .encoders import make_encoder
from .files import whole_file
from .finite import check_finite
from .images import normalize
from .language import ENGLISH, load_language
from .modes import evaluating
from .packing import join_tied, part_tied
from .sampling import Sampling, as_captions, sample_captions
from .subwords import read_vocabulary
from .tokens import EOS, NEVER, PAD, START, UNK, Vocabulary, pad_batch

SCENES = Path(__file__).with_name("scenes_captioner.safetensors")  # kept with us
PHOTOS = Path(__file__).with_name("photos_captioner.safetensors")  # without its eye


def scenes_captioner(language: str) -> Path:
    """The file of the kept captioner that writes of scenes in that language."""
    own = "" if language == ENGLISH else f"_{language}"
    return SCENES.with_stem(SCENES.stem + own)


@dataclass(frozen=True)
class GeneratedCaption:
    """A caption, and for each of its words the attention on the image tokens.

    words holds T words, weights (T, L, heads, N): weights[t] belongs to the step
    that generated words[t]; the mean of its steps if the word was written in pieces.
    """

    text: str
    words: list[str]
    weights: Tensor


class Captioner(nn.Module):
    """An encoder and a decoder that share a memory (B, N, D).

    Args:
        config: {"encoder": {"spec": ..., sizes}, "decoder": {"kind": ..., sizes}}: what
            `make_encoder` and `make_decoder` need. And "hide" and "hide_words": the
            shares of a picture's tokens and of the words before, others at each step,
            that training leaves out, so that few pictures are not memorised.
        vocabulary: of the decoder.
        pretrained: fetch the encoder's trained weights, where it has any.
    """

    def __init__(self, config: dict, vocabulary: Vocabulary, *, pretrained: bool):
        super().__init__()
        self.vocabulary = vocabulary
        self.encoder: Encoder = make_encoder(**config["encoder"], pretrained=pretrained)
        self.config = {**config, "encoder": self.encoder.config}
        self.decoder: Decoder = make_decoder(
            **config["decoder"],
            vocab_size=len(vocabulary),
            memory_width=self.encoder.memory_width,
        )

    def forward(
        self, features: Tensor, ids: Tensor, *, need_weights: bool = True
    ) -> tuple[Tensor, Tensor | None]:
        """Features (B, ...), ids (R, T) -> logits (R, T, V), weights of the decoder.

        Args:
            features: pixels or memories, as `encode` takes them, on one device with
                the captioner. The encoder learns from the gradient unless frozen.
        """
        memory = self._encode(features)
        if self.training:
            memory, ids = self._hide(memory, ids)
        return self.decoder(ids, memory, need_weights=need_weights)

    def _hide(self, memory: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Some tokens of the memory become 0, and some words `<unk>`."""
        memory = self.hide_tokens(memory)
        if share := self.config.get("hide_words"):
            chosen = torch.rand(ids.shape, device=ids.device) < share
            ids = ids.masked_fill(chosen & (ids > UNK), UNK)
        return memory, ids

    def hide_tokens(self, memory: Tensor) -> Tensor:
        """Memory (B, N, D) of which the share "hide" of the tokens becomes 0."""
        if share := self.config.get("hide"):
            memory = memory * (torch.rand_like(memory[..., :1]) >= share)
        return memory

    def _encode(self, features: Tensor) -> Tensor:
        """As `encode`, but in the present mode, and with a graph."""
        if features.is_floating_point():
            return features.float()
        images = features.movedim(-1, -3).float() / 255
        return self.encoder(normalize(images, self.encoder.mean, self.encoder.std))

    def encode(self, features: np.ndarray | Tensor) -> Tensor:
        """Pictures to memory (B, N, D), in eval mode, without a gradient.

        Args:
            features: uint8 pixels (B, H, W, 3); or memories (B, N, D) in floating
                point that a frozen encoder made earlier, which pass as float32. They
                are moved to the captioner's device.
        """
        device = next(self.decoder.parameters()).device
        with evaluating(self):
            return self._encode(torch.as_tensor(features).to(device))

    def generate(
        self,
        memory: Tensor,
        *,
        beam_width: int = 1,
        length_penalty: float = 1.0,
        sampling: Sampling | None = None,
        max_length: int | None = None,
    ) -> list[list[int]]:
        """Caption ids: memory (B, N, D) -> B lists; greedy, or by a beam if wider.

        Every id is a word: `<pad>`, `<start>`, `<unk>` and `<eos>` are left out.

        Args:
            sampling: draw the words, in the place of a beam.
        """
        longest = max_length or self.decoder.max_length - 1
        limits: dict[str, Any] = {
            "start_id": START,
            "eos_id": EOS,
            "never": NEVER,
            "max_length": longest,
        }
        with evaluating(self):
            if sampling is not None:
                ids = sample_captions(
                    self.decoder, memory, sampling, max_length=longest
                )
                return [without_eos(caption, EOS) for caption in as_captions(ids)]
            if beam_width == 1:
                return greedy_decode(self.decoder, memory, **limits)
            return beam_search(
                self.decoder,
                memory,
                beam_width=beam_width,
                length_penalty=length_penalty,
                **limits,
            )

    def attention(self, captions: list[list[int]], memory: Tensor) -> list[Tensor]:
        """For each caption the weights (T, L, heads, N) of the steps that made it.

        One pass over the finished captions gives the weights that decoding had,
        since a step depends on earlier words alone.
        """
        ids = pad_batch([[START, *caption] for caption in captions], PAD)
        with evaluating(self):
            weights = cast(Tensor, self.decoder(ids.to(memory.device), memory)[1])
        if weights.ndim == 3:  # one layer of one head: (B, T, N)
            weights = weights[None, :, None]
        weights = weights.permute(1, 3, 0, 2, 4).cpu()  # (B, T, L, heads, N)
        pairs = zip(weights, captions, strict=True)
        return [steps[: len(caption)] for steps, caption in pairs]

    def caption(
        self, pixels: np.ndarray | Tensor, **ways: Any
    ) -> list[GeneratedCaption]:
        """uint8 pictures (B, H, W, 3) -> B captions, with their attention.

        Args:
            ways: beam_width, length_penalty, sampling, max_length: see `generate`.
        """
        return self.describe(self.encode(pixels), **ways)

    def describe(self, memory: Tensor, **ways: Any) -> list[GeneratedCaption]:
        """As `caption`, of pictures that `encode` made memories (B, N, D) of."""
        captions = self.generate(memory, **ways)
        pairs = zip(captions, self.attention(captions, memory), strict=True)
        return [self._joined(ids, weights) for ids, weights in pairs]

    def _joined(self, ids: list[int], weights: Tensor) -> GeneratedCaption:
        """A caption of whole words, from ids and weights (T, ...) of their steps."""
        spans, decode = self.vocabulary.spans(ids), self.vocabulary.decode
        words = [decode([ids[t] for t in span]) for span in spans]
        means = [weights[span.start : span.stop].mean(0) for span in spans]
        joined = torch.stack(means) if means else weights
        return GeneratedCaption(decode(ids), words, joined)

    def save(self, path: Path | str, *, encoder: bool = True) -> None:
        """Write weights, configuration and vocabulary to one safetensors file.

        The file appears whole or not at all. Of an encoder of one's own it keeps a
        digest of the code, for the code is read again by `load`.

        Args:
            encoder: keep its weights too; else `load` reads those it was trained with
                from where they come from.

        Raises:
            ValueError: weights are not finite, or of a kind that no file can hold.
        """
        check_finite(self, "in a captioner that is saved")
        about = {"config": self.config, **self.vocabulary.about()}
        if code := digest_code(self.encoder):
            about["code"] = code
        weights = {
            name: x
            for name, x in self.state_dict().items()
            if encoder or not name.startswith("encoder.")
        }
        weights, about["tied"] = part_tied(weights)
        with whole_file(path) as draft:
            try:
                save_file(weights, draft, metadata={"captioner": json.dumps(about)})
            except (SafetensorError, RuntimeError, KeyError, TypeError) as error:
                if "I/O error" in str(error):
                    raise OSError(
                        f"cannot write {path}: {error}; is the disk full?"
                    ) from error
                raise ValueError(
                    f"expected weights that a safetensors file can hold, got: {error}"
                ) from error

    @classmethod
    def load(cls, path: Path | str | None = None) -> "Captioner":
        """Read a saved captioner, in eval mode.

        Args:
            path: its file; None for the kept captioner of scenes in the language that
                is spoken (see `speak` in language.py).

        Raises:
            ValueError: the file is missing, damaged, or not a captioner.
            FileNotFoundError, ImportError: its encoder of one's own is gone.
        """
        path = path or scenes_captioner(load_language().code)
        expected = f"expected a captioner saved by Captioner.save, got {path}"
        retry = "train one with `python -m helpers.train --out DIR`"
        try:
            with safe_open(path, "pt") as file:
                about = json.loads((file.metadata() or {})["captioner"])
            config, vocabulary = about["config"], read_vocabulary(about)
            spec = config["encoder"]["spec"]
            weights = join_tied(load_file(path), about.get("tied", {}))
        except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{expected} ({error}); {retry}") from error
        alone = not any(name.startswith("encoder.") for name in weights)
        try:
            made = cls(config, vocabulary, pretrained=alone)
            if alone:
                trained = made.encoder.state_dict().items()
                weights |= {f"encoder.{name}": x for name, x in trained}
            made.load_state_dict(weights)  # into float32, whatever they were saved in
        except (RuntimeError, TypeError, KeyError, AttributeError) as error:
            told = f"whose weights or sizes do not fit: {error}"
            raise ValueError(f"{expected}, {told}; {retry}") from error
        if digest_code(made.encoder) != about.get("code", ""):
            print(
                f"note: {spec} is not what it was when {path} was trained: "
                "captions may be worse; put the old code back, or train anew",
                file=sys.stderr,
            )
        return made.eval()


def digest_code(encoder: Encoder) -> str:
    """16 hex digits of the program text of an encoder of one's own, else none."""
    source = getattr(encoder, "source", "").encode()
    return blake2b(source, digest_size=8).hexdigest() if source else ""
