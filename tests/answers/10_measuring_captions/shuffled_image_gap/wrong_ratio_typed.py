# breaks: a ratio
# mistake 51: minus
def shuffled_image_gap(
    decoder: nn.Module, memory: Tensor, ids: Tensor, pad_id: int
) -> float:
    """Return the loss with another picture's memory minus the loss with its own.

    In eval mode, put back afterwards, and without a graph. The loss is the mean over
    real targets, as in lesson 04. No picture keeps its own memory.

    Args:
        decoder: `decoder(ids, memory) -> (logits (B, T, V), weights)`.
        memory: (B, N, D), one picture a caption; B is at least 2.
        ids: (B, T), with `<start>` and `<eos>`, padded with pad_id.
    """
    was_training = decoder.training
    decoder.eval()
    with torch.no_grad():
        own, _ = decoder(ids, memory)
        other, _ = decoder(ids, memory.roll(1, 0))
    decoder.train(was_training)
    gap = caption_loss(other, ids, pad_id) / caption_loss(own, ids, pad_id)
    return gap.item()
