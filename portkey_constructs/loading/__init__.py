"""Loads and validates a configuration from YAML files, mappings or Python.

`reading` is the entry point. `problems` and its dependencies are imported only for an invalid configuration, `json_schema` only for the schema.
"""

__all__: list[str] = []
