{{/* What services.json says of a service: {root, service}, as JSON; nothing where there is no such service. */}}
{{- define "vlmstream.service" -}}
{{- get (.root.Files.Get "services.json" | fromJson) .service | default dict | toJson -}}
{{- end -}}

{{/* The beginning of all names. */}}
{{- define "vlmstream.fullname" -}}
{{- $name := .Values.fullnameOverride | default (ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name)) -}}
{{- $name | trunc 32 | trimSuffix "-" -}}
{{- end -}}

{{/*
The name of what belongs to a service or model: {root, name}. At most 52 characters, so that a StatefulSet's label with its revision
fits into 63; what is longer ends in a digest instead.
*/}}
{{- define "vlmstream.object" -}}
{{- $name := printf "%s-%s" (include "vlmstream.fullname" .root) .name | lower | replace "." "-" | replace "_" "-" -}}
{{- if gt (len $name) 52 -}}
{{- $name = printf "%s-%s" ($name | trunc 43 | trimSuffix "-") (sha256sum .name | trunc 8) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{- define "vlmstream.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "vlmstream.fullname" .) "default" .Values.serviceAccount.create) -}}
{{- end -}}

{{/* What the installation is called in Kafka: the same with every upgrade, also where nothing of the cluster can be looked up. */}}
{{- define "vlmstream.installation" -}}
{{- .Values.kafka.installation | default (printf "%s/%s" .Release.Namespace (include "vlmstream.fullname" .)) -}}
{{- end -}}

{{/* Of the cluster, and not of the namespace, which linters have none. */}}
{{- define "vlmstream.priorityClass" -}}
{{- .Values.priorityClass.name | default (printf "%s-%s" .Release.Namespace (include "vlmstream.fullname" .) | trimPrefix "-") -}}
{{- end -}}

{{/* What selects pods: {root, component, model}. */}}
{{- define "vlmstream.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- with .model }}
vlmstream.dev/model: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Of objects: {root, component, model}. */}}
{{- define "vlmstream.labels" -}}
{{ include "vlmstream.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name (.root.Chart.Version | replace "+" "_") }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Of pods: without the chart's version, so that a new chart alone starts nothing again. */}}
{{- define "vlmstream.podLabels" -}}
{{ include "vlmstream.selector" . }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* metadata: {root, name, component, model, annotations}. */}}
{{- define "vlmstream.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "vlmstream.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* An image: {root, service, gpu}. */}}
{{- define "vlmstream.image" -}}
{{- $image := .root.Values.image -}}
{{- $path := printf "%s-%s" $image.prefix .service -}}
{{- with $image.registry }}{{ $path = printf "%s/%s" (trimSuffix "/" .) $path }}{{ end -}}
{{- $digest := get $image.digests (ternary (printf "%s-gpu" .service) .service (default false .gpu)) -}}
{{- if $digest -}}
{{ $path }}@{{ $digest }}
{{- else -}}
{{ $path }}:{{ $image.tag | default .root.Chart.AppVersion }}{{ ternary $image.gpuSuffix $image.suffix (default false .gpu) }}
{{- end -}}
{{- end -}}

{{/* The images' pull policy: a SNAPSHOT is built again under its tag, so a node's copy of it may be an older one. */}}
{{- define "vlmstream.pullPolicy" -}}
{{- $image := .Values.image -}}
{{- $image.pullPolicy | default (contains "-SNAPSHOT" ($image.tag | default .Chart.AppVersion) | ternary "Always" "IfNotPresent") -}}
{{- end -}}

{{/* A consumer group: {root, work}. As dev.vlmstream.schemas.topics.Names has it. */}}
{{- define "vlmstream.group" -}}
{{ .root.Values.kafka.topicPrefix }}vlmstream-{{ .work }}
{{- end -}}
