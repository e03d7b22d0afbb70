"""Every configuration at hand that gives somebody a role of AWS'."""

from functools import cache
from typing import Any, Final

from apps import ENVIRONMENTS, configuration
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.iam import has_roles
from tests.support import matrix
from tests.support.all_settings import EVERY
from tests.support.examples import EXTERNAL, config
from tests.support.objects import Manifest, rendered

__all__ = ["AWS", "ISSUER", "KNOWN", "REAL", "known", "objects_of", "on_aws", "placed"]

ISSUER: Final = "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE"
AWS: Final = {"accountId": "111122223333", "region": "us-west-2", "cluster": "acme", "oidcIssuer": f"https://{ISSUER}"}


def on_aws(**changed: Any) -> PortkeyConfig:
    """Production on EKS with its stores elsewhere and IRSA, with other top-level settings (YAML's spelling); none of what is None."""
    data = {**EXTERNAL, "aws": AWS, "identity": {"kind": "irsa"}, **changed}
    return config({name: value for name, value in data.items() if value is not None})


def placed(made: PortkeyConfig) -> PortkeyConfig:
    """The configuration with an account and a region, where it says none: policies name what is in them."""
    said = {"account_id": made.aws.account_id or "111122223333", "region": made.aws.region or "us-west-2"}
    return made.model_copy(update={"aws": made.aws.model_copy(update=said)})


_NAMED: Final = {f"app {name}": configuration(name) for name in ENVIRONMENTS} | {f"every {name}": one for name, one in EVERY.items()}
_ROWS: Final = {"/".join(row.values()): row for row in matrix.combinations() if row["identity"] in ("irsa", "pod-identity")}
REAL: Final = tuple(name for name, one in _NAMED.items() if has_roles(one))
"""The environments and the configurations that set everything."""
KNOWN: Final = (*REAL, *_ROWS)
"""Those, and each row of the matrix."""


@cache
def known(name: str) -> PortkeyConfig:
    """One of them, placed."""
    return placed(_NAMED[name] if name in _NAMED else config(matrix.data(_ROWS[name])))


@cache
def objects_of(name: str) -> list[Manifest]:
    """What one of them renders; only to be read."""
    return rendered(known(name))
