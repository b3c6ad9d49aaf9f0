"""The demo: caption a picture of your own and see where each word looked.

    make app
    python -m helpers.app --run runs/photos --port 7861

It answers this machine alone unless told otherwise, loads nothing from elsewhere and
tells nobody. Needs the extra `app`: pip install "gradio>=6,<7".

Axes: H and W pixels.
"""

__lesson__ = "00"

import argparse
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from .language import ENGLISH, codes, load_language, speak
from .messages import marked, translate

# gradio and torch are imported where they are used: --help does without them.
if TYPE_CHECKING:
    import gradio as gr

HEAD = Path(__file__).with_suffix(".html")  # styles, and pasting by Ctrl+V
HOST, PORT = "127.0.0.1", 7860
AUTOMATIC = marked("photos or scenes, as the picture is")
KEPT = marked({
    "photos": "photos, kept with the course",
    "scenes": "scenes, kept with the course",
})  # fmt: skip
SAMPLE = marked("a sample")
DECODINGS: dict[str, dict] = {"greedy": {}, "beam 3": {"beam_width": 3}, SAMPLE: {}}
marked(["greedy", "beam 3"])
TEMPERATURES = (0.1, 2.0)
LARGEST_FILE = "20mb"
WAITING = 16  # people in the queue; more are asked to come again
HOUR = 3600  # seconds that a picture handed in stays on disk


def find_captioners(
    named: Sequence[Path] = (), *, folder: Path = Path("runs")
) -> dict[str, Path | None]:
    """{name: file} to choose from: ours, runs named, runs in a folder.

    None, the first, stands for that of ours which suits the picture.

    Raises:
        ValueError: a named run has no captioner.
    """
    from .kept import at_hand, kept_files
    from .wandb_runs import CAPTIONER, find_run

    files = kept_files()
    found = {AUTOMATIC: None, **{KEPT[kind]: files[kind] for kind in at_hand()}}
    for run in [*named, *sorted(folder.glob("*"))]:
        file = find_run(run) / CAPTIONER
        if file.exists():
            found[str(run)] = file
        elif run in named:
            raise ValueError(
                f"expected the folder of a training run, got {run} without "
                f"captioner.safetensors; make it with "
                f"`python -m helpers.train --out {run}`"
            )
    return found


def make_app(captioners: dict[str, Path | None]) -> "gr.Blocks":
    """The page: a picture and choices on the left, what was seen on the right.

    It speaks the language of helpers.language.speak.

    Args:
        captioners: {name: file} to choose from; the first is chosen at the start.
    """
    import gradio as gr

    from .app_answer import hint

    with gr.Blocks(
        title="Patches to Captions",
        analytics_enabled=False,
        delete_cache=(HOUR, HOUR),
    ) as app:
        told = translate(
            "A picture in, a caption out, and where the captioner looked for each of "
            "its words."
        )
        gr.Markdown(f"# Patches to Captions\n{told}")
        with gr.Row():
            with gr.Column(scale=2, min_width=300):
                asked = _show_choices(list(captioners))
            with gr.Column(scale=3, min_width=300):
                said, where = gr.HTML(hint()), gr.HTML()
        _connect(asked, captioners, [said, where])
    return app.queue(max_size=WAITING, api_open=False)


def _show_choices(names: list[str]) -> SimpleNamespace:
    """The picture, the captioner, and how it chooses its words."""
    import gradio as gr

    picture = gr.Image(
        label=translate("Your picture"),
        elem_id="picture",
        type="filepath",
        format="png",
        height=340,
        sources=["upload", "webcam", "clipboard"],
        buttons=[],
    )
    # The file as it came: gradio would decode it before we have looked.
    vars(picture)["preprocess"] = lambda file: file and file.path
    return SimpleNamespace(
        picture=picture,
        fresh=gr.Button(translate("Draw a scene"), variant="primary"),
        name=gr.Dropdown(_labelled(names), label=translate("Captioner")),
        decoding=gr.Radio(
            _labelled(DECODINGS), value="greedy", label=translate("Decoding")
        ),
        temperature=gr.Slider(
            *TEMPERATURES,
            value=1.0,
            step=0.1,
            visible=False,
            label=translate("Temperature"),
            info=translate("low: the likeliest words; high: surprises"),
        ),  # fmt: skip
        again=gr.Button(translate("Another sample"), visible=False),
    )


