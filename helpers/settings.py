"""The settings of a training run: an option for each, and the captioner they give."""

__lesson__ = "00"

import argparse
import json
import math
import os
import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from .language import ENGLISH, codes
from .names import CHOICES, DATA, KAGGLE
from .worlds import DRAWN

DECODERS = ("transformer", "lstm", "stream")
TOKENS = ("words", "bpe")


@dataclass(frozen=True)
class Settings:
    """What a run is; `Settings()` fits scenes, `PHOTOS` has what photos want else."""

    data: str = "scenes"
    folder: str | None = None  # of flickr8k or flickr30k
    count: int = 25_000  # scenes to draw
    language: str = ENGLISH  # of their captions
    limit: int = 0  # pictures to use of all sides together; 0: all
    encoder: str = "vit"
    decoder: str = "transformer"
    captions: str = "all"  # of a picture in one step
    image_size: int = 48  # pixels, of a vit; of those in GRIDS see there
    patch_size: int = 8  # pixels, of a vit
    width: int = 80
    heads: int = 4
    encoder_layers: int = 3
    layers: int = 2
    bridge: bool = False  # see CaptionDecoder, and tied
    tied: bool = False
    dropout: float = 0.0
    hide: float = 0.0  # share of the image tokens hidden from a step of learning
    hide_words: float = 0.0  # share of the words that become <unk>, likewise
    mirror: bool = False  # half of the pictures, left and right exchanged in captions
    max_length: int = 20  # tokens with <start> and <eos>; longer captions are cut
    tokens: str = "words"  # or "bpe", or FILE.txt: pieces of words, see subwords.py
    merges: int = 2000  # of these pieces
    min_count: int = 1  # rarer words become <unk>; 0: see Corpus.vocabulary
    epochs: int = 10
    batch_size: int = 32  # pictures
    lr: float = 1.4e-3
    warmup: float = 0.05  # of all steps
    weight_decay: float = 0.05
    clip: float = 1.0  # largest norm of the gradient
    label_smoothing: float = 0.0
    ema_decay: float = 0.0  # of the average of the weights that is kept; 0: the last
    rewards: str | None = None  # a run to go on from, by rewards
    samples: int = 5  # captions drawn of a picture, with rewards
    seed: int = 0
    cache: str = str(DATA)


PHOTOS = {
    "image_size": 112, "patch_size": 16, "width": 256, "layers": 3, "dropout": 0.2,
    "hide": 0.5, "hide_words": 0.2, "max_length": 40, "min_count": 0, "epochs": 10,
    "batch_size": 16, "lr": 1e-3, "bridge": True, "label_smoothing": 0.1,
    "ema_decay": 0.998,
}  # fmt: skip
GRIDS = ("efficientnet", "resnet50", "resnet50-tuned")  # others' nets, of any size
GRID_PIXELS = 224  # that they were trained for; 448 gives 14 x 14 tokens
# With --rewards all else is as in the run gone on from.
REWARDED = {"epochs": 4, "lr": 4e-4, "batch_size": 64, "captions": "all"}
OWN = (
    "folder",
    "cache",
    "epochs",
    "batch_size",
    "lr",
    "warmup",
    "weight_decay",
    "clip",
    "ema_decay",
    "seed",
    "samples",
)  # what may be said beside --rewards

HELP = {
    "image_size": "of efficientnet and resnet50 224; 448 gives 14 x 14 image tokens",
    "language": f"of drawn scenes' captions: {', '.join(codes())}",
    "encoder": "FILE.py:FUNCTION for one's own: its features are cached until FILE.py, "
    "a module beside it that it imports, or its weights change (not a data file)",
    "tokens": "bpe: pieces of words, learnt from the training captions; none is <unk>; "
    "FILE.txt: pieces that others learnt, such as CLIP's merges.txt",
    "merges": "of pieces: so often the commonest neighbours are joined",
    "min_count": "rarer words become <unk>; 0: 1 for few captions, up to 5 for many",
    "limit": "use so many pictures, of all sides in proportion; 0: all",
    "mirror": "half of the pictures mirrored, left and right exchanged in captions",
    "bridge": "bring the memory to the decoder's width once, before its blocks",
    "tied": "one table reads and writes words",
    "label_smoothing": "share of the target that all words have together",
    "ema_decay": "keep an average of the weights, of about 1 / (1 - this) steps",
    "rewards": "RUN: go on from its captioner, rewarding captions like people's",
    "samples": "captions drawn of each picture, with --rewards",
}

