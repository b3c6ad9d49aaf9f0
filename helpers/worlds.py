"""Three kinds of scenes: plain for lessons, fair for training, wide as photos vary."""

__lesson__ = "00"

from dataclasses import dataclass, replace

from .claims import ALL_COLOURS, ALL_SHAPES, COLOURS, SHAPES
from .speech import Speech


@dataclass(frozen=True)
class World:
    """What may be drawn, how often, and how it is spoken of.

    Args:
        shapes, colours: of the things.
        items: how often one, two, ... are tried; the last may not fit.
        radius: of the side; far enough apart to be told.
        halves: how often the first two things are put into one half of the picture,
            where the place of one alone does not tell on which side the other is.
        wide: share of pictures on all grounds, in all inks, by hand; the others are
            clean, and light on dark.
        speech: how often what is said.
    """

    shapes: tuple[str, ...]
    colours: tuple[str, ...]
    items: tuple[float, ...]
    radius: dict[str, float]
    halves: float
    wide: float
    speech: Speech

    def said_in(self, language: str) -> "World":
        """The same world, spoken of in the language of that code, such as pt_BR."""
        return replace(self, speech=replace(self.speech, language=language))


# Clean and small, learnt in seconds: for lessons.
PLAIN = World(
    shapes=SHAPES,
    colours=COLOURS,
    items=(1 / 3, 1 / 3, 1 / 3),
    radius={"small": 0.115, "large": 0.185},
    halves=0.0,
    wide=0.0,
    speech=Speech(),
)
# As clean, but a place is said more often, and can't be guessed from one thing alone:
# what the captioner learns from.
FAIR = World(
    shapes=SHAPES,
    colours=COLOURS,
    items=(0.25, 0.45, 0.3),
    radius={"small": 0.105, "large": 0.175},
    halves=0.8,
    wide=0.0,
    speech=Speech(pair_and=0.1, near=True, absence=0.05),
)
# Paper, paint programs, photos of drawings, more shapes, and up to four of them.
WIDE = World(
    shapes=ALL_SHAPES,
    colours=ALL_COLOURS,
    items=(0.15, 0.35, 0.3, 0.2),
    radius={"small": 0.105, "large": 0.175},
    halves=0.8,
    wide=1.0,
    speech=Speech(pair_and=0.1, near=True, absence=0.1),
)
DRAWN = {"scenes": FAIR, "wide-scenes": WIDE}  # the names of sets that are drawn here
