"""Explains names in a specific configuration: the values of settings, variables, Secrets, objects and components."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, SecretStr

from portkey_constructs.config.base import MAPS_OF_KEYS, Model, yaml_name
from portkey_constructs.config.hidden_text import concealed
from portkey_constructs.config.introspection import field_called, is_secret, kinds
from portkey_constructs.config.redaction import HIDDEN, shown
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.secret_facts import FACTS
from portkey_constructs.config.secret_shapes import masked
from portkey_constructs.config.secret_stores import AzureKeyVault, GcpSecretManager
from portkey_constructs.config.secrets import CsiSecrets, ExistingSecrets, ExternalSecrets, SecretGroup
from portkey_constructs.explain.connections import consequences
from portkey_constructs.explain.defaults import as_yaml, default_of, in_yaml, profile_default
from portkey_constructs.explain.lookup import Answer, Page
from portkey_constructs.explain.objects import ComponentPage, KindPage, ObjectPage, PortPage
from portkey_constructs.explain.paths import Target
from portkey_constructs.explain.secret_keys import COMPOSED_OF, KeyPage, SecretPage, secret_keys_named
from portkey_constructs.explain.settings import SettingPage, summary
from portkey_constructs.explain.tree import ANY, Place, tree
from portkey_constructs.explain.variables import VariablePage
from portkey_constructs.manifests.patch_target import matches
from portkey_constructs.platform.expansion import Expansion, kubernetes_text
from portkey_constructs.platform.files import secret_file
from portkey_constructs.platform.labels import component_of
from portkey_constructs.platform.required_secrets import FILLED_BY
from portkey_constructs.platform.secret_keys import SecretKey, UrlWithPassword
from portkey_constructs.platform.secrets import Secret, flat_entry
from portkey_constructs.rules.catalogue import CATALOGUE

if TYPE_CHECKING:
    from portkey_constructs.loading.yaml_document import Document

__all__ = ["InConfiguration", "InConfigurationPage"]

Rows = Iterator[tuple[str, list[str]]]

_UNUSED: Final = "nothing: this configuration does not use it"
_OWN_VALUE: Final = "a value from your env, which is not shown"
_SECRET_VALUE: Final = CATALOGUE["PK-SECRET-002"]
_DEFAULT: Final = "the default"
_DEPTH_OF_SCALING: Final = 2
"""Number of parts in the paths of replicas, autoscaling and disruptionBudget, whose effective values depend on each other."""
_MAX_VALUE: Final = 200
_MAX_IN_LIST: Final = 40


@dataclass(frozen=True, slots=True)
class InConfigurationPage:
    """The explanation of a name in a configuration, as rows; never contains a secret value."""

    name: str
    meaning: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


class InConfiguration:
    """Explains names in one configuration.

    Args:
        config: the configuration.
        document: the document with the lines of its settings; None if they are unknown.
    """

    def __init__(self, config: PortkeyConfig, document: "Document | None" = None) -> None:
        self._config = config
        self._document = document
        self._platform = config.resolve()

    def default_names(self, name: str) -> str:
        """Convert a name of this configuration to the default prefix."""
        return name.replace(f"{self._platform.names.prefix}-", "portkey-")

    def pages(self, answer: Answer) -> tuple[InConfigurationPage, ...]:
        """Explain the pages of an answer in this configuration; pages that do not depend on a configuration are skipped.

        Raises:
            ConfigurationError: the explanation needs outputs of the AWS companion that are not known yet.
        """
        pages = (self._setting_page(page, answer) if isinstance(page, SettingPage) else self._page(page) for page in answer.pages)
        return tuple(page for page in pages if page)

    def top_level(self) -> InConfigurationPage:
        """The value of each top-level setting, and its origin."""
        rows = []
        for path in (path for path in tree() if "." not in path):
            values = dict(self._setting(Target(path, {}, (path,))))
            value, source = values["is"], values["from"]
            short = value if len(value) <= _MAX_IN_LIST else f"{value[:_MAX_IN_LIST]}..."
            rows.append((path, (f"{short} ({source})" if source.rpartition(":")[2].isdigit() else short,)))
        return InConfigurationPage("portkey.yaml", "the top-level settings, as they are in this configuration", tuple(rows))

    def _page(self, page: Page) -> InConfigurationPage | None:
        match page:
            case VariablePage():
                return _rows(page.name, page.uses[0].meaning, self._variable(page.name))
            case KeyPage():
                return _rows(page.place, page.purpose, self._key(secret_keys_named(page.name)[0]))
            case SecretPage():
                return _rows(page.name, page.meaning, self._secret(SecretGroup(page.group)))
            case ComponentPage():
                return _rows(page.name, page.meaning, self._component(page.name))
            case PortPage():
                return _rows(page.name, f"port {page.container} of {page.component}", self._port(page))
            case ObjectPage():
                return _rows(f"{page.kind}/{page.name}", page.purpose, self._object(page))
            case KindPage():
                names = [name for kind, name in self._objects if kind == page.kind]
                return _rows(page.kind, page.purpose, iter([("objects", names or [_UNUSED])]))
        return None

    @cached_property
    def _objects(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        return {(manifest["kind"], str(manifest["metadata"]["name"])): manifest for _, manifest in self._platform.objects()}

    @cached_property
    def _environments(self) -> Sequence[tuple[str, str, Mapping[str, Any]]]:
        """Every environment variable of every container, with the component and the container's name."""
        variables: list[tuple[str, str, Mapping[str, Any]]] = []
        for manifest in self._objects.values():
            component = component_of(manifest)
            if component not in self._platform.environments:
                continue
            spec = manifest.get("spec", {}).get("template", {}).get("spec", {}) if isinstance(manifest.get("spec"), Mapping) else {}
            for container in (*spec.get("initContainers", ()), *spec.get("containers", ())):
                variables += ((component, str(container["name"]), variable) for variable in container.get("env", ()))
        return variables

    def _variable(self, name: str) -> Rows:
        """The containers with the variable, grouped by its value and source."""
        by_value: dict[tuple[str, ...], list[str]] = {}
        for component, container, variable in self._environments:
            if variable["name"] == name:
                where = component if container in (component, "migration") else f"{component} ({container})"
                by_value.setdefault(tuple(self._value_of(component, variable)), []).append(where)
        if not by_value:
            yield "is", [_UNUSED]
        for value, components in by_value.items():
            yield "in", [", ".join(dict.fromkeys(components))]
            yield "has", list(value)

    def _value_of(self, component: str, variable: Mapping[str, Any]) -> Iterator[str]:
        source, value = variable.get("valueFrom", {}), variable.get("value", "")
        if reference := source.get("secretKeyRef"):
            yield f"key {reference['key']} of Secret {reference['name']}"
            yield self._origin(reference["name"], reference["key"])
        elif source:
            kind, content = next(iter(source.items()))
            yield " ".join(["from", kind.removesuffix("Ref"), *(content[part] for part in ("name", "key", "fieldPath") if part in content)])
        elif file := self._mounted.get(value):
            yield f"the file {value}"
            yield _filled(self._platform.secret(file.group), file)
        else:
            own = [row.source for row in self._platform.environments[component] if row.name == variable["name"]]
            values = (self._platform.secret(row.group).keys[row] if isinstance(row, SecretKey) else row for row in own)
            texts = {kubernetes_text(row): row if isinstance(row, str) else row.text for row in values if isinstance(row, str | Expansion)}
            yield (f"the value {_short(texts[value])}" if value else "an empty value") if value in texts else _OWN_VALUE

    @cached_property
    def _mounted(self) -> Mapping[str, SecretKey]:
        """The keys that the Secrets Store CSI driver mounts, by file path."""
        return {secret_file(group.suffix, key.key): key for group, secret in self._platform.secrets.items() for key in secret.keys}

    def _origin(self, name: str, key: str) -> str:
        """Describes the origin of a Secret key's value."""
        for secret in self._platform.secrets.values():
            for own in secret.keys if secret.name == name else ():
                if secret.key_name(own) == key:
                    return _filled(secret, own)
        return "which must exist: you create it"

    def _key(self, key: SecretKey) -> Rows:
        secret = self._platform.secret(key.group)
        whole = key if key in secret.keys else next((whole for whole, part in COMPOSED_OF.items() if part is key), key)
        composed = isinstance(secret.keys.get(whole), UrlWithPassword)
        if whole not in secret.keys or (whole is not key and not (composed and secret.from_operator)):
            yield "is", [_UNUSED]
            return
        value = secret.keys[whole]
        readers = [name for name, rows in self._platform.environments.items() if any(row.source is whole for row in rows)]
        if isinstance(value, str) and not secret.rendered:
            yield "value", [_short(value) or "(empty)"]
        else:
            yield (
                "Secret",
                [
                    f"{secret.name}, key {'.dockerconfigjson' if key.group is SecretGroup.REGISTRY else secret.key_name(whole)}",
                    _filled(secret, whole),
                ],
            )
        yield "read by", [", ".join(readers) or ("the nodes" if key.group is SecretGroup.REGISTRY else "nothing")]

    def _secret(self, group: SecretGroup) -> Rows:
        secret = self._platform.secret(group)
        if not secret.needed:
            yield "is", [_UNUSED]
            return
        required = next((item for item in self._platform.required_secrets if item.name == secret.name), None)
        yield "is", [f"Secret {secret.name}, {_filled(secret)}"]
        if required:
            yield "keys", [f"{key.name}: {key.purpose} ({', '.join(key.readers)})" for key in required.keys]
        else:
            yield "keys", [", ".join(secret.key_name(key) for key in secret.keys)]

    def _component(self, name: str) -> Rows:
        migration, component = self._platform.migration, self._platform.components.get(name)
        if component is None and not (name == "migration" and migration):
            yield "runs", ["not in this cluster"]
            return
        if component is None:
            assert migration is not None
            yield "image", [masked(self._platform.components["backend"].image)]
            yield "service account", [migration.service_account]
        else:
            scaled = component.replicas if component.component in self._platform.services else None  # type: ignore[attr-defined]
            yield "image", [masked(component.image)]
            yield "pods", [f"{scaled.range}, by {scaled.decided_by}" if scaled and scaled.autoscaling else str(scaled.fixed if scaled else 1)]
            yield "address", [f"{component.host}:{component.service_port}"]
            yield "service account", [component.service_account]
        yield "objects", [", ".join(f"{kind} {called}" for (kind, called), item in self._objects.items() if component_of(item) == name)]
        read = self._platform.read_secrets["backend" if component is None else name]
        yield "reads", [f"Secret {self._platform.secrets[group].name}, {_filled(self._platform.secrets[group])}" for group in read]

    def _port(self, page: PortPage) -> Rows:
        component = self._platform.components.get(page.component)
        port = next((port for port in component.ports if port.name == page.name), None) if component else None
        if component is None or port is None:
            yield "is", [_UNUSED]
            return
        yield "address", [f"{component.host}:{component.service_port if port is component.ports[0] else port.service}"]

    def _object(self, page: ObjectPage) -> Rows:
        name = page.called(self._platform.names)
        names = [called for kind, called in self._objects if kind == page.kind and (called == name or (kind == "Job" and called.startswith(name)))]
        yield "is", [f"{page.kind} {called} in namespace {self._config.namespace}" for called in names] or [_UNUSED]
        objects = [self._objects[page.kind, called] for called in names]
        patches = [index for index, patch in enumerate(self._config.patches) if any(matches(patch, manifest) for manifest in objects)]
        yield "patched", [f"by patches.{index} ({self._line(('patches', index))})" for index in patches]

    def _setting_page(self, page: SettingPage, answer: Answer) -> InConfigurationPage | None:
        where = answer.target if answer.target and answer.target.path == page.path else Target(page.path, page.only, tuple(page.path.split(".")))
        if ANY in where.parts:
            return None
        rows: dict[str, tuple[str, ...]] = {label: (text,) for label, text in self._setting(where)}
        rows |= consequences(self._platform, page.path)
        if page.secret and not page.parts and not self._lookup(where.parts)[1]:
            sensitive = [key for name in page.effects.keys for key in secret_keys_named(name) if key.sensitive]
            for key in sensitive[:1]:
                rows |= {label: tuple(texts) for label, texts in self._key(key) if label != "is"}
        return InConfigurationPage(".".join(where.parts), summary(page.path), tuple((label, texts) for label, texts in rows.items() if texts))

    def _setting(self, where: Target) -> Iterator[tuple[str, str]]:
        """The value of a setting, hidden if it may be secret, with the line that sets it or the reason for the value."""
        value, is_set, problem = self._lookup(where.parts)
        if problem:
            yield "is", f"nothing: {problem}"
            return
        place = self._place(where)
        if is_set and value is not None:
            yield "is", _visible(where.parts, value, place.annotation if place else None)
            yield "from", self._line(where.parts)
            return
        if (fact := FACTS.get(".".join(where.parts))) and is_set:
            group, name = fact
            secret = self._platform.secret(group)
            key = next(key for key in secret.keys if key.key == name)
            yield "is", f"key {secret.key_name(key)} of Secret {secret.name}, {_filled(secret, key)}"
            yield "from", "fromSecret, which lists the key"
            return
        for depth in range(len(where.parts), 0, -1):
            inherited = self._inherited(where.parts[:depth], where.parts[depth:])
            if inherited is not None:
                same = profile_default("production", where.parts[:depth]) == profile_default("development", where.parts[:depth])
                yield "is", as_yaml(inherited)
                whole = f", without {'.'.join(where.parts[:depth])}" if depth < len(where.parts) else ""
                yield "from", _DEFAULT if same else f"the default of the {self._config.profile} profile{whole}"
                return
        default = default_of(place) if place else None
        yield "is", default.value or default.follows or "(not set)" if default else "(not set)"
        yield "from", _DEFAULT if default and (default.value or default.follows) else "it is left out"

    def _inherited(self, parts: tuple[str, ...], within: tuple[str, ...]) -> Any:
        """The profile's default for an omitted setting, or for a setting in an omitted map."""
        value, is_set, _ = self._lookup(parts)
        if is_set and value is not None:
            return None
        default = profile_default(self._config.profile, parts, self._platform.names)
        service = next((service for name, service in self._platform.services.items() if name == parts[0]), None)
        if service and len(parts) == _DEPTH_OF_SCALING:
            budget = {"maxUnavailable": 1} if service.replicas.several else None
            scaling = {"replicas": service.replicas.fixed, "autoscaling": service.replicas.autoscaling, "disruptionBudget": budget}
            default = scaling.get(parts[1], default)
        for part in within:
            default = _child(default, part)
        return default

    def _lookup(self, parts: Sequence[str]) -> tuple[Any, bool, str]:
        """The value of a setting, whether the configuration sets it, and the reason if the setting is not available (else empty)."""
        value: Any = self._config
        is_set = False
        for depth, part in enumerate(parts):
            if isinstance(value, BaseModel):
                field = field_called(type(value), part)
                if field is None:
                    return None, False, f"{'.'.join(parts[:depth])}.kind is {getattr(value, 'kind', '')}, which has no such setting"
                is_set, value = field in value.model_fields_set, getattr(value, field)
            elif isinstance(value, Mapping) and part in value:
                is_set, value = True, value[part]
            else:
                return None, False, ""
        return value, is_set, ""

    def _line(self, parts: Sequence[str | int]) -> str:
        position = self._document.position(tuple(parts), key=True) if self._document else None
        return f"{position.file}:{position.line}" if position else "the configuration"

    def _place(self, where: Target) -> Place | None:
        """The variant of a setting that matches the kinds in this configuration."""
        for place in tree()[where.path]:
            names = dict(place.variants)
            value: Any = self._config
            for depth, part in enumerate(where.parts):
                if depth in names and getattr(value, "kind", None) not in (*names[depth], None):
                    break
                value = _child(value, part)
            else:
                return place
        return None


