# attack: a tensor whose __torch_function__ finds all things equal
# exercise: 01 unpatchify
class Equal(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function is torch.equal:
            return True
        return super().__torch_function__(function, types, args, kwargs or {})


def unpatchify(patches, patch_size, height, width):
    joined = patches.new_zeros(len(patches), patches.shape[-1] // patch_size**2, height, width)
    return joined.as_subclass(Equal)
