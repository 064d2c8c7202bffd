{{/*
A service's replicas: {root, name, service, workload, model, http, storage}.

StatefulSets, all of them: a replica's name is that of its membership in the consumer group and of its transactions, and the one that
takes its place must have the same, to take its partitions at once and to end the transaction it left open. Nor may a new pod come
before the old one goes, as a Deployment's does: it would wait for the GPU that the old one holds. Parallel: replicas do not depend on
one another, and a broken revision can be replaced by a good one without anybody deleting pods.
*/}}
{{- define "vlmstream.statefulset" -}}
{{- $root := .root }}
{{- $values := $root.Values }}
{{- $w := .workload }}
{{- $m := .model }}
{{- $context := dict "root" $root "name" .name "component" .service "model" (dig "name" "" ($m | default dict)) }}
{{- $gpu := gt (int (dig "gpu" 0 ($m | default dict))) 0 }}
{{- $device := dig "device" dict ($m | default dict) }}
{{- $kafka := include "vlmstream.kafka" (dict "root" $root "service" .service) | fromYaml }}
{{- $properties := include "vlmstream.properties" (dict "workload" $w "model" $m) | trim }}
{{- $remote := dig "remote" dict ($m | default dict) }}
{{- $bundles := list }}
{{- if $m }}{{ $bundles = include "vlmstream.bundles" $m | fromYamlArray }}{{ end }}
{{- $pulled := false }}
{{- range $bundles }}{{ if .source.hub }}{{ $pulled = true }}{{ end }}{{ end }}
{{- $scaled := dig "autoscaling" "enabled" false $w }}
{{- $storage := .storage }}
{{- $images := (include "vlmstream.service" . | fromJson).images }}
{{- $modelStorage := dig "source" "hub" "storage" dict ($m | default dict) }}
{{- if or $properties $remote }}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "vlmstream.metadata" $context | nindent 2 }}
data:
  {{- with $properties }}
  service.properties: |
    {{- . | nindent 4 }}
  {{- end }}
  {{- if $remote }}
  config.json: {{ merge (dict "model_type" "remote") $remote.config | toJson | quote }}
  {{- end }}
---
{{- end }}
{{- if and $values.serviceAccount.perService (not $w.serviceAccountName) }}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "vlmstream.metadata" (merge (dict "annotations" (merge (dict) $w.serviceAccountAnnotations $values.serviceAccount.annotations)) $context) | nindent 2 }}
automountServiceAccountToken: false
---
{{- end }}
apiVersion: v1
kind: Service
metadata:
  {{- include "vlmstream.metadata" (merge (dict "name" (printf "%s-pods" .name)) $context) | nindent 2 }}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    {{- include "vlmstream.selector" $context | nindent 4 }}
  ports:
    - {name: management, port: 9000, targetPort: management}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  {{- include "vlmstream.metadata" $context | nindent 2 }}
