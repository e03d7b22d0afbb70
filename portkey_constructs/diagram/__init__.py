"""Architecture diagrams of a configuration, as SVG and as Mermaid text."""

__all__: list[str] = []
