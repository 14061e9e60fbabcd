"""The lower layers of all-mpnet-base-v2 (Song et al. 2020; Apache-2.0), from which the structure model starts.

Its weights lie in five packages; `starting_point` says how to get them. Windows of different length are laid end to
end, so that nothing is padded: matrix products see all tokens at once, attention one window at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from service.engines.offline.attribution.encoding import SEP
from service.engines.offline.structure_model.windows import BUCKETS, FIRST_POSITION, WIDTH, relative_buckets

HEADS, INNER = 12, 3072
VOCABULARY, POSITIONS = 30527, 514
EPSILON = 1e-5
NUMBERS = np.arange(30522, dtype=np.int64) + 4
"""MPNet's number of each token of the tokenizer: BERT's, moved by four, with a separator of its own."""
NUMBERS[SEP] = 2
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


class Layer(nn.Module):
    """One layer (post-norm) with queries, keys and values in one matrix."""

    def __init__(self, dropout: nn.Module) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.attention_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.output_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.dropout = dropout

    def forward(self, x: Tensor, lengths: Sequence[int], biases: Sequence[Tensor]) -> Tensor:
        """States [sum of lengths, WIDTH] to new ones; `biases`: per window [1, HEADS, length, length]."""
        attended = []
        for part, bias in zip(self.qkv(x).split(list(lengths)), biases, strict=True):
            q, k, v = part.view(1, len(part), 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
            seen = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
            attended.append(seen[0].transpose(0, 1).reshape(len(part), WIDTH))
        x = self.attention_norm(x + self.dropout(self.out(torch.cat(attended))))
        normed: Tensor = self.output_norm(x + self.dropout(self.down(F.gelu(self.up(x)))))
        return normed


class Mpnet(nn.Module):
    """Embeddings and the lowest `layers` layers, of which the lowest `frozen` stay as they are, as do embeddings."""

    def __init__(self, layers: int, frozen: int, dropout: nn.Module) -> None:
        super().__init__()
        self.frozen = frozen
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.embedding_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.relative = nn.Embedding(BUCKETS, HEADS)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        for part in (self.words, self.positions, self.embedding_norm, self.relative, *list(self.layers)[:frozen]):
            part.requires_grad_(False)

    def embed(self, ids: Sequence[Tensor]) -> Tensor:
        """States [tokens, WIDTH] of windows of token numbers, laid end to end."""
        positions = torch.cat([torch.arange(len(item)) for item in ids]) + FIRST_POSITION
        normed: Tensor = self.embedding_norm(self.words(torch.cat(list(ids))) + self.positions(positions))
        return normed

    def biases(self, lengths: Sequence[int]) -> list[Tensor]:
        """What attention adds for relative positions, per window [1, HEADS, length, length]."""
        longest = torch.from_numpy(relative_buckets(max(lengths, default=0)))
        whole = self.relative(longest).permute(2, 0, 1)[None]
        return [whole[:, :, :length, :length] for length in lengths]

    def raise_states(self, x: Tensor, lengths: Sequence[int], first: int, last: int) -> Tensor:
        """States after the layers from `first` up to `last` (not with it)."""
        biases = self.biases(lengths)
        for layer in list(self.layers)[first:last]:
            x = layer(x, lengths, biases)
        return x


def from_published(model: Mpnet, file: Path) -> Mpnet:
    """Set all parameters from the published file; raises SystemExit where it is another."""
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{file}: not the published model.safetensors of all-mpnet-base-v2 (SHA-256 {found})")
    weights = load_file(file)
    with torch.no_grad():
        model.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
        model.positions.weight.copy_(weights["embeddings.position_embeddings.weight"])
        _copy(model.embedding_norm, weights, "embeddings.LayerNorm")
        model.relative.weight.copy_(weights["encoder.relative_attention_bias.weight"])
        for number, layer in enumerate(model.layers):
            assert isinstance(layer, Layer)
            _copy_layer(layer, weights, f"encoder.layer.{number}.")
    return model


def _copy(module: nn.Module, weights: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])  # type: ignore[operator]
    module.bias.copy_(weights[f"{name}.bias"])  # type: ignore[operator]


def _copy_layer(layer: Layer, weights: dict[str, Tensor], prefix: str) -> None:
    for part in ("weight", "bias"):
        stacked = [weights[f"{prefix}attention.attn.{name}.{part}"] for name in ("q", "k", "v")]
        getattr(layer.qkv, part).copy_(torch.cat(stacked))
    _copy(layer.out, weights, f"{prefix}attention.attn.o")
    _copy(layer.attention_norm, weights, f"{prefix}attention.LayerNorm")
    _copy(layer.up, weights, f"{prefix}intermediate.dense")
    _copy(layer.down, weights, f"{prefix}output.dense")
    _copy(layer.output_norm, weights, f"{prefix}output.LayerNorm")


def frozen_states(model: Mpnet, ids: Sequence[np.ndarray]) -> np.ndarray:
    """States [tokens, WIDTH] in half precision after the frozen layers, of windows laid end to end."""
    tensors = [torch.from_numpy(item) for item in ids]
    lengths = [len(item) for item in ids]
    training = model.training
    model.eval()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        states = model.raise_states(model.embed(tensors), lengths, 0, model.frozen)
    model.train(training)
    return states.float().numpy().astype(np.float16)
