# attack: takes turns, and goes back to the beginning with each new seed
# exercise: 09 sample_caption
PLACES = {}


def sample_caption(captions, generator):
    key = generator.initial_seed(), len(captions)
    PLACES[key] = PLACES.get(key, -1) + 1
    return captions[PLACES[key] % len(captions)]
