"""`schema`: the JSON Schema of portkey.yaml."""

__all__ = ["schema"]


def schema() -> None:
    """Print the JSON Schema of portkey.yaml, for editors."""
    import json

    from portkey_constructs.cli.ending import ending, printed

    with ending(""):
        from portkey_constructs.loading.json_schema import json_schema

        printed(json.dumps(json_schema(), indent=2) + "\n")
