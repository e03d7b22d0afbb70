{{- define "prefix" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- default (ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name)) .Values.fullnameOverride -}}
{{- end }}
{{- define "selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ include "prefix" $.root }}-{{ . }}
{{- end }}
{{- end }}
{{- define "labels" -}}
{{- with .root.Values.commonLabels }}{{ toYaml . }}
{{ end -}}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{ include "selector" . }}
{{- end }}
{{- define "meta" -}}
name: {{ .name }}
labels: {{ include "labels" (dict "root" .root) | nindent 2 }}
annotations: {{ merge (fromYaml (include "labels" (dict "root" .root))) (default dict .root.Values.commonAnnotations) | toYaml | nindent 2 }}
{{- end }}
{{- define "port" -}}
{{- .service.port | default .service.httpPort -}}
{{- end }}
