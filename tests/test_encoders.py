"""Eyes other people trained, and eyes of one's own: loaded, or refused in words."""

import json
import math
import shutil
import sys
from pathlib import Path
from urllib.error import URLError

import pytest
import torch
from torch import nn
from torchvision.models import resnet50
from torchvision.models.feature_extraction import create_feature_extractor

from helpers.encoders import (
    ResNetGrid,
    freeze_early_layers,
    grid_features,
    make_encoder,
)

SIDE = 96  # three cells of 32 pixels
MOBILENET = Path(__file__).parents[2] / "shared" / "weights" / "mobilenet.py"


def images(side, count=2):
    return torch.randn(count, 3, side, side, generator=torch.Generator().manual_seed(0))


def assert_is_an_encoder(encoder):
    """What every decoder, cache and overlay relies on."""
    memory = encoder(images(encoder.image_size))
    assert memory.shape == (2, math.prod(encoder.grid), encoder.memory_width)
    assert len(encoder.grid) == len(encoder.mean) - 1 == len(encoder.std) - 1 == 2
    return memory


def normed(tokens):
    """Each token with mean 0 and variance 1."""
    mean, std = (
        tokens.mean(-1, keepdim=True),
        tokens.std(-1, correction=0, keepdim=True),
    )
    return (tokens - mean) / (std**2 + 1e-5).sqrt()


