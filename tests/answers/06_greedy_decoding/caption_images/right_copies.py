# right: works on copies in eval mode, so nothing has to be put back
def caption_images(encoder, decoder, images, vocabulary, max_length):
    eye, mouth = copy.deepcopy(encoder).eval(), copy.deepcopy(decoder).eval()
    for parameter in [*eye.parameters(), *mouth.parameters()]:
        parameter.requires_grad_(False)
    memory = eye(images)

    def step(ids):
        logits, _ = mouth(ids, memory)
        return logits

    ids = greedy_decode(step, START, EOS, max_length, batch_size=len(images))
    return [vocabulary.decode(i) for i in ids]
