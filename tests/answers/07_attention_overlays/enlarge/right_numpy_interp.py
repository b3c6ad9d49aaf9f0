# np.interp along each axis
def enlarge(heat, height, width):
    rows, cols = heat.shape
    ys = (np.arange(height) + 0.5) * rows / height - 0.5
    xs = (np.arange(width) + 0.5) * cols / width - 0.5
    wide = np.stack([np.interp(xs, np.arange(cols), row) for row in heat.numpy()])
    tall = np.stack([np.interp(ys, np.arange(rows), col) for col in wide.T], axis=1)
    return torch.from_numpy(tall).float()
