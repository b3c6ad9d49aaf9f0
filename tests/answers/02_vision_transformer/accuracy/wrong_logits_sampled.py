# breaks: samples an answer
def accuracy(model, batches):
    was_training = model.training
    model.eval()
    right, examples = 0, 0
    with torch.no_grad():
        for images, labels in batches:
            right += (
                (
                    torch.distributions.Categorical(logits=model(images)).sample()
                    == labels
                )
                .sum()
                .item()
            )
            examples += len(labels)
    model.train(was_training)
    return right / examples