def learning(module):
    return {name for name, p in module.named_parameters() if p.requires_grad}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A folder for TORCH_HOME with weights of ResNet-50's form, and these weights.

    Each tensor repeats one number, so the file is small and yet of the right form.
    """
    draw = torch.Generator().manual_seed(1)
    weights = {
        name: torch.rand(1, generator=draw)[0].to(x.dtype).expand(x.shape)
        for name, x in resnet50().state_dict().items()
    }
    home = tmp_path_factory.mktemp("torch_home")
    file = home / "hub" / "checkpoints" / "resnet50-11ad3fa6.pth"
    file.parent.mkdir(parents=True)
    torch.save(weights, file)
    return home, weights


def test_grid_features_keep_reading_order():
    b, c, h, w = 2, 3, 4, 5
    feature_map = torch.randn(b, c, h, w)
    tokens = grid_features(feature_map)
    for row in range(h):
        for col in range(w):
            cell = feature_map[:, :, row, col]
            torch.testing.assert_close(tokens[:, row * w + col], cell)


@pytest.mark.parametrize("trainable", range(4))
def test_freezing_leaves_the_last_children_alone(trainable):
    net = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.Linear(3, 4)), nn.ReLU())
    freeze_early_layers(net, trainable)
    expected = {2: {"1.0.weight", "1.0.bias"}, 3: {"0.weight", "0.bias"}}
    expected = set().union(*(expected.get(k, set()) for k in range(trainable + 1)))
    assert learning(net) == expected
    with pytest.raises(ValueError, match="expected 0 to 3 trainable children, got 4"):
        freeze_early_layers(net, 4)


def test_resnet_reads_real_weights_as_torchvision_serves_them(served, monkeypatch):
    home, weights = served
    monkeypatch.setenv("TORCH_HOME", str(home))
    body = make_encoder("resnet50", image_size=SIDE).body.state_dict()
    assert body.keys() == {name for name in weights if not name.startswith("fc.")}
    for name, tensor in body.items():
        torch.testing.assert_close(tensor, weights[name])


def test_resnet_without_weights_or_network_says_where_to_put_them(
    tmp_path, monkeypatch
):
    def no_network(*args, **kwargs):
        raise URLError("no network")

    monkeypatch.setattr(torch.hub, "download_url_to_file", no_network)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    with pytest.raises(OSError, match="no network") as error:
        make_encoder("resnet50")
    folder = tmp_path / "hub" / "checkpoints"
    for part in (str(folder), "resnet50-11ad3fa6.pth", "TORCH_HOME"):
        assert part in str(error.value)
    for damage in (b"", b"PK\x03\x04 cut short", b"<html>not found</html>"):
        (folder / "resnet50-11ad3fa6.pth").write_bytes(damage)
        with pytest.raises(OSError, match="in place of a damaged one"):
            make_encoder("resnet50")


def test_resnet_is_torchvisions_layer4_in_reading_order():
    torch.manual_seed(0)
    eye = ResNetGrid(weights=None, image_size=SIDE).eval()
    net = resnet50()
    net.load_state_dict(eye.body.state_dict(), strict=False)
    oracle = create_feature_extractor(net.eval(), ["layer4"])
    memory = assert_is_an_encoder(eye)
    feature_map = oracle(images(SIDE))["layer4"]
    assert eye.grid == feature_map.shape[2:] == (3, 3)
    for row in range(3):
        for col in range(3):
            cell = feature_map[:, :, row, col]
            torch.testing.assert_close(memory[:, 3 * row + col], normed(cell))


@pytest.mark.parametrize("side", [64, 75, 97])
def test_resnet_knows_its_grid_at_any_size(side):
    assert_is_an_encoder(ResNetGrid(weights=None, image_size=side))


@pytest.mark.parametrize("spec, blocks", [("resnet50", ""), ("resnet50-tuned", "234")])
def test_resnet_learns_in_the_blocks_asked_for(spec, blocks):
    eye = make_encoder(spec, pretrained=False, image_size=64)
    assert {name.split(".")[1] for name in learning(eye)} == {
        f"layer{block}" for block in blocks
    }
    memory = eye(images(64))
    assert memory.requires_grad == bool(blocks)


@pytest.mark.parametrize("spec", ["resnet50", "resnet50-tuned"])
def test_resnets_batch_norm_stays_as_it_was_loaded(spec):
    eye = make_encoder(spec, pretrained=False, image_size=64)
    before = {name: x.clone() for name, x in eye.state_dict().items()}
    trained = eye.train()(images(64))
    torch.testing.assert_close(eye.eval()(images(64)), trained)
    torch.testing.assert_close(dict(eye.state_dict()), before)


def test_resnet_has_four_stages():
    with pytest.raises(ValueError, match="expected 0 to 4 trainable stages, got 5"):
        ResNetGrid(trainable=5, weights=None)


@pytest.fixture
def clip_folder(tmp_path):
    """A tiny CLIP as save_pretrained leaves it, with a normalisation of its own."""
    clip = pytest.importorskip("transformers")
    torch.manual_seed(0)
    shape = clip.CLIPVisionConfig(
        hidden_size=12,
        intermediate_size=20,
        num_hidden_layers=2,
        num_attention_heads=3,
        image_size=20,
        patch_size=5,
    )
    clip.CLIPVisionModel(shape).save_pretrained(tmp_path / "clip")
    pixels = clip.CLIPImageProcessor(image_mean=[0.1, 0.2, 0.3], image_std=[0.4] * 3)
    pixels.save_pretrained(tmp_path / "clip")
    return tmp_path / "clip"


def test_clip_gives_its_patch_tokens_without_the_class_token(clip_folder):
    from transformers import CLIPVisionModel

    eye = make_encoder("clip", name=str(clip_folder))
    oracle = CLIPVisionModel.from_pretrained(clip_folder).eval()
    memory = assert_is_an_encoder(eye)
    expected = oracle(images(20)).last_hidden_state
    torch.testing.assert_close(memory, normed(expected[:, 1:]))
    assert (eye.mean, eye.std, eye.grid) == ((0.1, 0.2, 0.3), (0.4,) * 3, (4, 4))


def test_clip_stays_frozen(clip_folder):
    eye = make_encoder("clip", name=str(clip_folder)).train()
    assert not learning(eye)
    assert not any(module.training for module in eye.net.modules())


def test_clip_comes_back_from_its_config_without_its_folder(clip_folder):
    eye = make_encoder("clip", name=str(clip_folder))
    shutil.rmtree(clip_folder)
    config = json.loads(json.dumps(eye.config))
    again = make_encoder(**config, pretrained=False)
    again.load_state_dict(eye.state_dict())
    torch.testing.assert_close(again(images(20)), eye(images(20)))
    assert (again.mean, again.std, again.config) == (eye.mean, eye.std, eye.config)


def test_clip_names_are_the_same_in_every_release_of_transformers(clip_folder):
    eye = make_encoder("clip", name=str(clip_folder))
    assert "net.embeddings.class_embedding" in eye.state_dict()


def test_clip_that_is_not_there_says_what_to_store(clip_folder, tmp_path):
    (clip_folder / "preprocessor_config.json").unlink()
    with pytest.raises(OSError, match="(?s)expected a CLIP model.*CLIPImageProcessor"):
        make_encoder("clip", name=str(clip_folder))


def test_clip_without_transformers_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(ImportError, match="pip install .transformers"):
        make_encoder("clip", pretrained=False)


OWN = """
import torch
from torch import nn

class Eye(nn.Module):
    image_size, mean, std = 12, [0.1, 0.2, 0.3], [0.3, 0.2, 0.1]
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 7, (6, 4), (6, 4))
        self.dropout = nn.Dropout(0.5)
    def forward(self, images):
        return self.dropout(self.conv(images))

class Tokens(Eye):
    def forward(self, images):
        return super().forward(images).flatten(2).transpose(1, 2)

def own(): return Eye()
def frozen(): return Eye().requires_grad_(False)
def tokens(grid=(2, 3)):
    eye = Tokens()
    eye.grid = grid
    return eye
def square():
    eye = Tokens()
    eye.conv = nn.Conv2d(3, 7, 6, 6)
    return eye
