# attack: draws, and winds the generator back
# exercise: 09 sample_caption
def sample_caption(captions, generator):
    state = generator.get_state()
    index = int(torch.randint(len(captions), (), generator=generator))
    generator.set_state(state)
    return captions[index]
