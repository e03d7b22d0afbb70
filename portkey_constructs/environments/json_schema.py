"""The JSON Schema of `environments.yaml`, for editors."""

from typing import Any

from portkey_constructs.config.base import yaml_name
from portkey_constructs.environments.definition import EnvironmentDefinition, EnvironmentsFile
from portkey_constructs.loading.field_docs import meaning, meanings
from portkey_constructs.loading.json_schema_forms import Forms, Generator, reference
from portkey_constructs.loading.part_schema import part_schema

__all__ = ["environments_schema"]

_PART = "part"
_VALUES = "expected a map of settings, as in portkey.yaml"


def environments_schema() -> dict[str, Any]:
    """The schema (draft 7): the environments by name; their values are parts of a configuration."""
    part = part_schema()
    definitions = {**part.pop("definitions"), _PART: {key: part[key] for key in ("properties", "patternProperties", "additionalProperties")}}
    generated = EnvironmentsFile.model_json_schema(by_alias=True, schema_generator=Generator)
    forms = Forms({EnvironmentDefinition.__name__: EnvironmentDefinition}, ())
    environments = forms.form(generated["properties"]["environments"], "environments")
    fields = generated["$defs"][EnvironmentDefinition.__name__]["properties"]
    descriptions = meanings(EnvironmentDefinition)
    properties = {
        name: {**_setting(forms.form(fields[name], name), name), "description": descriptions[field]}
        for field in EnvironmentDefinition.model_fields
        for name in [yaml_name(EnvironmentDefinition, field)]
    }
    definition = {"title": meaning(EnvironmentDefinition).partition(":")[0], "properties": properties, "additionalProperties": False}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "environments.yaml",
        "description": "The environments of a repository.",
        "type": "object",
        "properties": {"environments": {**_setting(environments, ""), "description": meanings(EnvironmentsFile)["environments"]}},
        "required": ["environments"],
        "additionalProperties": False,
        "definitions": {**definitions, **forms.choices, EnvironmentDefinition.__name__: definition},
    }


def _setting(form: dict[str, Any], name: str) -> dict[str, Any]:
    schema = {key: value for key, value in form.items() if key not in ("title", "default")}
    if name == "values":
        return {"type": "object", "errorMessage": _VALUES, "allOf": [reference(_PART)]}
    return schema
