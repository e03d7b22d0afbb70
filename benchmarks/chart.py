"""A Helm chart of the size of an environment: the same number of objects of each kind, with templates as in Portkey's chart.

Helm takes about as long for it as for `portkey-app` with its default values (33 objects, 1,900 lines).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["write_chart"]

_HELPERS = """\
{{- define "portkey.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "portkey.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "portkey.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "portkey.selectorLabels" -}}
app.kubernetes.io/name: {{ include "portkey.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "portkey.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "portkey.selectorLabels" . }}
{{- if .Chart.AppVersion }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "portkey.variable" -}}
- name: {{ .name }}
  {{- if kindIs "map" .value }}
  valueFrom:
    {{- toYaml .value | nindent 4 }}
  {{- else }}
  value: {{ .value | quote }}
  {{- end }}
{{- end }}
"""

_HEADER = """\
apiVersion: {version}
kind: {kind}
metadata:
  name: {{{{ include "portkey.fullname" . }}}}-{name}
  namespace: {{{{ .Release.Namespace }}}}
  labels:
    {{{{- include "portkey.labels" . | nindent 4 }}}}
  {{{{- with .Values.annotations }}}}
  annotations:
    {{{{- toYaml . | nindent 4 }}}}
  {{{{- end }}}}
"""

_POD = """\
spec:
  selector:
    matchLabels:
      {{{{- include "portkey.selectorLabels" . | nindent 6 }}}}
  template:
    metadata:
      labels:
        {{{{- include "portkey.labels" . | nindent 8 }}}}
    spec:
      containers:
        - name: main
          image: "{{{{ .Values.image.repository }}}}:{{{{ .Values.image.tag }}}}"
          {{{{- range $field := list "resources" "livenessProbe" "readinessProbe" "startupProbe" "securityContext" "volumeMounts" }}}}
          {{{{- with index $.Values $field }}}}
          {{{{ $field }}}}:
            {{{{- toYaml . | nindent 12 }}}}
          {{{{- end }}}}
          {{{{- end }}}}
"""

_ENVIRONMENT = """\
          env:
"""

_VARIABLE = """\
            {{{{- if hasKey .Values.variables "{name}" }}}}
            {{{{- include "portkey.variable" (dict "name" "{name}" "value" .Values.variables.{name}) | nindent 12 }}}}
            {{{{- end }}}}
"""

_VALUES = """\
image: {repository: registry.example.org/portkey, tag: "1.0"}
resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {cpu: "1", memory: 1Gi}}
livenessProbe: {httpGet: {path: /health, port: http}, initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3}
readinessProbe: {httpGet: {path: /health, port: http}, initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3}
startupProbe: {httpGet: {path: /health, port: http}, initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 30}
securityContext: {runAsNonRoot: true, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
volumeMounts: [{name: tmp, mountPath: /tmp}, {name: cache, mountPath: /var/cache}]
labels: {}
annotations: {}
nameOverride: ""
fullnameOverride: ""
variables:
"""


def write_chart(folder: Path, objects: Iterable[Mapping[str, Any]]) -> int:
    """Writes the chart into `folder`; returns how many objects it renders."""
    templates = folder / "templates"
    templates.mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: portkey\nversion: 0.0.0\n", "utf-8")
    (templates / "_helpers.tpl").write_text(_HELPERS, "utf-8")
    variables: set[str] = set()
    count = 0
    for count, manifest in enumerate(objects, start=1):
        names = _variables(manifest)
        variables.update(names)
        text = _HEADER.format(version=manifest["apiVersion"], kind=manifest["kind"], name=f"{manifest['kind'].lower()}-{count}")
        if "template" in manifest.get("spec", {}):
            text += _POD.format() + (_ENVIRONMENT if names else "") + "".join(_VARIABLE.format(name=name) for name in names)
        (templates / f"{count:03}.yaml").write_text(text, "utf-8")
    values = "".join(f"  {name}: {{secretKeyRef: {{name: portkey, key: {name}}}}}\n" for name in sorted(variables))
    (folder / "values.yaml").write_text(_VALUES + (values or "  {}\n"), "utf-8")
    return count


def _variables(manifest: Mapping[str, Any]) -> list[str]:
    pod = manifest.get("spec", {}).get("template", {}).get("spec", {})
    return [variable["name"] for container in pod.get("containers", []) for variable in container.get("env", [])]
