{{/* Scales a model, or its server, by what waits for the model: {root, model, name, component, most}. */}}
{{- define "vlmstream.scaledObject" -}}
{{- $values := .root.Values }}
{{- $scaling := .model.autoscaling }}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "vlmstream.metadata" (dict "root" .root "name" .name "component" .component "model" .model.name) | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: StatefulSet
    name: {{ .name }}
  pollingInterval: {{ int $scaling.pollingSeconds }}
  cooldownPeriod: {{ int $scaling.cooldownSeconds }}
  # The first replica announces the model, and passes over what the topic holds of runs that do not name it.
  initialCooldownPeriod: {{ int $scaling.initialCooldownSeconds }}
  minReplicaCount: {{ min (int $scaling.minReplicas) .most }}
  maxReplicaCount: {{ .most }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleDown:
          stabilizationWindowSeconds: {{ int $scaling.scaleDownWindowSeconds }}
          policies:
            - {type: Pods, value: 1, periodSeconds: {{ int $scaling.scaleDownPeriodSeconds }}}
  triggers:
    {{- /* Each replica of scoring counts what waits in its own partitions. An encoder works for those whose images it encodes. */}}
    {{- $scoring := include "vlmstream.object" (dict "root" .root "name" "scoring") }}
    {{- $replicas := int $values.scoring.replicas }}
    {{- $models := .model.encodes | default (list .model.name) }}
    {{- range .model.beside }}{{ $models = append $models .name }}{{ end }}
    {{- range $model := $models }}
    {{- range $replica := until $replicas }}
    - type: metrics-api
      metadata:
        url: http://{{ $scoring }}-{{ $replica }}.{{ $scoring }}-pods.{{ $.root.Release.Namespace }}.svc:9000/q/metrics
        format: prometheus
        valueLocation: {{ printf "vlmstream_waiting_%s{model=%q}" (eq $.model.kind "judge" | ternary "verdicts" "questions") $model | quote }}
        targetValue: {{ max 1 (div (int $scaling.waitingPerReplica) $replicas) | quote }}
        activationTargetValue: {{ div (int $scaling.wakeAbove) $replicas | quote }}
    {{- end }}
    {{- end }}
{{- end -}}
