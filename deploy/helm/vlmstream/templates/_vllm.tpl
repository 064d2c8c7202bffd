{{/*
A server of vLLM for one model: {root, model}. A StatefulSet, as all of them: a new pod would wait for the GPU that the old one holds.
*/}}
{{- define "vlmstream.vllm" -}}
{{- $root := .root }}
{{- $values := $root.Values }}
{{- $m := .model }}
{{- $s := $m.source.vllm }}
{{- $name := include "vlmstream.vllmName" $m }}
{{- $context := dict "root" $root "name" $name "component" "server" "model" $m.name }}
{{- $device := include "vlmstream.device" (dict "root" $root "gpu" $s.gpu) | fromYaml }}
{{- $cache := $s.cache | default dict }}
{{- $storage := hasKey $cache "size" | ternary $cache dict }}
apiVersion: v1
kind: Service
metadata:
  {{- include "vlmstream.metadata" $context | nindent 2 }}
spec:
  selector:
    {{- include "vlmstream.selector" $context | nindent 4 }}
  ports:
    - {name: http, port: {{ include "vlmstream.vllmPort" $root }}, targetPort: http}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  {{- include "vlmstream.metadata" $context | nindent 2 }}
spec:
  {{- include "vlmstream.checkClaims" (dict "root" $root "name" $name "cache" $storage) }}
  serviceName: {{ $name }}
  podManagementPolicy: Parallel
  {{- if not $m.autoscaling.enabled }}
  replicas: {{ int (dig "replicas" 1 $s) }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "vlmstream.selector" $context | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "vlmstream.podLabels" $context | nindent 8 }}
        # It pulls from the hub, whatever it serves.
        vlmstream.dev/source: hub
        {{- with $m.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $m.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ $m.serviceAccountName | default (ternary $m.object (include "vlmstream.serviceAccount" $root) $values.serviceAccount.perService) }}
      automountServiceAccountToken: false
      # Variables named for Services would be taken for settings: vLLM reads VLLM_PORT.
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ int $m.gracePeriodSeconds }}
      {{- if $m.priorityClassName }}
      priorityClassName: {{ $m.priorityClassName }}
      {{- else if $values.priorityClass.create }}
      priorityClassName: {{ include "vlmstream.priorityClass" $root }}
      {{- end }}
      {{- with $m.schedulerName }}
      schedulerName: {{ . }}
      {{- end }}
      {{- with $device.runtimeClassName }}
      runtimeClassName: {{ . }}
      {{- end }}
      {{- with $values.image.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "vlmstream.podSecurity" $root | nindent 8 }}
      {{- with merge (dict) ($s.nodeSelector | default dict) ($device.nodeSelector | default dict) }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with concat ($s.tolerations | default list) ($device.tolerations | default list) }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: vllm
          image: {{ $s.image }}
          imagePullPolicy: IfNotPresent
          terminationMessagePolicy: FallbackToLogsOnError
          securityContext:
            {{- include "vlmstream.containerSecurity" $root | nindent 12 }}
          command: [vllm, serve]
          args:
            - {{ $s.model }}
            - --port={{ include "vlmstream.vllmPort" $root }}
            {{- if gt (int $device.count) 1 }}
            - --tensor-parallel-size={{ int $device.count }}
            {{- end }}
            {{- with $s.lora }}
            - --enable-lora
            - --lora-modules
            {{- range $adapter, $from := . }}
            - {{ $adapter }}={{ $from }}
            {{- end }}
            {{- end }}
            {{- with $s.args }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          env:
            # All that it writes is on the volume cache; the user of the pod has no name of its own in the image.
            - {name: HOME, value: /cache}
            - {name: USER, value: vllm}
            - {name: HF_HOME, value: /cache/huggingface}
            - {name: VLLM_CACHE_ROOT, value: /cache/vllm}
            - {name: VLLM_NO_USAGE_STATS, value: "1"}
            {{- with $values.hub.endpoint }}
            - {name: HF_ENDPOINT, value: {{ . | quote }}}
            {{- end }}
            {{- $token := $s.tokenSecret | default $values.hub.tokenSecret }}
            {{- if $token.name }}
            - name: HF_TOKEN
              valueFrom:
                secretKeyRef: {name: {{ $token.name }}, key: {{ $token.key | default "token" }}, optional: true}
            {{- end }}
            {{- with $s.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            - {name: http, containerPort: {{ include "vlmstream.vllmPort" $root }}}
          # It listens once the model is pulled, loaded and compiled.
          startupProbe:
            httpGet: {path: /health, port: http}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: {{ div (add (include "vlmstream.vllmStartup" $m) 9) 10 }}
          livenessProbe:
            httpGet: {path: /health, port: http}
            periodSeconds: 10
            timeoutSeconds: 10
            failureThreshold: 6
          readinessProbe:
            httpGet: {path: /health, port: http}
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 3
          resources:
            {{- $resources := $s.resources | default (dict "requests" (dict "cpu" "4" "memory" "16Gi") "limits" (dict "memory" "32Gi")) }}
            {{- $limits := dig "limits" dict $resources | deepCopy }}
            {{- if gt (int $device.count) 0 }}{{ $_ := set $limits $device.resource ($device.count | toString) }}{{ end }}
            {{- toYaml (merge (dict "limits" $limits) $resources) | nindent 12 }}
          volumeMounts:
            - {name: cache, mountPath: /cache}
            - {name: tmp, mountPath: /tmp}
            # Its processes exchange tensors there.
            - {name: shm, mountPath: /dev/shm}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: {{ $values.tmpSizeLimit }}
        - name: shm
          emptyDir: {medium: Memory}
        {{- if $cache.claimName }}
        - name: cache
          persistentVolumeClaim:
            claimName: {{ $cache.claimName }}
        {{- else if not $storage }}
        - name: cache
          emptyDir: {}
        {{- end }}
  {{- with $storage }}
  volumeClaimTemplates:
    {{- include "vlmstream.claim" (dict "root" $root "name" "cache" "storage" .) | nindent 4 }}
  {{- end }}
{{- if $m.autoscaling.enabled }}
---
{{ include "vlmstream.scaledObject" (dict "root" $root "model" $m "name" $name "component" "server" "most" (int (dig "replicas" 1 $s))) }}
{{- end }}
{{- end -}}

{{/* Of a model's server, and of its Service: a model. */}}
{{- define "vlmstream.vllmName" -}}
{{ .object }}-server
{{- end -}}

{{/* How long its start may take, in seconds: a model. */}}
{{- define "vlmstream.vllmStartup" -}}
{{ int (dig "startupSeconds" 3600 .source.vllm) }}
{{- end -}}

{{- define "vlmstream.vllmPort" -}}
8000
{{- end -}}

{{/* What a model that runs in its own server is to the service that asks it: {root, model}, as the source of a remote one. */}}
{{- define "vlmstream.vllmRemote" -}}
{{- $s := .model.source.vllm -}}
{{- $address := printf "http://%s.%s.svc:%s/v1" (include "vlmstream.vllmName" .model) .root.Release.Namespace (include "vlmstream.vllmPort" .root) -}}
{{- $served := $s.lora | default dict | keys | sortAlpha | first | default $s.model -}}
{{- $config := dict "api" "openai" "base_url" $address "model" $served "max_concurrency" 256 -}}
{{- toYaml (dict "config" (mergeOverwrite $config ($s.config | default dict | deepCopy))) -}}
{{- end -}}
