"""The recipe's options: each changes what it says, and a run goes on with it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from safetensors.torch import load_file
from small_runs import cut_after_one_epoch, here, line, refused
from torch import nn
from torch.testing import assert_close

from helpers import evaluate
from helpers.batches import CaptionedPictures
from helpers.captioner import Captioner
from helpers.corpus import Corpus, exchange_sides
from helpers.encoders import make_encoder
from helpers.features import cache_features
from helpers.loss import CrossEntropy, summed_loss
from helpers.optimizer import average_weights
from helpers.rewards import SelfCritical
from helpers.run import Run
from helpers.tokens import EOS, PAD, START, Vocabulary
from helpers.train import main

__all__ = ["here"]  # a fixture: every test stands in a folder of its own
RECIPE = ("--mirror", "--tied", "--bridge")
SAID = {"label_smoothing": 0.1, "ema_decay": 0.9}
V = 11


def test_smoothing_mixes_the_loss_of_a_word_with_that_of_all_words():
    torch.manual_seed(0)
    logits, ids = torch.randn(2, 3, V), torch.tensor([[4, 5, EOS], [6, EOS, PAD]])
    loss, words = summed_loss(logits, ids, 0.2)
    logs = logits.log_softmax(-1)
    real = [(0, 0, 4), (0, 1, 5), (0, 2, EOS), (1, 0, 6), (1, 1, EOS)]
    expected = sum(-0.8 * logs[r, t, i] - 0.2 * logs[r, t].mean() for r, t, i in real)
    assert_close(loss, expected)
    assert words == 5
    plain = CrossEntropy(0.2).measure(
        None, None, nn.functional.pad(ids, (1, 0)), logits
    )
    assert_close(plain[0], summed_loss(logits, ids)[0])


def test_the_average_follows_slowly_and_at_first_quickly():
    model = nn.Linear(1, 1, bias=False)
    average = average_weights(model, 0.75)
    expected = None
    for step in range(40):
        weight = torch.randn(())
        model.weight.data.fill_(weight)
        average.update_parameters(model)
        kept = min(0.75, step / (step + 9))
        expected = weight if step == 0 else kept * expected + (1 - kept) * weight
        assert_close(average.module.weight[0, 0], expected)


def test_mirrored_pictures_come_with_mirrored_captions():
    vocabulary = Vocabulary(["a", "left", "right", "dog"])
    exchange = exchange_sides(vocabulary)
    left, right, dog = vocabulary.encode(["left", "right", "dog"])[1:-1]
    assert exchange == {"left": "right", "right": "left"}
    rows = torch.arange(100.0)[:, None]
    pictures = CaptionedPictures(
        rows, [[[START, left, dog, EOS]]] * 100, choose="all",
        mirrored=(-1 - rows, [[[START, right, dog, EOS]]] * 100),
    )  # fmt: skip
    turned = []
    for epoch in range(2):
        pictures.set_epoch(epoch)
        seen, ids = pictures.__getitems__(list(range(100)))
        turned.append(seen[:, 0] < 0)
        assert 30 < turned[-1].sum() < 70
        assert torch.equal(turned[-1], ids[:, 1] == right)
        assert torch.equal(~turned[-1], ids[:, 1] == left)
        positions = torch.where(turned[-1], -1 - seen[:, 0], seen[:, 0])
        assert torch.equal(positions, rows[:, 0])
    assert not torch.equal(*turned)
    assert not exchange_sides(Vocabulary(["left", "dog"]))  # there is no other


def test_mirrored_rows_are_those_of_the_mirrored_picture(tmp_path):
    from PIL import Image, ImageOps

    torch.manual_seed(0)
    encoder = make_encoder(
        "vit", image_size=32, patch_size=16, width=8, heads=2, layers=1, dropout=0.0
    )
    encoder.requires_grad_(False)
    noise = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    Image.fromarray(noise).save("a.png")
    ImageOps.mirror(Image.fromarray(noise)).save("b.png")
    how = {"folder": tmp_path / "seen", "progress": False}
    turned = cache_features(encoder, [Path("a.png")], mirrored=True, **how)
    other = cache_features(encoder, [Path("b.png")], **how)
    plain = cache_features(encoder, [Path("a.png")], **how)
    assert torch.equal(turned[0], other[0]) and not torch.equal(turned[0], plain[0])


@pytest.mark.training
@pytest.mark.parametrize("encoder", ["vit", "eye.py:frozen"])
def test_a_run_with_the_whole_recipe_goes_on_to_the_same_weights(encoder):
    given = {**SAID, "encoder": encoder}
    main(line(*RECIPE, **given))
    once = load_file("run/captioner.safetensors")
    main(line(*RECIPE, **given, out="other", epochs=2))
    cut_after_one_epoch(*RECIPE, **given, out="third")
    main(line(*RECIPE, "--resume", **given, out="third"))
    again = load_file("third/captioner.safetensors")
    assert all(torch.equal(once[name], again[name]) for name in once)


def rewarded(*flags, out="better", **given):
    given = {"epochs": 2, "batch-size": 4, "cache": "cache", **given}
    said = [x for k, v in given.items() for x in (f"--{k.replace('_', '-')}", str(v))]
    main(["--rewards", "run", "--out", out, *said, *flags])


@pytest.mark.training
@pytest.mark.parametrize("encoder", ["vit", "eye.py:frozen"])
def test_rewards_go_on_from_a_run_and_are_scored_like_one(encoder, capsys):
    main(line(*RECIPE, **SAID, encoder=encoder))
    before = load_file("run/captioner.safetensors")
    rewarded(lr=0.01)
    after = load_file("better/captioner.safetensors")
    assert any(not torch.equal(before[name], after[name]) for name in before)
    history = pd.read_csv("better/history.csv")
    assert (history["train_loss"] <= 0).all() and (history["val_loss"] <= 0).all()
    told = json.loads(Path("better/run.json").read_text())
    assert told["width"] == 16 and told["samples"] == 5 and told["tied"]
    evaluate.main(["better", "--overlays", "0"])
    assert "CIDEr-D" in capsys.readouterr().out


def test_rewards_interrupted_go_on_to_the_same_weights(monkeypatch):
    main(line(**SAID))
    rewarded()
    once = load_file("better/captioner.safetensors")

    whole = Run.train_epoch

    def stop(self, epoch):
        if epoch:
            raise KeyboardInterrupt
        whole(self, epoch)

    with monkeypatch.context() as patch:
        patch.setattr(Run, "train_epoch", stop)
        with pytest.raises(SystemExit):
            rewarded(out="third")
    rewarded("--resume", out="third")
    again = load_file("third/captioner.safetensors")
    assert all(torch.equal(once[name], again[name]) for name in once)


@pytest.mark.parametrize("option", ["width", "encoder", "label_smoothing", "hide"])
def test_what_a_rewarded_run_takes_over_is_refused_beside_it(option, capsys):
    main(line(epochs=1))
    with pytest.raises(SystemExit):
        rewarded(**{option: "vit" if option == "encoder" else 0})
    said = capsys.readouterr().err
    assert f"got --{option.replace('_', '-')} beside it" in said


def test_rewards_of_no_run_or_of_other_words_are_refused(capsys):
    with pytest.raises(SystemExit):
        rewarded()
    assert "expected the folder of a training run" in capsys.readouterr().err
    main(line(epochs=1))
    rows = Path("d/captions.txt").read_text().splitlines()
    Path("d/captions.txt").write_text(
        "\n".join([rows[0], *(f"{x} zebra" for x in rows[1:])])
    )
    with pytest.raises(SystemExit):
        rewarded()
    assert "expected the words that" in capsys.readouterr().err


def test_steps_make_what_is_rewarded_likelier():
    """Of one picture with one caption, the samples come to be that caption."""
    torch.manual_seed(0)
    words = Vocabulary(["a", "red", "dog", "cat", "on", "mat"])
    config = {
        "encoder": {"spec": "vit", "image_size": 32, "patch_size": 16, "width": 16,
                    "heads": 2, "layers": 1, "dropout": 0.0},
        "decoder": {"kind": "transformer", "width": 16, "heads": 2, "layers": 1,
                    "max_length": 8, "dropout": 0.0},
    }  # fmt: skip
    captioner = Captioner(config, words, pretrained=False).train()
    memory = torch.randn(2, 4, 16)
    ids = torch.tensor([words.encode(s.split()) for s in ("a red dog", "cat on mat")])
    objective = SelfCritical([[row] for row in ids.tolist()], 20, words.spans)
    learning = [p for p in captioner.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(learning, 0.02)
    told = []
    for _ in range(60):
        loss, count, minus_reward = objective(captioner, memory, ids)
        optimizer.zero_grad()
        (loss / count).backward()
        optimizer.step()
        told.append(float(minus_reward / count))
    assert told[-1] < 2 * told[0] < 0
    minus, count = objective.measure(captioner, memory, ids, None)
    assert count == 2 and minus / count < told[0]


def test_a_limit_takes_its_share_of_each_side(capsys):
    whole = Corpus.read("d", folder=None, cache="cache", count=0)
    part = Corpus.read("d", folder=None, cache="cache", count=0, limit=6)
    assert sum(map(len, part.splits.values())) == 7  # 5, 1 and 1: no side is empty
    for side, names in part.splits.items():
        assert names and set(names) <= set(whole.splits[side])
    main(line(limit=6, epochs=1))
    assert "5 train, 1 val, 1 test, 5 left out" in capsys.readouterr().out
    evaluate.main(["run", "--overlays", "0"])
    said = refused(capsys, "--resume", limit=7, epochs=1)
    assert "limit 7 (was 6)" in said
