# different: no generator at all, images are ranked by a hash of seed and name
import hashlib


def split_by_image(rows, held_out, seed):
    def rank(image):
        return hashlib.sha256(f"{seed}/{image}".encode()).digest()

    held = sorted({row[0] for row in rows}, key=rank)[:held_out]
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
