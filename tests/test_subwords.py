"""Laws of words in pieces, and runs that write them."""

import re
from collections import Counter
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import evaluate
from helpers.batches import CaptionedPictures
from helpers.captioner import Captioner
from helpers.corpus import Corpus
from helpers.subwords import (
    END,
    Subwords,
    learn_merges,
    read_merges,
    read_vocabulary,
    split_word,
)
from helpers.tokens import EOS, START, UNK, Vocabulary, tokenize
from helpers.train import main
from tests.small_runs import here, line  # noqa: F401

COUNTS = st.dictionaries(st.text("abc", min_size=1, max_size=7), st.integers(1, 5))


def by_text(counts, merges):
    """The definition, with words as text between blanks, and re.sub to join."""
    words = {f" {' '.join(word)}{END} ": n for word, n in counts.items()}
    learnt = []
    while len(learnt) < merges:
        pairs = Counter()
        for word, n in words.items():
            pieces = word.split()
            for k in range(1, len(pieces)):
                pairs[pieces[k - 1], pieces[k]] += n
        if not pairs:
            break
        first, second = min(pairs, key=lambda pair: (-pairs[pair], pair))
        learnt.append((first, second))
        there = re.compile(f"(?<= ){re.escape(first)} {re.escape(second)}(?= )")
        words = {there.sub(first + second, word): n for word, n in words.items()}
    return learnt, words


@settings(max_examples=300, deadline=None)
@given(counts=COUNTS, merges=st.integers(0, 30))
def test_merges_are_those_of_the_definition(counts, merges):
    before = dict(counts)
    learnt, words = by_text(counts, merges)
    assert learn_merges(counts, merges) == learnt
    assert counts == before
    for word, text in zip(counts, words, strict=True):
        assert split_word(word, learnt) == text.split()


def test_ties_go_to_the_pair_that_sorts_first():
    assert learn_merges({"xy": 1, "ab": 1}, 9) == [("a", "b</w>"), ("x", "y</w>")]


def test_a_word_that_is_all_one_letter_joins_from_the_left():
    assert split_word("aaaa", [("a", "a")]) == ["aa", "a", "a</w>"]


@given(word=st.text(min_size=1, max_size=9), counts=COUNTS)
def test_pieces_spell_the_word(word, counts):
    assert "".join(split_word(word, learn_merges(counts, 20))) == word + END


LISTS = [tokenize(x) for x in ("a small dog runs", "a smaller dog", "two dogs run")]


@pytest.fixture
def pieces():
    return Subwords.learn(LISTS, 6)


def test_there_and_back(pieces):
    for words in [*LISTS, ["drown", "gun"]]:
        ids = pieces.encode(words)
        assert ids[0] == START and ids[-1] == EOS and UNK not in ids
        assert pieces.decode(ids) == " ".join(words)


def test_a_word_with_a_character_never_seen_is_unknown_as_a_whole(pieces):
    ids = pieces.encode(["dog", "d\u00f6ner", "runs"])
    assert ids.count(UNK) == 1 and pieces.decode(ids) == "dog runs"
    assert "drown" in pieces and "d\u00f6ner" not in pieces and "" not in pieces


def test_spans_are_the_words(pieces):
    ids = pieces.encode(["two", "smaller", "guns"])
    words = [pieces.decode([ids[t] for t in span]) for span in pieces.spans(ids)]
    assert words == ["", "two", "smaller", "guns", ""]
    assert [t for span in pieces.spans(ids) for t in span] == list(range(len(ids)))
    assert pieces.spans([]) == [] == Vocabulary(["a"]).spans([])
    cut = ids[:-3]
    assert pieces.spans(cut)[-1].stop == len(cut)


def test_what_a_file_keeps_makes_the_same_vocabulary(pieces):
    for vocabulary in (pieces, Vocabulary(["a", "dog"])):
        again = read_vocabulary(vocabulary.about())
        assert type(again) is type(vocabulary)
        assert again.about() == vocabulary.about()
    assert type(read_vocabulary({"words": ["a"]})) is Vocabulary  # of older files


