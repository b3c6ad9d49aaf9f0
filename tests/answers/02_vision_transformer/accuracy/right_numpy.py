# different: counts with numpy; gradients switched off by a flag that is put back
def accuracy(model, batches):
    mode, grad = model.training, torch.is_grad_enabled()
    model.train(False)
    torch.set_grad_enabled(False)
    right = total = 0
    for images, labels in batches:
        answers = np.argmax(model(images).numpy(), axis=1)
        right += int((answers == labels.numpy()).sum())
        total += labels.shape[0]
    torch.set_grad_enabled(grad)
    model.train(mode)
    return float(right / total)
