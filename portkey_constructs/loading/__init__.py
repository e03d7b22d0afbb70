"""From YAML, Helm values or Python to a checked configuration: files, positions, problems, suggestions, JSON Schema."""

__all__: list[str] = []
