"""From YAML files, mappings and Python to a checked configuration: positions, problems, suggestions, JSON Schema."""

from portkey_constructs.loading.reading import examine, load, load_with_places, load_with_warnings
from portkey_constructs.loading.yaml_document import Document

__all__ = ["Document", "examine", "load", "load_with_places", "load_with_warnings"]
