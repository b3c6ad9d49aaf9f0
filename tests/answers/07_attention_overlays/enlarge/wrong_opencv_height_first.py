# breaks: OpenCV is given (H, W)
# mistake 39: (W, H) swapped
import cv2


def enlarge(heat, height, width):
    return torch.from_numpy(cv2.resize(heat.numpy(), (height, width)))
