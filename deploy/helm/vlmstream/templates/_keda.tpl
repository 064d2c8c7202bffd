{{/* Scales a model, or its server, by what waits for the model's consumer group: {root, model, name, component, most}. */}}
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
    - type: kafka
      metadata:
        bootstrapServers: {{ $values.kafka.bootstrapServers | quote }}
        consumerGroup: {{ .model.group | quote }}
        topic: {{ .model.topic | quote }}
        lagThreshold: {{ int $scaling.lagThreshold | quote }}
        activationLagThreshold: {{ int $scaling.activationLag | quote }}
        offsetResetPolicy: earliest
        # One that has nothing to read would wait for nothing.
        limitToPartitionsWithLag: "true"
        {{- range $key, $value := $values.keda.metadata }}
        {{ $key }}: {{ $value | toString | quote }}
        {{- end }}
      {{- if $values.keda.secret }}
      authenticationRef:
        name: {{ include "vlmstream.fullname" .root }}-kafka
      {{- else if $values.keda.authentication }}
      authenticationRef:
        name: {{ $values.keda.authentication }}
      {{- end }}
{{- end -}}