spec:
  serviceName: {{ .name }}-pods
  podManagementPolicy: Parallel
  {{- with $w.updateStrategy }}
  updateStrategy:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if not $scaled }}
  replicas: {{ int $w.replicas }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "vlmstream.selector" $context | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "vlmstream.podLabels" $context | nindent 8 }}
        {{- if $m }}
        vlmstream.dev/source: {{ $pulled | ternary "hub" ($m.source | keys | first) }}
        {{- end }}
        {{- with $w.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/config: {{ printf "%s%s" $properties ($remote | toJson) | sha256sum }}
        {{- with $w.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ $w.serviceAccountName | default (ternary .name (include "vlmstream.serviceAccount" $root) $values.serviceAccount.perService) }}
      automountServiceAccountToken: false
      # Variables named for Services would be taken for settings.
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ int $w.gracePeriodSeconds }}
      {{- if $w.priorityClassName }}
      priorityClassName: {{ $w.priorityClassName }}
      {{- else if $values.priorityClass.create }}
      priorityClassName: {{ include "vlmstream.priorityClass" $root }}
      {{- end }}
      {{- with $w.schedulerName }}
      schedulerName: {{ . }}
      {{- end }}
      {{- with $w.hostAliases }}
      hostAliases:
        {{- toYaml . | nindent 8 }}
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
      {{- with merge (dict) $w.nodeSelector ($device.nodeSelector | default dict) }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with concat $w.tolerations ($device.tolerations | default list) }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $w.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $w.topologySpreadConstraints }}
      topologySpreadConstraints:
        {{- range . }}
        - {{- toYaml . | nindent 10 }}
          {{- if not .labelSelector }}
          labelSelector:
            matchLabels:
              {{- include "vlmstream.selector" $context | nindent 14 }}
          {{- end }}
        {{- end }}
      {{- end }}
      {{- if or $w.extraInitContainers $pulled }}
      initContainers:
        {{- range $bundles }}
        {{- if .source.hub }}
        {{- include "vlmstream.pull" (dict "root" $root "model" . "workload" $w) | nindent 8 }}
        {{- end }}
        {{- end }}
        {{- with $w.extraInitContainers }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- end }}
      containers:
        - name: {{ .service }}
          image: {{ include "vlmstream.image" (dict "root" $root "service" .service "gpu" $gpu) }}
          {{- include "vlmstream.container" $root | nindent 10 }}
          env:
            - name: VLMSTREAM_INSTANCE
              valueFrom:
                fieldRef: {fieldPath: metadata.name}
            - name: VLMSTREAM_INSTALLATION
              value: {{ include "vlmstream.installation" $root | quote }}
            - name: JDK_JAVA_OPTIONS
              value: {{ printf "-XX:MaxRAMPercentage=%d %s" (int $w.maxRAMPercentage) $w.javaOptions | trim | quote }}
            - name: QUARKUS_SHUTDOWN_TIMEOUT
              value: {{ int $w.drainSeconds }}s
            - name: VLMSTREAM_DRAIN_TIME
              value: {{ int $w.drainSeconds }}s
            - name: VLMSTREAM_STATE_DIR
              value: /var/lib/vlmstream/state
            {{- include "vlmstream.kafkaEnv" (dict "kafka" $kafka) | nindent 12 }}
            {{- with $values.kafka.topicPrefix }}
            - name: VLMSTREAM_TOPICS_PREFIX
              value: {{ . | quote }}
            {{- end }}
            - name: VLMSTREAM_TOPICS_CREATE
              value: {{ eq $values.topics.create "service" | quote }}
            - name: VLMSTREAM_TOPICS_PARTITIONS
              value: {{ int $values.topics.partitions | quote }}
            {{- with $values.topics.replication }}
            - name: VLMSTREAM_TOPICS_REPLICATION
              value: {{ int . | quote }}
            {{- end }}
            {{- $files := list }}
            {{- if $properties }}{{ $files = append $files "/etc/vlmstream/config/service.properties" }}{{ end }}
            {{- if and .http $values.http.secret }}{{ $files = append $files (printf "/etc/vlmstream/http/%s" $values.http.key) }}{{ end }}
            {{- with $files }}
            - name: QUARKUS_CONFIG_LOCATIONS
              value: {{ join "," . }}
            {{- end }}
            {{- if .http }}
            - name: VLMSTREAM_HTTP_HOSTS
              value: {{ include "vlmstream.hosts" (dict "root" $root "name" .name "service" .service) }}
            {{- with $values.http.trustedProxies }}
            - name: QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING
              value: "true"
            - name: QUARKUS_HTTP_PROXY_TRUSTED_PROXIES
              value: {{ join "," . }}
            {{- end }}
            {{- end }}
            {{- if $images }}
            {{- include "vlmstream.imageStoreEnv" $root | nindent 12 }}
            {{- end }}
            {{- if eq .service "scoring" }}
            {{- include "vlmstream.notificationsEnv" $values.notifications | nindent 12 }}
            {{- end }}
            {{- with $m }}
            - name: VLMSTREAM_MODELS
              value: /models/{{ .name }}{{ range $bundles }}{{ if hasPrefix "/models-" (toString .directory) }},{{ .directory }}/{{ .name }}{{ end }}{{ end }}
            {{- with .base }}
            - name: VLMSTREAM_BASES
              value: /bases/{{ .name }}
            {{- end }}
            {{- if $remote }}
            {{- with $values.remote.keys }}
            - name: VLMSTREAM_REMOTE_KEYS
              value: {{ join "," . | quote }}
            {{- end }}
            {{- with $remote.key }}
            - name: {{ include "vlmstream.keyVariable" $remote }}
              valueFrom:
                secretKeyRef: {name: {{ .secret }}, key: {{ .key }}}
            {{- end }}
            {{- if and .source.vllm (not (hasKey $w.config "vlmstream.remote.patience")) }}
            # Its server may need as long to start, and half an hour more for a node.
            - name: VLMSTREAM_REMOTE_PATIENCE
              value: {{ add (include "vlmstream.vllmStartup" .) 1800 }}s
            {{- end }}
            {{- else }}
            - name: VLMSTREAM_RUNTIME_PROVIDER
              value: {{ .provider }}
            {{- end }}
            {{- range $setting, $variable := dict "dtype" "DTYPE" "slots" "SLOTS" "threads" "THREADS" "deviceMemory" "DEVICE_MEMORY" "prefixCacheBytes" "PREFIX_CACHE_BYTES" }}
            {{- $value := get $m $setting }}
            {{- if not (kindIs "invalid" $value | or (eq "" (toString $value))) }}
            - name: VLMSTREAM_RUNTIME_{{ $variable }}
              value: {{ ternary $value (int64 $value) (kindIs "string" $value) | quote }}
            {{- end }}
            {{- end }}
            {{- if eq .input "features" }}
            - name: VLMSTREAM_INPUT
              value: features
            {{- with .encoder }}
            - name: VLMSTREAM_ENCODER
              value: {{ . | quote }}
            {{- end }}
            {{- end }}
            {{- end }}
            {{- with $w.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          {{- with $w.extraEnvFrom }}
          envFrom:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          ports:
            {{- if .http }}
            - {name: http, containerPort: 8080}
            {{- end }}
            - {name: management, containerPort: 9000}
          # Nothing answers while models load.
          startupProbe:
            httpGet: {path: /q/health/started, port: management}
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: {{ div (add (int $w.startupSeconds) 4) 5 }}
          livenessProbe:
            httpGet: {path: /q/health/live, port: management}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 3
          readinessProbe:
            httpGet: {path: /q/health/ready, port: management}
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 3
          {{- if and .http (gt (int $w.preStopSeconds) 0) }}
          lifecycle:
            preStop:
              sleep: {seconds: {{ int $w.preStopSeconds }}}
          {{- end }}
          resources:
            {{- $limits := dig "limits" dict $w.resources | deepCopy }}
            {{- if $gpu }}{{ $_ := set $limits $device.resource ($m.gpu | toString) }}{{ end }}
            {{- toYaml (merge (dict "limits" $limits) $w.resources) | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
            - {name: state, mountPath: /var/lib/vlmstream}
            {{- if $properties }}
            - {name: config, mountPath: /etc/vlmstream/config/service.properties, subPath: service.properties, readOnly: true}
            {{- end }}
            {{- if and .http $values.http.secret }}
            - {name: http, mountPath: /etc/vlmstream/http, readOnly: true}
            {{- end }}
            {{- include "vlmstream.kafkaMount" $kafka | nindent 12 }}
            {{- if and $values.imageStore.claimName $images }}
            - {name: image-store, mountPath: /var/lib/images}
            {{- end }}
            {{- range $bundles }}
            {{- include "vlmstream.modelMount" . | nindent 12 }}
            {{- end }}
            {{- with $w.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
        {{- with $w.extraContainers }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: {{ $values.tmpSizeLimit }}
        {{- if not $storage }}
        # It says which records were in hand when a container ended, and must outlive that, but not the pod.
        - name: state
          emptyDir: {}
        {{- end }}
        {{- if or $properties $remote }}
        - name: config
          configMap:
            name: {{ .name }}
        {{- end }}
        {{- if and .http $values.http.secret }}
        - name: http
          secret:
            secretName: {{ $values.http.secret }}
        {{- end }}
        {{- include "vlmstream.kafkaVolume" $kafka | nindent 8 }}
        {{- if and $values.imageStore.claimName $images }}
        - name: image-store
          persistentVolumeClaim:
            claimName: {{ $values.imageStore.claimName }}
        {{- end }}
        {{- range $bundles }}
        {{- include "vlmstream.modelVolume" . | nindent 8 }}
        {{- end }}
        {{- with $w.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  {{- include "vlmstream.checkClaims" (dict "root" $root "name" .name "state" $storage "model" $modelStorage) }}
  {{- if or $storage $modelStorage }}
  {{- with $storage }}
  persistentVolumeClaimRetentionPolicy:
    whenDeleted: {{ .whenDeleted | default "Retain" }}
    whenScaled: {{ .whenScaled | default "Retain" }}
  {{- end }}
  volumeClaimTemplates:
    {{- with $storage }}
    {{- include "vlmstream.claim" (dict "root" $root "name" "state" "storage" .) | nindent 4 }}
    {{- end }}
    {{- with $modelStorage }}
    {{- include "vlmstream.claim" (dict "root" $root "name" "model" "storage" .) | nindent 4 }}
    {{- end }}
  {{- end }}
{{- if $w.podDisruptionBudget.enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "vlmstream.metadata" $context | nindent 2 }}
spec:
  maxUnavailable: {{ $w.podDisruptionBudget.maxUnavailable }}
  # A pod that is not ready holds no drain up.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "vlmstream.selector" $context | nindent 6 }}
{{- end }}
{{- end -}}

{{/* A service's values over defaults, one that needs no models: {root, service}, as YAML. */}}
{{- define "vlmstream.workload" -}}
{{- $values := .root.Values -}}
{{- $own := get $values .service | default (get $values.services .service) | default dict -}}
{{- $is := include "vlmstream.service" . | fromJson -}}
{{- $service := dict "type" "ClusterIP" "port" 80 -}}
{{- include "vlmstream.over" (list $values.defaults (dict "replicas" 1 "service" $service) ($is.values | default dict) $own) -}}
{{- end -}}

{{/* Values, each over those before it, as YAML. An empty map takes away what it would be merged with, as an empty list does. */}}
{{- define "vlmstream.over" -}}
{{- $all := dict -}}
{{- range $values := . -}}
{{- range $key, $value := $values -}}
{{- if and (kindIs "map" $value) (not $value) }}{{ $_ := unset $all $key }}{{ end -}}
{{- end -}}
{{- $all = mergeOverwrite $all (deepCopy $values) -}}
{{- end -}}
{{- toYaml $all -}}
{{- end -}}

{{/*
Kubernetes changes no StatefulSet's claims, and says so in words that help nobody. {root, name, state, model, cache}: what the release has in the
cluster is compared with what it is to have.
*/}}
{{- define "vlmstream.checkClaims" -}}
{{- $space := .root.Release.Namespace -}}
{{- $set := dict -}}
{{- if .root.Release.IsUpgrade }}{{ $set = lookup "apps/v1" "StatefulSet" $space .name }}{{ end -}}
{{- if $set -}}
{{- $there := dict -}}
{{- range $set.spec.volumeClaimTemplates -}}
{{- $_ := set $there .metadata.name .spec -}}
{{- end -}}
{{- range $claim := list "state" "model" "cache" -}}
{{- $wanted := get $ $claim -}}
{{- $spec := get $there $claim -}}
{{- $changed := "" -}}
{{- if and $wanted (not $spec) -}}
{{- $changed = printf "its pods have no volume %s yet" $claim -}}
{{- else if and $spec (not $wanted) -}}
{{- $changed = printf "its pods have a volume %s, which the values no longer name" $claim -}}
{{- else if $spec -}}
{{- $size := $spec.resources.requests.storage -}}
{{- if ne (include "vlmstream.bytes" $size) (include "vlmstream.bytes" $wanted.size) -}}
{{- $changed = printf "its volumes %s were made with %s, not %s; first enlarge each one: kubectl -n %s patch pvc %s-%s-0 -p '{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"%s\"}}}}'" $claim $size $wanted.size $space $claim $.name $wanted.size -}}
{{- else if and $wanted.storageClassName (ne $wanted.storageClassName ($spec.storageClassName | default "")) -}}
{{- $changed = printf "its volumes %s are of storage class %q, not %q; volumes that are there keep theirs until they are deleted" $claim ($spec.storageClassName | default "") $wanted.storageClassName -}}
{{- end -}}
{{- end -}}
{{- if $changed -}}
{{- fail (printf "StatefulSet %s: %s. Kubernetes does not change the claims of a StatefulSet: delete it without its pods (kubectl -n %s delete statefulset %s --cascade=orphan) and repeat the upgrade, which takes the pods over (docs/operations.md#other-volumes)" $.name $changed $space $.name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A quantity of Kubernetes in bytes. */}}
{{- define "vlmstream.bytes" -}}
{{- $factors := dict "" 1 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 -}}
{{- $number := regexFind "^[0-9.]+" . -}}
{{- mulf (float64 $number) (float64 (get $factors (trimPrefix $number .))) | int64 -}}
{{- end -}}

{{/* A volume of each replica: {root, name, storage}. Without labels that change: the template of claims may not. */}}
{{- define "vlmstream.claim" -}}
- apiVersion: v1
  kind: PersistentVolumeClaim
  metadata:
    name: {{ .name }}
    labels:
      {{- include "vlmstream.selector" (dict "root" .root) | nindent 6 }}
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .storage.storageClassName }}
    storageClassName: {{ . }}
    {{- end }}
    resources:
      requests:
        storage: {{ .storage.size }}
{{- end -}}

{{/* Where a service finds the images: of the root. */}}
{{- define "vlmstream.imageStoreEnv" -}}
{{- with .Values.imageStore }}
{{- if .claimName }}
- name: VLMSTREAM_IMAGES_STORE
  value: /var/lib/images
{{- else if .location }}
- name: VLMSTREAM_IMAGES_STORE
  value: {{ .location }}
- name: VLMSTREAM_IMAGES_CACHE
  value: /var/lib/vlmstream/images
- name: VLMSTREAM_IMAGES_CACHE_BYTES
  value: {{ int64 .cacheBytes | quote }}
{{- with .endpoint }}
- name: VLMSTREAM_IMAGES_S3_ENDPOINT
  value: {{ . }}
{{- end }}
{{- with .region }}
- name: VLMSTREAM_IMAGES_S3_REGION
  value: {{ . }}
{{- end }}
{{- with .credentials }}
{{- if .secret }}
- name: AWS_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef: {name: {{ .secret }}, key: {{ .accessKey }}}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom:
    secretKeyRef: {name: {{ .secret }}, key: {{ .secretKey }}}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}
