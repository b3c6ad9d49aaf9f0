"""How fast we learn, write and extract, each beside the plain recipe.

Axes: B pictures, R = K * B captions, T caption tokens, N image tokens, D width.
"""

import itertools
import statistics
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from helpers.captioner import Captioner
from helpers.decoder import CaptionDecoder
from helpers.decoding import beam_search, greedy_decode
from helpers.features import cache_features
from helpers.images import load_image
from helpers.masks import causal_mask
from helpers.run import Run
from helpers.settings import choose_settings
from helpers.tokens import EOS, NEVER, START

from . import plain
from .measure import Row, in_turn, seconds, usual_format
from .workshop import Workshop

# <eos> is never written, so that captions have the length of true ones however little
# was learnt
CALLS = {"start_id": START, "eos_id": EOS, "never": (*NEVER, EOS)}


def features(shop: Workshop) -> list[Row]:
    """Extraction against the forward pass on pixels that lie ready."""
    took = {name: statistics.median(times) for name, times in shop.extraction.items()}
    rate = {name: len(shop.paths) / time for name, time in took.items()}
    notes = {"photos": len(shop.paths), "seconds": shop.extraction}
    return [
        Row("feature extraction, times the bare forward pass", "photos/s",
            rate["bare"], rate["first"], took["first"] / took["bare"], most=1.2,
            notes=notes),
        Row("the same, second run", "photos/s",
            rate["bare"], rate["second"], took["bare"] / took["second"], least=50,
            notes=notes),
    ]  # fmt: skip


def training(shop: Workshop) -> list[Row]:
    """Captions learnt a second; then with the extraction, over all epochs of photos."""
    run, captioner, epochs = shop.trained
    learnt = sum(map(len, run.train.captions))
    ours = learnt / statistics.median(epochs)
    model, step = plain_training(shop)
    steps = [seconds(step) for _ in range(1 + shop.sizes.steps)][1:]
    rate = shop.sizes.batch / statistics.median(steps)

    times, photos = choose_settings({"data": "photos"}).epochs, len(run.train)
    extracted = photos * statistics.median(shop.extraction["first"]) / len(shop.paths)
    whole = times * learnt / (extracted + times * learnt / ours)
    notes = {
        "photos": photos,
        "captions": learnt,
        "vocabulary": len(captioner.vocabulary),
        "epochs (s)": epochs,
        "plain steps (s)": steps,
        "parameters that learn": learning(captioner),
        "plain's": learning(model),
    }
    return [
        Row("training", "captions/s", rate, ours, ours / rate, least=10, notes=notes),
        Row(f"training, {times} epochs and the extraction before them", "captions/s",
            rate, whole, whole / rate),
    ]  # fmt: skip


def plain_training(shop: Workshop):
    """A plain captioner of the same size, and a call that learns its next batch."""
    run, ours, _ = shop.trained
    names = shop.corpus.splits["train"]
    paths = [shop.corpus.captions.path(name) for name in names]
    first = [captions[0] for captions in run.train.captions]
    model = plain_captioner(ours)
    optimizer = torch.optim.Adam(model.parameters(), lr=plain.RATE)
    size = shop.sizes.batch
    starts = itertools.cycle(range(0, max(1, len(paths) - size + 1), size))

    def step():
        part = slice(start := next(starts), start + size)
        with usual_format():
            return plain.train_step(model, optimizer, paths[part], first[part])

    return model, step


def plain_captioner(ours: Captioner) -> plain.Captioner:
    """Of the same eye and sizes, with weights of its own."""
    own = ours.config["decoder"]
    sizes = {name: own[name] for name in ("width", "heads", "layers", "dropout")}
    model = plain.Captioner(
        getattr(plain, ours.config["encoder"]["spec"].rpartition(":")[2])(),
        memory_width=ours.encoder.memory_width,
        vocab_size=len(ours.vocabulary),
        max_length=plain.LENGTH,
        **sizes,
    )
    model.to(next(ours.parameters()).device)
    model.eye.eval()
    return model


