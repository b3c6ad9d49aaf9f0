# right: every module's mode, in a context manager
from contextlib import contextmanager


@contextmanager
def in_eval_mode(*parts):
    modes = [(module, module.training) for part in parts for module in part.modules()]
    for module, _ in modes:
        module.training = False
    yield
    for module, mode in modes:
        module.training = mode


def caption_images(encoder, decoder, images, vocabulary, max_length):
    with in_eval_mode(encoder, decoder), torch.no_grad():
        memory = encoder(images)
        step = lambda ids: decoder(ids.to(memory.device), memory)[0].cpu()
        found = greedy_decode(step, START, EOS, max_length, len(images))
    return list(map(vocabulary.decode, found))
