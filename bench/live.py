"""The captioner in the page beside PyTorch's: the same words, the same weights?

    python -m bench.live              1,000 scenes, every switch on 50, times and size

The page runs in Chromium without a window, from a file. Each switch of "Break it" is
planted into PyTorch's captioner too, here in `broken`, and the words of both compared.
"""

import argparse
import copy
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import helpers.decoder
from helpers.attention import MultiHeadAttention
from helpers.captioner import Captioner
from helpers.explorer import as_page
from helpers.live import live
from helpers.scenes import draw_scenes
from helpers.tokens import EOS, NEVER, START

SEED = 30_000  # of scenes that no training saw
OTHER = 40_000  # of the picture whose memory "other_memory" takes
LOWEST = torch.finfo(torch.float32).min
BATCH = 10  # scenes a call of the page: the driver waits two minutes for an answer
LOOK = 1.0  # seconds that a reader looks before each act

# What the page is asked: greedy captions, a beam's, and the weights, of some pictures.
ASK = """
const { live } = document.querySelector(".live-captioner");
const [pictures, faults, otherPixels, beams] = arguments;
return pictures.map(pixels => {
  const began = performance.now();
  const how = { faults: new Set(faults), otherPixels };
  const { ids, steps, memory } = live.caption(live.captioner, pixels, how);
  const milliseconds = performance.now() - began;
  const row = ({ weights: { x, cols } }, t) => [...x.slice(t * cols, (t + 1) * cols)];
  const weights = faults.length ? [] : ids.map((_, t) =>
    steps.blocks.map(({ cross }) => cross.heads.map(head => row(head, t))));
  const beam = beams ? live.beamSearch(live.captioner, memory, beams) : [];
  return { ids, milliseconds, weights, beam };
});"""
# Come back once the caption of what is painted now is written.
WRITTEN = "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.live", description=__doc__[:77])
    parser.add_argument("--scenes", type=int, default=1000)
    parser.add_argument("--broken", type=int, default=50, help="scenes a switch")
    given = parser.parse_args()
    captioner = Captioner.load()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        page = Path(folder) / "live.html"
        page.write_text(as_page(live(captioner), "Paint and see"), encoding="utf-8")
        began = time.monotonic()
        browser.get(page.as_uri())
        while not browser.find_elements("css selector", ".words button"):
            pass  # the driver comes back early, now and then, on a busy machine
        cold = time.monotonic() - began
        print(
            f"page {page.stat().st_size / 1e3:.0f} kB, first caption after {cold:.2f} s"
        )
        seconds, said = own_scene(browser, page)
        print(f"a scene of one's own after {seconds:.1f} s: {' '.join(said)}")
        same = compare(browser, captioner, given.scenes)
        print(json.dumps(same))
        for fault in faults(browser):
            same, all_ = compare_broken(browser, captioner, fault, given.broken)
            print(f"{fault:24} {same} of {all_} captions equal")


@contextmanager
def chromium() -> Iterator:
    """Chromium without a window, as the tests use it."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--window-size=900,900"):
        options.add_argument(argument)
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    browser = webdriver.Chrome(options=options, service=service)
    browser.set_script_timeout(600)
    try:
        yield browser
    finally:
        browser.quit()


def own_scene(browser, page: Path) -> tuple[float, list[str]]:
    """Seconds from opening the page to the caption of a scene of one's own, and it.

    A reader's way: look at each thing, add a ring, paint it red, drag it elsewhere.
    """
    from selenium.webdriver import ActionChains

    def look_for(selector: str):
        time.sleep(LOOK)
        return browser.find_elements("css selector", f".live-captioner {selector}")[-1]

    began = time.monotonic()
    browser.get(page.as_uri())
    look_for(".shapes button[value=ring]").click()
    look_for(".colours input[value=red]").click()
    ring = look_for(".scene [role=button]")
    ActionChains(browser).drag_and_drop_by_offset(ring, -60, -20).perform()
    browser.execute_async_script(WRITTEN)
    words = browser.find_elements("css selector", ".words button")
    return time.monotonic() - began, [word.text for word in words]


def faults(browser) -> list[str]:
    """Names of the page's switches."""
    inputs = browser.find_elements("css selector", ".switches input")
    return [one.get_attribute("value") for one in inputs]


def pictures(count: int, seed: int, side: int) -> np.ndarray:
    """(count, side, side, 3) uint8."""
    return np.stack([p.image for p in draw_scenes(count, seed=seed, side=side)])


def ask(browser, pixels: np.ndarray, faults=(), other=None, beams=0) -> list[dict]:
    """What the page writes about pictures (B, H, W, 3), a dictionary each."""
    answers = []
    for k in range(0, len(pixels), BATCH):
        flat = pixels[k : k + BATCH].reshape(-1, pixels[0].size).tolist()
        answers += browser.execute_script(ASK, flat, list(faults), other, beams)
    return answers


