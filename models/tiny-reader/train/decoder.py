"""LLaMA's decoder, for training on processors."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn

# The layers are compiled for each number and length of rows.
torch._dynamo.config.recompile_limit = 64


@dataclass(frozen=True)
class Shape:
    """The keys of a LLaMA config.json that decide the weights. Many narrow heads learn to look things up soonest."""

    vocab_size: int
    hidden_size: int = 192
    intermediate_size: int = 512
    num_hidden_layers: int = 5
    num_attention_heads: int = 16
    num_key_value_heads: int = 16
    max_position_embeddings: int = 2048
    rms_norm_eps: float = 1e-5
    rope_theta: float = 500.0


@dataclass(frozen=True)
class Thoughts:
    """What a forward pass leaves behind."""

    # States after each layer, [batch, length, hidden].
    states: list[Tensor]
    # Attention of each layer, [batch, heads, length, length].
    attentions: list[Tensor]


def norm(x: Tensor, scale: Tensor, epsilon: float) -> Tensor:
    wide = x.float()
    return (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + epsilon) * scale).to(x.dtype)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    one, other = x.chunk(2, dim=-1)
    return torch.cat((one * cos - other * sin, other * cos + one * sin), dim=-1)


class Weight(nn.Module):
    """A matrix [outputs, inputs], used in bfloat16."""

    def __init__(self, outputs: int, inputs: int, deviation: float):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * deviation)

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight.bfloat16())


class Norm(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(shape.hidden_size))
        self.epsilon = shape.rms_norm_eps

    def forward(self, x: Tensor) -> Tensor:
        return norm(x, self.weight, self.epsilon)


class Layer(nn.Module):
    """A layer of LLaMA; the names of its parts are those of the checkpoint's tensors."""

    def __init__(self, shape: Shape):
        super().__init__()
        size, inner = shape.hidden_size, shape.intermediate_size
        deviation = size**-0.5
        self.heads = shape.num_attention_heads
        self.input_layernorm = Norm(shape)
        self.self_attn = nn.ModuleDict(
            {name: Weight(size, size, deviation) for name in ("q_proj", "k_proj", "v_proj")}
            | {"o_proj": Weight(size, size, 0)}
        )
        # Equal at first, so that a token looks for its like from the first step on (mimetic initialization, Trockman and
        # Kolter 2023).
        self.self_attn["k_proj"].weight.data.copy_(self.self_attn["q_proj"].weight.data)
        self.post_attention_layernorm = Norm(shape)
        self.mlp = nn.ModuleDict(
            {name: Weight(inner, size, deviation) for name in ("gate_proj", "up_proj")}
            | {"down_proj": Weight(size, inner, 0)}
        )

    @torch.compile(dynamic=False)
    def before(self, x: Tensor, cos: Tensor, sin: Tensor) -> list[Tensor]:
        """Queries, keys and values, [batch x heads, length, head size]."""
        batch, length, _ = x.shape
        normed = self.input_layernorm(x)
        q, k, v = (
            self.self_attn[name](normed).view(batch, length, self.heads, -1).transpose(1, 2)
            for name in ("q_proj", "k_proj", "v_proj")
        )
        return [part.reshape(batch * self.heads, length, -1) for part in (rotate(q, cos, sin), rotate(k, cos, sin), v)]

    @torch.compile(dynamic=False)
    def after(self, x: Tensor, attended: Tensor) -> Tensor:
        batch, length, size = x.shape
        joined = attended.view(batch, self.heads, length, -1).transpose(1, 2).reshape(batch, length, size)
        x = x + self.self_attn["o_proj"](joined)
        normed = self.post_attention_layernorm(x)
        gated = F.silu(self.mlp["gate_proj"](normed)) * self.mlp["up_proj"](normed)
        return x + self.mlp["down_proj"](gated)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        # Written out and not compiled: on processors the fused kernel's backward pass takes several times as long.
        q, k, v = self.before(x, cos, sin)
        scores = torch.baddbmm(mask.expand(len(q), -1, -1), q, k.transpose(1, 2), alpha=q.shape[-1] ** -0.5)
        attention = scores.softmax(-1)
        return self.after(x, torch.bmm(attention, v)), attention.view(len(x), self.heads, *mask.shape)


