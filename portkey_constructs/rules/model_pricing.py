"""Rules about the source of model prices, and about the variables that stand for it."""

from collections.abc import Iterator
from typing import Final

from portkey_constructs.config.log_store import ControlPlaneLogStore, MongoLogStore, NoLogStore
from portkey_constructs.config.model_pricing import LogStorePricing, PriceFolders
from portkey_constructs.platform.mail import mail_templates
from portkey_constructs.platform.model_pricing import MODEL_PRICING_VARIABLES, PRICE_SWITCH, mounted_prices
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.user_environment import UserVariable
from portkey_constructs.platform.volumes import MAIL_TEMPLATES_VOLUME, own_volumes, secret_volumes
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_READERS: Final = ("gateway", "backend")
_ENV: Final = ("env", "env.*", *(f"{service}.{env}" for service in _READERS for env in ("env", "env.*")))
_READER_PATH: Final = "CONFIG_READER_PATH"
_OF_SETTING: Final = {variable.name for variable in MODEL_PRICING_VARIABLES} - {_READER_PATH}
"""A different address of the backend in `env` contradicts nothing."""
_OF_BACKEND: Final = {variable.name for variable in MODEL_PRICING_VARIABLES if variable.readers == ("backend",)} - {PRICE_SWITCH}
_PORTKEY: Final = "modelPricing: {kind: portkey}\n"
_DATA_PLANE: Final = "deployment: {kind: dataPlane, organisations: [acme]}\n"
_MOUNTED: Final = "modelPricing: {kind: mounted, volume: {name: NAME, persistentVolumeClaim: {claimName: models}}}\n"
_BY_ENV: Final = f"env: {{{PRICE_SWITCH}: 'ON'}}\nbackend: {{env: {{MODEL_CONFIGS_PROXY_URL: 'https://configs.portkey.ai'}}}}\n"
_ADDRESS: Final = "https://portkey.example.org/albus/v2/utils/model-configs"

_EXPECTED: Final = {
    "platform": (
        ("bundled", "portkey", "logStore", "mounted"),
        "the control plane is this platform",
        "set kind to portkey, logStore or mounted, or leave modelPricing out for the prices in the images",
    ),
    "gateway": (
        ("bundled", "controlPlane"),
        "deployment.kind is gateway, so the backend in the other cluster decides about the source",
        "set kind: controlPlane here, and the source in the configuration of the application's cluster",
    ),
    "dataPlane": (
        ("controlPlane",),
        "deployment.kind is dataPlane, and Portkey's control plane delivers the prices",
        "remove modelPricing: a data plane fetches its prices from the control plane",
    ),
}
"""The kinds that each deployment can have, why it can have no others, and what to do."""


@rule(
    "PK-PRICE-001",
    title="a source of model prices that this deployment does not have",
    cause="The backend reads the prices from their source, and the gateway fetches them from the backend. A gateway in another cluster than the "
    "backend and a data plane of Portkey's control plane do not choose the source.",
    fix="Set the source where the backend runs.",
    settings=("modelPricing", "modelPricing.kind", "deployment.kind"),
    example=Example(f"{_DATA_PLANE}{_PORTKEY}", _DATA_PLANE, "part"),
)
def source_elsewhere(platform: Platform) -> Findings:
    pricing = platform.config.model_pricing
    kinds, reason, fix = _EXPECTED[platform.deployment]
    if pricing and pricing.kind not in kinds:
        yield Finding("modelPricing.kind", f"is {pricing.kind}, but {reason}", fix)


@rule(
    "PK-PRICE-002",
    title="model prices in a log store without files",
    cause="The backend reads the price files from the bucket of the log store, and this log store has no bucket.",
    fix="Set logStore to a bucket, or choose another kind of modelPricing.",
    settings=("modelPricing", "modelPricing.kind", "logStore", "logStore.kind", "deployment.kind"),
    example=Example(
        "modelPricing: {kind: logStore}\nlogStore: {kind: none}\n",
        "modelPricing: {kind: logStore}\nlogStore: {kind: s3, bucket: acme-logs, region: us-west-2}\n",
    ),
)
def no_bucket(platform: Platform) -> Findings:
    store = platform.log_store.settings
    without_files = isinstance(store, NoLogStore | ControlPlaneLogStore | MongoLogStore)
    if platform.backend and isinstance(platform.config.model_pricing, LogStorePricing) and without_files:
        yield Finding("modelPricing.kind", f"is logStore, but logStore.kind is {store.kind}")


