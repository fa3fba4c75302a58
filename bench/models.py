"""How fast models in files run here, beside llama.cpp by itself and candle, in turns; and what the kept beginning of prompts
is worth.

    python3 bench/models.py [--threads N] [--rounds N] [--candle] [--openmp FOLDER] MODEL.gguf …

Both sides use one build of llama.cpp, the one that cargo made for the program: `local_bench` through our runtime, `llama_raw`
(bench/llama_raw.cpp) without it. Rounds alternate, since a machine that others use is faster at some times than at others;
a ratio is the median of the ratios of neighbouring rounds. With `--threads 1`, tokens for each second of processor time are
what a busy machine changes least. `--candle` builds bench/candle, the same work in Rust, for Qwen 3 in one conversation, and
runs it in turn as well. `--openmp` names a build of the same llama.cpp with OpenMP
(docs/decisions/0006), whose llama_raw is then run in turn as well.

Models with random weights to measure are made by crates/language/tests/parity/bench_model.py, which needs numpy and gguf:

    python crates/language/tests/parity/bench_model.py .scratch/models/0.6B-q8_0.gguf Q8_0 0.6B

`make models-bench` makes and measures all that docs/bench.md tells.
"""

import argparse
import glob
import json
import os
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))


def newest(pattern):
    found = sorted(glob.glob(pattern), key=os.path.getmtime)
    if not found:
        sys.exit(f"nothing is at {pattern}: build the program first")
    return found[-1]


def sources():
    """The folder of llama.cpp that the crate carries, in cargo's registry."""
    home = os.environ.get("CARGO_HOME", os.path.expanduser("~/.cargo"))
    with open(os.path.join(ROOT, "Cargo.lock")) as lock:
        version = lock.read().split('name = "llama-cpp-sys-2"\nversion = "')[1].split('"')[0]
    return newest(os.path.join(home, "registry/src/*", f"llama-cpp-sys-2-{version}", "llama.cpp"))


def compile_raw(libraries, out, openmp=False):
    """Links bench/llama_raw.cpp with the static libraries below a folder."""
    llama = sources()
    found = {}
    for path in glob.glob(os.path.join(libraries, "**", "lib*.a"), recursive=True):
        found[os.path.basename(path)] = path
    wanted = ["libllama.a", "libggml.a", "libggml-cpu.a", "libggml-base.a"]
    command = ["g++", "-O3", "-std=c++17", f"-I{llama}/include", f"-I{llama}/ggml/include"]
    command += [os.path.join(ROOT, "bench/llama_raw.cpp"), "-Wl,--start-group"]
    command += [found[name] for name in wanted] + ["-Wl,--end-group", "-lpthread", "-ldl", "-lm"]
    subprocess.run(command + (["-fopenmp"] if openmp else []) + ["-o", out], check=True)
    return out


def build_candle():
    """Builds bench/candle, in whose folder the processor's instructions are set; gives the program."""
    folder = os.path.join(ROOT, "bench/candle")
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], check=True, cwd=folder)
    return os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(folder, "target")), "release/candle-raw")


def load():
    with open("/proc/loadavg") as file:
        return float(file.read().split()[0])


def lines(command, environment=None):
    result = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def ours(program, model, work):
    (found,) = lines([program, model, *map(str, work)])
    measured = found["measured"]
    return {
        "prompt": measured["prompt_tokens"],
        "question": measured["question_tokens"],
        "reading": measured["reading_per_s"],
        "writing": measured["writing_per_s"],
        "together": measured["together"][0]["writing_per_s"],
        "first": measured["first_token_s"],
        "reading_cpu": found["reading_per_cpu_s"],
        "writing_cpu": found["writing_per_cpu_s"],
        "again": measured["first_token_again_s"],
        "restarted": found["first_token_after_restart_s"],
        "memory": found["memory_bytes"] / 2**20,
    }


def raw(program, model, work, first, environment=None):
    """The same work without us: as many tokens as ours came to, known up to the question where several ask at once."""
    threads, _, output, conversations = work
    prompt, known = first["prompt"], first["prompt"] - first["question"]
    run = lambda rounds, *numbers: lines([program, model, *map(str, (threads, prompt, *numbers, rounds))], environment)
    (together,) = run(1, known, output, conversations)
    return alone(run(2, 0, output, 1)) | {"together": together["together_per_s"]}


