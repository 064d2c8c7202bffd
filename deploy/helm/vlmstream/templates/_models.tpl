{{/* A model's entry over modelDefaults and defaults, with what follows from it, as YAML: {root, entry}. */}}
{{- define "vlmstream.model" -}}
{{- $values := .root.Values -}}
{{- $model := include "vlmstream.over" (list $values.defaults $values.modelDefaults .entry) | fromYaml -}}
{{- $device := include "vlmstream.device" (dict "root" .root "gpu" $model.gpu) | fromYaml -}}
{{- $gpu := int $device.count -}}
{{- $_ := set $model "gpu" $gpu -}}
{{- $_ = set $model "device" $device -}}
{{- if not $model.provider }}{{ $_ = set $model "provider" (ternary "cuda" "cpu" (gt $gpu 0)) }}{{ end -}}
{{- $_ = set $model "object" (include "vlmstream.object" (dict "root" .root "name" (printf "%s-%s" $model.kind $model.name))) -}}
{{- $_ = set $model "input" (default "questions" $model.input) -}}
{{- if $model.source.vllm }}{{ $_ = set $model "remote" (include "vlmstream.vllmRemote" (dict "root" .root "model" $model) | fromYaml) }}{{ end -}}
{{- if $model.source.remote }}{{ $_ = set $model "remote" $model.source.remote }}{{ end -}}
{{- toYaml $model -}}
{{- end -}}

{{/* GPUs: {root, gpu}, a number of them, or with it what sets them apart from other models', as YAML. Without any, nothing but the number. */}}
{{- define "vlmstream.device" -}}
{{- $own := kindIs "map" .gpu | ternary .gpu (dict "count" (default 0 .gpu)) -}}
{{- $device := dict "count" (int (dig "count" 1 $own)) -}}
{{- if $device.count -}}
{{- range $key := list "resource" "nodeSelector" "tolerations" "runtimeClassName" -}}
{{- $_ := set $device $key (dig $key (dig $key nil $.root.Values.gpu) $own) -}}
{{- end -}}
{{- if not (kindIs "map" $device.nodeSelector) }}{{ $_ := set $device "nodeSelector" (dict "nvidia.com/gpu.present" "true") }}{{ end -}}
{{- end -}}
{{- toYaml $device -}}
{{- end -}}

{{/* The variable that an API's key is read from: a remote model's source. */}}
{{- define "vlmstream.keyVariable" -}}
{{- .config.api_key_env | default (get (dict "openai" "OPENAI_API_KEY" "anthropic" "ANTHROPIC_API_KEY" "gemini" "GEMINI_API_KEY") .config.api) -}}
{{- end -}}

{{/* All bundles of a model's pods, as the entries that follow read a model: its overlay's base, its own, and those beside it. */}}
{{- define "vlmstream.bundles" -}}
{{- $bundles := list . -}}
{{- with .base -}}
{{- $bundles = prepend $bundles (dict "name" .name "source" .source "dtype" $.dtype "volume" "base" "directory" "/bases") -}}
{{- end -}}
{{- range $index, $beside := .beside -}}
{{- $volume := printf "models-%d" (add1 $index) -}}
{{- $bundles = append $bundles (dict "name" $beside.name "source" $beside.source "dtype" $.dtype "volume" $volume "directory" (printf "/%s" $volume)) -}}
{{- end -}}
{{- toYaml $bundles -}}
{{- end -}}

{{/* Where a bundle's files come from, as a volume of its pods. */}}
{{- define "vlmstream.modelVolume" -}}
{{- $source := .source -}}
{{- $volume := .volume | default "model" -}}
{{- if $source.pvc }}
- name: {{ $volume }}
  persistentVolumeClaim:
    claimName: {{ $source.pvc.claimName }}
    readOnly: true
{{- else if $source.image }}
- name: {{ $volume }}
  image:
    reference: {{ $source.image.reference }}
    pullPolicy: {{ $source.image.pullPolicy | default "IfNotPresent" }}
{{- else if $source.volume }}
- name: {{ $volume }}
  {{- toYaml $source.volume.spec | nindent 2 }}
{{- else if and $source.hub (not $source.hub.storage) }}
- name: {{ $volume }}
  emptyDir:
    {{- with $source.hub.sizeLimit }}
    sizeLimit: {{ . }}
    {{- else }} {}
    {{- end }}
{{- end }}
{{- end -}}

{{/* And where the service sees them. */}}
{{- define "vlmstream.modelMount" -}}
{{- $source := .source -}}
{{- $volume := .volume | default "model" -}}
{{- $directory := .directory | default "/models" -}}
{{- if .remote }}
# One file, not the volume: a ConfigMap's directory is one of links.
- name: config
  mountPath: /models/{{ .name }}/config.json
  subPath: config.json
  readOnly: true
{{- else if $source.hub }}
- name: {{ $volume }}
  mountPath: {{ $directory }}
  readOnly: true
{{- else }}
- name: {{ $volume }}
  mountPath: {{ $directory }}/{{ .name }}
  readOnly: true
  {{- with coalesce (dig "pvc" "subPath" "" $source) (dig "image" "subPath" "" $source) (dig "volume" "subPath" "" $source) }}
  subPath: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/*
Pulls a model: {root, model, workload}. It has the variables and volumes of its pod. Files that are there and have the hub's checksums stay, so that a volume that is kept costs one look at
the hub.
*/}}
{{- define "vlmstream.pull" -}}
{{- $root := .root }}
{{- $hub := .model.source.hub }}
{{- $token := $hub.tokenSecret | default $root.Values.hub.tokenSecret }}
{{- $volume := .model.volume | default "model" }}
{{- $directory := .model.directory | default "/models" }}
- name: {{ eq $volume "model" | ternary "pull" (printf "pull-%s" $volume) }}
  image: {{ include "vlmstream.image" (dict "root" $root "service" "cli") }}
  {{- include "vlmstream.container" $root | nindent 2 }}
  args:
    - models
    - pull
    - {{ $hub.id }}{{ with $hub.revision }}@{{ . }}{{ end }}
    - --out={{ $directory }}/{{ .model.name }}
    - --dtype={{ $hub.dtype | default .model.dtype | default "auto" }}
  {{- $endpoint := $hub.endpoint | default $root.Values.hub.endpoint }}
  env:
    - name: JDK_JAVA_OPTIONS
      value: {{ $root.Values.hub.javaOptions | quote }}
    {{- with $endpoint }}
    - name: HF_ENDPOINT
      value: {{ . | quote }}
    {{- end }}
    {{- if $token.name }}
    - name: HF_TOKEN
      valueFrom:
        secretKeyRef: {name: {{ $token.name }}, key: {{ $token.key | default "token" }}, optional: true}
    {{- end }}
    {{- with .workload.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .workload.extraEnvFrom }}
  envFrom:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  resources:
    {{- toYaml $root.Values.hub.resources | nindent 4 }}
  volumeMounts:
    - name: {{ $volume }}
      mountPath: {{ $directory }}
    - name: tmp
      mountPath: /tmp
    {{- with .workload.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}
