{{/*
A Job of the command, with the Kafka settings of kafka.services.topics: {root, name, component, annotations, backoffLimit, containers}, the
containers being lists of arguments by name.
*/}}
{{- define "vlmstream.job" -}}
{{- $root := .root }}
{{- $values := $root.Values }}
{{- $kafka := include "vlmstream.kafka" (dict "root" $root "service" "topics") | fromYaml }}
apiVersion: batch/v1
kind: Job
metadata:
  {{- include "vlmstream.metadata" . | nindent 2 }}
spec:
  backoffLimit: {{ .backoffLimit }}
  activeDeadlineSeconds: 600
  template:
    metadata:
      labels:
        {{- include "vlmstream.podLabels" . | nindent 8 }}
    spec:
      restartPolicy: Never
      # It may run before the installation's own account is there: only one that exists already can be named.
      {{- with $values.topics.serviceAccountName }}
      serviceAccountName: {{ . }}
      {{- end }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- with $values.image.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "vlmstream.podSecurity" $root | nindent 8 }}
      {{- with $values.defaults.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.defaults.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.defaults.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.defaults.schedulerName }}
      schedulerName: {{ . }}
      {{- end }}
      {{- with $values.defaults.hostAliases }}
      hostAliases:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.defaults.extraInitContainers }}
      initContainers:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        {{- range $name, $args := .containers }}
        - name: {{ $name }}
          image: {{ include "vlmstream.image" (dict "root" $root "service" "cli") }}
          {{- include "vlmstream.container" $root | nindent 10 }}
          args:
            {{- toYaml $args | nindent 12 }}
          env:
            - name: JDK_JAVA_OPTIONS
              value: {{ $values.topics.javaOptions | quote }}
            {{- include "vlmstream.kafkaEnv" (dict "kafka" (omit $kafka "bootstrapServers")) | nindent 12 }}
            {{- with $values.defaults.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          {{- with $values.defaults.extraEnvFrom }}
          envFrom:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          resources:
            {{- toYaml $values.topics.resources | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
            {{- include "vlmstream.kafkaMount" $kafka | nindent 12 }}
            {{- with $values.defaults.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
        {{- end }}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: {{ $values.tmpSizeLimit }}
        {{- include "vlmstream.kafkaVolume" $kafka | nindent 8 }}
        {{- with $values.defaults.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
{{- end -}}

{{/* Arguments of `vlmstream topics`: {root, what}, as JSON. */}}
{{- define "vlmstream.topicsArgs" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $args := list "topics" .what -}}
{{- with $kafka.bootstrapServers }}{{ $args = append $args (printf "--bootstrap=%s" .) }}{{ end -}}
{{- with $kafka.topicPrefix }}{{ $args = append $args (printf "--topic-prefix=%s" .) }}{{ end -}}
{{- toJson $args -}}
{{- end -}}
