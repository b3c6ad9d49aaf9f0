"""What a run reads before its first step: words, pictures, the captioner to learn."""

__lesson__ = "10"

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate.utils import set_seed

from .batches import CaptionedPictures
from .captioner import Captioner, digest_code
from .corpus import READ, Corpus
from .run_folder import SIDES, check_split, describe
from .settings import Settings, configure
from .subwords import Pair, read_merges
from .tokens import Vocabulary


@dataclass
class RunData:
    """What a run learns from, and the captioner that is to learn."""

    captioner: Captioner
    train: CaptionedPictures
    val: CaptionedPictures
    record: dict  # of words, split and pictures, for the run's folder
    first: Path | None = None  # file of the first validation picture


def read_data(
    settings: Settings, device: torch.device, *, before: dict | None, tell: bool
) -> RunData:
    """Read captions and pictures, and build the captioner.

    Args:
        device: on which a frozen encoder sees the pictures.
        before: the record of a run that goes on.
        tell: print what was found, and show progress.
    """
    corpus = Corpus.read(**{name: getattr(settings, name) for name in READ})
    if before:
        check_split(before, corpus)
    vocabulary = corpus.vocabulary(settings.min_count, merges=choose_merges(settings))
    if tell:
        print(corpus.report)
        for doubt in corpus.doubts(vocabulary, settings.max_length):
            print(f"note: {doubt}", flush=True)
    set_seed(settings.seed)
    captioner = begin(settings, vocabulary)
    encoder = captioner.encoder.to(device)
    how: dict[str, Any] = {"cache": settings.cache, "progress": tell}
    rows = {side: corpus.rows(side, encoder, **how) for side in SIDES}
    seen = {side: rows[side].digest for side in SIDES}
    mirrored = None
    if settings.mirror:
        mirrored = corpus.rows("train", encoder, mirrored=True, **how)
        seen["mirrored"] = mirrored.digest
    train, val = (
        corpus.pictures(
            side,
            rows[side],
            vocabulary,
            max_length=settings.max_length,
            choose=settings.captions,
            seed=settings.seed,
            mirrored=mirrored if side == "train" else None,
        )
        for side in SIDES
    )
    record = describe(corpus, vocabulary.about(), seen, digest_code(encoder))
    first = corpus.captions.path(corpus.splits["val"][0])
    return RunData(captioner, train, val, record, first)


def choose_merges(settings: Settings) -> int | list[Pair] | None:
    """How many merges to learn, or those of a list, or None for whole words."""
    if settings.tokens == "words":
        return None
    if settings.tokens == "bpe":
        return settings.merges
    return read_merges(Path(settings.tokens), settings.merges)


def begin(settings: Settings, vocabulary: Vocabulary) -> Captioner:
    """The captioner to learn: a new one, or that of the run which rewards go on from.

    Raises:
        ValueError: that run has none, or knows other words than its data now holds.
    """
    if not settings.rewards:
        return Captioner(configure(settings), vocabulary, pretrained=True)
    captioner = Captioner.load(Path(settings.rewards) / "captioner.safetensors")
    if captioner.vocabulary.about() != vocabulary.about():
        raise ValueError(
            f"expected the words that {settings.rewards} learnt, got others from "
            f"{settings.data}; put its captions back"
        )
    return captioner


def try_saving(captioner: Captioner, path: Path) -> None:
    """Save once before anything is learnt, and read that back; no file stays.

    Raises:
        ValueError: the captioner cannot be saved, or an encoder of one's own comes
            back another one, as with state that its state_dict() leaves out.
        OSError: the folder cannot be written, or the disk is full.
    """
    devices = [torch.cuda.current_device()] if torch.cuda.is_available() else []
    with torch.random.fork_rng(devices):
        try:
            captioner.save(path)
            if digest_code(captioner.encoder):
                _compare(captioner, Captioner.load(path))
        finally:
            path.unlink(missing_ok=True)


def _compare(captioner: Captioner, again: Captioner) -> None:
    again.to(next(captioner.decoder.parameters()).device)
    side = captioner.encoder.image_size
    noise = torch.randint(256, (1, side, side, 3), dtype=torch.uint8)
    first, second, loaded = (x.encode(noise) for x in (captioner, captioner, again))
    if torch.allclose(first, second, equal_nan=True) and not torch.allclose(
        first, loaded, atol=1e-3, rtol=1e-3, equal_nan=True
    ):
        raise ValueError(
            "expected an encoder that sees the same when it was saved and loaded, got "
            "another memory of one picture; keep what it needs in parameters or in "
            "buffers that are persistent"
        )
