"""Positions tell rows and columns apart, and steps are the same everywhere."""

import pytest
import torch

from helpers.positions import sincos_positions

ROWS, COLUMNS, WIDTH = 5, 7, 12  # all different: a swapped axis cannot pass


def test_the_first_half_tells_the_row_and_the_second_the_column():
    table = sincos_positions(ROWS, COLUMNS, WIDTH).view(ROWS, COLUMNS, WIDTH)
    row, column = table.split(WIDTH // 2, -1)
    assert (row == row[:, :1]).all() and (column == column[:1]).all()
    assert len({tuple(x) for x in table.flatten(0, 1).tolist()}) == ROWS * COLUMNS


def test_what_two_positions_have_in_common_depends_on_their_distance_alone():
    row, column = sincos_positions(ROWS, COLUMNS, WIDTH).split(WIDTH // 2, -1)
    row, column = row.view(ROWS, COLUMNS, -1), column.view(ROWS, COLUMNS, -1)
    for step in range(1, COLUMNS):
        alike = (column[0, :-step] * column[0, step:]).sum(-1)
        torch.testing.assert_close(alike, alike[:1].expand_as(alike))
    for step in range(1, ROWS):
        alike = (row[:-step, 0] * row[step:, 0]).sum(-1)
        torch.testing.assert_close(alike, alike[:1].expand_as(alike))


def test_every_position_is_equally_long():
    lengths = sincos_positions(ROWS, COLUMNS, WIDTH).square().sum(-1)
    torch.testing.assert_close(lengths, torch.full((ROWS * COLUMNS,), WIDTH / 2))


def test_a_width_that_four_does_not_divide_is_refused():
    with pytest.raises(ValueError, match="a width that 4 divides, got 6"):
        sincos_positions(2, 2, 6)
