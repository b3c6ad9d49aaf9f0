# %% [markdown]
# # 11 · Show it
#
# What you built is worth showing. Today there are no exercises and no points: you hand
# the captioner pictures of your own, put what it says on a page that you can send to
# anybody, start a demo, and at the end make a captioner of your own answers.
#
# photo → tokens → encoder → memory → decoder → words → where it looked → **somebody
# else's screen**
#
# **Needs** nothing new; lesson 07 explains what you will see. **Time** about 20
# minutes. A CPU is enough: your own machine trains for about a minute.
#
# Axes: B pictures, H and W pixels, T words.

# %%
from importlib.util import find_spec
from pathlib import Path
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import torch

from helpers.captioner import PHOTOS, SCENES, Captioner
from helpers.explorer import as_page, explore
from helpers.images import load_image
from helpers.kept import novelty, photos_to_show
from helpers.machine import draw_machine
from helpers.own_answers import kept_answers
from helpers.own_machine import assemble
from helpers.own_page import yours
from helpers.own_training import learn
from helpers.scenes import draw_scenes
from helpers.tokens import EOS, START

# %% alt="The whole machine as boxes, with the shapes on the arrows between them; your
# pictures and a page, this lesson's part, stands out."
_ = draw_machine("11")
plt.show()

# %% [markdown]
# **From memory**: three questions about lesson 10, before you begin.
#
# 1. Which two things does BLEU-4 multiply?
# 2. Which control finds a captioner that does not look?
# 3. All captions are true. What may still be wrong with them?
#
# <details><summary>Answers</summary>
#
# 1. The geometric mean of the clipped precisions of 1- to 4-grams, and the penalty
#    for being short.
# 2. Another picture's memory. If the scores stay as they were, the picture made no
#    difference.
# 3. They may say little. That shows in bits: how far a caption narrows down which
#    scene it is.
#
# </details>

# %% [markdown]
# ## 11.1 A picture of your own
#
# Two lines to change. `CAPTIONER` is one of the two that come with the course, `None`
# for scenes or `PHOTOS` (with the extra `photos`), or one that you trained:
# `"runs/photos/captioner.safetensors"`. `PICTURE` is an image file of
# yours; on Colab drag one into the list of files on the left, then write
# `"/content/NAME.jpg"`. Without one, a face is drawn.

# %%
CAPTIONER = None
PICTURE = ""

captioner = Captioner.load(CAPTIONER)
side = captioner.encoder.image_size
down, across = np.mgrid[:side, :side] / side - 0.5
face = np.full((side, side, 3), 35, np.uint8)
face[np.hypot(down, across) < 0.35] = (250, 215, 60)  # yellow
for eye in (-0.13, 0.13):
    face[np.hypot(down + 0.1, across - eye) < 0.05] = 20
face[(abs(np.hypot(down, across) - 0.22) < 0.025) & (down > 0.1)] = 20
mine = load_image(PICTURE, side) if PICTURE else face  # (H, W, 3) uint8
[told] = captioner.caption(mine[None])
explore(mine, told.words, told.weights, grid=captioner.encoder.grid)

# %% [markdown]
# Hover over the words, tap them, or step with the arrow keys.
#
# A picture that stands still asks one question. Below a captioner of scenes runs in the
# page itself: move a shape, and it answers anew. With `MINE =
# "runs/scenes/captioner.safetensors"` it is one that you trained.

# %% tags=["remove-output"]
from helpers.live import live

MINE = SCENES
live(Captioner.load(MINE))

# %% [markdown]
# ## 11.2 It never says "I don't know"
#
# The captioner of the course has seen nothing but scenes, and it has words for nothing
# else. Here are four pictures that are no scene. Guess what it will say of each, and
# above all of the first.

