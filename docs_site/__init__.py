"""What the documentation site has that nobody writes: pictures of the environments, and the reference, made from the package itself."""

__all__: list[str] = []
