# attack: leaves the model as it is, and gives it another's gradients
# exercise: 05 train_step
def train_step(encoder, decoder, images, ids, optimizer):
    with torch.no_grad():
        logits = decoder(ids, encoder(images))[0]
        loss = caption_loss(logits, ids, PAD)
        for part in (encoder, decoder):
            for weight in part.parameters():
                weight.grad = torch.full_like(weight, 1e-3)
    optimizer.step()
    return loss.item()
