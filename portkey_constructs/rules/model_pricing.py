"""Rules about the source of model prices."""

from typing import Final

from portkey_constructs.config.log_store import ControlPlaneLogStore, MongoLogStore, NoLogStore
from portkey_constructs.config.model_pricing import LogStorePricing, PriceFolders
from portkey_constructs.platform.mail import mail_templates
from portkey_constructs.platform.model_pricing import mounted_prices
from portkey_constructs.platform.platform import Platform
from portkey_constructs.platform.volumes import MAIL_TEMPLATES_VOLUME, own_volumes, secret_volumes
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []

_PORTKEY: Final = "modelPricing: {kind: portkey}\n"
_DATA_PLANE: Final = "deployment: {kind: dataPlane, organisations: [acme]}\n"
_MOUNTED: Final = "modelPricing: {kind: mounted, volume: {name: NAME, persistentVolumeClaim: {claimName: models}}}\n"

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
