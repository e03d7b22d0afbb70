"""The output of a rendering: its texts, its files, and writing them safely."""

__all__: list[str] = []
