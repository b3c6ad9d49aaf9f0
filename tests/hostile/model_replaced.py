# attack: replaces the check's model by one that is always right
# exercise: 02 accuracy
def accuracy(model, batches):
    class Oracle(nn.Module):
        def forward(self, images):
            return images

    model.__class__ = Oracle
    model.__dict__.update(Oracle().__dict__)
    return 1.0
