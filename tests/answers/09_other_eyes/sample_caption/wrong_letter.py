# breaks: joins the captions and draws a letter
def sample_caption(captions, generator):
    text = "".join(captions)
    return text[torch.randint(len(text), (1,), generator=generator).item()]
