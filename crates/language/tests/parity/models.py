"""Tiny models with random weights in the shapes of Qwen 3, Llama 3 and Gemma 3, and their conversion to GGUF.

The converter knows these three shapes only: names of tensors, the order of rotary halves in Llama's queries and keys, and
Gemma's norms, which are stored less one.
"""

import math

import gguf
import numpy as np
import torch
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = [("h", "e"), ("i", "n"), ("e", "r"), ("o", "n")]
TEMPLATE = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"


def vocabulary():
    """GPT-2's way to write 256 bytes as letters, special tokens, and what the merges make."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    shown, spare = {}, 256
    for byte in range(256):
        if byte in printable:
            shown[byte] = chr(byte)
        else:
            shown[byte] = chr(spare)
            spare += 1
    return [shown[byte] for byte in range(256)] + SPECIAL + [a + b for a, b in MERGES]


SHAPE = dict(
    vocab_size=len(vocabulary()),
    hidden_size=96,
    intermediate_size=160,
    num_attention_heads=6,
    num_key_value_heads=2,
    head_dim=16,
    max_position_embeddings=512,
    rms_norm_eps=1e-6,
    attention_dropout=0.0,
)


def make(family, seed):
    """A model with weights from the seed; norms are random too, so that a forgotten one shows."""
    torch.manual_seed(seed)
    if family == "qwen3":
        model = Qwen3ForCausalLM(Qwen3Config(**SHAPE, num_hidden_layers=3, tie_word_embeddings=False))
    elif family == "llama":
        scaling = dict(
            rope_type="llama3",
            rope_theta=500000.0,
            factor=8.0,
            low_freq_factor=1.0,
            high_freq_factor=4.0,
            original_max_position_embeddings=64,
        )
        config = LlamaConfig(**SHAPE, num_hidden_layers=3, rope_parameters=scaling, tie_word_embeddings=False)
        model = LlamaForCausalLM(config)
    elif family == "gemma3":
        config = Gemma3TextConfig(
            **SHAPE,
            num_hidden_layers=6,
            sliding_window=32,
            query_pre_attn_scalar=16,
        )
        model = Gemma3ForCausalLM(config)
    else:
        raise ValueError(family)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if "norm" in name:
                weights.add_(torch.randn_like(weights) * 0.1)
            else:
                weights.copy_(torch.randn_like(weights) * (1.0 if "embed" in name else 1.5) / math.sqrt(weights.shape[-1]))
    return model.eval()


NAMES = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "post_attention_layernorm": "ffn_norm",
}
GEMMA_NAMES = NAMES | {
    "post_attention_layernorm": "post_attention_norm",
    "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
}


def name_of(family, name):
    outer = {
        "model.embed_tokens.weight": "token_embd.weight",
        "model.norm.weight": "output_norm.weight",
        "lm_head.weight": "output.weight",
    }
    if name in outer:
        return outer[name]
    _, _, layer, rest = name.split(".", 3)
    names = GEMMA_NAMES if family == "gemma3" else NAMES
    return f"blk.{layer}.{names[rest.removesuffix('.weight')]}.weight"


def rotary_pairs(weights, heads):
    """From halves, as transformers rotates, to pairs, as llama.cpp rotates models of the Llama family."""
    rows, width = weights.shape
    halves = weights.reshape(heads, 2, rows // heads // 2, width)
    return halves.swapaxes(1, 2).reshape(rows, width)


def rotary_factors(config):
    """How much slower each pair turns under Llama 3's scaling (Llama 3 herd of models, 2024)."""
    rope = config.rope_parameters
    pairs = torch.arange(0, config.head_dim, 2, dtype=torch.float32) / config.head_dim
    lengths = 2 * math.pi * rope["rope_theta"] ** pairs
    low = rope["original_max_position_embeddings"] / rope["low_freq_factor"]
    high = rope["original_max_position_embeddings"] / rope["high_freq_factor"]
    smooth = (rope["original_max_position_embeddings"] / lengths - rope["low_freq_factor"]) / (
        rope["high_freq_factor"] - rope["low_freq_factor"]
    )
    between = 1 / ((1 - smooth) / rope["factor"] + smooth)
    factors = torch.where(lengths > low, rope["factor"], torch.where(lengths < high, 1.0, between))
    return factors.numpy().astype(np.float32)


def write(model, family, path, half=False, template=TEMPLATE):
    """Writes a GGUF file; matrices in half precision or in full."""
    config = model.config
    writer = gguf.GGUFWriter(str(path), family)
    writer.add_name(f"random {family}")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    rope = config.rope_parameters
    if family == "gemma3":
        writer.add_sliding_window(config.sliding_window)
        writer.add_rope_freq_base(rope["full_attention"]["rope_theta"])
    else:
        writer.add_rope_freq_base(rope["rope_theta"])
    tokens = vocabulary()
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token in SPECIAL else 1 for token in tokens])
    writer.add_token_merges([f"{a} {b}" for a, b in MERGES])
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_bos_token_id(tokens.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    writer.add_chat_template(template)
    if family == "llama":
        writer.add_tensor("rope_freqs.weight", rotary_factors(config))
    for name, weights in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        weights = weights.float().numpy()
        if family == "llama" and "q_proj" in name:
            weights = rotary_pairs(weights, config.num_attention_heads)
        if family == "llama" and "k_proj" in name:
            weights = rotary_pairs(weights, config.num_key_value_heads)
        if family == "gemma3" and "norm" in name:
            weights = weights + 1
        precise = not half or weights.ndim == 1
        writer.add_tensor(name_of(family, name), weights.astype(np.float32 if precise else np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
