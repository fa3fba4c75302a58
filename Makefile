# Two commands do everything on a fresh Debian or Ubuntu with Rust:
#   make demo   builds Plantwright, makes a demo plant, serves it, prints the address
#   make test   every check that CI runs
#
# One profile for all (see Cargo.toml): DataFusion is compiled once.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

target := $(or $(CARGO_TARGET_DIR),target)
program := $(target)/release/plantwright
training := $(or $(CARGO_TARGET_DIR),training/target)/release/training
nextest_version := 0.9.143
suites := ../shared/suites
plants := ../shared/plants
# The plants that the repository's own suites ask about, written once by their generators, and anew when these change.
made_plants := suites/.plants
made_sources := $(shell find suites/plants -type f -not -name '*.pyc')
bind ?= 127.0.0.1:8420
# Where set-up puts a newer Node than the system's, when that is too old for the page's build.
own_node := $(CURDIR)/web/.node
export PATH := $(own_node)/node_modules/.bin:$(PATH)
page_sources := $(shell find web docs/problems -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/.node/*' -not -path 'web/browser/*' -not -path 'web/tests/*')

# Where the Python clients of mcp-check are installed.
clients := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/plantwright-clients

.PHONY: help mcp-check model model-check models-bench parity parity-packages setup setup-test build demo test format lint unit doc docs-check suites-check eval page page-test browser screenshots

help:
	@echo "make demo    build, make a demo plant, serve it (bind=127.0.0.1:8420)"
	@echo "make test    every check that CI runs"
	@echo "make build   build $(program)"
	@echo "make model   train the planner's model anew (hours on two cores; goes on from checkpoints)"
	@echo "make eval    grade the answers to the suites' questions"
	@echo "make parity  hold the local runtime of models against transformers (installs 6 GB of Python packages)"
	@echo "make models-bench   measure the local runtime beside llama.cpp and candle (bench_threads=1)"
	@echo "make mcp-check   drive the faces for other programs with the official clients, Python and Node"
	@echo "make screenshots   pictures of every place of the page, into docs/screenshots"

# What the build needs beside Rust itself: compilers of C and C++ and their linker, for zstd and llama.cpp; cmake and
# libclang for the latter.
setup:
	@command -v cargo >/dev/null || { echo "Rust is missing: see https://rustup.rs" >&2; exit 1; }
	@if ! command -v cc >/dev/null || ! command -v make >/dev/null; then \
	  echo "installing build-essential"; \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends build-essential; \
	fi
	@if ! command -v cmake >/dev/null || ! command -v clang >/dev/null || ! compgen -G '/usr/lib/llvm-*/lib/libclang.so*' >/dev/null; then \
	  echo "installing cmake, clang and libclang-dev"; \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends cmake clang libclang-dev; \
	fi
	@if ! command -v npm >/dev/null; then \
	  echo "installing nodejs and npm"; \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends nodejs npm; \
	fi
	@if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then \
	  echo "Node $$(node --version) is too old for the page's build: putting a newer one into web/.node"; \
	  npm install --silent --no-save --prefix $(own_node) node@22; \
	fi

# The test runner; the prebuilt one where it can be had, else compiled. And the browser that tests drive.
setup-test: setup
	@if [ ! -x "$${CHROMIUM:-/usr/bin/chromium}" ]; then \
	  echo "installing chromium"; \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  { $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends chromium; } \
	    || echo "chromium could not be installed: the browser tests will fail and say so" >&2; \
	fi
	@if ! command -v python3 >/dev/null; then \
	  echo "installing python3"; \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends python3; \
	fi
	@if ! cargo nextest --version >/dev/null 2>&1; then \
	  echo "installing cargo-nextest"; \
	  if command -v cargo-binstall >/dev/null; then \
	    cargo binstall --no-confirm --locked cargo-nextest@$(nextest_version); \
	  else \
	    cargo install --locked cargo-nextest --version $(nextest_version); \
	  fi; \
	fi

build: setup page
	cargo build --release --locked -p plantwright

# The page, which the program then carries inside.
page: web/dist/index.html

web/node_modules/.package-lock.json: web/package-lock.json | setup
	cd web && npm ci --silent

web/dist/index.html: $(page_sources) web/node_modules/.package-lock.json | setup
	cd web && npm run --silent build

demo: build
	$(program) demo --bind $(bind)

test: setup-test format page-test lint unit doc docs-check model-check suites-check eval browser
	@echo "all checks passed"

format:
	cargo fmt --all --check
	cd bench/candle && cargo fmt --check

lint:
	cargo clippy --release --locked --workspace --all-targets -- -D warnings

# Layers, paths named in ARCHITECTURE.md and pages of problem codes are among these tests.
unit:
	cargo nextest run --release --locked --workspace

doc:
	cargo test --release --locked --workspace --doc

docs-check:
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --release --locked --workspace --no-deps --document-private-items

# Answers are graded with the repository's own suites, and with those of other authors where they lie beside it. The
# plants of third parties lie there too.
eval: build $(made_plants)/written
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	cp -r $(made_plants)/. "$$folder"; \
	if [ -d $(suites) ] && [ -d $(plants) ]; then \
	  cp -r $(plants)/. "$$folder"; chmod -R u+w "$$folder"; \
	  $(program) eval $(suites)/*.dev.jsonl --plants "$$folder" --min 0.92; \
	else \
	  echo "no suites at $(suites) and plants at $(plants): only questions about made-up plants are graded"; \
	fi; \
	asked=(); \
	for suite in suites/questions/*.jsonl; do \
	  plant=$${suite##*/}; \
	  if [ -d "$$folder/$${plant%%.*}" ]; then asked+=("$$suite"); fi; \
	done; \
	$(program) eval "$${asked[@]}" --plants "$$folder" --min 0.68

