"""Measured speed and size, against what was promised. ``python -m benchmarks --help``."""
