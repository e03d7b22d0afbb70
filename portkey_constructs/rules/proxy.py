"""Rules about the proxy and the variables that stand for it."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.platform.components import NODE_SERVICES
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.proxies import PROXY_ADDRESSES
from portkey_constructs.platform.user_environment import UserVariable
from portkey_constructs.rules.covered_variables import covered
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_ENV: Final = ("env", "env.*", *(f"{service}.{env}" for service in NODE_SERVICES for env in ("env", "env.*")))
_VARIABLES: Final = (*PROXY_ADDRESSES, "NO_PROXY")
_REFERENCE: Final = "{secretKeyRef: {name: egress-proxy, key: url}}"
_ADDRESS: Final = "http://proxy.example.org:3128"


def _set_by_user(platform: Platform) -> Iterator[tuple[str, UserVariable]]:
    """The service and the variable, for each variable of a proxy that `env` sets; programs read the names in lower case, too."""
    for service in NODE_SERVICES:
        for variable in platform.user_environments.get(service, ()):
            if variable.name.upper() in _VARIABLES:
                yield service, variable


@rule(
    "PK-PROXY-002",
    title="a proxy without an address",
    cause="noProxy has an effect only with a proxy, and neither proxy nor env names one.",
    fix="Set proxy.https, or HTTPS_PROXY in env if its address contains a password, or remove proxy.",
    settings=("proxy", "proxy.**", *_ENV),
    example=Example("proxy: {noProxy: [models.example.org]}\n", f"proxy: {{https: '{_ADDRESS}', noProxy: [models.example.org]}}\n"),
)
def proxy_without_address(platform: Platform) -> Findings:
    proxy = platform.config.proxy
    if proxy and not proxy.https and not proxy.http:
        by_user = {variable.name.upper() for _, variable in _set_by_user(platform)}
        if by_user.isdisjoint(PROXY_ADDRESSES):
            yield Finding("proxy", "has neither https nor http")


@rule(
    "PK-PROXY-003",
    title="a proxy without the hosts that must be reached directly",
    cause="Without NO_PROXY, requests to the other services, the stores and the cloud's metadata address may go through the proxy, which usually "
    "refuses them.",
    fix="Set proxy.https instead of the variable, or keep the variable if the address contains a password, and add proxy: {}, which sets NO_PROXY.",
    settings=("proxy", "intended", *_ENV),
    severity="warning",
    example=Example(f"env: {{HTTPS_PROXY: {_REFERENCE}}}\n", f"env: {{HTTPS_PROXY: {_REFERENCE}}}\nproxy: {{}}\n"),
)
def proxy_for_everything(platform: Platform) -> Findings:
    if platform.config.proxy:
        return
    direct = {service for service, variable in _set_by_user(platform) if variable.name.upper() == "NO_PROXY"}
    reported = set(covered(platform))
    for service, variable in _set_by_user(platform):
        if variable.name.upper() in PROXY_ADDRESSES and service not in direct and variable.path not in reported:
            reported.add(variable.path)
            yield Finding(variable.path, "is set, but NO_PROXY is not")