def alone(rounds):
    """One conversation, as `local_bench` counts it: the first round's reading, and the better writing of two."""
    writing = max(found["writing_per_s"] for found in rounds)
    read, written = (statistics.median(found[key] for found in rounds) for key in ("reading_per_cpu_s", "writing_per_cpu_s"))
    return {"reading": rounds[0]["reading_per_s"], "writing": writing, "reading_cpu": read, "writing_cpu": written}


def candle(program, model, work, first):
    """As many tokens as ours came to, in one conversation: candle keeps a cache for one only."""
    threads, _, output, _ = work
    environment = os.environ | {"RAYON_NUM_THREADS": str(threads)}
    return alone(lines([program, model, *map(str, (first["prompt"], output, 2))], environment))


def median(rounds, key):
    return statistics.median(found[key] for found in rounds if found.get(key))


KINDS = {
    "reading": "tokens/s read",
    "writing": "written",
    "together": "written together, questions read",
    "reading_cpu": "tokens per processor second read",
    "writing_cpu": "written",
}


def compare(name, model, sides, rounds):
    """Runs every side in turn, and prints medians and ratios to the second one, llama.cpp by itself."""
    results = {side: [] for side in sides}
    loads = []
    first = None
    for number in range(rounds):
        for side, measure in sides.items():
            found = measure(model, first)
            first = first or found
            loads.append(load())
            results[side].append(found)
            shown = ", ".join(f"{key} {value:.2f}" for key, value in found.items() if value)
            print(f"  {name} round {number + 1}, {side}: {shown} (load {loads[-1]:.1f})", flush=True)
    print(f"{name}: medians of {rounds} rounds, load {min(loads):.1f} to {max(loads):.1f}")
    reference = results["llama.cpp"]
    for side, found in results.items():
        parts = []
        for key, what in KINDS.items():
            pairs = [a[key] / b[key] for a, b in zip(found, reference) if a.get(key) and b.get(key)]
            if pairs:
                parts.append(f"{what} {median(found, key):.1f} ({statistics.median(pairs):.3f})")
        print(f"  {side:18} " + ", ".join(parts))
    mine = results["ours"]
    first, again, restarted = (median(mine, key) for key in ("first", "again", "restarted"))
    print(f"  first token {first:.3f} s, beginning known {again:.3f} s ({first / again:.1f} times as soon), "
          f"from the disk after a restart {restarted:.3f} s; {median(mine, 'memory'):.0f} MiB", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--prompt", type=int, default=512)
    parser.add_argument("--output", type=int, default=64)
    parser.add_argument("--conversations", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--candle", action="store_true")
    parser.add_argument("--openmp", metavar="FOLDER")
    chosen = parser.parse_args()
    work = (chosen.threads, chosen.prompt, chosen.output, chosen.conversations)
    program = os.path.join(TARGET, "release/examples/local_bench")
    with tempfile.TemporaryDirectory() as folder:
        built = newest(os.path.join(TARGET, "release/build/llama-cpp-sys-2-*/out/lib*/libllama.a"))
        alone = compile_raw(os.path.dirname(built), os.path.join(folder, "llama_raw"))
        sides = {
            "ours": lambda model, _: ours(program, model, work),
            "llama.cpp": lambda model, first: raw(alone, model, work, first),
        }
        if chosen.candle:
            peer = build_candle()
            sides["candle"] = lambda model, first: candle(peer, model, work, first)
        if chosen.openmp:
            openmp = compile_raw(chosen.openmp, os.path.join(folder, "llama_raw_openmp"), openmp=True)
            passive = os.environ | {"OMP_WAIT_POLICY": "passive"}
            sides["OpenMP"] = lambda model, first: raw(openmp, model, work, first)
            sides["OpenMP, passive"] = lambda model, first: raw(openmp, model, work, first, passive)
        for model in chosen.models:
            compare(os.path.basename(model), model, sides, chosen.rounds)


if __name__ == "__main__":
    main()