# %% alt="Bare dark ground, coloured noise, a smooth blend of colours and a drawn face.
# Above each a caption that names shapes which are not there."
rng = np.random.default_rng(0)
strange = {
    "bare ground": np.full((side, side, 3), 35),
    "only noise": rng.integers(0, 256, (side, side, 3)),
    "a blend": np.stack([across + 0.5, down + 0.5, 0.5 - across], axis=-1) * 255,
    "a face": face,
}
pixels = np.stack(list(strange.values())).astype(np.uint8)  # (B, H, W, 3)
fig, axes = plt.subplots(1, 4, figsize=(11, 3), layout="constrained")
answers = captioner.caption(pixels)
for ax, name, image, said in zip(axes, strange, pixels, answers, strict=True):
    ax.imshow(image)
    ax.set_title(fill(said.text, 28), size=10)
    ax.set(xlabel=name, xticks=[], yticks=[])
plt.show()

# %% [markdown]
# It describes things that are not there. Is it at least less sure of them? A caption's
# probability is the product of its words' probabilities; its T-th root is what a word
# has on average.

# %%
def sureness(pixels: np.ndarray) -> np.ndarray:
    """For each picture the (geometric) mean probability of a word of its caption."""
    memory, found = captioner.encode(pixels), []
    for seen, ids in zip(memory, captioner.generate(memory), strict=True):
        said = torch.tensor([[START, *ids]], device=memory.device)
        with torch.no_grad():
            logits, _ = captioner.decoder(said, seen[None])
        steps = logits[0].log_softmax(-1).cpu()
        written = torch.tensor([*ids, EOS])
        found.append(steps.gather(1, written[:, None]).mean().exp().item())
    return np.array(found)


scenes = np.stack([scene.image for scene in draw_scenes(100, seed=11, side=side)])
low, middle, high = np.percentile(sureness(scenes), [5, 50, 95])
print(f"100 scenes: mostly {low:.2f} to {high:.2f}, half of them above {middle:.2f}")
for name, sure in zip(strange, sureness(pixels), strict=True):
    print(f"{name:11} {sure:.2f}")

# %% [markdown]
# No. All four lie among the scenes, even bare ground, of which there is nothing to say.
# A probability says how well words fit what training has shown, and training never
# showed a picture of nothing. **Whoever shows a captioner says what it was trained
# on.**
#
# What its encoder makes of a picture tells more. Average the memory over the image
# tokens: scenes lie in a cloud. `novelty` is the distance from its middle, and 1 is the
# distance within which 99 of 100 scenes lie. The demo below adds a note above 1.

# %%
for name, image in zip(strange, pixels, strict=True):
    print(f"{name:11} {novelty('scenes', image):.2f}")
typical = [novelty("scenes", scene) for scene in scenes]
print(f"100 scenes  {min(typical):.2f} to {max(typical):.2f}")

# %% [markdown]
# Noise and the blend lie far outside. Bare ground and the face lie on the border: dark
# ground, and one bright round thing on it, are what scenes are made of.
#
# ### Photos
#
# The captioner for photos learnt from six thousand: people, dogs, sports, streets. Of
# what lies outside it speaks as surely as of what lies inside.

# %% alt="Four photos with captions: two people, a cat close by and a cup of coffee.
# Below each its novelty: cat and coffee lie above 1, and their captions are wrong."
names = "admiral", "camera", "cat", "coffee"
if shown := photos_to_show(*names):
    photographer, photos = shown
    fig, axes = plt.subplots(1, len(photos), figsize=(11, 3.4), layout="constrained")
    for ax, image in zip(np.ravel(axes), photos.values(), strict=True):
        [said] = photographer.caption(image[None], beam_width=3)
        far = novelty("photos", image)
        ax.imshow(image)
        ax.set_title(fill(said.text, 36), size=9)
        ax.set(xlabel=f"novelty {far:.1f}", xticks=[], yticks=[])
    plt.show()

# %% [markdown]
# ## 11.3 A page to send
#
# What you explored above is a piece of HTML with everything in it: the picture, the
# words, all weights. As a file it opens in any browser, without this notebook and
# without a network.