# What each number may be: the options, a test of their value, and the test in words.
LIMITS = [
    (
        ("count", "image_size", "patch_size", "width", "heads", "encoder_layers",
         "layers", "epochs", "batch_size"),
        lambda x: x >= 1, "1 or more",
    ),
    (("max_length",), lambda x: x >= 3, "3 or more, for <start>, a word and <eos>"),
    (("min_count", "limit", "merges"), lambda x: x >= 0, "0 or more"),
    (("samples",), lambda x: x >= 2, "2 or more, to compare"),
    (("seed",), lambda x: 0 <= x < 2**32, "from 0 to below 2 ** 32"),
    (
        ("dropout", "hide", "hide_words", "label_smoothing", "ema_decay"),
        lambda x: 0 <= x < 1, "from 0 to below 1",
    ),
    (("warmup",), lambda x: 0 <= x <= 1, "from 0 to 1"),
    (("lr", "clip"), lambda x: 0 < x < math.inf, "above 0"),
    (("weight_decay",), lambda x: 0 <= x < math.inf, "0 or more"),
    (("decoder",), lambda x: x in DECODERS, " or ".join(DECODERS)),
    (
        ("tokens",), lambda x: x in TOKENS or x.endswith(".txt"),
        f"{', '.join(TOKENS)} or FILE.txt",
    ),
    (("captions",), lambda x: x in CHOICES, ", ".join(CHOICES)),
    (("language",), lambda x: x in codes(), ", ".join(codes())),
]  # fmt: skip


def add_options(parser: argparse.ArgumentParser) -> None:
    """One option for each setting; one that is not given comes out as None."""
    choices = {"decoder": DECODERS, "captions": CHOICES, "language": codes()}
    for field in fields(Settings):
        photos = f", photos {PHOTOS[field.name]}" if field.name in PHOTOS else ""
        about = f"; {HELP[field.name]}" if field.name in HELP else ""
        how: dict[str, Any] = {"help": f"scenes {field.default}{photos}{about}"}
        if isinstance(field.default, bool):
            how |= {"action": argparse.BooleanOptionalAction, "default": None}
        else:
            how["type"] = str if field.default is None else type(field.default)
            how["choices"] = choices.get(field.name)
        parser.add_argument(_option(field.name), **how)


def choose_settings(given: dict) -> Settings:
    """The settings that options give, with what suits their data for the others.

    Raises:
        ValueError: an option that does not go with --rewards.
    """
    given = {name: value for name, value in given.items() if value is not None}
    if "rewards" in given:
        return _go_on(given)
    suited = {} if given.get("data", Settings.data) in DRAWN else PHOTOS
    sized = {"image_size": GRID_PIXELS} if given.get("encoder") in GRIDS else {}
    return Settings(**{**suited, **sized, **given})


def _go_on(given: dict) -> Settings:
    """The settings of the run named by `rewards`, and what may differ from them."""
    run = read_settings(Path(given["rewards"]).expanduser())
    if other := [_option(name) for name in given if name not in (*OWN, "rewards")]:
        raise ValueError(
            f"expected --rewards with the settings of {given['rewards']}, got "
            f"{', '.join(other)} beside it; leave that out, or train another run"
        )
    return replace(Settings(**run), **{**REWARDED, **given})


def read_settings(run: Path) -> dict:
    """The settings in a run's run.json.

    Raises:
        ValueError: there is none, or of another version.
    """
    file, names = run / "run.json", {field.name for field in fields(Settings)}
    try:
        about = json.loads(file.read_text(encoding="utf-8"))
        found = {name: about[name] for name in names}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"expected the folder of a training run of this version, got {run} "
            f"({type(error).__name__}: {error}); train one with `python -m "
            "helpers.train`"
        ) from error
    return found