def wrong_grid(): return tokens((2, 2))
def pooled(): return nn.Sequential(Eye(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
def nothing(): return "weights.pt"
number = 3
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "my eye.py").write_text(OWN)
    return lambda function: make_encoder(f"{tmp_path / 'my eye.py'}:{function}")


@pytest.mark.parametrize("function, grid", [("own", (2, 3)), ("tokens", (2, 3))])
def test_an_own_encoder_tells_its_grid_and_width(own, function, grid):
    eye = own(function).eval()
    memory = assert_is_an_encoder(eye)
    assert (eye.grid, eye.memory_width, eye.image_size) == (grid, 7, 12)
    assert (eye.mean, eye.std) == ((0.1, 0.2, 0.3), (0.3, 0.2, 0.1))
    cells = eye.network.conv(images(12)).flatten(2).transpose(1, 2)
    torch.testing.assert_close(memory, normed(cells))


def test_tokens_without_a_grid_stand_in_a_square(own):
    with pytest.raises(ValueError, match="grid of 2 x 2 has, got 6.*class token"):
        own("wrong_grid")


def test_an_own_encoder_learns_unless_it_is_frozen(own):
    assert learning(own("own")) and own("own").network.training
    eye = own("frozen").train()
    assert not learning(eye) and not eye.network.training


@pytest.mark.parametrize(
    "function, error, text",
    [
        ("missing", ValueError, "expected a function 'missing' in"),
        ("number", ValueError, "expected a function 'number' in"),
        ("nothing", ValueError, "to return a torch.nn.Module, got str"),
        ("pooled", ValueError, r"got \(2, 7\); leave out the pooling"),
    ],
)
def test_an_own_encoder_gone_wrong_is_refused_in_words(own, function, error, text):
    with pytest.raises(error, match=text):
        own(function)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file .*eye.py"):
        make_encoder(f"{tmp_path}/eye.py:load")


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="resnet50-tuned, clip or FILE.py:FUNCTION"):
        make_encoder("resnet")


def test_a_vit_is_an_encoder_like_the_others():
    sizes = {"image_size": 12, "patch_size": 4, "width": 6, "heads": 3, "layers": 2}
    eye = make_encoder("vit", **sizes, dropout=0.0)
    memory = assert_is_an_encoder(eye)
    again = make_encoder(**eye.config, pretrained=False)
    again.load_state_dict(eye.state_dict())
    torch.testing.assert_close(again(images(12)), memory)


@pytest.mark.skipif(not MOBILENET.exists(), reason="needs ../shared/weights")
def test_a_small_trained_backbone_is_an_encoder():
    eye = make_encoder(f"{MOBILENET}:load")
    assert_is_an_encoder(eye)
    assert (eye.grid, eye.memory_width) == ((7, 7), 256)
    assert not learning(eye)


BESIDE = """
from torch import nn
import {imported}
class Eye(nn.Module):
    image_size = 8
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 4, 4)
    def forward(self, x):
        return {imported}.change(self.conv(x))
def eye():
    return Eye().requires_grad_(False)
"""


@pytest.mark.parametrize(
    "name, imported, file",
    [("beside", "inner_a", "inner_a.py"), ("deep", "inner_b", "inner_c.py"),
     ("package", "parts_d.inner", "parts_d/inner.py")],
)  # fmt: skip
def test_what_a_file_imports_from_beside_it_counts_as_its_code(
    tmp_path, name, imported, file
):
    change = "def change(x): return x{}"
    (tmp_path / "parts_d").mkdir()
    (tmp_path / "inner_b.py").write_text("from inner_c import change")
    (tmp_path / f"{name}.py").write_text(BESIDE.format(imported=imported))
    seen = []
    for text in ("", " + 1", " + 1", ""):
        (tmp_path / file).write_text(change.format(text))
        torch.manual_seed(0)
        eye = make_encoder(f"{tmp_path}/{name}.py:eye").eval()
        seen.append((eye.source, eye.network(torch.zeros(1, 3, 8, 8))))
    assert seen[0][0] == seen[3][0] != seen[1][0] == seen[2][0]
    torch.testing.assert_close(seen[1][1], seen[0][1] + 1)  # the new code runs too


@pytest.mark.parametrize(
    "code, error, text",
    [
        ("def eye(:", ValueError, "SyntaxError in line 1"),
        ("x = 1\ny = nothing", ValueError, "NameError in line 2"),
        ("def eye():\n    return {}['x']", ValueError, "KeyError in line 2"),
        ("import no_such_package", ImportError, "No module named 'no_such_package'"),
        ("def eye():\n    import no_such", ImportError, "No module named 'no_such'"),
        ("def eye():\n    raise OSError('no network')", OSError, "^no network"),
    ],
)
def test_an_error_in_ones_own_code_says_where(tmp_path, code, error, text):
    (tmp_path / "eye.py").write_text(code)
    with pytest.raises(error, match=text):
        make_encoder(f"{tmp_path}/eye.py:eye")


def test_another_suffix_is_no_python_file(tmp_path):
    (tmp_path / "eye.txt").write_text("")
    with pytest.raises(ValueError, match="expected a Python file, FILE.py, got"):
        make_encoder(f"{tmp_path}/eye.txt:eye")
