"""From YAML files, mappings and Python to a checked configuration.

`reading` is the entry point. `problems` and what it imports are loaded only for an invalid configuration, `json_schema` only for the schema.
"""

__all__: list[str] = []