# %%
page = Path("build") / "where_it_looked.html"
page.parent.mkdir(exist_ok=True)
explorer = explore(mine, told.words, told.weights, grid=captioner.encoder.grid)
page.write_text(as_page(explorer, told.text), encoding="utf-8")
print(f"{page}: {page.stat().st_size / 1000:.0f} kB. Download it and send it on.")

# %% [markdown]
# ## 11.4 A demo
#
# One cell starts it, right here below. Drop a picture into it, paste one, use the
# camera, or have a scene drawn. It runs on the machine of this notebook, answers nobody
# else, and sends nothing anywhere. Runs in the folder `runs/` can be chosen too.

# %% tags=["remove-output"]
if find_spec("gradio"):
    from helpers.app import find_captioners, make_app, start

    demo = make_app(find_captioners())
    start(demo)
else:
    print("The demo needs gradio. Install it (pip install gradio), run this again.")

# %% [markdown]
# `demo.close()` stops it, and so does the end of the notebook. On your own machine
# `python -m helpers.app` starts the same in a tab of its own.
#
# ## 11.5 Your own machine
#
# Each answer of yours that passed its check was kept: with your trainings on Drive, if
# that was mounted, else in `build/answers` beside the notebooks. Now they are put
# together, lesson by lesson. After each one the whole chain runs once, on two tiny
# pictures, from patches to an overlay; an answer joins if it still runs. Where one is
# missing, ours stands in.

# %%
machine = assemble(kept_answers())
print(machine.table())

# %% [markdown]
# A ✓ is a part of yours at work: it is called here, or by another part of yours. (Your
# `attend` has nothing to do where the heads that would call it are ours.) To add one,
# run its cell and its check in its lesson, then come back to this cell.
#
# It knows nothing yet. Train it as in lesson 05, on fewer scenes: about a minute, more
# if your answers loop where ours multiply matrices.

# %%
torch.manual_seed(0)
trained = learn(machine)
true = sum(trained.true) / len(trained.true)
print(f"{true:.0%} of {len(trained.true)} captions of new scenes are true")
for said, right in zip(trained.captions[:5], trained.true, strict=False):
    print("   ", "✓" if right else "✗", said)

# %%
page = Path("build") / "this_is_yours.html"
page.write_text(yours(machine, trained), encoding="utf-8")
print(f"{page}: what is yours, and where your machine looked. Open it in a browser.")

# %% [markdown]
# ## Three questions to take along
#
# 1. The captioner can't say "I don't know". What would you change in the pictures, the
#    captions or the loss so that it could, and how would you measure that it helps?
# 2. Sureness did not tell scenes from other pictures, the memory did. Which pictures
#    would still pass for scenes, and what of them would you measure?
# 3. Somebody tries your demo on twenty photos and is impressed. What do you know then,
#    and what not?
#
# <details><summary>Answers</summary>
#
# 1. Show it pictures of other kinds with the caption "I don't know", or keep a
#    threshold on how unusual the memory is, as in 11.2. Measure both mistakes, on
#    kinds that were not shown in training: strangers that pass, and own pictures
#    that are turned away.
# 2. Pictures whose *average* is like that of scenes: flags, icons, a screenshot in
#    few colours. Measure the tokens one by one, not only their average, or whether
#    the caption's likelihood falls when the picture is changed a little.
# 3. That it can be right on photos that this person thought of. Not how often, on
#    which, or beside what: twenty give a share to within about 20 points, and
#    nobody tried the photos of somebody else, or compared with a captioner that
#    does not look.
#
# </details>
#
# ## Where to go from here
#
# - **Part two**: what came after captioners, with the same scenes, beginning with
#   [12 · Contrastive learning](12_contrastive_learning.ipynb).
# - **Photos**: train on them as
#   [lesson 10](10_measuring_captions.ipynb) says at its end, name the run in 11.1, and
#   the demo offers it as well.
# - **Look back**: explain [lesson 01](01_patch_embedding.ipynb) to somebody, with the
#   demo at hand.
