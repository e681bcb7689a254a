# The commands that README shows. Everything is set up by itself: tools/setup installs what is missing.
SHELL := /bin/bash
PREFIX ?= /usr/local
DEMO ?= demo-out
MODEL ?= default-model-out

.PHONY: help setup build demo test bench default-model format install package clean

help:
	@echo "make build    sets up and builds build/chordae"
	@echo "make demo     builds, writes synthetic studies as DICOM, ingests, embeds, shows what it saw"
	@echo "make test     builds and runs every test; lists what was skipped and why"
	@echo "make bench    builds and runs the benchmarks against their alternatives"
	@echo "make default-model   trains the shipped model again, from nothing, in MODEL=default-model-out; continues if stopped"
	@echo "make format   formats the C++ sources"
	@echo "make install  PREFIX=/usr/local: program, configurations, man pages, completion"
	@echo "make package  a .tar.gz and a .deb in build/"
	@echo "make clean    removes build/ and the demo's output"

setup:
	@tools/setup

build/CMakeCache.txt: | setup
	cmake --preset release

build: setup build/CMakeCache.txt
	cmake --build build

demo: build
	tools/demo $(DEMO)

test: build
	tools/run_tests build

bench: build
	bench/run build

default-model: build
	build/chordae train-default --config configs/train/heart_segmenter.toml --out $(MODEL)

format:
	git ls-files 'src/*.h' 'src/*.cpp' 'apps/*.cpp' 'tests/*.h' 'tests/*.cpp' 'bench/*.cpp' | xargs clang-format -i

install: build
	cmake --install build --prefix $(PREFIX)

package: build
	cd build && cpack

clean:
	rm -rf build $(DEMO)
