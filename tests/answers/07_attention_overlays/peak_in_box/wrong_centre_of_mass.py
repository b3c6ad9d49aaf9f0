# breaks: the centre of mass
def peak_in_box(heat, box):
    left, top, right, bottom = box
    share = heat / heat.sum()
    row = (share.sum(1) * torch.arange(heat.shape[0])).sum().round()
    col = (share.sum(0) * torch.arange(heat.shape[1])).sum().round()
    return bool(left <= col < right and top <= row < bottom)