def _rows(name: str, meaning: str, rows: Rows) -> InConfigurationPage:
    return InConfigurationPage(name, meaning, tuple((label, tuple(texts)) for label, texts in rows if texts))


def _filled(secret: Secret, key: SecretKey | None = None) -> str:
    """Describes the origin of a Secret, or of one of its keys."""
    source = secret.source
    if secret.rendered:
        return "rendered from values of this configuration"
    if isinstance(source, ExistingSecrets):
        return "which must exist: you create it"
    assert isinstance(source, ExternalSecrets | CsiSecrets)
    flat = isinstance(source, CsiSecrets) and isinstance(source.store, AzureKeyVault | GcpSecretManager)
    composed = next((part.key for whole, part in COMPOSED_OF.items() if whole is key and isinstance(secret.keys.get(whole), UrlWithPassword)), "")
    part = composed if isinstance(source, ExternalSecrets) else ""
    named = secret.property_of(part or (key.key if key else ""))
    entry = f"property {named} of entry {secret.entry}" if key else f"entry {secret.entry}"
    if flat:
        entry = f"entry {flat_entry(secret.entry, named)}" if key else f"entries {secret.entry}-..."
    return f"{'composed' if part else 'filled'} by {FILLED_BY[source.kind]} from {entry}"


def _short(value: str) -> str:
    return value if len(value) <= _MAX_VALUE else f"{value[:_MAX_VALUE]}..."


