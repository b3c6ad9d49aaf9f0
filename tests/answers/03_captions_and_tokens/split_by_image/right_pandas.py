# different: a table, its groups sampled
import pandas as pd


def split_by_image(rows, held_out, seed):
    table = pd.DataFrame(rows, columns=["image", "caption"])
    names = pd.Series(sorted(table["image"].unique()))
    there = table["image"].isin(names.sample(held_out, random_state=seed))
    sides = table[~there], table[there]
    return tuple([list(side.itertuples(index=False, name=None)) for side in sides])
