"""The captioner in a page: paint a scene, and watch its caption and attention change.

    python -m helpers.live captioner.html

One piece of HTML with weights and program in it, for notebooks, web pages and files on
a stick; no server, nothing loaded. The model runs in plain JavaScript (model.js), which
reads like the helpers and is compared with them by tests.
"""

import base64
import json
from html import escape
from pathlib import Path
from string import Template

import safetensors.torch
from IPython.display import HTML

from ..captioner import Captioner
from ..claims import NUMBERS, Claim, Thing
from ..explorer import choose_views
from ..language import Language, language_of
from ..messages import table, translate, translate_html
from ..outlines import OUTLINES
from ..overlays import heat_colours
from ..scenes import GAP, GROUND, NOISE, RGB, draw_scenes
from ..worlds import FAIR

HERE = Path(__file__).parent
PROGRAM = ("say.js", "model.js", "scene.js", "rooms.js", "faults.js", "page.js")
SHADES = 64
SCENE = 63  # the seed of the scene that it begins with


def live(captioner: Captioner | None = None, *, lessons: str | None = None) -> HTML:
    """A scenes captioner to play with; by default the one kept in the package.

    Show it as the last value of a notebook's cell; its `data` is the HTML.

    Args:
        captioner: a transformer on a ViT of patches, trained on scenes.
        lessons: where the pages of the walkthrough lie, for links from the rooms to the
            lessons: "" beside this page; no links if None.

    Raises:
        ValueError: a captioner of another kind, which the page cannot run.
    """
    captioner = captioner or Captioner.load()
    encoder, decoder = captioner.config["encoder"], captioner.config["decoder"]
    if encoder["spec"] != "vit" or decoder["kind"] != "transformer":
        raise ValueError(
            "expected a captioner with --encoder vit and --decoder transformer, got "
            f"{encoder['spec']} and {decoder['kind']}; the page runs those alone"
        )
    if captioner.vocabulary.merges:
        raise ValueError(
            "expected a captioner of whole words, got one of pieces; the page writes "
            "words alone: train one with --tokens words"
        )
    language = language_of(captioner.vocabulary.words)
    world = describe_world(encoder["image_size"], language)
    parts = [(HERE / name).read_text(encoding="utf-8") for name in PROGRAM]
    program = "\n".join(parts)
    page = (HERE / "page.html").read_text(encoding="utf-8")
    filled = Template(translate_html(page, language.code)).substitute(
        lang=language.tag,
        messages=table(program, language.code),
        style=(HERE / "style.css").read_text(encoding="utf-8"),
        side=world["side"],
        ground=_rgb(world["ground"]),
        shapes="".join(_shape_button(name, world, language) for name in FAIR.shapes),
        swatches="".join(_swatch(name, language) for name in FAIR.colours),
        views=choose_views(decoder["layers"], decoder["heads"], language.code),
        lessons="" if lessons is None else f' data-lessons="{escape(lessons)}"',
        about=json.dumps(_about(captioner, world)).replace("</", r"<\/"),
        weights=base64.b64encode(_as_file(captioner)).decode(),
        program=program,
    )
    return HTML(filled)


def describe_world(side: int, language: Language) -> dict:
    """What scene.js needs to know of the world, for pictures of `side` pixels."""
    return {
        "side": side,
        "shapes": {
            name: [o.tolist() for o in lines] for name, lines in OUTLINES.items()
        },
        "colours": RGB,
        "drawn": {"shapes": FAIR.shapes, "colours": FAIR.colours},
        "radius": FAIR.radius,
        "gap": GAP * side,
        "ground": [round(sum(GROUND) / 2)] * 3,
        "noise": NOISE,
        "numbers": NUMBERS,
        "language": language.tables,
    }


def _about(captioner: Captioner, world: dict) -> dict:
    [picture] = draw_scenes(1, seed=SCENE, side=world["side"])
    items = []
    for item in picture.scene.items:
        left, top, right, bottom = item.box
        items.append({
            "shape": item.shape, "colour": item.colour, "size": item.size,
            "x": (left + right) / 2, "y": (top + bottom) / 2,
            "radius": FAIR.radius[item.size] * world["side"],
        })  # fmt: skip
    encoder = captioner.encoder
    return {
        "world": world,
        "items": items,
        "encoder": {"mean": encoder.mean, "std": encoder.std},
        "colours": heat_colours(SHADES),
    }


def _as_file(captioner: Captioner) -> bytes:
    """The captioner as Captioner.save writes it, at half precision."""
    about = {"config": captioner.config, **captioner.vocabulary.about()}
    weights = {n: x.half().contiguous() for n, x in captioner.state_dict().items()}
    return safetensors.torch.save(weights, {"captioner": json.dumps(about)})


def _rgb(colour) -> str:
    return ", ".join(map(str, colour))


def _swatch(name: str, language: Language) -> str:
    said = language.word(name)
    return (
        f'<label style="--paint: rgb({_rgb(RGB[name])})" title="{said}">'
        f'<input type="radio" name="colour" value="{name}" aria-label="{said}"></label>'
    )


def _shape_button(name: str, world: dict, language: Language) -> str:
    """A button with the shape's outline; its corners lie within 1.3 of the centre."""
    path = "".join(
        f"M{'L'.join(f'{x:.2f},{y:.2f}' for x, y in outline)}Z"
        for outline in world["shapes"][name]
    )
    thing = language.say(Claim((Thing(name),)))
    label = translate(f"Add {thing}", language.code)
    return (
        f'<button type="button" value="{name}" aria-label="{label}">'
        f'<svg viewBox="-1.3 -1.3 2.6 2.6" aria-hidden="true">'
        f'<path d="{path}" fill-rule="evenodd"/></svg></button>'
    )