def check_settings(settings: Settings) -> None:
    """Raise ValueError for a value with which no captioner learns."""
    for names, is_good, expected in LIMITS:
        for name in names:
            if not is_good(got := getattr(settings, name)):
                raise ValueError(f"expected {_option(name)} {expected}, got {got}")
    pairs = [("image_size", "patch_size"), ("width", "heads")]
    used = [settings.encoder == "vit", "heads" not in _idle(settings)]
    for (whole, part), counts in zip(pairs, used, strict=True):
        big, small = getattr(settings, whole), getattr(settings, part)
        if counts and big % small:
            raise ValueError(
                f"expected {_option(whole)} to be a multiple of {_option(part)}, "
                f"got {big} and {small}"
            )


def tell_unused(given: dict, settings: Settings) -> None:
    """Name on stderr the options given that these settings do without."""
    unused = [_option(name) for name in _idle(settings) if given.get(name) is not None]
    if unused:
        print(
            f"note: {', '.join(unused)}: not used with --data {settings.data}, "
            f"--encoder {settings.encoder}, --decoder {settings.decoder}, "
            f"--tokens {settings.tokens}",
            file=sys.stderr,
        )


def _idle(settings: Settings) -> list[str]:
    """Names of settings that nothing reads."""
    no_vit, lstm = settings.encoder != "vit", settings.decoder == "lstm"
    idle = ["patch_size", "encoder_layers"] if no_vit else []
    idle += ["image_size"] if no_vit and settings.encoder not in GRIDS else []
    idle += ["layers"] if lstm else []
    idle += ["bridge", "tied"] if settings.decoder != "transformer" else []
    idle += ["merges" if settings.tokens == "words" else "min_count"]
    idle += [] if settings.rewards else ["samples"]
    idle += ["heads"] if no_vit and lstm else []
    return idle + ([] if settings.data in DRAWN else ["count", "language"])


def with_absolute_paths(settings: Settings) -> Settings:
    """The same settings wherever one stands; `~` is the home folder."""
    from .datasets import dataset_folder  # here: it brings torch and pandas

    places: dict[str, Any] = {"cache": settings.cache}
    if settings.data not in (*DRAWN, *KAGGLE):
        places["data"] = settings.data
    if settings.tokens not in TOKENS:
        places["tokens"] = settings.tokens
    if settings.rewards:
        places["rewards"] = settings.rewards
    if folder := settings.folder or dataset_folder(settings.data):
        places["folder"] = folder
    places = {name: _absolute(place) for name, place in places.items()}
    file, colon, function = settings.encoder.rpartition(":")
    if colon:
        places["encoder"] = f"{_absolute(file)}:{function}"
    return replace(settings, **places)


def _absolute(path: str) -> str:
    return os.path.abspath(Path(path).expanduser())


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def configure(settings: Settings) -> dict:
    """The captioner's configuration: what it takes to build it again."""
    encoder: dict[str, Any] = {"spec": settings.encoder}
    if settings.encoder == "vit":
        encoder |= _pick(
            settings, "image_size", "patch_size", "width", "heads", "dropout"
        )
        encoder |= {"layers": settings.encoder_layers, "memory_positions": True}
    if settings.encoder in GRIDS:
        encoder["image_size"] = settings.image_size
    decoder: dict[str, Any] = {"kind": settings.decoder, "dropout": settings.dropout}
    if settings.decoder == "transformer":
        names = ("width", "heads", "layers", "max_length", "bridge", "tied")
        decoder |= _pick(settings, *names)
    elif settings.decoder == "stream":
        decoder |= _pick(settings, "width", "heads", "layers", "max_length")
    else:
        widths = ("embed_width", "hidden_width", "attention_width")
        decoder |= dict.fromkeys(widths, settings.width)
    hidden = {"hide": settings.hide, "hide_words": settings.hide_words}
    return {"encoder": encoder, "decoder": decoder, **hidden}


def _pick(settings: Settings, *names: str) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in names}
