"""Batches: which caption, in which order, padded how far."""

import pytest
import torch
from torch.testing import assert_close

from helpers.batches import CaptionedPictures, make_loader
from helpers.decoder import CaptionDecoder
from helpers.loss import summed_loss
from helpers.tokens import EOS, PAD, START

N, D, V = 3, 4, 40
# picture i says i + 4; its caption k has k + 1 words
CAPTIONS = [
    [[START, *[i + 4] * (k + 1), EOS] for k in range(5 - i % 3)] for i in range(20)
]
ROWS = torch.arange(20.0)[:, None, None].expand(20, N, D)


def batches(choose, *, seed=0, epoch=0, shuffle=False, size=6):
    pictures = CaptionedPictures(ROWS, CAPTIONS, choose=choose, seed=seed)
    pictures.set_epoch(epoch)
    return list(make_loader(pictures, size, shuffle=shuffle))


def captions(loaded):
    return [
        tuple(i for i in row.tolist() if i != PAD) for _, ids in loaded for row in ids
    ]


def test_first_gives_each_picture_its_first_caption_in_order():
    loaded = batches("first")
    assert captions(loaded) == [tuple(picture[0]) for picture in CAPTIONS]
    assert torch.equal(torch.cat([rows for rows, _ in loaded]), ROWS)
    assert [len(rows) for rows, _ in loaded] == [6, 6, 6, 2]


def test_pictures_keep_their_captions_when_shuffled():
    for choose in ("first", "random", "all"):
        for rows, ids in batches(choose, shuffle=True):
            own = (rows[:, 0, 0] + 4).repeat_interleave(len(ids) // len(rows)).long()
            real = ids[:, 1] != PAD
            assert torch.equal(ids[real, 1], own[real])


def test_each_epoch_visits_every_picture_once_in_its_own_order():
    def order(**at):
        rows = torch.cat([rows for rows, _ in batches("first", shuffle=True, **at)])
        return rows[:, 0, 0].tolist()

    assert sorted(order()) == list(range(20))
    assert order(seed=1, epoch=2) == order(seed=1, epoch=2)
    assert len({tuple(order(seed=s, epoch=e)) for s in (0, 1) for e in (0, 1)}) == 4


def test_random_captions_are_fixed_by_seed_and_epoch_and_differ_between_epochs():
    drawn = {(s, e): captions(batches("random", seed=s, epoch=e)) for s, e in SEEDS}
    assert all(drawn[at] == captions(batches("random", seed=at[0], epoch=at[1]))
               for at in SEEDS)  # fmt: skip
    assert len({tuple(said) for said in drawn.values()}) == len(SEEDS)


SEEDS = [(0, 0), (0, 1), (1, 0)]


def test_in_time_every_caption_is_drawn():
    seen = set()
    for epoch in range(60):
        seen.update(captions(batches("random", epoch=epoch, size=20)))
    assert seen == {tuple(caption) for picture in CAPTIONS for caption in picture}


@pytest.mark.parametrize("choose", ["first", "random", "all"])
def test_a_batch_is_as_long_as_its_own_longest_caption(choose):
    for _, ids in batches(choose, shuffle=True, size=3):
        assert ids.dtype == torch.long
        assert (ids[:, -1] != PAD).any()


def test_all_gives_every_caption_side_by_side_and_empty_rows_for_the_missing():
    loaded = batches("all")
    for start, (rows, ids) in zip(range(0, 20, 6), loaded, strict=True):
        for i, own in enumerate(ids.unflatten(0, (len(rows), 5))):
            told = CAPTIONS[start + i]
            assert [tuple(r[r != PAD].tolist()) for r in own] == [
                *map(tuple, told), *[()] * (5 - len(told))
            ]  # fmt: skip


def test_empty_rows_add_nothing_to_the_loss():
    torch.manual_seed(0)
    decoder = CaptionDecoder(
        vocab_size=V, width=8, memory_width=D, heads=2, layers=1, max_length=9,
        dropout=0.0,
    )  # fmt: skip
    rows, ids = batches("all")[0]
    logits, _ = decoder(ids[:, :-1], rows, need_weights=False)
    loss, words = summed_loss(logits, ids[:, 1:])
    expected = torch.zeros(())
    for picture, said in zip(rows, CAPTIONS, strict=False):
        for caption in said:
            alone = torch.tensor([caption])
            logits, _ = decoder(alone[:, :-1], picture[None], need_weights=False)
            expected = expected + summed_loss(logits, alone[:, 1:])[0]
    assert_close(loss, expected)
    assert words == sum(len(caption) - 1 for said in CAPTIONS[:6] for caption in said)
    loss.backward()
    assert all(p.grad.isfinite().all() for p in decoder.parameters())


def test_a_loader_leaves_the_global_generator_alone():
    torch.manual_seed(1)
    before = torch.get_rng_state()
    batches("random", shuffle=True)
    assert torch.equal(torch.get_rng_state(), before)


def test_bad_requests_are_refused():
    with pytest.raises(ValueError, match="one of first, random, all, got 'last'"):
        CaptionedPictures(ROWS, CAPTIONS, choose="last")
    with pytest.raises(ValueError, match="each of 19 pictures, got them for 20 of 20"):
        CaptionedPictures(ROWS[:19], CAPTIONS, choose="first")
    with pytest.raises(ValueError, match="each of 20 pictures, got them for 19 of 20"):
        CaptionedPictures(ROWS, [[], *CAPTIONS[1:]], choose="first")