def test_a_sentence_that_is_no_list_is_refused(pieces):
    with pytest.raises(TypeError, match="call tokenize"):
        pieces.encode("a dog")


@pytest.mark.training
@pytest.mark.parametrize("decoder", ["transformer", "lstm", "stream"])
def test_a_run_writes_words_from_pieces(decoder, capsys):
    main(line(tokens="bpe", merges=9, decoder=decoder, epochs=1))
    captioner = Captioner.load("run/captioner.safetensors")
    assert isinstance(captioner.vocabulary, Subwords)
    pixels = torch.randint(256, (3, 32, 32, 3), dtype=torch.uint8)
    for generated in captioner.caption(pixels):
        assert generated.text == " ".join(generated.words)
        assert len(generated.words) == len(generated.weights)
        assert END not in generated.text
    evaluate.main(["run", "--overlays", "2"])
    assert "1 pictures with overlays" in capsys.readouterr().out


@pytest.mark.training
def test_rewards_go_on_from_pieces():
    main(line(tokens="bpe", merges=9, epochs=1))
    main(["--rewards", "run", "--out", "rewarded", "--epochs", "1", "--cache", "cache"])
    assert Captioner.load("rewarded/captioner.safetensors").vocabulary.merges


def test_mirrored_captions_exchange_words_of_several_pieces():
    corpus = Corpus.read("d", folder=None, cache="cache", count=0)
    vocabulary = Subwords.learn([["left", "right", "a"]], 0)
    rows = torch.zeros(len(corpus.splits["train"]), 1)
    pictures = corpus.pictures(
        "train", rows, vocabulary, max_length=99, choose="all", mirrored=rows
    )
    assert isinstance(pictures, CaptionedPictures)
    pictures.turned[:] = True
    said = [vocabulary.decode(ids) for ids in pictures.__getitems__([0])[1].tolist()]
    words = corpus.words("train")[0]
    assert said == [
        " ".join("right" if w == "left" else w for w in caption if w in vocabulary)
        for caption in words
    ]


LIST = "#version: 0.2\nt h\nth e</w>\na n</w>\n"


def test_a_list_that_others_learnt_is_read():
    Path("merges.txt").write_text(LIST)
    learnt = [("t", "h"), ("th", "e</w>"), ("a", "n</w>")]
    assert read_merges(Path("merges.txt"), 99) == learnt
    assert read_merges(Path("merges.txt"), 2) == learnt[:2]
    pieces = Subwords.learn([["the", "hat"]], learnt)
    assert pieces.merges == tuple(learnt)
    assert [pieces.word(i) for i in pieces.encode(["the", "hat"])[1:-1]] == [
        "the</w>", "h", "a", "t</w>"
    ]  # fmt: skip
    assert "than" in pieces and "on" not in pieces  # no caption has an o
    same = learn_merges({"the": 3, "an": 2}, 4)
    Path("own.txt").write_text("".join(f"{a} {b}\n" for a, b in same))
    assert read_merges(Path("own.txt"), 4) == same


@pytest.mark.parametrize(
    "text, words",
    [
        (None, "got none.txt .* name the merges.txt of CLIP"),
        ("a dog runs\n", "got the line 'a dog runs' in"),
        ("\u0120 t\nh e\n", "got none that ends in </w> in"),
        ("", "got none that ends in </w> in"),
    ],
)
def test_other_lists_are_refused(text, words):
    if text is not None:
        Path("none.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"two pieces a line.*, {words}"):
        read_merges(Path("none.txt"), 9)


@pytest.mark.training
def test_a_run_writes_pieces_that_others_learnt():
    Path("merges.txt").write_text(LIST)
    main(line(tokens="merges.txt", merges=2, epochs=1))
    vocabulary = Captioner.load("run/captioner.safetensors").vocabulary
    assert vocabulary.merges == (("t", "h"), ("th", "e</w>"))


def test_merges_without_pieces_are_told(capsys):
    with pytest.raises(SystemExit):
        main(line(tokens="letters"))
    assert "--tokens" in capsys.readouterr().err