def learning(model: torch.nn.Module) -> int:
    """How many numbers learn."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def writing(shop: Workshop) -> list[Row]:
    """Captions written a second, greedy and with a beam, from what the eye saw."""
    run, captioner, _ = shop.trained
    paths = shop.paths[: shop.sizes.written]
    rows = cache_features(
        captioner.encoder, paths, folder=Path(shop.settings.cache) / "seen",
        progress=False,
    )  # fmt: skip
    limit = caption_length(run)
    works = writers(captioner, rows[:], limit)
    with torch.no_grad():
        medians, times = zip(
            *in_turn(list(works.values()), shop.sizes.repeats), strict=True
        )
        pairs = zip(works["ours"](), works["plain"](), strict=True)
    ours, beam, one, post = (len(paths) / median for median in medians)
    alike = sum(a == b for a, b in pairs)
    notes = {
        "pictures": len(paths),
        "ids a caption": limit,
        "seconds": dict(zip(works, times, strict=True)),
    }
    return [
        Row("captions with the same words, greedy", "captions", len(paths), alike,
            alike / len(paths), least=1),
        Row("writing, greedy, the same weights", "captions/s", one, ours, ours / one,
            least=20, notes=notes),
        Row("writing, greedy, plain's own, smaller model", "captions/s", post, ours,
            ours / post, notes=notes),  # other words, and not the same size: not judged
        Row("beam 3 against plain greedy", "captions/s", one, beam, beam / one,
            least=1, notes=notes),
        from_pixels(captioner, paths, limit),
    ]  # fmt: skip


def writers(captioner: Captioner, rows: Tensor, limit: int) -> dict[str, Callable]:
    """Calls that write captions of `limit` ids, from what the eye saw: (B, N, D)."""
    memory = captioner.encode(rows)
    same, bridge = plain.same_model(captioner.decoder), captioner.decoder.bridge
    own = plain_captioner(captioner).eval()
    calls = {"max_length": limit, **CALLS}

    def one_by_one():
        return [plain.greedy(same, bridge(one[None]), **calls) for one in memory]

    def its_own_model():  # as many words, whatever they are
        for one in rows.float().to(memory.device):
            plain.greedy(own.decoder, own.bridge(one[None]), **calls)

    return {
        "ours": lambda: greedy_decode(captioner.decoder, memory, **calls),
        "beam 3": lambda: beam_search(captioner.decoder, memory, beam_width=3, **calls),
        "plain": one_by_one,
        "plain's own model": its_own_model,
    }


def caption_length(run: Run) -> int:
    """Mean number of ids that true captions make a decoder write, `<eos>` included."""
    lengths = [len(ids) - 1 for captions in run.train.captions for ids in captions]
    return round(statistics.mean(lengths))


def from_pixels(captioner: Captioner, paths: list[Path], limit: int) -> Row:
    """The eye's work included, which is the same on both sides."""
    same, side = plain.same_model(captioner.decoder), captioner.encoder.image_size

    def ours():
        pixels = torch.stack([torch.from_numpy(load_image(p, side)) for p in paths])
        memory = captioner.encode(pixels)
        with torch.no_grad():
            greedy_decode(captioner.decoder, memory, max_length=limit, **CALLS)

    def one_by_one():
        for path in paths:
            memory = captioner.encode(load_image(path, side)[None])
            with torch.no_grad():
                memory = captioner.decoder.bridge(memory)
            plain.greedy(same, memory, max_length=limit, **CALLS)

    slow, fast = seconds(one_by_one), seconds(ours)
    return Row(
        "writing, greedy, the eye's work included", "captions/s",
        len(paths) / slow, len(paths) / fast, slow / fast,
    )  # fmt: skip


def weights(shop: Workshop) -> list[Row]:
    """A forward pass of all words, with and without attention weights."""
    _, captioner, _ = shop.trained
    decoder, b = captioner.decoder, shop.sizes.batch
    device = next(decoder.parameters()).device
    ids = torch.randint(4, len(captioner.vocabulary), (5 * b, 20), device=device)
    shape = (b, captioner.encoder.grid[0] ** 2, captioner.encoder.memory_width)
    memory = torch.randn(shape, device=device)
    works = [
        lambda: fused_forward(decoder, ids, memory),
        lambda: decoder(ids, memory, need_weights=False),
        lambda: decoder(ids, memory),
    ]
    with torch.no_grad():
        (bare, _), (without, _), (asked, _) = in_turn(works, 4 * shop.sizes.repeats)
    name = "attention weights"
    return [
        Row(f"{name}, not asked for", "ms", 1e3 * bare, 1e3 * without, without / bare,
            most=1.05),
        Row(f"{name}, asked for", "ms", 1e3 * bare, 1e3 * asked, asked / bare),
    ]  # fmt: skip


def fused_forward(decoder: CaptionDecoder, ids: Tensor, memory: Tensor) -> Tensor:
    """Our decoder's logits, in code that knows nothing of attention weights."""
    earlier = causal_mask(ids.shape[1], device=ids.device)

    def attend(layer, text, seen, allowed=None):
        b, heads = len(seen), layer.heads
        q, k, v = (
            x.reshape(b, -1, heads, x.shape[-1] // heads).transpose(1, 2)
            for x in (layer.query(text), layer.key(seen), layer.value(seen))
        )
        mixed = F.scaled_dot_product_attention(q, k, v, allowed)
        return layer.out(mixed.transpose(1, 2).flatten(2)).view_as(text)

    memory = decoder.bridge(memory)
    text = decoder.words(ids) + decoder.positions.weight[: ids.shape[1]]
    for block in decoder.blocks:
        y = block.norm1(text)
        text = text + attend(block.self_attention, y, y, earlier)
        text = text + attend(block.cross_attention, block.norm2(text), memory)
        text = text + block.mlp(block.norm3(text))
    return decoder.lm_head(decoder.norm(text))