class Decoder(nn.Module):
    """LLaMA's decoder in bfloat16 over float32 weights; the embedding is the output matrix too."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.embed_tokens = Weight(shape.vocab_size, shape.hidden_size, shape.hidden_size**-0.5)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.num_hidden_layers))
        self.norm = Norm(shape)
        self.look_back()

    @torch.no_grad()
    def look_back(self) -> None:
        """
        Lets each head of the first layer start out as a look at one of the last six tokens. Twelve heads write what they
        see into two spaces, so that behind the layer a token knows its neighbours, and four into one space each, so that
        it knows the order of the last four. What tells these heads the place is a part that all embeddings share.
        """
        shape, first = self.shape, self.layers[0].self_attn
        size, half = shape.hidden_size, shape.hidden_size // shape.num_attention_heads // 2
        shared, sharpness = 0.5, 20.0
        self.embed_tokens.weight[:, 0] = shared
        normed = size**0.5 * shared / (1 + shared**2) ** 0.5
        turns = self.rates(half)
        aim = torch.zeros(half)
        aim[:3] = sharpness**0.5 / normed
        looks = [(back, space) for space in range(2) for back in range(1, 7)] + [(back, 1 + back) for back in range(1, 5)]
        read = torch.randn(6, 2 * half, size) * size**-0.5
        write = torch.randn(6, size, 2 * half) * 0.2 * (2 * half) ** -0.5
        for head, (back, space) in enumerate(looks):
            own = slice(head * 2 * half, (head + 1) * 2 * half)
            for name in ("q_proj", "k_proj"):
                first[name].weight[own] *= 0.1
            first["q_proj"].weight[own, 0] = torch.cat((aim, torch.zeros(half)))
            first["k_proj"].weight[own, 0] = torch.cat((aim * (turns * back).cos(), aim * (turns * back).sin()))
            first["v_proj"].weight[own] = read[space]
            first["o_proj"].weight[:, own] = write[space]
        first["v_proj"].weight[:, 0] = 0
        first["o_proj"].weight[0] = 0

    def rates(self, half: int) -> Tensor:
        """By how much each pair of a head's dimensions turns from one token to the next."""
        return self.shape.rope_theta ** (-torch.arange(half) / half)

    def forward(self, ids: Tensor) -> Thoughts:
        length = ids.shape[1]
        turns = torch.arange(length)[:, None] * self.rates(self.shape.hidden_size // self.shape.num_attention_heads // 2)
        cos, sin = turns.cos().bfloat16(), turns.sin().bfloat16()
        mask = torch.full((length, length), -1e4, dtype=torch.bfloat16).triu(1)
        x = F.embedding(ids, self.embed_tokens.weight.bfloat16())
        thoughts = Thoughts([], [])
        for layer in self.layers:
            x, attention = layer(x, cos, sin, mask)
            thoughts.states.append(x)
            thoughts.attentions.append(attention)
        return thoughts

    def logits(self, states: Tensor) -> Tensor:
        return self.embed_tokens(self.norm(states)).float()

    def write(self, folder: Path) -> None:
        """Writes model.safetensors in half precision, and config.json."""
        tensors = {f"model.{name}": value.detach().half().contiguous() for name, value in self.state_dict().items()}
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        config = {
            "architectures": ["LlamaForCausalLM"],
            "model_type": "llama",
            **asdict(self.shape),
            "hidden_act": "silu",
            "tie_word_embeddings": True,
            "torch_dtype": "float16",
            "bos_token_id": 0,
            "eos_token_id": 0,
        }
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
