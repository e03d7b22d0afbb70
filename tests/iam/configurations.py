"""The configurations with IAM roles that the tests run on."""

from functools import cache
from typing import Any, Final

from apps import ENVIRONMENTS, configuration
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.iam import has_roles
from portkey_constructs.platform import Platform
from tests.support import matrix
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import EXTERNAL, config_from
from tests.support.objects import Manifest, rendered

__all__ = ["ALL", "AWS", "ENVIRONMENTS_WITH_ROLES", "ISSUER", "eks_platform", "objects_of", "platform_of", "with_account"]

ISSUER: Final = "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE"
AWS: Final = {"accountId": "111122223333", "region": "us-west-2", "cluster": "acme", "oidcIssuer": f"https://{ISSUER}"}


def eks_platform(**settings: Any) -> Platform:
    """Production on EKS with external stores and IRSA, with other top-level settings (YAML spelling); None removes a setting."""
    data = {**EXTERNAL, "aws": AWS, "identity": {"kind": "irsa"}, **settings}
    return config_from({name: value for name, value in data.items() if value is not None}).resolve()


def with_account(config: PortkeyConfig) -> PortkeyConfig:
    """The configuration with an account and a region, which policies need, if it has none."""
    defaults = {"account_id": config.aws.account_id or "111122223333", "region": config.aws.region or "us-west-2"}
    return config.model_copy(update={"aws": config.aws.model_copy(update=defaults)})


_NAMED: Final = {f"app {name}": configuration(name) for name in ENVIRONMENTS} | {f"every {name}": settings for name, settings in ALL_SETTINGS.items()}
_ROWS: Final = {"/".join(row.values()): row for row in matrix.combinations() if row["identity"] in ("irsa", "pod-identity")}
ENVIRONMENTS_WITH_ROLES: Final = tuple(name for name, settings in _NAMED.items() if has_roles(settings.resolve()))
"""The environments of apps/, and the configurations that set everything."""
ALL: Final = (*ENVIRONMENTS_WITH_ROLES, *_ROWS)
"""Those, and each row of the matrix."""


@cache
def platform_of(name: str) -> Platform:
    """One of them, with an account and a region."""
    return with_account(_NAMED[name] if name in _NAMED else config_from(matrix.settings_of(_ROWS[name]))).resolve()


@cache
def objects_of(name: str) -> list[Manifest]:
    """The objects of one of them; do not change them."""
    return rendered(platform_of(name).config)
