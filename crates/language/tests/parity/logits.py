"""Holds logits of the local runtime against those of transformers, on random models of three families.

    python logits.py PROGRAM     # PROGRAM is the example local_parity
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import models
import torch

LENGTHS = [1, 7, 33, 200]
# Largest difference in parts of the largest logit. Keys and values are kept in half precision, whatever the weights are.
MOST = {"f32": 0.01, "f16": 0.01}


def compare(program, folder, family, half):
    model = models.make(family, seed=11)
    if half:
        # The same weights on both sides: what half precision loses is lost in transformers too.
        with torch.no_grad():
            for weights in model.parameters():
                if weights.ndim > 1:
                    weights.copy_(weights.half().float())
    path = Path(folder) / f"{family}-{'f16' if half else 'f32'}.gguf"
    models.write(model, family, path, half)
    generator = torch.Generator().manual_seed(5)
    texts = [torch.randint(0, 256, (length,), generator=generator) for length in LENGTHS]
    question = {"logits": [text.tolist() for text in texts], "model": str(path), "batch": 64}
    run = subprocess.run([program], input=json.dumps(question), capture_output=True, text=True, check=True)
    ours = json.loads(run.stdout)["logits"]
    worst, agree, places = 0.0, 0, 0
    for text, rows in zip(texts, ours):
        with torch.no_grad():
            theirs = model(text[None]).logits[0]
        rows = torch.tensor(rows)
        worst = max(worst, ((rows - theirs).abs().max() / theirs.abs().max()).item())
        agree += (rows.argmax(-1) == theirs.argmax(-1)).sum().item()
        places += len(text)
    return worst, agree, places


def main(program):
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for family in ["qwen3", "llama", "gemma3"]:
            for kind in ["f32", "f16"]:
                worst, agree, places = compare(program, folder, family, kind == "f16")
                good = worst <= MOST[kind] and agree >= places * 0.98
                failed |= not good
                mark = "ok  " if good else "FAIL"
                print(f"{mark} {family:7} {kind}: largest difference {worst:.2e} of the largest logit; "
                      f"the likeliest token agrees at {agree} of {places} places")
    sys.exit(failed)


if __name__ == "__main__":
    main(sys.argv[1])
