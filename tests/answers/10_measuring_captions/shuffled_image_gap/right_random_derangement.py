# draws until nobody keeps their own
def shuffled_image_gap(decoder, memory, ids, pad_id):
    places = torch.arange(len(memory))
    order = torch.randperm(len(memory))
    while (order == places).any():
        order = torch.randperm(len(memory))
    modes = [(module, module.training) for module in decoder.modules()]
    decoder.eval()
    try:
        with torch.inference_mode():
            own = caption_loss(decoder(ids, memory)[0], ids, pad_id)
            other = caption_loss(decoder(ids, memory[order])[0], ids, pad_id)
    finally:
        for module, mode in modes:
            module.training = mode
    return float(other) - float(own)