@rule(
    "PK-PRICE-003",
    title="model prices and capabilities in the same folder",
    cause="Both folders have a file PROVIDER.json for each provider, so one kind of files would replace the other.",
    fix="Set two folders, such as pricing and general.",
    settings=("modelPricing", "modelPricing.pricing", "modelPricing.capabilities"),
    example=Example(
        f"{_MOUNTED.replace('NAME', 'models').replace('kind: mounted', 'kind: mounted, pricing: models, capabilities: models')}",
        f"{_MOUNTED.replace('NAME', 'models').replace('kind: mounted', 'kind: mounted, pricing: prices, capabilities: models')}",
    ),
)
def same_folder(platform: Platform) -> Findings:
    pricing = platform.config.model_pricing
    if isinstance(pricing, PriceFolders) and pricing.pricing == pricing.capabilities:
        yield Finding("modelPricing.capabilities", f"is {pricing.capabilities}, but so is modelPricing.pricing")


@rule(
    "PK-PRICE-004",
    title="the volume of model prices has the name of another volume",
    cause="The backend's pods have another volume of this name, and names are unique in a pod.",
    fix="Choose another name for the volume of modelPricing.",
    settings=("modelPricing", "modelPricing.volume", "backend.volumes", "customCa", "mysql.ca", "smtp.templates", "secrets", "secretOverrides"),
    example=Example(_MOUNTED.replace("NAME", "tmp"), _MOUNTED.replace("NAME", "model-prices")),
)
def volume_name_taken(platform: Platform) -> Findings:
    mounted, backend = mounted_prices(platform), platform.backend
    if mounted and backend:
        name = mounted.volume["name"]
        mails = (MAIL_TEMPLATES_VOLUME,) if mail_templates(platform) else ()
        own = (*mails, *own_volumes(platform, "backend"), *secret_volumes(platform, "backend"))
        taken = {*own, *(volume["name"] for volume in backend.settings.volumes)}
        if name in taken:
            yield Finding("modelPricing.volume.name", f"is {name}, which is also the name of another volume of the backend")


def _set_by_user(platform: Platform) -> Iterator[tuple[str, UserVariable]]:
    """The service and the variable, for each variable of model prices that `env` sets."""
    for service in _READERS:
        for variable in platform.user_environments.get(service, ()):
            if variable.name in _OF_SETTING:
                yield service, variable


@rule(
    "PK-PRICE-005",
    title="variables of model prices beside the setting",
    cause="modelPricing sets the variables of the gateway and of the backend so that both sides agree. A variable in env replaces one of them, or "
    "adds a source that the backend tries in an order of its own.",
    fix="Remove the variable from env, and let modelPricing decide.",
    settings=("modelPricing", "modelPricing.**", *_ENV),
    example=Example(f"{_PORTKEY}gateway: {{env: {{{PRICE_SWITCH}: 'OFF'}}}}\n", _PORTKEY),
)
def prices_by_variable(platform: Platform) -> Findings:
    for path in dict.fromkeys(variable.path for _, variable in _set_by_user(platform)) if platform.config.model_pricing else ():
        yield Finding(path, "is set beside modelPricing")


@rule(
    "PK-PRICE-006",
    title="a switch of model prices without effect",
    cause=f"With a control plane of your own, only the exact value ON of {PRICE_SWITCH} has an effect. The value true counts only in a data plane of "
    "Portkey's control plane.",
    fix="Remove the variable, and set modelPricing; or set the variable to ON.",
    settings=("modelPricing", "deployment.kind", *_ENV),
    severity="warning",
    example=Example(_BY_ENV.replace("'ON'", "'true'").replace("backend:", f"gateway: {{env: {{{_READER_PATH}: '{_ADDRESS}'}}}}\nbackend:"), _PORTKEY),
)
def switch_without_effect(platform: Platform) -> Findings:
    if platform.deployment == "dataPlane" or platform.config.model_pricing:
        return
    switches = {variable.path: variable.source for _, variable in _set_by_user(platform) if variable.name == PRICE_SWITCH}
    for path, value in switches.items():
        if isinstance(value, str) and value not in ("ON", "OFF"):
            yield Finding(path, f"is {value}, which has no effect: only ON has one")


@rule(
    "PK-PRICE-007",
    title="model prices reach only one side",
    cause=f"The backend has a source of model prices, but the gateway fetches them only if {PRICE_SWITCH} is ON and {_READER_PATH} is the address of "
    "the backend. Without both it uses the prices in its image, or asks Portkey's control plane.",
    fix="Remove the variables, and set modelPricing, which sets both sides.",
    settings=("modelPricing", "deployment.kind", "gateway.kind", *_ENV),
    severity="warning",
    example=Example(_BY_ENV, _PORTKEY),
)
def one_side(platform: Platform) -> Findings:
    if platform.deployment != "platform" or platform.gateway is None or platform.config.model_pricing:
        return
    gateway = platform.variables("gateway")
    missing = [name for name in (PRICE_SWITCH, _READER_PATH) if name not in gateway]
    for service, variable in _set_by_user(platform) if missing else ():
        if service == "backend" and variable.name in _OF_BACKEND:
            yield Finding(variable.path, f"is set, but the gateway has no {' and no '.join(missing)}")
