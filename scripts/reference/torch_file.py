"""Writes tests/data/engine/torch.bin, a file as PyTorch saves models: python scripts/reference/torch_file.py. Made with torch 2.15."""

import torch

numbers = torch.arange(6, dtype=torch.float32).reshape(2, 3)
torch.save(
    {
        "float": numbers,
        "half": torch.tensor([0.5, -0.25], dtype=torch.float16),
        "transposed": numbers.T,
        "view": numbers.flatten()[2:4],
    },
    "tests/data/engine/torch.bin",
)
