"""A stand-in: pytorchvideo imports torchvision for RoIAlign only, which MViT does not use."""
__version__ = "0.0"
