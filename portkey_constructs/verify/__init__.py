"""What a live cluster is like, compared with what a configuration renders; it is only read."""

__all__: list[str] = []