def compare(browser, captioner: Captioner, count: int, *, beam_width: int = 3) -> dict:
    """Captions equal, greedy and by beams, and the largest difference of weights."""
    pixels = pictures(count, SEED, captioner.encoder.image_size)
    answers = ask(browser, pixels, beams=beam_width)
    memory = captioner.encode(pixels)
    greedy, beams = (
        captioner.generate(memory),
        captioner.generate(memory, beam_width=beam_width),
    )
    weights = captioner.attention(greedy, memory)
    pairs = list(zip(answers, greedy, weights, strict=True))
    same = [answer["ids"] == ids for answer, ids, _ in pairs]
    apart = [
        (torch.tensor(answer["weights"]) - there).abs().max().item()
        for answer, ids, there in pairs
        if answer["ids"] == ids and ids
    ]
    return {
        "scenes": count,
        "greedy equal": sum(same),
        "beams equal": sum(a["beam"] == i for a, i in zip(answers, beams, strict=True)),
        "weights apart": max(apart),
        "milliseconds, median": float(np.median([a["milliseconds"] for a in answers])),
    }


def compare_broken(
    browser, captioner: Captioner, fault: str, count: int
) -> tuple[int, int]:
    """Captions of the broken page that equal those of PyTorch's, broken alike."""
    pixels = pictures(count, SEED, captioner.encoder.image_size)
    other = pictures(1, OTHER, captioner.encoder.image_size)
    answers = ask(browser, pixels, [fault], other.reshape(-1).tolist())
    expected = write_broken(captioner, pixels, other, fault)
    pairs = zip(answers, expected, strict=True)
    return sum(answer["ids"] == ids for answer, ids in pairs), count


def write_broken(
    captioner: Captioner, pixels: np.ndarray, other: np.ndarray, fault: str
) -> list[list[int]]:
    """Greedy captions of a captioner with a mistake planted, without a cache."""
    with broken(captioner, fault) as machine, torch.no_grad():
        memory = machine.encode(pixels)
        if fault == "other_memory":
            memory = machine.encode(other).expand_as(memory)
        ids = torch.full((len(pixels), 1), START)
        for _ in range(machine.decoder.max_length - 1):
            logits = machine.decoder(ids, memory)[0][:, -1]
            logits[:, list(NEVER)] = -torch.inf
            ids = torch.cat([ids, logits.argmax(-1, keepdim=True)], 1)
    rows = [[*row[1:], EOS] for row in ids.tolist()]
    return [row[: row.index(EOS)] for row in rows]


@contextmanager
def broken(captioner: Captioner, fault: str) -> Iterator[Captioner]:
    """A copy of the captioner with one mistake planted; PyTorch itself as it was."""
    machine = copy.deepcopy(captioner)
    attend, mask = MultiHeadAttention.attend, helpers.decoder.causal_mask
    blocks = [*machine.encoder.blocks, *machine.decoder.blocks]
    if fault == "no_image_positions":
        machine.encoder.tokens.position.data.zero_()
        if machine.encoder.memory_position is not None:
            machine.encoder.memory_position.data.zero_()
    elif fault == "no_word_positions":
        machine.decoder.positions.weight.data.zero_()
    elif fault == "class_token_last":
        machine.encoder.tokens.forward = lambda x: (
            torch.cat([x, machine.encoder.tokens.cls.expand(len(x), -1, -1)], 1)
            + machine.encoder.tokens.position
        )
    elif fault == "mask_inverted":
        helpers.decoder.causal_mask = lambda length: ~mask(length)
    elif fault == "mask_left_out":
        helpers.decoder.causal_mask = lambda length: torch.ones_like(mask(length))
    elif fault == "no_block_norms":
        for block in blocks:
            for name in [n for n, _ in block.named_children() if n.startswith("norm")]:
                setattr(block, name, nn.Identity())
    elif fault == "no_last_norm":
        machine.decoder.norm = nn.Identity()
    silent = machine.decoder.blocks[-1].cross_attention
    MultiHeadAttention.attend = lambda self, *given, **_: attend_broken(
        self, *given, fault=fault, silent=self is silent
    )
    try:
        yield machine
    finally:
        MultiHeadAttention.attend, helpers.decoder.causal_mask = attend, mask


def attend_broken(
    self: MultiHeadAttention,
    query: Tensor,
    keys: Tensor,
    values: Tensor,
    allowed: Tensor | None = None,
    *,
    fault: str,
    silent: bool,
) -> tuple[Tensor, Tensor]:
    """MultiHeadAttention.attend in the open, with the mistakes that lie inside it."""
    queries = self._split(self.query(query))
    scores = queries @ keys.transpose(-1, -2)
    if fault != "no_scale":
        scores = scores / queries.shape[-1] ** 0.5
    allowed = scores.new_ones((), dtype=torch.bool) if allowed is None else allowed
    if fault != "mask_after_softmax":
        scores = scores.masked_fill(~allowed, LOWEST)
    weights = scores.softmax(-2 if fault == "softmax_over_queries" else -1)
    weights = weights.masked_fill(~allowed, 0.0)
    mixed = weights @ values  # (B, heads, T, d)
    if silent and fault == "head_silenced":
        mixed[:, 0] = 0.0
    if fault == "heads_merged_wrongly":
        return self.out(mixed.reshape(query.shape)), weights
    return self.out(mixed.transpose(1, 2).flatten(2)), weights


if __name__ == "__main__":
    main()
