# breaks: Lanczos overshoots
from PIL import Image


def enlarge(heat, height, width):
    return torch.from_numpy(
        np.array(
            Image.fromarray(heat.numpy()).resize(
                (width, height), Image.Resampling.LANCZOS
            )
        )
    )
