"""Benchmarks of speed and memory: `python -m benchmarks`."""

__all__: list[str] = []
