"""What operators and drivers create from rendered objects: the keys of Secrets, and mounted files."""

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from tests.support.objects import Manifest, of_kind

__all__ = ["created_keys", "mounted_files"]


def created_keys(objects: Iterable[Any]) -> Iterator[tuple[str, str, str]]:
    """Every Secret and ConfigMap: its kind, its name, and each of its keys, with an empty one for the whole."""
    listed = list(objects)
    for kind in ("Secret", "ConfigMap"):
        for manifest in of_kind(listed, kind):
            yield from ((kind, manifest["metadata"]["name"], key) for key in ("", *manifest.get("data", {}), *manifest.get("stringData", {})))
    for manifest in of_kind(listed, "ExternalSecret"):
        target = manifest["spec"]["target"]
        yield from (("Secret", target["name"], key) for key in ("", *target["template"]["data"]))
    for manifest in of_kind(listed, "Certificate"):
        yield from (("Secret", manifest["spec"]["secretName"], key) for key in ("", "tls.crt", "tls.key", "ca.crt"))
    for manifest in of_kind(listed, "SecretProviderClass"):
        for secret in manifest["spec"].get("secretObjects", []):
            yield from (("Secret", secret["secretName"], key) for key in ("", *(entry["key"] for entry in secret["data"])))


def mounted_files(provider_class: Manifest) -> list[str]:
    """The names of the files that a SecretProviderClass mounts, as the provider of its secret manager reads it."""
    parameters = provider_class["spec"].get("parameters", {})
    match provider_class["spec"].get("provider"):
        case "aws":
            return [item["objectAlias"] for entry in yaml.safe_load(parameters["objects"]) for item in entry["jmesPath"]]
        case "azure":
            return [yaml.safe_load(item)["objectAlias"] for item in yaml.safe_load(parameters["objects"])["array"]]
        case "gcp":
            return [manifest["path"] for manifest in yaml.safe_load(parameters["secrets"])]
        case "vault":
            return [manifest["objectName"] for manifest in yaml.safe_load(parameters["objects"])]
    return []
