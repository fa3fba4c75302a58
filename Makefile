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
nextest_version := 0.9.143
suites := ../shared/suites
plants := ../shared/plants
bind ?= 127.0.0.1:8420

.PHONY: help setup setup-test build demo test format lint unit doc docs-check eval

help:
	@echo "make demo    build, make a demo plant, serve it (bind=127.0.0.1:8420)"
	@echo "make test    every check that CI runs"
	@echo "make build   build $(program)"

# What the build needs beside Rust itself: a C compiler for zstd, and its linker.
setup:
	@command -v cargo >/dev/null || { echo "Rust is missing: see https://rustup.rs" >&2; exit 1; }
	@if ! command -v cc >/dev/null || ! command -v make >/dev/null; then \
	  echo "installing build-essential"; \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends build-essential; \
	fi

# The test runner; the prebuilt one where it can be had, else compiled.
setup-test: setup
	@if ! cargo nextest --version >/dev/null 2>&1; then \
	  echo "installing cargo-nextest"; \
	  if command -v cargo-binstall >/dev/null; then \
	    cargo binstall --no-confirm --locked cargo-nextest@$(nextest_version); \
	  else \
	    cargo install --locked cargo-nextest --version $(nextest_version); \
	  fi; \
	fi

build: setup
	cargo build --release --locked -p plantwright

demo: build
	$(program) demo --bind $(bind)

test: setup-test format lint unit doc docs-check eval
	@echo "all checks passed"

format:
	cargo fmt --all --check

lint:
	cargo clippy --release --locked --workspace --all-targets -- -D warnings

# Layers, paths named in ARCHITECTURE.md and pages of problem codes are among these tests.
unit:
	cargo nextest run --release --locked --workspace

doc:
	cargo test --release --locked --workspace --doc

docs-check:
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --release --locked --workspace --no-deps --document-private-items

# Question suites are not part of this repository; they are graded where they lie beside it.
eval: build
	@if [ -d $(suites) ] && [ -d $(plants) ]; then \
	  copy=$$(mktemp -d); trap 'rm -rf "$$copy"' EXIT; \
	  cp -r $(plants)/. "$$copy"; chmod -R u+w "$$copy"; \
	  $(program) eval $(suites)/*.dev.jsonl --plants "$$copy" --min 0.75; \
	else \
	  echo "no question suites at $(suites): answers were not graded"; \
	fi
