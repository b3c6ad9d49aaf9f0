"""Attention must come to lie on the patches it was paid to."""

import cv2
import matplotlib
import numpy as np
import pytest
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from torch.testing import assert_close
from torchvision.transforms.functional import normalize

from helpers.overlays import (
    HEAT_COLOURS,
    blend,
    draw_attention,
    draw_words,
    enlarge,
    peak_in_box,
    to_grid,
    unnormalize,
    word_heatmaps,
)
from helpers.tokens import EOS, START

H, W, ROWS, COLS, N = 24, 40, 3, 5, 15  # patches of 8 x 8 pixels
WORDS = ["a", "dog", "runs", "far"]
MEAN, STD = (0.5, 0.4, 0.3), (0.2, 0.3, 0.4)


@pytest.fixture
def image():
    return torch.rand(3, H, W, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def weights():
    scores = torch.randn(4, N, generator=torch.Generator().manual_seed(1))
    return scores.softmax(-1)


def one_hot(token):
    return torch.nn.functional.one_hot(torch.tensor(token), N).float()


def test_unnormalize_undoes_torchvision_and_leaves_its_input(image):
    normal = normalize(image, MEAN, STD)
    before = normal.clone()
    assert_close(unnormalize(normal, MEAN, STD), image)
    assert_close(unnormalize(normal, torch.tensor(MEAN), torch.tensor(STD)), image)
    assert torch.equal(normal, before)


def test_unnormalize_clips_what_no_pixel_can_be(image):
    pixels = unnormalize(100 * (image - 0.5), MEAN, STD)
    assert pixels.min() == 0 and pixels.max() == 1


def test_tokens_return_to_their_patches_in_reading_order():
    grid = to_grid(torch.arange(2 * 4 * N).view(2, 4, N), ROWS, COLS)
    assert grid.shape == (2, 4, ROWS, COLS)
    for token in range(N):
        assert grid[1, 2, token // COLS, token % COLS] == (1 * 4 + 2) * N + token


def test_a_forgotten_class_token_is_named():
    with pytest.raises(
        ValueError, match="3 x 5 = 15 weights, got 16; is the class tok"
    ):
        to_grid(torch.zeros(N + 1), ROWS, COLS)


def test_enlarge_agrees_with_opencv(weights):
    heat = to_grid(weights[0], ROWS, COLS)
    expected = cv2.resize(heat.numpy(), (W, H), interpolation=cv2.INTER_LINEAR)
    assert_close(enlarge(heat, H, W), torch.from_numpy(expected))


def test_enlarge_makes_up_no_values(weights):
    heat = to_grid(weights[0], ROWS, COLS)
    large = enlarge(heat, 7 * H, W)
    assert large.shape == (7 * H, W)
    assert heat.min() <= large.min() and large.max() <= heat.max()
    assert_close(enlarge(torch.full((ROWS, COLS), 0.3), H, W), torch.full((H, W), 0.3))


@pytest.mark.parametrize("token", [0, 4, 7, 10, 14])
def test_one_hot_attention_lights_its_own_patch(token):
    large = enlarge(to_grid(one_hot(token), ROWS, COLS), H, W)
    row, col = divmod(int(large.argmax()), W)
    assert (row // 8, col // 8) == (token // COLS, token % COLS)
    lit = (large > 0.5).nonzero() // 8  # more than half of it, nowhere else
    assert {tuple(cell) for cell in lit.tolist()} == {(token // COLS, token % COLS)}


def test_blend_mixes_and_hands_back_either_end(image):
    heat = torch.rand(H, W)
    assert_close(blend(image, heat, 0), image)
    assert_close(blend(image, heat, 1), heat.expand(3, H, W))
    mixed = blend(image, heat, 0.3)
    assert mixed[2, 5, 9].item() == pytest.approx(
        0.7 * image[2, 5, 9].item() + 0.3 * heat[5, 9].item()
    )


@pytest.mark.parametrize("shape", [(ROWS, COLS), (W, H), (1, W), (1, H, W)])
def test_heat_of_another_size_is_refused(image, shape):
    with pytest.raises(ValueError, match=r"expected heat of \(24, 40\).*enlarge"):
        blend(image, torch.zeros(shape), 0.5)


def test_a_word_goes_with_the_step_that_wrote_it(weights):
    for ids in ([START, 7, 9, EOS], torch.tensor([START, 7, 9, EOS])):
        pairs = word_heatmaps(weights, ids, ROWS, COLS)
        assert [word for word, _ in pairs] == [7, 9, EOS]
        for step, (_, heat) in enumerate(pairs):
            assert_close(heat, weights[step].view(ROWS, COLS))
    assert word_heatmaps(weights, [START], ROWS, COLS) == []


def test_words_without_start_or_without_attention_are_refused(weights):
    with pytest.raises(ValueError, match=r"begin with <start> \(1\), got \[7, 9\]"):
        word_heatmaps(weights, [7, 9], ROWS, COLS)
    with pytest.raises(ValueError, match="each of 5 words, got 4"):
        word_heatmaps(weights, [START, 7, 9, 8, 6, EOS], ROWS, COLS)


def test_the_peak_is_in_a_box_up_to_its_right_and_bottom():
    heat = to_grid(one_hot(9), ROWS, COLS)  # row 1, column 4
    inside = [(4, 1, 5, 2), (0, 0, 5, 3), (4, 0, 9, 2)]
    outside = [(0, 0, 4, 3), (0, 0, 5, 1), (0, 2, 5, 3), (1, 4, 2, 5), (4, 1, 4, 1)]
    assert all(peak_in_box(heat, box) is True for box in inside)
    assert not any(peak_in_box(heat, box) for box in outside)


@pytest.mark.parametrize("token", [0, 4, 7, 14])
def test_drawn_heat_lies_over_the_patch_it_belongs_to(image, token):
    ax = Figure().subplots()
    heat = draw_attention(ax, image, one_hot(token), grid=(ROWS, COLS), top=0.8)
    picture, over = ax.images
    assert over is heat and over.get_clim() == (0, 0.8)
    assert picture.get_extent() == over.get_extent()
    assert_close(picture.get_array().data, image.permute(1, 2, 0).numpy())
    left, right, bottom, top = over.get_extent()
    row, col = np.argwhere(over.get_array() == 1).tolist()[0]
    assert left + col * (right - left) / COLS == token % COLS * 8
    assert top + row * (bottom - top) / ROWS == token // COLS * 8
    assert not len(ax.get_xticks()) and not len(ax.get_yticks())
    assert ax.get_xlim() == (0, W) and ax.get_ylim() == (H, 0)


def test_the_hottest_cell_is_drawn_at_full_heat_and_no_cell_beyond(image):
    figure = Figure(figsize=(4, 2.4), dpi=100)
    ax = figure.add_axes((0, 0, 1, 1))
    heat = draw_attention(ax, image, one_hot(7), grid=(ROWS, COLS), top=1)
    heat.set_alpha(1)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba())[..., :3].astype(float)
    hottest = 255 * np.array(matplotlib.colormaps[HEAT_COLOURS](1.0)[:3])
    near = np.argwhere(np.abs(drawn - hottest).max(axis=-1) < 3)
    assert near.mean(axis=0).round() == pytest.approx([120, 200], abs=1)  # its centre


def test_the_colour_map_grows_lighter_all_the_way():
    colours = matplotlib.colormaps[HEAT_COLOURS](np.linspace(0, 1, 256))
    assert (np.diff(colours[:, :3] @ [0.2126, 0.7152, 0.0722]) > -1e-3).all()


def test_drawing_takes_attention_as_a_model_gives_it(image, weights):
    row = weights[0].double().requires_grad_() * 1
    draw_attention(Figure().subplots(), image.bfloat16(), row, grid=(ROWS, COLS), top=1)


def test_only_a_picture_is_drawn(image, weights):
    ax = Figure().subplots()
    wrong = [image.permute(1, 2, 0), image[None], image[:1], 255 * image, image - 0.5]
    for picture in wrong:
        with pytest.raises(ValueError, match=r"a picture \(3, H, W\) in \[0, 1\], got"):
            draw_attention(ax, picture, weights[0], grid=(ROWS, COLS), top=1)


def test_words_share_one_scale_and_fill_panels_in_reading_order(image, weights):
    figure = Figure()
    axes = figure.subplots(2, 3)
    heats = draw_words(axes, image, WORDS, weights, grid=(ROWS, COLS))
    assert [ax.get_title() for ax in axes.flat] == [*WORDS, "", ""]
    assert [ax.axison for ax in axes.flat] == [True] * 4 + [False] * 2
    assert len(heats) == 4 and len(figure.axes) == 6
    for ax, heat, row in zip(axes.flat, heats, weights, strict=False):
        assert heat.axes is ax
        assert heat.get_clim() == (0, weights.max().item())
        assert_close(heat.get_array().data, row.view(ROWS, COLS).numpy())


def test_words_weights_and_panels_must_match(image, weights):
    axes = Figure().subplots(1, 3)
    with pytest.raises(ValueError, match="a panel a word, got 3 for 4 words"):
        draw_words(axes, image, WORDS, weights, grid=(ROWS, COLS))
    with pytest.raises(ValueError, match="one word a row of weights.* for 4 rows"):
        draw_words(axes, image, WORDS[:3], weights, grid=(ROWS, COLS))
    with pytest.raises(ValueError, match="pass a list of words"):
        draw_words(axes, image, "dogs", weights, grid=(ROWS, COLS))
