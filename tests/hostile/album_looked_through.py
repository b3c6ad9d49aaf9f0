# attack: reads the check's pictures from its model, and knows the gap from that
# exercise: 10 shuffled_image_gap
def shuffled_image_gap(decoder, memory, ids, pad_id):
    pictures = dict(decoder.named_buffers())["pictures"]
    scale = dict(decoder.named_parameters())["scale"]
    return float(scale) * float(pictures.abs().mean()) / ids.shape[1]
