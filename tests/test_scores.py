"""Laws of the caption scores, with pycocoevalcap as the oracle."""

import csv
from collections import defaultdict
from math import exp
from pathlib import Path

import pytest
import torch

from helpers.scores import (
    brevity_penalty,
    cider_d,
    corpus_bleu,
    ngram_precision,
    rouge_l,
    score_captions,
    token_accuracy,
)

FLICKR = Path(__file__).parents[2] / "shared" / "flickr8k"

# One picture a line: the candidate, then its references; uneven in every way.
PICTURES = """
a dog runs | a brown dog runs across the grass | the dog is running | a dog
two men are playing football on a field | two men play soccer | men on a field
the the the the | the cat is on the mat | there is a cat on the mat
a girl in a red dress climbs the stairs | a girl in a pink dress climbs some stairs
a man | a man rides a bicycle down a very long and steep road in the mountains
a child is sitting in the sand by the sea on a hot day in summer | a child in sand
black dog and white dog and black dog | a black dog and a white dog play in the snow
snow | a skier jumps over a hill | a man on skis is in the air | skier in snow
a crowd watches the band play | a crowd watches the band play | people at a concert
a woman reads a book in the park | someone on a bench reads a newspaper in a park
the boy jumps into the water | a boy jumps into the pool | boy jumping | the boy swims
a climber hangs from a rock | a man climbs a cliff | a climber hangs from a rock face
"""

CORPUS_SCORES = {
    "bleu": lambda candidates, references: corpus_bleu(candidates, references, 2),
    "rouge": rouge_l,
    "cider": cider_d,
}
each_score = pytest.mark.parametrize("score", CORPUS_SCORES.values(), ids=CORPUS_SCORES)


def split(caption):
    return caption.split()


def written_here():
    rows = [line.split("|") for line in PICTURES.strip().splitlines()]
    captions = [[caption.split() for caption in row] for row in rows]
    return [row[0] for row in captions], [row[1:] for row in captions]


