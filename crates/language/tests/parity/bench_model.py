"""Writes a model with random weights in the shape of Qwen 3 0.6B or 1.7B, for bench/models.py: it says nothing sensible, and
as fast as the real one.

    python bench_model.py OUT.gguf [Q8_0 | Q4_0 | F16] [0.6B | 1.7B]
"""

import sys

import gguf
import numpy as np
from gguf.quants import quantize

LAYERS, HEADS, KV_HEADS, HEAD, VOCABULARY = 28, 16, 8, 128, 151_936
# Width, and width inside the feed-forward parts.
SIZES = {"0.6B": (1024, 3072), "1.7B": (2048, 6144)}
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>", "<think>", "</think>"]
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if loop.first and tools %}{{ tools | tojson }}\n{% endif %}"
    "{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
)


def tokens():
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    spare = iter(range(256, 512))
    letters = [chr(byte) if byte in printable else chr(next(spare)) for byte in range(256)]
    fill = [f"word{number}" for number in range(VOCABULARY - 256 - len(SPECIAL))]
    return letters + SPECIAL + fill


def main(path, kind, size):
    width, hidden = SIZES[size]
    kind = gguf.GGMLQuantizationType[kind]
    random = np.random.default_rng(1)
    writer = gguf.GGUFWriter(path, "qwen3")
    writer.add_name(f"random {size} {kind.name}")
    writer.add_block_count(LAYERS)
    writer.add_context_length(32_768)
    writer.add_embedding_length(width)
    writer.add_feed_forward_length(hidden)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_key_length(HEAD)
    writer.add_value_length(HEAD)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    names = tokens()
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(names)
    writer.add_token_types([3 if name in SPECIAL[:3] else 1 for name in names])
    writer.add_token_merges(["h e"])
    writer.add_bos_token_id(256)
    writer.add_eos_token_id(258)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)

    def matrix(name, rows, columns):
        weights = random.standard_normal((rows, columns), dtype=np.float32) / np.float32(columns**0.5)
        writer.add_tensor(name, quantize(weights, kind), raw_dtype=kind)

    def norm(name, length):
        writer.add_tensor(name, np.ones(length, dtype=np.float32))

    matrix("token_embd.weight", VOCABULARY, width)
    norm("output_norm.weight", width)
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        norm(f"{block}.attn_norm.weight", width)
        norm(f"{block}.ffn_norm.weight", width)
        norm(f"{block}.attn_q_norm.weight", HEAD)
        norm(f"{block}.attn_k_norm.weight", HEAD)
        matrix(f"{block}.attn_q.weight", HEADS * HEAD, width)
        matrix(f"{block}.attn_k.weight", KV_HEADS * HEAD, width)
        matrix(f"{block}.attn_v.weight", KV_HEADS * HEAD, width)
        matrix(f"{block}.attn_output.weight", width, HEADS * HEAD)
        matrix(f"{block}.ffn_gate.weight", hidden, width)
        matrix(f"{block}.ffn_up.weight", hidden, width)
        matrix(f"{block}.ffn_down.weight", width, hidden)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main(sys.argv[1], *(sys.argv[2:] + ["Q8_0", "0.6B"][len(sys.argv) - 2 :]))
