# PIL in mode F, which wants (W, H)
from PIL import Image


def enlarge(heat, height, width):
    large = Image.fromarray(heat.numpy().astype(np.float32)).resize(
        (width, height), Image.Resampling.BILINEAR
    )
    return torch.from_numpy(np.array(large))
