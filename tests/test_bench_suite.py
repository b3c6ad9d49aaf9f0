"""The benchmark suite in a form of seconds: that it runs, never how fast."""

import json
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from matplotlib.colors import to_rgba
from torch.testing import assert_close
from torch.utils._python_dispatch import TorchDispatchMode

from bench import gpu, growth, memory, plain, processes, speed, suite
from bench.measure import Row, exponent, in_turn
from bench.profile import shares
from helpers.decoder import CaptionDecoder
from helpers.decoding import greedy_decode
from helpers.loss import summed_loss
from helpers.tokens import EOS, PAD, START

B, K, T, N, D, V = 3, 2, 5, 4, 12, 9
LIMITS = {"start_id": START, "eos_id": EOS, "max_length": T + 2, "never": (PAD, START)}


@pytest.fixture(params=[False, True], ids=["no bridge", "bridge"])
def decoder(request):
    torch.manual_seed(6 if request.param else 0)  # with these some captions end early
    made = CaptionDecoder(
        vocab_size=V, width=D, memory_width=7, heads=3, layers=2, max_length=T + 3,
        dropout=0.1, bridge=request.param,
    )  # fmt: skip
    for weights in made.parameters():  # biases and norms too
        torch.nn.init.normal_(weights, std=0.5)
    return made.eval()


@pytest.fixture
def batch():
    ids = torch.randint(4, V, (K * B, T))
    ids[:, 0], ids[1, 3:] = START, PAD
    return ids, torch.randn(B, N, 7)


def test_ours_and_pytorchs_own_layers_give_the_same_logits(decoder, batch):
    ids, memory = batch
    repeated = decoder.bridge(memory).repeat_interleave(K, 0)
    theirs = plain.same_model(decoder)(ids, repeated)
    with torch.no_grad():
        for need_weights in (True, False):
            logits, _ = decoder(ids, memory, need_weights=need_weights)
            assert_close(logits, theirs, rtol=1e-4, atol=1e-5)
        assert_close(speed.fused_forward(decoder, ids, memory), logits)


def test_five_captions_an_encoding_and_short_padding_give_the_same_loss(decoder, batch):
    ids, memory = batch
    logits, _ = decoder(ids[:, :-1], memory, need_weights=False)
    loss, words = summed_loss(logits, ids[:, 1:])
    padded = F.pad(ids, (0, 3), value=PAD)
    repeated = decoder.bridge(memory).repeat_interleave(K, 0)
    theirs = plain.same_model(decoder)(padded[:, :-1], repeated)
    expected = F.cross_entropy(
        theirs.flatten(0, 1), padded[:, 1:].flatten(), ignore_index=PAD
    )
    assert_close(loss / words, expected)


@torch.no_grad()
def test_batched_with_a_cache_or_one_by_one_the_words_are_the_same(decoder):
    memory = torch.randn(20, N, 7)
    same = plain.same_model(decoder)
    one_by_one = [
        plain.greedy(same, one[None], **LIMITS) for one in decoder.bridge(memory)
    ]
    assert greedy_decode(decoder, memory, **LIMITS) == one_by_one
    assert len({len(words) for words in one_by_one}) > 1


class Operations(TorchDispatchMode):
    """Notes the names of all that is computed."""

    def __init__(self):
        super().__init__()
        self.names = set()

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        self.names.add(str(operation))
        return operation(*args, **(kwargs or {}))


def test_attention_weights_not_asked_for_are_never_computed(decoder, batch):
    for asked in (True, False):
        with Operations() as seen:
            decoder(*batch, need_weights=asked)
        assert any("softmax" in name for name in seen.names) == asked


def test_plain_captions_are_padded_to_50():
    ids = plain.pad_to_50([[1, 5, 2], list(range(60))])
    assert ids.shape == (2, 50)
    assert ids[0].tolist() == [1, 5, 2] + 47 * [PAD]


def test_the_plain_vision_transformer_learns_and_counts_its_second_pass():
    torch.manual_seed(0)
    small = {**plain.VIT, "width": 8, "heads": 2, "layers": 1}
    model = plain.VisionTransformer(**small)
    images = torch.randint(256, (70, 1, 28, 28)).byte()
    before = model.head.weight.clone()
    steps = list(plain.train_vit(model, images, torch.randint(10, (70,))))
    assert len(steps) == 2 and all(0 < second < whole for whole, second in steps)
    assert not torch.equal(model.head.weight, before)


def test_an_exponent_is_the_slope_of_a_power_law():
    sizes = [1, 2, 4, 8]
    assert exponent(sizes, [3 * x**1.5 for x in sizes]) == pytest.approx(1.5)
    assert memory.bend(sizes, [5 + 2 * x for x in sizes]) == pytest.approx(0)
    assert memory.bend(sizes, [x**3 for x in sizes]) > memory.MOST_BEND


