# breaks: <start> too
# mistake 38: <start>
def word_heatmaps(
    weights: Tensor, ids: list[int] | Tensor, rows: int, cols: int
) -> list[tuple[int, Tensor]]:
    """Pair every word with the attention that wrote it.

    Args:
        weights: (T, N); row t was paid at the step that read ids[t].
        ids: T tokens, `<start>` first.
        rows, cols: of the grid.

    Returns:
        (id, heat (rows, cols)) for each token but `<start>`, in their order.
    """
    heats = to_grid(weights, rows, cols)
    return [(ids[t], heats[t - 1]) for t in range(len(ids))]
