{{/* What scoring tells whom: the value notifications. */}}
{{- define "vlmstream.notificationsEnv" -}}
- name: VLMSTREAM_NOTIFICATIONS_FAILED_SHARE
  value: {{ .failedShare | toString | quote }}
{{- with .thresholds }}
- name: VLMSTREAM_NOTIFICATIONS_THRESHOLDS
  value: {{ join "," . | quote }}
{{- end }}
{{- if .webhooks }}
{{- $entries := list }}
{{- range $name, $server := .webhooks }}{{ $entries = append $entries (printf "%s=%s" $name $server) }}{{ end }}
- name: VLMSTREAM_NOTIFICATIONS_WEBHOOKS
  value: {{ join "," $entries | quote }}
{{- range $name, $server := .webhooks }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef: {name: {{ $.secret }}, key: {{ $name }}}
{{- end }}
{{- with .signingKey }}
- name: VLMSTREAM_NOTIFICATIONS_SIGNING_KEY
  value: {{ . }}
- name: {{ . }}
  valueFrom:
    secretKeyRef: {name: {{ $.secret }}, key: {{ . }}}
{{- end }}
{{- end }}
{{- end -}}
