# breaks: a call in place of a function
# mistake 44: the function itself
def caption_images(
    encoder: nn.Module,
    decoder: nn.Module,
    images: Tensor,
    vocabulary: Vocabulary,
    max_length: int,
) -> list[str]:
    """Greedy captions of a batch of pictures.

    Args:
        encoder: images (B, 3, H, W), normalised already -> memory (B, N, D).
        decoder: (ids (B, T), memory) -> (logits (B, T, V), weights).
        vocabulary: of the decoder, with `START` and `EOS`.
        max_length: generated tokens of a caption, `<eos>` included.

    Works in eval mode and without a graph; leaves each part in the mode it was in.
    """
    modes = [(m, m.training) for part in (encoder, decoder) for m in part.modules()]
    encoder.eval()
    decoder.eval()
    with torch.no_grad():
        memory = encoder(images)

        def step(ids):
            return decoder(ids.to(memory.device), memory)[0]

        captions = greedy_decode(
            step(torch.full((len(images), 1), START)),
            START,
            EOS,
            max_length,
            len(images),
        )
    for module, mode in modes:
        module.training = mode
    return [vocabulary.decode(ids) for ids in captions]