def test_a_verdict_looks_at_the_wanted_side():
    assert Row("a", ratio=3, least=2).verdict == "reached"
    assert Row("a", ratio=1, least=2).verdict == "MISSED"
    assert Row("a", ratio=3, most=2).verdict == "MISSED"
    assert Row("a", ratio=3).verdict == Row("a", least=2).verdict == ""


def test_calls_are_measured_in_turn():
    said = []
    works = [lambda name=name: said.append(name) for name in "ab"]
    times = in_turn(works, 2)
    assert said == list("ababab")  # the first two to warm up
    assert [len(own) for _, own in times] == [2, 2]


def test_number_formats_are_tried_on_the_cpu():
    tiny = gpu.Sizes(batch=2, length=3, width=8, layers=1, matrix=16, steps=1)
    rows = gpu.formats(tiny, "cpu")
    assert [row.case.partition(": ")[0] for row in rows[::4]] == [
        "GPU, fp32", "GPU, fp16", "GPU, bf16"
    ]  # fmt: skip
    assert all(row.plain > 0 and row.ours > 0 for row in rows if "peak" not in row.case)
    assert all(row.ratio == 1 for row in rows[:4] if "peak" not in row.case)


def test_a_format_that_does_not_fit_leaves_the_others(monkeypatch):
    def full(sizes, dtype, device):
        if dtype == torch.float32:
            raise torch.OutOfMemoryError
        return dict.fromkeys(gpu.UNITS, 2.0)

    monkeypatch.setattr(gpu, "learn", full)
    first, *others = gpu.formats(gpu.Sizes(), "cpu")
    assert first.ours is None and "too small" in first.notes["said"]
    assert len(others) == 2 * len(gpu.UNITS) and all(x.ours == 2 for x in others)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """All cases but the one that starts other programs' trainings."""
    out = tmp_path_factory.mktemp("suite")
    chosen = [name for name in suite.CASES if name != "processes"]
    cache = ["--cache", str(out / "cache")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suite.fashion_mnist, "OUT", out / "no such file")
        suite.main(["--quick", "--out", str(out), *cache, "--cases", *chosen])
    return out


@pytest.mark.training
def test_every_case_gives_rows(measured):
    rows = json.loads((measured / "suite.json").read_text())["rows"]
    told = " ".join(row["case"] for row in rows)
    for case in (
        "extraction", "second run", "training", "the same weights", "beam 3",
        "not asked",
        "memory of learning", "memory of writing", "growth of time", "checks of lesson",
        "Fashion-MNIST", "GPU, bf16",
    ):  # fmt: skip
        assert case in told
    for row in rows:
        assert row["ratio"] is None or row["ratio"] > 0
        assert (
            row["ratio"] is not None
            or row["case"].startswith("growth")
            or row["notes"].get("said", "").startswith("not measured")
        )
    words = next(
        row for row in rows if row["case"].startswith("captions with the same")
    )
    assert words["ratio"] == 1


def test_the_table_says_that_a_try_is_none(measured):
    table = (measured / "table.md").read_text()
    assert "NO MEASUREMENT" in table and torch.__version__ in table
    assert "Not run: processes." in table
    assert "| GPU, fp16: learning |" in table
    for name in ("speed", "growth", "memory"):
        assert (measured / f"{name}.png").stat().st_size > 5000


@pytest.mark.training
def test_two_processes_are_compared(tmp_path):
    sizes = processes.Sizes(count=40, batch=8, epochs=2, width=8)
    losses, scaling = processes.two(sizes, tmp_path, cache=str(tmp_path / "cache"))
    assert losses.ratio < 1e-4  # rounding, not another batch
    assert scaling.ratio > 0


@pytest.mark.training
def test_memory_is_taken_from_a_fresh_process(tmp_path):
    size = growth.Size(pictures=2, batch=1, length=3, eye="small_eye")
    before, few = memory.peak(growth.writer, size, tmp_path / "store")
    _, many = memory.peak(
        growth.writer, replace(size, pictures=256, batch=256), tmp_path / "store"
    )
    assert before < few
    assert many - few > 100e6  # 256 memories of 49 x 2048 numbers, in float32


def test_data_that_is_not_there_is_told_in_a_line(capsys, tmp_path):
    with pytest.raises(SystemExit) as left:
        suite.main(["--data", "nowhere", "--out", str(tmp_path), "--cases", "training"])
    assert left.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("bench.suite: ") and "nowhere" in said


def test_the_drawing_shows_what_was_never_reached():
    rows = [Row("never", ratio=0, least=1), Row("well", ratio=3, least=1)]
    [ax] = suite.draw(rows).axes
    colours = [bar.get_facecolor() for bar in ax.patches]
    assert colours == [to_rgba("tab:red"), to_rgba("tab:blue")]


def test_the_profile_tells_shares_and_calls():
    table = shares(lambda: torch.ones(300, 300) @ torch.ones(300, 300))
    assert table.loc["aten::mm", "calls"] == 1
    assert table["share"].sum() == pytest.approx(1, abs=0.02)
    assert table["share"].is_monotonic_decreasing
