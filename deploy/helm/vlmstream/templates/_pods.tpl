{{- define "vlmstream.podSecurity" -}}
runAsNonRoot: true
{{- range $key := list "runAsUser" "runAsGroup" "fsGroup" }}
{{- /* A key that was set to null is not there. */}}
{{- if hasKey $.Values.securityContext $key }}
{{ $key }}: {{ get $.Values.securityContext $key | int64 }}
{{- end }}
{{- end }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "vlmstream.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Of all containers: why one ended is in its log, whatever it wrote elsewhere. */}}
{{- define "vlmstream.container" -}}
imagePullPolicy: {{ include "vlmstream.pullPolicy" . }}
terminationMessagePolicy: FallbackToLogsOnError
securityContext:
  {{- include "vlmstream.containerSecurity" . | nindent 2 }}
{{- end -}}

{{/* What Kafka settings a service has: {root, service}, as YAML. */}}
{{- define "vlmstream.kafka" -}}
{{- $kafka := deepCopy .root.Values.kafka -}}
{{- $own := get $kafka.services .service | default dict -}}
{{- toYaml (mergeOverwrite (omit $kafka "services") $own) -}}
{{- end -}}

{{/* The variables for Kafka: {root, kafka}. */}}
{{- define "vlmstream.kafkaEnv" -}}
{{- $kafka := .kafka }}
{{- with $kafka.bootstrapServers }}
- name: VLMSTREAM_BOOTSTRAP
  value: {{ . | quote }}
{{- end }}
{{- if $kafka.config.secret }}
- name: VLMSTREAM_KAFKA_CONFIG
  value: /etc/vlmstream/kafka/{{ $kafka.config.key }}
{{- end }}
{{- range $setting, $value := $kafka.settings }}
- name: VLMSTREAM_KAFKA_{{ $setting | upper | replace "." "_" }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- range $setting, $from := $kafka.secretSettings }}
- name: VLMSTREAM_KAFKA_{{ $setting | upper | replace "." "_" }}
  valueFrom:
    secretKeyRef: {name: {{ $from.secret }}, key: {{ $from.key | quote }}}
{{- end }}
{{- end -}}

{{/* The Secrets for Kafka as one volume: kafka. */}}
{{- define "vlmstream.kafkaVolume" -}}
{{- $secrets := compact (prepend .files .config.secret) | uniq }}
{{- if $secrets }}
- name: kafka
  projected:
    sources:
      {{- range $secrets }}
      - secret:
          name: {{ . }}
      {{- end }}
{{- end }}
{{- end -}}

{{- define "vlmstream.kafkaMount" -}}
{{- if or .config.secret .files }}
- name: kafka
  mountPath: /etc/vlmstream/kafka
  readOnly: true
{{- end }}
{{- end -}}

{{/* Under which names browsers may ask a Service: {root, name, service}. */}}
{{- define "vlmstream.hosts" -}}
{{- $values := .root.Values -}}
{{- $space := printf "%s.%s" .name .root.Release.Namespace -}}
{{- $hosts := list .name $space (printf "%s.svc" $space) (printf "%s.svc.%s" $space $values.http.clusterDomain) -}}
{{- $host := ternary $values.ingress.host $values.ingress.ingest.host (eq .service "scoring") -}}
{{- if and $values.ingress.enabled $host }}{{ $hosts = append $hosts $host }}{{ end -}}
{{- $hosts = concat $hosts (ternary $values.httpRoute.hostnames $values.httpRoute.ingestHostnames (eq .service "scoring")) -}}
{{- join "," (concat $hosts $values.http.hosts) -}}
{{- end -}}

{{/* A service's settings beyond the environment, as a properties file: {workload, model}. */}}
{{- define "vlmstream.properties" -}}
{{- range $key, $value := .workload.config }}
{{ $key }}={{ $value | toString | replace "\\" "\\\\" }}
{{- end }}
{{- with .model }}
{{- if .encodes }}
vlmstream.encodes."{{ .name }}"={{ join "," .encodes }}
{{- end }}
{{- end }}
{{- end -}}
