"""What Portkey's images need, as data: ports, images, environment, Secret keys; and the names that everything goes by."""

__all__: list[str] = []
