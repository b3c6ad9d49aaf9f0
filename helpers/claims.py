"""What a scene is, and what can be claimed of it, whatever the language.

The words here are names of things and kinds; `language.py` says them as sentences.
"""

__lesson__ = "00"

from dataclasses import dataclass

SHAPES = ("circle", "square", "triangle", "cross", "ring")  # of the plain world
COLOURS = ("red", "green", "blue", "yellow", "purple", "white")
ALL_SHAPES = (*SHAPES, "star", "heart")  # of the wide world
ALL_COLOURS = (*COLOURS, "black")
SIZES = ("small", "large")
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}
APART = 1 / 7  # of the side: centres that far apart are clearly in another place
PLACES = ("left of", "right of", "above", "below")
OPPOSITE = dict(zip(PLACES, ("right of", "left of", "below", "above"), strict=True))
RELATIONS = (*PLACES, "and")


@dataclass(frozen=True)
class Item:
    """One object: its words, and its box (left, top, right, bottom) in pixels.

    Right and bottom lie outside, so the box's pixels are [top:bottom, left:right].
    """

    shape: str
    colour: str
    size: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Scene:
    """The items of one square picture, `side` pixels wide."""

    items: tuple[Item, ...]
    side: int


@dataclass(frozen=True)
class Thing:
    """A described thing: a shape or "object"; its size and colour, if they are said."""

    noun: str
    colour: str | None = None
    size: str | None = None

    def matches(self, item: Item) -> bool:
        return (
            self.size in (None, item.size)
            and self.colour in (None, item.colour)
            and self.noun in ("object", item.shape)
        )


@dataclass(frozen=True)
class Claim:
    """One thing, how many there are of it (0: none), or two things and their relation.

    `things` are two where there is a relation, else one.
    """

    things: tuple[Thing, ...]
    relation: str | None = None
    count: int | None = None


def meanings(claim: Claim, scene: Scene) -> list[tuple[set[int], ...]]:
    """Every way in which the claim is true: the items that each thing then names."""
    fits = [
        [i for i, item in enumerate(scene.items) if thing.matches(item)]
        for thing in claim.things
    ]
    if claim.count is not None:
        return [(set(fits[0]),)] if len(fits[0]) == claim.count else []
    if claim.relation is None:
        return [({i},) for i in fits[0]]
    return [
        ({i}, {j})
        for i in fits[0]
        for j in fits[1]
        if i != j and holds(claim.relation, scene.items[i], scene.items[j])
    ]


def holds(relation: str, one: Item, other: Item) -> bool:
    """Compare centres; an item further left is to the left, however little."""
    (left, top, right, bottom), (l2, t2, r2, b2) = one.box, other.box
    across, down = (left + right) - (l2 + r2), (top + bottom) - (t2 + b2)
    return {
        "left of": across < 0,
        "right of": across > 0,
        "above": down < 0,
        "below": down > 0,
        "and": True,
    }[relation]


def is_apart(relation: str, one: Item, other: Item, side: int) -> bool:
    """Whether the relation holds with centres at least APART of the side apart."""
    low, high = (0, 2) if relation in PLACES[:2] else (1, 3)
    apart = one.box[low] + one.box[high] - other.box[low] - other.box[high]
    return abs(apart) >= 2 * APART * side and holds(relation, one, other)


def one_half(relation: str, one: Item, other: Item, side: int) -> bool:
    """Whether both centres lie in the same half of the picture, along the relation.

    Where the first thing stands then does not tell the place.
    """
    low, high = (0, 2) if relation in PLACES[:2] else (1, 3)
    return (one.box[low] + one.box[high] < side) == (
        other.box[low] + other.box[high] < side
    )
