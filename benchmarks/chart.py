"""A Helm chart of the size of an environment: the same number of objects of each kind, with templates as in real charts."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["write_chart"]

_HEADER = """\
apiVersion: {version}
kind: {kind}
metadata:
  name: {{{{ .Release.Name }}}}-{name}
  namespace: {{{{ .Release.Namespace }}}}
  labels:
    app.kubernetes.io/instance: {{{{ .Release.Name }}}}
    app.kubernetes.io/managed-by: {{{{ .Release.Service }}}}
"""

_POD = """\
spec:
  selector:
    matchLabels:
      app.kubernetes.io/instance: {{{{ .Release.Name }}}}
  template:
    metadata:
      labels:
        app.kubernetes.io/instance: {{{{ .Release.Name }}}}
    spec:
      containers:
        - name: main
          image: "{{{{ .Values.image.repository }}}}:{{{{ .Values.image.tag }}}}"
          resources:
            {{{{- toYaml .Values.resources | nindent 12 }}}}
"""

_ENVIRONMENT = """\
          env:
"""

_VARIABLE = """\
            - name: {name}
              value: {{{{ .Values.variables.{name} | quote }}}}
"""

_VALUES = """\
image: {repository: registry.example.org/portkey, tag: "1.0"}
resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {cpu: "1", memory: 1Gi}}
variables:
"""


def write_chart(folder: Path, objects: Iterable[Mapping[str, Any]]) -> int:
    """Writes the chart into `folder`; returns how many objects it renders."""
    templates = folder / "templates"
    templates.mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: portkey\nversion: 0.0.0\n", "utf-8")
    variables: set[str] = set()
    count = 0
    for count, manifest in enumerate(objects, start=1):
        names = _variables(manifest)
        variables.update(names)
        text = _HEADER.format(version=manifest["apiVersion"], kind=manifest["kind"], name=f"{manifest['kind'].lower()}-{count}")
        if "template" in manifest.get("spec", {}):
            text += _POD.format() + (_ENVIRONMENT if names else "") + "".join(_VARIABLE.format(name=name) for name in names)
        (templates / f"{count:03}.yaml").write_text(text, "utf-8")
    values = "".join(f"  {name}: some-value-of-{name}\n" for name in sorted(variables))
    (folder / "values.yaml").write_text(_VALUES + (values or "  {}\n"), "utf-8")
    return count


def _variables(manifest: Mapping[str, Any]) -> list[str]:
    pod = manifest.get("spec", {}).get("template", {}).get("spec", {})
    return [variable["name"] for container in pod.get("containers", []) for variable in container.get("env", [])]
