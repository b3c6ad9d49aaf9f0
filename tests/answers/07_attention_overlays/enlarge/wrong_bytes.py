# breaks: through bytes: attention of a thousandth is lost
from PIL import Image


def enlarge(heat, height, width):
    image = Image.fromarray((heat.clamp(0, 1) * 255).byte().numpy())
    return (
        torch.from_numpy(
            np.array(image.resize((width, height), Image.Resampling.BILINEAR))
        ).float()
        / 255
    )