def _child(value: Any, part: str) -> Any:
    if isinstance(value, BaseModel):
        field = field_called(type(value), part)
        return getattr(value, field) if field else None
    return value.get(part) if isinstance(value, Mapping) else None


def _visible(parts: Sequence[str], value: Any, annotation: Any) -> str:
    """A value as one line of YAML, with possible secrets hidden."""
    harmless = _harmless(tuple(parts), concealed(value, named=set(MAPS_OF_KEYS).isdisjoint(parts)), annotation)
    return HIDDEN if harmless == HIDDEN else as_yaml(harmless)


def _harmless(path: tuple[str, ...], value: Any, annotation: Any = None) -> Any:
    if isinstance(value, Model):
        model = type(value)
        fields = {yaml_name(model, field): (field, info) for field, info in model.model_fields.items() if field in value.model_fields_set}
        kind = {"kind": getattr(value, "kind", "")} if kinds(model) else {}
        return kind | {
            name: _harmless((*path, name), concealed(getattr(value, field), *value.naming(field)), info.rebuild_annotation())
            for name, (field, info) in fields.items()
            if name != "kind"
        }
    if isinstance(value, Mapping):
        return {str(key): _harmless((*path, str(key)), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_harmless(path, inner) for inner in value]
    if isinstance(value, SecretStr) or is_secret(annotation) or (value is not None and _SECRET_VALUE.concerns(".".join(path))):
        return HIDDEN
    if value is None or isinstance(value, bool | int | float):
        return in_yaml(value, annotation)
    text = shown(path, value)
    return value if text == str(value) else text