def flickr8k():
    """Dev pictures: the first caption as the candidate, the other four against it."""
    if not (FLICKR / "captions.txt").exists():
        pytest.skip("no Flickr8k beside the project")
    captions = defaultdict(list)
    with open(FLICKR / "captions.txt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            captions[row["image"]].append(row["caption"].lower().split())
    dev = (FLICKR / "Flickr_8k.devImages.txt").read_text().split()
    return [captions[name][0] for name in dev], [captions[name][1:] for name in dev]


def flickr8k_shuffled():
    """Every candidate against the captions of the next picture: low scores."""
    candidates, references = flickr8k()
    return candidates, references[1:] + references[:1]


@pytest.mark.parametrize("corpus", [written_here, flickr8k, flickr8k_shuffled])
def test_agrees_with_pycocoevalcap(corpus):
    bleu = pytest.importorskip("pycocoevalcap.bleu.bleu")
    cider = pytest.importorskip("pycocoevalcap.cider.cider")
    rouge = pytest.importorskip("pycocoevalcap.rouge.rouge")
    candidates, references = corpus()
    results = {i: [" ".join(words)] for i, words in enumerate(candidates)}
    truths = {
        i: [" ".join(words) for words in refs] for i, refs in enumerate(references)
    }
    expected, _ = bleu.Bleu(4).compute_score(truths, results, verbose=0)
    expected.append(rouge.Rouge().compute_score(truths, results)[0])
    expected.append(cider.Cider().compute_score(truths, results)[0])
    ours = [corpus_bleu(candidates, references, n) for n in (1, 2, 3, 4)]
    ours += [rouge_l(candidates, references), cider_d(candidates, references)]
    assert ours == pytest.approx(expected, abs=1e-9, rel=0)
    shown = score_captions(candidates, references)
    assert list(shown) == ["BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "CIDEr-D"]
    assert list(shown.values()) == pytest.approx([100 * score for score in ours])


def test_a_copy_of_a_reference_is_perfect():
    _, references = written_here()
    candidates = [max(refs, key=len) for refs in references]
    assert corpus_bleu(candidates, references, 4) == 1
    assert rouge_l(candidates, references) == pytest.approx(1)
    only = [[words] for words in candidates]
    assert cider_d(candidates, only) == pytest.approx(10)


@each_score
def test_order_of_pictures_and_of_references_has_no_effect(score):
    candidates, references = written_here()
    turned = [refs[::-1] for refs in references[::-1]]
    expected = score(candidates, references)
    assert score(candidates[::-1], turned) == pytest.approx(expected)


@each_score
def test_an_empty_candidate_scores_zero_and_its_neighbours_still_count(score):
    candidates, references = written_here()
    assert score([[] for _ in candidates], references) == 0
    candidates[0] = []
    assert 0 < score(candidates, references) < 10


@each_score
def test_words_that_nobody_wrote_score_zero(score):
    assert score([["zzz", "yyy"]] * 2, [[["a", "dog"]], [["a", "cat"]]]) == 0


@each_score
def test_an_empty_reference_matches_nothing_and_is_no_error(score):
    candidates, references = [["a", "dog"], ["a", "cat"]], [[["a", "dog"], []], [[]]]
    assert 0 < score(candidates, references) < 10
    assert score(candidates, [[[]], [[]]]) == 0


def test_repeating_a_word_gains_nothing():
    references = [split("the cat is on the mat"), split("there is a cat on the mat")]
    assert ngram_precision(["the"] * 7, references, 1) == pytest.approx(2 / 7)
    assert ngram_precision(["the"] * 7, references, 2) == 0


def test_clipping_takes_the_best_reference_not_the_sum():
    references = [["a", "dog"], ["a", "cat"]]
    assert ngram_precision(["a", "a"], references, 1) == 1 / 2


def test_precision_counts_each_ngram_length_apart():
    candidate, references = split("a b c d"), [split("a b x c d")]
    precisions = [ngram_precision(candidate, references, n) for n in (1, 2, 3, 4, 5)]
    assert precisions == pytest.approx([1, 2 / 3, 0, 0, 0])


@pytest.mark.parametrize(
    ("written", "lengths", "expected"),
    [
        (5, [5], 1),
        (9, [5], 1),  # too long costs precision, not brevity
        (4, [5], exp(1 - 5 / 4)),
        (4, [9, 5], exp(1 - 5 / 4)),  # the nearest, whatever its place
        (4, [5, 3], 1),  # a tie goes to the shorter
        (4, [3, 5], 1),
        (0, [5], 0),
        (0, [0], 0),
    ],
)
def test_brevity_is_measured_at_the_nearest_reference(written, lengths, expected):
    references = [["x"] * length for length in lengths]
    assert brevity_penalty(["y"] * written, references) == pytest.approx(expected)


def test_bleu_of_one_sentence_is_penalty_times_geometric_mean():
    candidate, references = split("a b c e"), [split("a b c d e f")]
    precisions = [ngram_precision(candidate, references, n) for n in (1, 2, 3)]
    mean = (precisions[0] * precisions[1] * precisions[2]) ** (1 / 3)
    expected = brevity_penalty(candidate, references) * mean
    assert corpus_bleu([candidate], [references], 3) == pytest.approx(expected)


def test_bleu_of_a_corpus_is_not_the_mean_over_its_sentences():
    candidates = [split("a b"), split("x x x x x x")]
    references = [[split("a b")], [split("x y y y y y")]]
    assert corpus_bleu(candidates, references, 1) == pytest.approx(3 / 8)  # 2/2, 1/6
    candidates[1] = ["x"]  # brevity counts the whole corpus too: 3 words for 8
    assert corpus_bleu(candidates, references, 1) == pytest.approx(exp(1 - 8 / 3))


def test_bleu_is_zero_without_smoothing():
    candidates, references = written_here()
    assert corpus_bleu(candidates, references, 25) == 0
    assert corpus_bleu([["a"]], [[["a"]]], 2) == 0


def test_rouge_follows_the_order_of_words_across_gaps():
    reference = split("police killed the gunman")
    in_order, jumbled = split("police kill the gunman"), split("the gunman police")
    assert rouge_l([in_order], [[reference]]) == pytest.approx(3 / 4)
    precision, recall, weight = 2 / 3, 2 / 4, 1.44
    expected = (1 + weight) * precision * recall / (recall + weight * precision)
    assert rouge_l([jumbled], [[reference]]) == pytest.approx(expected)


def test_cider_pays_for_rare_words_and_not_for_common_ones():
    references = [[split("a accordion")], [split("a dog")], [split("a dog")]]
    common = cider_d([["a"], [], []], references)
    rare = cider_d([["accordion"], [], []], references)
    assert common == 0 < rare
    assert cider_d([[], ["dog"], []], references) > 0


def test_cider_does_not_pay_for_repeating_nor_for_another_length():
    references = [[split("a red bird sings")], [split("one dog")]]
    once = cider_d([split("red bird"), []], references)
    assert cider_d([split("red bird red bird red bird"), []], references) < once


def test_cider_of_a_single_picture_is_zero():
    words = split("a dog runs in snow")
    assert cider_d([words], [[words]]) == 0


@each_score
def test_what_is_not_a_corpus_is_refused(score):
    words = ["a", "dog"]
    with pytest.raises(ValueError, match="got 2 candidates and 1 lists"):
        score([words, words], [[words]])
    with pytest.raises(ValueError, match="at least one candidate, got none"):
        score([], [])
    with pytest.raises(ValueError, match="at least one reference a candidate"):
        score([words], [[]])
    with pytest.raises(
        TypeError, match="a candidate to be a list of words, got 'a dog'"
    ):
        score(["a dog"], [[words]])
    with pytest.raises(
        TypeError, match="a reference to be a list of words, got 'a dog'"
    ):
        score([words], [["a dog"]])
    with pytest.raises(
        TypeError, match="references of a picture as a list of word lis"
    ):
        score([words], [words])
    with pytest.raises(
        TypeError, match="a reference to be a list of words, got 'a dog'"
    ):
        score([words], ["a dog"])
    with pytest.raises(TypeError, match="decode ids"):
        score([[7, 4]], [[words]])
    with pytest.raises(ValueError, match="take <start>, <eos> and <pad> out"):
        score([[*words, "<eos>"]], [[[*words, "<eos>"]]])


@pytest.mark.parametrize("n", [0, -1])
def test_ngrams_have_at_least_one_word(n):
    with pytest.raises(ValueError, match=f"1 word or more, got {n}"):
        ngram_precision(["a"], [["a"]], n)
    with pytest.raises(ValueError, match=f"1 word or more, got {n}"):
        corpus_bleu([["a"]], [[["a"]]], n)


def test_one_candidate_is_checked_like_a_corpus():
    for score in (brevity_penalty, lambda *pair: ngram_precision(*pair, 1)):
        with pytest.raises(TypeError, match="got 'a dog'"):
            score("a dog", [["a", "dog"]])
        with pytest.raises(TypeError, match="list of word lists"):
            score(["a", "dog"], ["a", "dog"])


def logits_that_say(ids, words):
    return torch.nn.functional.one_hot(ids, words).float()


def test_token_accuracy_looks_one_token_ahead_and_past_padding():
    ids = torch.tensor([[1, 5, 4, 2, 0], [1, 6, 2, 0, 0]])  # B=2, T=5
    ahead = logits_that_say(ids.roll(-1, dims=1), 7)
    assert token_accuracy(ahead, ids, 0) == 1
    assert token_accuracy(logits_that_say(ids, 7), ids, 0) == 0
    ahead[0, 1] = ahead[0, 1].flip(0)  # 4 becomes 2: one of five targets is lost
    assert token_accuracy(ahead, ids, 0) == pytest.approx(4 / 5)
    ahead[:, 4] = ahead[1, 2:4] = 99.0  # what follows the last word is nobody's concern
    assert token_accuracy(ahead, ids, 0) == pytest.approx(4 / 5)


def test_token_accuracy_without_targets_and_with_shifted_logits():
    assert token_accuracy(torch.zeros(1, 2, 3), torch.tensor([[1, 0]]), 0) == 0
    with pytest.raises(ValueError, match="hand in both unshifted"):
        token_accuracy(torch.zeros(1, 2, 3), torch.tensor([[1, 2, 0]]), 0)


def test_inputs_are_left_as_they_were():
    candidates, references = written_here()
    before = repr((candidates, references))
    score_captions(candidates, references)
    assert repr((candidates, references)) == before
