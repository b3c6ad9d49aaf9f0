"""A picture unlike those learned from is told, and one like them is not."""

import numpy as np
import pytest
import torch
from PIL import Image

from bench.drawings import draw_like_people
from helpers import novelty
from helpers.captioner import SCENES, Captioner
from helpers.images import square
from helpers.novelty import SHARE, Familiar
from helpers.scenes import draw_scenes
from helpers.worlds import FAIR


def test_the_distance_is_in_spreads_and_the_limit_a_share():
    torch.manual_seed(0)
    spread = torch.tensor([1.0, 10.0, 0.1])
    learned, other = (
        torch.randn(4000, 3) * spread + 5,
        torch.randn(4000, 3) * spread + 5,
    )
    cloud = Familiar.measure(learned, other)
    assert (cloud.novelty(other[:, None]) <= 1).float().mean() == pytest.approx(
        SHARE, abs=0.002
    )
    far = 5 + 7 * spread  # seven spreads off in each number
    assert cloud.novelty(far[None, None]) == pytest.approx(7 / cloud.limit, rel=0.05)
    pair = torch.stack([far + 1, far - 1])[None]  # tokens are averaged
    torch.testing.assert_close(cloud.novelty(pair), cloud.novelty(far[None, None]))


def test_what_is_kept_comes_back(tmp_path, monkeypatch):
    monkeypatch.setattr(novelty, "KEPT", tmp_path / "n.safetensors")
    cloud = Familiar(torch.arange(3.0), torch.ones(3), 1.5)
    novelty.keep({"a": cloud, "b": Familiar(torch.zeros(2), torch.ones(2), 2.0)})
    again = Familiar.of("a")
    assert torch.equal(again.mean, cloud.mean) and again.limit == 1.5
    assert len(Familiar.of("b").spread) == 2


def share_told(captioner, cloud, pictures):
    side = captioner.encoder.image_size
    pixels = np.stack([square(x, side) for x in pictures])
    return float((cloud.novelty(captioner.encode(pixels)) > 1).float().mean())


def test_the_scenes_captioner_knows_its_scenes_and_tells_others():
    captioner, cloud = Captioner.load(), Familiar.of(SCENES.stem)
    scenes = [Image.fromarray(x.image) for x in draw_scenes(300, seed=7, world=FAIR)]
    assert share_told(captioner, cloud, scenes) <= 0.04
    drawings = [image for image, _ in draw_like_people()]  # each fourth on dark ground
    on_light = [image for k, image in enumerate(drawings) if k % 4 != 1]
    assert share_told(captioner, cloud, on_light) >= 0.95
