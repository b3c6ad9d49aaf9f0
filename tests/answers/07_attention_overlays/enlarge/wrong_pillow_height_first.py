# breaks: PIL is given (H, W)
# mistake 39: (W, H) swapped
from PIL import Image


def enlarge(heat, height, width):
    return torch.from_numpy(
        np.array(Image.fromarray(heat.numpy()).resize((height, width)))
    )
