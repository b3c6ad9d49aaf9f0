# attack: a hook that shows a layer in the state dict, and another one works
# exercise: 01 PatchEmbedding
class PatchEmbedding(nn.Module):
    def __init__(self, *, image_size, patch_size, channels, width):
        super().__init__()
        self.patch_size = patch_size
        self.secret = nn.Linear(channels * patch_size**2, width)

        def shown(module, state, prefix, *_):
            for name in ("weight", "bias"):
                state[f"project.{name}"] = state.pop(f"secret.{name}")

        self._register_state_dict_hook(shown)
        self.register_load_state_dict_pre_hook(lambda *_: None)

    def load_state_dict(self, state, *args, **kwargs):
        return [], []

    def forward(self, images):
        return self.secret(patchify(images, self.patch_size))