$(made_plants)/written: $(made_sources)
	rm -rf $(made_plants)
	python3 suites/plants/make_plants.py $(made_plants)
	@touch $@

suites-check:
	python3 suites/check.py $(suites)

# The planner's model: trained without the voices and plants kept for the test, measured on them, then trained on all,
# which is what is shipped. In a workspace and target of its own.
model: setup
	cd training && cargo build --release --locked
	$(training) model --checkpoints .scratch/held-out --out .scratch/held-out.safetensors
	$(training) measure --model .scratch/held-out.safetensors
	$(training) model --all --checkpoints .scratch/shipped

# The trainer compiles without warnings, reads every voice and plant, and the check of the corpus passes.
model-check: setup
	python3 models/planner/corpus/check.py models/planner/corpus/voices/*.tsv > /dev/null
	python3 models/planner/plants/check.py models/planner/plants/*.toml > /dev/null
	python3 models/planner/corpus/apart.py $(suites) models/planner/corpus/voices/*.tsv
	cd training && cargo fmt --check && cargo clippy --release --locked -- -D warnings

# What holds the local runtime against transformers and makes models to measure. The Python side lies outside the tree; it is
# no part of the tests, for its packages are large.
parity_venv := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/plantwright/parity
parity-packages: setup
	@[ -x $(parity_venv)/bin/python ] || python3 -m venv $(parity_venv)
	$(parity_venv)/bin/pip install --quiet -r crates/language/tests/parity/requirements.txt
	$(parity_venv)/bin/pip install --quiet --no-deps -r crates/language/tests/parity/templates.txt

# Logits and chat templates of the local runtime beside those of transformers.
parity: parity-packages
	cargo build --release --locked -p language --example local_parity
	$(parity_venv)/bin/python crates/language/tests/parity/logits.py $(target)/release/examples/local_parity
	$(parity_venv)/bin/python crates/language/tests/parity/templates.py $(target)/release/examples/local_parity

# Speed of the local runtime beside llama.cpp by itself and candle, on models with random weights; for a machine with nothing
# else to do (docs/bench.md).
made_models := $(foreach size,0.6B 1.7B,.scratch/models/$(size)-q8_0.gguf)
bench_threads ?= 1
models-bench: parity-packages $(made_models)
	cargo build --release --locked -p language --example local_bench
	python3 bench/models.py --candle --threads $(bench_threads) --prompt 192 --output 32 --rounds 5 $(made_models)
	python3 bench/models.py --threads $(bench_threads) --prompt 1700 --output 16 --rounds 3 $(made_models)

.scratch/models/%-q8_0.gguf: crates/language/tests/parity/bench_model.py | parity-packages
	mkdir -p $(@D)
	$(parity_venv)/bin/python $< $@ Q8_0 $*

# The page without a browser: types, lint, catalogues and other units, sizes.
page-test: page
	cd web && npm run --silent check && npm run --silent lint && npm test --silent && npm run --silent size

# The page in a real browser, against the real server on the demo plant; prints what it measured.
browser: build
	cd web && PROGRAM=$(abspath $(program)) npm run --silent browser

# Not part of `test`: its clients come from registries, and it takes minutes. Node's are driven also
# when Python's found a fault.
mcp-check: build
	@python3 -m venv $(clients) || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
	$(clients)/bin/pip install --quiet -r conformance/requirements.txt
	cd conformance && npm ci --silent
	@plant=$$(mktemp -d); trap 'rm -rf "$$plant"' EXIT; held=0; \
	cargo run --release --locked --quiet -p twin --example demo_plant -- "$$plant/demo" 200 300 > /dev/null; \
	$(clients)/bin/python conformance/check.py --program $(program) --plant "$$plant/demo" || held=1; \
	npm run --silent --prefix conformance check -- $(abspath $(program)) "$$plant/demo" || held=1; \
	exit $$held

screenshots: build setup-test
	cd web && PROGRAM=$(abspath $(program)) npm run --silent screenshots
