"""What a training run is: its settings, an option for each, the captioner they mean."""

import argparse
from dataclasses import dataclass, fields

from .batches import CHOICES
from .keep import DATA


@dataclass(frozen=True)
class Settings:
    """What a run is; `Settings()` fits scenes, `PHOTOS` has what photos want else."""

    data: str = "scenes"
    folder: str | None = None  # of flickr8k or flickr30k
    count: int = 20_000  # scenes to draw
    encoder: str = "vit"
    decoder: str = "transformer"
    captions: str = "all"  # of a picture in one step
    image_size: int = 48  # pixels, of a vit
    patch_size: int = 8  # pixels, of a vit
    width: int = 80
    heads: int = 4
    encoder_layers: int = 3
    layers: int = 2
    dropout: float = 0.0
    hide: float = 0.0  # share of the image tokens hidden from a step of learning
    hide_words: float = 0.0  # share of the words that become <unk>, likewise
    max_length: int = 20  # tokens with <start> and <eos>; longer captions are cut
    min_count: int = 1  # rarer words become <unk>
    epochs: int = 5
    batch_size: int = 32  # pictures
    lr: float = 2e-3
    warmup: float = 0.05  # of all steps
    weight_decay: float = 0.05
    clip: float = 1.0  # largest norm of the gradient
    seed: int = 0
    cache: str = str(DATA)


PHOTOS = {
    "image_size": 112, "patch_size": 16, "width": 256, "layers": 3, "dropout": 0.2,
    "hide": 0.5, "hide_words": 0.2, "max_length": 40, "min_count": 5, "epochs": 10,
    "batch_size": 16, "lr": 1e-3,
}  # fmt: skip


def add_options(parser: argparse.ArgumentParser) -> None:
    """One option for each setting; one that is not given comes out as None."""
    choices = {"decoder": ["transformer", "lstm"], "captions": CHOICES}
    for field in fields(Settings):
        photos = f", photos {PHOTOS[field.name]}" if field.name in PHOTOS else ""
        parser.add_argument(
            "--" + field.name.replace("_", "-"),
            type=str if field.name == "folder" else type(field.default),
            choices=choices.get(field.name),
            help=f"scenes {field.default}{photos}",
        )


def choose_settings(given: dict) -> Settings:
    """The settings that options give, with what suits their data for the others."""
    given = {name: value for name, value in given.items() if value is not None}
    suited = {} if given.get("data", Settings.data) == "scenes" else PHOTOS
    return Settings(**{**suited, **given})


def configure(settings: Settings) -> dict:
    """The captioner's configuration: what it takes to build it again."""
    encoder = {"spec": settings.encoder}
    if settings.encoder == "vit":
        names = ("image_size", "patch_size", "width", "heads", "dropout")
        encoder |= {name: getattr(settings, name) for name in names}
        encoder["layers"] = settings.encoder_layers
    decoder = {"kind": settings.decoder, "dropout": settings.dropout}
    if settings.decoder == "transformer":
        names = ("width", "heads", "layers", "max_length")
        decoder |= {name: getattr(settings, name) for name in names}
    else:
        names = ("embed_width", "hidden_width", "attention_width")
        decoder |= {name: settings.width for name in names}
    hidden = {"hide": settings.hide, "hide_words": settings.hide_words}
    return {"encoder": encoder, "decoder": decoder, **hidden}
