"""A captioner keeps everything in one file, and tells where it looked for each word."""

import json

import pytest
import torch
from safetensors.torch import save_file
from torch.testing import assert_close

from helpers.captioner import Captioner
from helpers.modes import evaluating
from helpers.tokens import EOS, PAD, START, UNK, Vocabulary

B, N, SIDE = 6, 9, 12
WORDS = Vocabulary(["a", "red", "blue", "circle", "star", "above"])
VIT = {"spec": "vit", "image_size": SIDE, "patch_size": 4, "width": 8, "heads": 2,
       "layers": 1, "dropout": 0.5}  # fmt: skip
MOUTHS = {
    "transformer": {"width": 8, "heads": 2, "layers": 3, "max_length": 7},
    "lstm": {"embed_width": 6, "hidden_width": 5, "attention_width": 4},
}
OWN = """
import torch
class Eye(torch.nn.Module):
    image_size = 12
    def __init__(self):
        super().__init__()
        self.cells = torch.nn.Conv2d(3, 5, 4, stride=4)
        self.requires_grad_(False)
    def forward(self, images):
        return self.cells(images)
def make():
    return Eye()
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "eye.py").write_text(OWN)
    return {"spec": f"{tmp_path / 'eye.py'}:make"}


def captioner(kind="transformer", encoder=VIT):
    torch.manual_seed(8)
    decoder = {"kind": kind, "dropout": 0.5, **MOUTHS[kind]}
    made = Captioner({"encoder": encoder, "decoder": decoder}, WORDS, pretrained=True)
    for weights in made.parameters():  # far from uniform, so that words differ
        torch.nn.init.normal_(weights, std=0.8)
    return made


@pytest.fixture
def pixels():
    generator = torch.Generator().manual_seed(2)
    shape = (B, SIDE, SIDE, 3)
    return torch.randint(256, shape, generator=generator).to(torch.uint8).numpy()


def same(one, other, pixels):
    for said, again in zip(one.caption(pixels), other.caption(pixels), strict=True):
        assert (said.text, said.words) == (again.text, again.words)
        assert torch.equal(said.weights, again.weights)


@pytest.mark.parametrize("kind", MOUTHS)
def test_a_saved_captioner_says_the_same(tmp_path, pixels, kind):
    made = captioner(kind)
    made.save(tmp_path / "kept.safetensors")
    loaded = Captioner.load(tmp_path / "kept.safetensors")
    assert loaded.config == made.config and loaded.vocabulary.words == WORDS.words
    assert not any(module.training for module in loaded.modules())
    ids = torch.tensor([[START, 4, 5, EOS]] * B)
    seen = torch.from_numpy(pixels)
    assert torch.equal(made.eval()(seen, ids)[0], loaded(seen, ids)[0])
    same(made, loaded, pixels)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.safetensors"]


def test_an_eye_of_ones_own_is_saved_too(tmp_path, pixels, own):
    made = captioner("lstm", own)
    made.save(tmp_path / "kept.safetensors")
    same(made, Captioner.load(tmp_path / "kept.safetensors"), pixels)


def test_a_broken_save_leaves_the_old_file_whole(tmp_path, pixels, monkeypatch):
    path = tmp_path / "kept.safetensors"
    made = captioner()
    made.save(path)
    before = path.read_bytes()

    def full_disk(tensors, file, metadata):
        file.write_bytes(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr("helpers.captioner.save_file", full_disk)
    with pytest.raises(OSError, match="No space"):
        made.save(path)
    assert path.read_bytes() == before


def test_files_that_are_no_captioner_are_refused(tmp_path):
    whole, path = tmp_path / "whole.safetensors", tmp_path / "other.safetensors"
    captioner().save(whole)
    save_file({"weight": torch.zeros(3)}, path)
    damaged = {
        "cut": whole.read_bytes()[:-100], "start": whole.read_bytes()[:5], "none": b"",
        "text": b"<html>not found</html>" * 99, "foreign": path.read_bytes(),
    }  # fmt: skip
    for name, data in damaged.items():
        path.write_bytes(data)
        with pytest.raises(ValueError, match="expected a captioner saved by") as error:
            Captioner.load(path)
        assert str(path) in str(error.value), name
    with pytest.raises(ValueError, match="No such file.*helpers.train --out DIR"):
        Captioner.load(tmp_path / "missing.safetensors")
    with pytest.raises(ValueError, match="expected a captioner saved by"):
        Captioner.load(tmp_path)


@pytest.mark.parametrize("beam_width", [1, 3])
@pytest.mark.parametrize("kind", MOUTHS)
@torch.no_grad()
def test_weights_belong_to_the_step_that_wrote_the_word(pixels, kind, beam_width):
    made = captioner(kind).eval()
    written = made.caption(pixels, beam_width=beam_width)
    memory = made.encode(pixels)
    assert len({said.text for said in written}) > 1, "a poor test: all say the same"
    for row, said in zip(memory, written, strict=True):
        layers, heads = (3, 2) if kind == "transformer" else (1, 1)
        assert said.weights.shape == (len(said.words), layers, heads, N)
        ids = [START]
        for word, weights in zip(said.words, said.weights, strict=True):
            logits, looked = made.decoder(torch.tensor([ids]), row[None])
            now = looked[0, -1] if kind == "lstm" else looked[:, 0, :, -1]
            assert_close(weights, now.reshape(layers, heads, N))
            if beam_width == 1:
                logits[..., [PAD, START, UNK]] = float("-inf")  # no words to write
                assert made.vocabulary.word(int(logits[0, -1].argmax())) == word
            ids.append(next(i for i in range(len(WORDS)) if WORDS.word(i) == word))


def test_a_caption_of_no_word_has_no_weights(pixels):
    made = captioner()
    made.decoder.lm_head.weight.data.zero_()
    made.decoder.lm_head.weight.data[EOS] = 1
    made.decoder.norm.weight.data.zero_()
    made.decoder.norm.bias.data.fill_(1)
    for said in made.caption(pixels):
        assert (said.text, said.words, said.weights.shape) == ("", [], (0, 3, 2, N))


def test_memories_pass_through_and_pixels_are_encoded(pixels):
    made = captioner().eval()
    memory = made.encode(pixels)
    assert memory.shape == (B, N, 8) and not memory.requires_grad
    half = memory.half()
    assert torch.equal(made.encode(half), half.float())


def test_modes_come_back_even_after_an_error(pixels):
    made = captioner().train()
    made.encoder.eval()  # as one that is frozen
    modes = [module.training for module in made.modules()]
    made.caption(pixels)
    assert [module.training for module in made.modules()] == modes
    with pytest.raises(KeyError), evaluating(made):
        assert not made.training and not torch.is_grad_enabled()
        raise KeyError
    assert [module.training for module in made.modules()] == modes
    assert torch.is_grad_enabled()


def test_an_unknown_mouth_is_refused():
    config = {"encoder": VIT, "decoder": {"kind": "gru"}}
    with pytest.raises(
        ValueError, match="'transformer', 'lstm' or 'stream', got 'gru'"
    ):
        Captioner(config, WORDS, pretrained=False)


def test_learning_hides_tokens_and_looking_does_not(pixels, monkeypatch):
    made = captioner()
    made.config["hide"] = 0.4
    memory = torch.ones(200, N, made.encoder.memory_width)
    ids = torch.full((200, 1), START)
    seen = []
    monkeypatch.setattr(
        made.decoder, "forward", lambda ids, memory, **_: seen.append(memory)
    )
    made.train()(memory, ids)
    made.train()(memory, ids)
    made.eval()(memory, ids)
    learnt, again, looked = seen
    whole = learnt.all(-1) | ~learnt.any(-1)
    assert whole.all()  # a token is there or it is not
    assert learnt.any(-1).float().mean().item() == pytest.approx(0.6, abs=0.05)
    assert not torch.equal(learnt, again)
    assert torch.equal(looked, memory)


def test_learning_hides_words_and_never_their_frame(pixels, monkeypatch):
    made = captioner()
    made.config["hide_words"] = 0.3
    word = UNK + 1
    ids = torch.tensor([START, *[word] * 50, EOS, PAD]).expand(100, -1)
    memory = torch.ones(100, N, made.encoder.memory_width)
    read = []
    monkeypatch.setattr(
        made.decoder, "forward", lambda ids, memory, **_: read.append(ids)
    )
    made.train()(memory, ids)
    made.eval()(memory, ids)
    learnt, looked = read
    hidden = learnt == UNK
    assert hidden[:, 1:-2].float().mean().item() == pytest.approx(0.3, abs=0.05)
    assert torch.equal(learnt[~hidden], ids[~hidden])
    assert not hidden[:, [0, -2, -1]].any()
    assert torch.equal(looked, ids)


def test_other_code_of_an_own_eye_is_told(tmp_path, own, capsys):
    captioner("lstm", own).save(tmp_path / "kept.safetensors")
    Captioner.load(tmp_path / "kept.safetensors")
    assert capsys.readouterr().err == ""
    (tmp_path / "eye.py").write_text(OWN + "\n# mended\n")
    Captioner.load(tmp_path / "kept.safetensors")
    assert "eye.py:make is not what it was when" in capsys.readouterr().err


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_not_saved(tmp_path, number):
    made, path = captioner(), tmp_path / "kept.safetensors"
    made.save(path)
    before = path.read_bytes()
    made.decoder.norm.weight.data[0] = number
    with pytest.raises(ValueError, match="expected finite weights.*decoder.norm.weigh"):
        made.save(path)
    assert path.read_bytes() == before


ABOUT = {"config": {"encoder": VIT, "decoder": {"kind": "lstm"}}, "words": ["a"]}


@pytest.mark.parametrize(
    "about",
    ["{", "[]", "null", json.dumps({"config": {}, "words": []}), json.dumps(ABOUT),
     json.dumps({**ABOUT, "words": 3}), json.dumps({**ABOUT, "words": ["a", "a"]}),
     json.dumps({**ABOUT, "config": {"encoder": {"spec": 3}, "decoder": {}}})],
)  # fmt: skip
def test_a_file_that_says_something_else_of_itself_is_refused(tmp_path, about):
    path = tmp_path / "odd.safetensors"
    save_file({"x": torch.zeros(1)}, path, metadata={"captioner": about})
    with pytest.raises(ValueError, match="expected a captioner saved by"):
        Captioner.load(path)
