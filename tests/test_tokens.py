"""Laws of captions as word ids."""

import unicodedata

import pytest
import torch
from torch.testing import assert_close

from helpers.tokens import (
    EOS,
    PAD,
    START,
    UNK,
    Vocabulary,
    caption_labels,
    pad_batch,
    tokenize,
)

CAPTIONS = ["a red dog", "a dog", "a cat", "one tree-house"]


@pytest.fixture
def vocabulary():
    return Vocabulary.from_captions(map(tokenize, CAPTIONS), min_count=1)


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("A dog , running .", ["a", "dog", "running"]),
        ("The dog's T-shirt", ["the", "dog's", "t-shirt"]),
        ("The dog\u2019s ball", ["the", "dog's", "ball"]),
        ("two- dogs -- 3 -cats", ["two", "dogs", "3", "cats"]),
        ("snow_board\tCAFÉ\n", ["snow", "board", "café"]),
        ("a man(left)/woman", ["a", "man", "left", "woman"]),
        (' . "" - _ ', []),
    ],
)
def test_tokenize(caption, words):
    assert tokenize(caption) == words


def test_tokenizing_again_changes_nothing():
    words = tokenize("Two boys' half-eaten Hot-Dogs , on a 3-legged table !")
    assert tokenize(" ".join(words)) == words


def test_falling_count_then_alphabet(vocabulary):
    assert vocabulary.words == ("a", "dog", "cat", "one", "red", "tree-house")
    assert len(vocabulary) == 10


def test_caption_order_is_irrelevant(vocabulary):
    backwards = Vocabulary.from_captions(map(tokenize, CAPTIONS[::-1]), 1)
    assert backwards.words == vocabulary.words


def test_rare_words_become_unknown():
    vocabulary = Vocabulary.from_captions(map(tokenize, CAPTIONS), min_count=2)
    assert vocabulary.words == ("a", "dog")
    assert vocabulary.encode(["a", "cat", "dog"]) == [START, 4, UNK, 5, EOS]


def test_decode_undoes_encode(vocabulary):
    for caption in CAPTIONS:
        assert vocabulary.decode(vocabulary.encode(tokenize(caption))) == caption


def test_decode_stops_at_eos_and_leaves_specials_out(vocabulary):
    assert vocabulary.decode([START, 4, UNK, PAD, 5, EOS, 6, 999]) == "a dog"
    assert vocabulary.decode(torch.tensor([4, 5])) == "a dog"


def test_words_round_trip(vocabulary):
    again = Vocabulary(vocabulary.words)
    assert [again.word(i) for i in range(10)] == [vocabulary.word(i) for i in range(10)]
    assert again.word(EOS) == "<eos>"


@pytest.mark.parametrize("index", [-1, 10, 999])
def test_ids_outside_are_refused(vocabulary, index):
    with pytest.raises(ValueError, match=f"expected an id from 0 to 9, got {index}"):
        vocabulary.decode([4, index])


def test_ids_of_another_type_are_refused(vocabulary):
    with pytest.raises(TypeError):
        vocabulary.decode([4.0])


def test_a_string_is_not_a_list_of_words(vocabulary):
    with pytest.raises(TypeError, match="call tokenize"):
        vocabulary.encode("a dog")
    with pytest.raises(TypeError, match="call tokenize"):
        Vocabulary.from_captions(CAPTIONS, min_count=1)


@pytest.mark.parametrize("words", [["a", "b", "a"], ["a", "<eos>"]])
def test_colliding_words_are_refused(words):
    with pytest.raises(ValueError, match="every word once"):
        Vocabulary(words)


def test_a_word_named_like_a_special_gets_no_special_id(vocabulary):
    assert vocabulary.encode(["<eos>", "<pad>"]) == [START, UNK, UNK, EOS]


def test_pad_batch():
    batch = pad_batch([[5, 6, 7], [8], torch.tensor([9, 10]), []], pad_id=4)
    expected = [[5, 6, 7], [8, 4, 4], [9, 10, 4], [4, 4, 4]]
    assert_close(batch, torch.tensor(expected))


def test_an_empty_batch_is_refused():
    with pytest.raises(ValueError, match="at least one sequence"):
        pad_batch([], pad_id=0)


def test_labels_are_an_unshifted_copy():
    ids = torch.tensor([[1, 5, 2, 0], [1, 0, 2, 9]])
    before = ids.clone()
    labels = caption_labels(ids, pad_id=0)
    assert_close(labels, torch.tensor([[1, 5, 2, -100], [1, -100, 2, 9]]))
    labels += 1
    assert_close(ids, before)


@pytest.mark.parametrize("word", ["नमस्ते", "สวัสดี", "café", "été", "İstanbul", "naïve"])
def test_marks_belong_to_their_letters(word):
    """In both forms of Unicode one word, and the same one."""
    forms = [unicodedata.normalize(form, f"a {word}!") for form in ("NFC", "NFD")]
    words = [tokenize(text) for text in forms]
    assert words[0] == words[1]
    assert words[0] == ["a", unicodedata.normalize("NFC", word.lower())]


def test_what_is_not_seen_joins_and_parts_nothing():
    assert tokenize("na\u00adïve \ufeffdog") == ["naïve", "dog"]
