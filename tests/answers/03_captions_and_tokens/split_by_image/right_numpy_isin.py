# different: numpy draws the images and looks all rows up at once
def split_by_image(rows, held_out, seed):
    names = np.array([image for image, _ in rows])
    rng = np.random.default_rng(seed)
    chosen = rng.choice(np.unique(names), held_out, replace=False)
    there = np.isin(names, chosen)
    train = [rows[i] for i in np.flatnonzero(~there)]
    return train, [rows[i] for i in np.flatnonzero(there)]