def _labelled(names: Iterable[str]) -> list[tuple[str, str]]:
    """(what is shown, what is chosen)."""
    return [(translate(name), name) for name in names]


def _connect(
    asked: SimpleNamespace,
    captioners: dict[str, Path | None],
    shown: "list[gr.HTML]",
) -> None:
    """What happens when something is chosen."""
    import gradio as gr

    from .app_answer import answer, fresh_scene
    from .sampling import Sampling

    def caption(picture, name, decoding, temperature):
        ways = DECODINGS[decoding]
        if decoding == SAMPLE:  # another one each time
            seed = secrets.randbits(32)
            ways = {"sampling": Sampling(temperature, seed=seed)}
        return answer(picture, captioners[name], **ways)

    def show_temperature(decoding):
        return [gr.update(visible=decoding == SAMPLE)] * 2

    def draw(name):
        return fresh_scene(captioners[name])

    private = {"api_visibility": "private"}
    sampled = [asked.temperature, asked.again]
    asked.decoding.change(show_temperature, asked.decoding, sampled, **private)
    asked.fresh.click(draw, asked.name, asked.picture, **private)
    chosen = [part.change for part in (asked.picture, asked.name, asked.decoding)]
    gr.on(
        [*chosen, asked.temperature.release, asked.again.click],
        caption,
        [asked.picture, asked.name, asked.decoding, asked.temperature],
        shown,
        trigger_mode="always_last",
        show_progress_on=shown[0],
        **private,
    )


def theme() -> "gr.themes.Base":
    """The system's fonts, since others would be fetched; blue that white stands on."""
    import gradio as gr

    plain = gr.themes.Font("system-ui"), gr.themes.Font("sans-serif")
    fonts: dict[str, Any] = {"font": plain, "font_mono": gr.themes.Font("monospace")}
    return gr.themes.Default(primary_hue="sky", **fonts).set(
        body_text_color_subdued="*neutral_600",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_hover_dark="*primary_800",
        checkbox_background_color_selected="*primary_700",
        checkbox_background_color_selected_dark="*primary_700",
    )


def head() -> str:
    """Styles, pasting by Ctrl+V, and which language the page is in."""
    tag, known = load_language().tag, HEAD.read_text(encoding="utf-8")
    return f'{known}<script>document.documentElement.lang = "{tag}"</script>\n'


def start(
    app: "gr.Blocks", *, host: str = HOST, port: int | None = None, wait: bool = False
) -> str:
    """Serve the app and return its address; in a notebook it is shown there too.

    Args:
        host: whom it answers: 127.0.0.1 this machine alone, 0.0.0.0 the network.
        port: the first free one from 7860 if None.
        wait: until somebody presses Ctrl+C. Without it the app runs beside other
            things until `app.close()`.

    Raises:
        OSError: the port is taken.
    """
    _, address, _ = app.launch(
        server_name=host,
        server_port=port,
        share=False,  # None would open a tunnel to the world on Colab
        max_file_size=LARGEST_FILE,
        enable_monitoring=False,
        footer_links=[],
        ssr_mode=False,
        theme=theme(),
        head=head(),
        quiet=True,
        prevent_thread_lock=True,
        height=900,  # pixels, of the window in a notebook
    )
    print(translate(f"The demo runs at {address}"), flush=True)
    if wait:
        print(translate("Ctrl+C stops it."), flush=True)
        app.block_thread()
    return address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, nargs="+", default=[], help="or wandb:NAME")
    parser.add_argument("--host", default=HOST, help=f"{HOST}: this machine alone")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument(
        "--language", choices=codes(), default=ENGLISH, help="of page and scenes"
    )
    given = parser.parse_args()
    from .kept import at_hand, kept_files, load_captioner

    speak(given.language)
    try:
        for kind in at_hand():  # the first picture waits for none
            load_captioner(kept_files()[kind])
        app = make_app(find_captioners(given.run))
        start(app, host=given.host, port=given.port, wait=True)
    except ValueError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    except OSError:
        parser.exit(
            1,
            f"{parser.prog}: expected a free port of this machine, got {given.port} on "
            f"{given.host}; choose others with --port and --host\n",
        )


if __name__ == "__main__":
    main()
