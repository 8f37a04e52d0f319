"""The fast engine: HSX code run as WebAssembly. Its entry is `run` in engine.py."""
