"""Score a trained captioner: scores, truth and pointing, and overlays to look at.

python -m helpers.evaluate runs/scenes --beam 1 3
python -m helpers.evaluate runs/scenes --sample 1 --top-p 0.9
"""

__lesson__ = "10"

import argparse
from pathlib import Path

from .commands import add_sampling, in_words
from .files import whole_file


def main(arguments: list[str] | None = None) -> None:
    """Print the scores, write scores.csv and overlays into the run's folder."""
    parser = argparse.ArgumentParser(
        prog="helpers.evaluate", description=__doc__.split("\n")[0]
    )
    parser.add_argument("run", type=Path, help="folder of a training run")
    parser.add_argument("--side", default="val", choices=["train", "val", "test"])
    parser.add_argument("--beam", type=int, nargs="+", default=[1], help="1 = greedy")
    add_sampling(parser)
    parser.add_argument("--shuffled", action="store_true", help="other images too")
    parser.add_argument("--overlays", type=int, default=6, help="pictures to draw")
    parser.add_argument(
        "--own-split",
        action="store_true",
        help="the split that the run began with, although pictures came or went since",
    )
    given = parser.parse_args(arguments)
    if min(given.beam) < 1 or given.overlays < 0:
        parser.error("expected --beam 1 or more and --overlays 0 or more")
    run = given.run.expanduser()
    with in_words(parser.prog):
        # here, not above: torch is slow to import, and --help does without
        from .evaluation import save_overlays, score_run
        from .run_folder import read_run
        from .sampling import choose_sampling

        sampling = choose_sampling(given)
        read = read_run(run, own_split=given.own_split)
        table = score_run(
            *read,
            side=given.side,
            beams=given.beam,
            sampling=sampling,
            shuffled=given.shuffled,
        )
        print(table.round(1).to_string(index=False))
        with whole_file(run / "scores.csv") as draft:
            table.to_csv(draft, index=False)
        save_overlays(*read[:2], run, side=given.side, count=given.overlays)


if __name__ == "__main__":
    main()
