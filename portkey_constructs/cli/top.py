"""What `explain` says when nothing is asked: the settings at the top, and how to go on."""

from typing import Any, Final

from portkey_constructs.cli.layout import Block, Row, laid_out
from portkey_constructs.config.base import yaml_name
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.loading.field_docs import meanings

__all__ = ["EXPLAIN", "top", "top_data"]

EXPLAIN: Final = "portkey-constructs explain"
_EXAMPLES: Final = (
    ("a setting", "logStore.encryption.keyArn"),
    ("one kind of it", "redis.elasticache"),
    ("a variable", "REDIS_URL"),
    ("a Secret, a key", "portkey-secrets/jwtPrivateKey"),
    ("a component, a port", "gateway"),
    ("an object", "Deployment/portkey-backend"),
    ("an error", "PK-MYSQL-001"),
    ("what it is in yours", "REDIS_URL -f portkey.yaml"),
)


def top() -> str:
    """The settings at the top, a line each, and how to go on."""
    settings = Block("The settings at the top of portkey.yaml", "", (), [Row(path, [meaning]) for path, meaning in _tops().items()])
    more = Block("More of", "", (), [Row(what, [f"{EXPLAIN} {name}"]) for what, name in _EXAMPLES])
    return laid_out([settings, more], long=True)


def top_data() -> dict[str, Any]:
    """The same for programs."""
    return {"settings": [{"path": path, "meaning": meaning} for path, meaning in _tops().items()]}


def _tops() -> dict[str, str]:
    said = meanings(PortkeyConfig)
    return {yaml_name(PortkeyConfig, field): said[field] for field in PortkeyConfig.model_fields}
