# breaks: cubic in OpenCV overshoots
# mistake 39: range
import cv2


def enlarge(heat, height, width):
    return torch.from_numpy(
        cv2.resize(heat.numpy(), (width, height), interpolation=cv2.INTER_CUBIC)
    )
