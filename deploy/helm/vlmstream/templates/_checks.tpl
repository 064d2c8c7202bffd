{{/* Values that contradict each other, in a sentence each. What one value alone may be is in values.schema.json. */}}
{{- define "vlmstream.checks" -}}
{{- $values := .Values -}}
{{- $kafka := $values.kafka -}}
{{- if not (or $kafka.bootstrapServers $kafka.config.secret) -}}
{{- fail "kafka.bootstrapServers is empty: name the brokers there, or a Secret with bootstrap.servers in kafka.config.secret" -}}
{{- end -}}
{{- if and $values.serviceAccount.perService (or $values.serviceAccount.name (not $values.serviceAccount.create)) -}}
{{- fail "serviceAccount.perService creates an account for each service, so serviceAccount.name must be empty and create true" -}}
{{- end -}}
{{- if and $values.ingress.enabled (not $values.ingress.host) -}}
{{- fail "ingress.enabled needs ingress.host: scoring answers only under names that it knows" -}}
{{- end -}}
{{- if and (or $values.httpRoute.hostnames $values.httpRoute.ingestHostnames) (not $values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.hostnames needs httpRoute.parentRefs: a route without a gateway leads nowhere" -}}
{{- end -}}
{{- if and $values.ingress.ingest.host (eq $values.ingress.ingest.host $values.ingress.host) -}}
{{- fail "ingress.host and ingress.ingest.host are the same: give ingest a host name of its own" -}}
{{- end -}}
{{- with $values.ingest.autoscaling -}}
{{- if and .enabled (gt (int .maxReplicas) (int $values.topics.partitions)) -}}
{{- fail (printf "ingest: autoscaling.maxReplicas is %d, but topics.partitions is %d, and each further replica would have nothing to do" (int .maxReplicas) (int $values.topics.partitions)) -}}
{{- end -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail (printf "ingest: autoscaling.minReplicas (%d) is above maxReplicas (%d)" (int .minReplicas) (int .maxReplicas)) -}}
{{- end -}}
{{- end -}}
{{- if and $values.imageStore.location $values.imageStore.claimName -}}
{{- fail "imageStore.location and imageStore.claimName contradict: a bucket or a volume" -}}
{{- end -}}
{{- if and $values.notifications.webhooks (not $values.notifications.secret) -}}
{{- fail "notifications.webhooks needs notifications.secret: the Secret that has the addresses" -}}
{{- end -}}
{{- $services := .Files.Get "services.json" | fromJson -}}
{{- $serving := list -}}
{{- $others := list -}}
{{- $images := list "cli" -}}
{{- range $service, $is := $services -}}
{{- $images = append $images $service -}}
{{- if $is.models -}}
{{- $serving = append $serving $service -}}
{{- $images = append $images (printf "%s-gpu" $service) -}}
{{- else -}}
{{- if not (hasKey $values $service) }}{{ $others = append $others $service }}{{ end -}}
{{- include "vlmstream.checkWorkload" (dict "root" $ "what" $service "workload" (include "vlmstream.workload" (dict "root" $ "service" $service) | fromYaml)) -}}
{{- end -}}
{{- end -}}
{{- include "vlmstream.checkNames" (dict "what" "services" "given" (keys $values.services) "known" $others) -}}
{{- include "vlmstream.checkNames" (dict "what" "kafka.services" "given" (keys $kafka.services) "known" (append (keys $services) "topics")) -}}
{{- include "vlmstream.checkNames" (dict "what" "image.digests" "given" (keys $values.image.digests) "known" $images) -}}
{{- $objects := dict -}}
{{- range $entry := $values.models -}}
{{- include "vlmstream.checkNames" (dict "what" (printf "kind of model %s" $entry.name) "given" (list $entry.kind) "known" $serving) -}}
{{- $model := include "vlmstream.model" (dict "root" $ "entry" $entry) | fromYaml -}}
{{- $what := printf "%s model %s" $model.kind $model.name -}}
{{- include "vlmstream.checkWorkload" (dict "root" $ "what" $what "workload" $model) -}}
{{- include "vlmstream.checkModel" (dict "root" $ "what" $what "model" $model "entry" $entry) -}}
{{- if hasKey $objects $model.object -}}
{{- fail (printf "%s would have the objects of %s: names must differ by more than case, dots and underscores" $what (get $objects $model.object)) -}}
{{- end -}}
{{- $_ := set $objects $model.object $what -}}
{{- range $model.beside -}}
{{- $_ := set $objects (include "vlmstream.object" (dict "root" $ "name" (printf "%s-%s" $model.kind .name))) (printf "%s, beside %s" .name $what) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Names must be those of services: {what, given, known}. */}}
{{- define "vlmstream.checkNames" -}}
{{- range .given -}}
{{- if not (has . $.known) -}}
{{- fail (printf "%s: there is no %s%s" $.what . (empty $.known | ternary "" (printf ", only %s" (join ", " (sortAlpha $.known))))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "vlmstream.checkWorkload" -}}
{{- $w := .workload -}}
{{- if lt (int $w.gracePeriodSeconds) (add (int $w.drainSeconds) (int $w.preStopSeconds) 15) -}}
{{- fail (printf "%s: gracePeriodSeconds is %d, too short for drainSeconds (%d), preStopSeconds (%d) and 15 seconds to end: the pod would be killed in the middle of a batch" .what (int $w.gracePeriodSeconds) (int $w.drainSeconds) (int $w.preStopSeconds)) -}}
{{- end -}}
{{- $partitions := int .root.Values.topics.partitions -}}
{{- if gt (int $w.replicas) $partitions -}}
{{- fail (printf "%s: replicas is %d, but topics.partitions is %d, and each further replica would have nothing to do" .what (int $w.replicas) $partitions) -}}
{{- end -}}
{{- range $key := keys $w.config -}}
{{- if or (hasPrefix "vlmstream.encodes." $key) (has $key (list "vlmstream.instance" "vlmstream.installation" "vlmstream.state-dir" "vlmstream.drain-time" "vlmstream.models" "vlmstream.bases" "vlmstream.bootstrap" "vlmstream.kafka-config" "vlmstream.topics.prefix" "vlmstream.topics.create" "vlmstream.topics.partitions" "vlmstream.topics.replication" "vlmstream.http.hosts" "vlmstream.runtime.provider" "vlmstream.runtime.dtype" "vlmstream.runtime.slots" "vlmstream.runtime.threads" "vlmstream.runtime.device-memory" "vlmstream.runtime.prefix-cache-bytes" "vlmstream.input" "vlmstream.encoder" "vlmstream.remote.keys" "vlmstream.notifications.webhooks" "vlmstream.notifications.signing-key" "vlmstream.notifications.failed-share" "vlmstream.notifications.thresholds" "vlmstream.images.store" "vlmstream.images.cache" "vlmstream.images.cache-bytes" "vlmstream.images.s3-endpoint" "vlmstream.images.s3-region" "quarkus.shutdown.timeout")) -}}
{{- fail (printf "%s: config sets %s, which the chart sets by a value of its own" $.what $key) -}}
{{- end -}}
{{- include "vlmstream.checkSetting" (dict "root" $.root "what" $.what "key" $key "value" (get $w.config $key | toString)) -}}
{{- end -}}
{{- end -}}

{{/* A setting must be one that services have, and its value what they can read: {root, what, key, value}. Quarkus' own are not known here. */}}
{{- define "vlmstream.checkSetting" -}}
{{- if hasPrefix "vlmstream." .key -}}
{{- $settings := .root.Files.Get "settings.json" | fromJson -}}
{{- $known := hasKey $settings .key -}}
{{- range $name, $pattern := $settings -}}
{{- if and (hasSuffix "." $name) (hasPrefix $name $.key) }}{{ $known = true }}{{ end -}}
{{- end -}}
{{- if not $known -}}
{{- fail (printf "%s: config sets %s, which is no setting of the services (docs/configuration.md)" .what .key) -}}
{{- end -}}
{{- if not (regexMatch (get $settings .key) .value) -}}
{{- fail (printf "%s: config sets %s to %q, which is not what it takes (docs/configuration.md)" .what .key .value) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "vlmstream.checkModel" -}}
{{- $what := .what -}}
{{- $m := .model -}}
{{- $values := .root.Values -}}
{{- $scaling := $m.autoscaling -}}
{{- if $scaling.enabled -}}
{{- if hasKey .entry "replicas" -}}
{{- fail (printf "%s: replicas and autoscaling contradict: KEDA says how many there are, between autoscaling.minReplicas and maxReplicas" $what) -}}
{{- end -}}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) -}}
{{- fail (printf "%s: autoscaling.minReplicas (%d) is above maxReplicas (%d)" $what (int $scaling.minReplicas) (int $scaling.maxReplicas)) -}}
{{- end -}}
{{- if gt (int $scaling.maxReplicas) (int $values.topics.partitions) -}}
{{- fail (printf "%s: autoscaling.maxReplicas is %d, but topics.partitions is %d, and each further replica would have nothing to do" $what (int $scaling.maxReplicas) (int $values.topics.partitions)) -}}
{{- end -}}
{{- end -}}
{{- if gt (int $m.gpu) 1 -}}
{{- fail (printf "%s: gpu is %d, but a replica uses one GPU: ask for more replicas" $what (int $m.gpu)) -}}
{{- end -}}
{{- if and (eq (int $m.gpu) 0) (eq $m.provider "cuda") -}}
{{- fail (printf "%s: provider cuda needs gpu: 1" $what) -}}
{{- end -}}
{{- if and (gt (int $m.gpu) 0) (eq $m.provider "cpu") -}}
{{- fail (printf "%s: gpu: 1 would hold a GPU that provider cpu does not use" $what) -}}
{{- end -}}
{{- with $m.remote -}}
{{- if eq $m.kind "embed" -}}
{{- fail (printf "%s: a remote model answers or judges; its kind is decode or judge" $what) -}}
{{- end -}}
{{- if gt (int $m.gpu) 0 -}}
{{- fail (printf "%s: gpu: 1 would hold a GPU for a model that runs elsewhere%s" $what (hasKey $m.source "vllm" | ternary ": its server's GPUs are source.vllm.gpu" "")) -}}
{{- end -}}
{{- if hasKey .config "api_key" -}}
{{- fail (printf "%s: %s.config.api_key would be readable in a ConfigMap: put the key into a Secret%s" $what (hasKey $m.source "vllm" | ternary "source.vllm" "source.remote") (hasKey $m.source "vllm" | ternary "" " and name it in source.remote.key")) -}}
{{- end -}}
{{- if and .key .config.api_key_file -}}
{{- fail (printf "%s: source.remote.key and config.api_key_file contradict: the key comes from a Secret, as a variable, or from a file" $what) -}}
{{- end -}}
{{- if and .key .config.base_url (not $values.remote.keys) -}}
{{- fail (printf "%s: its key may go to its maker's servers alone, not to %s: allow it with remote.keys, [%s=HOST]" $what .config.base_url (include "vlmstream.keyVariable" .)) -}}
{{- end -}}
{{- end -}}
{{- with $m.source.vllm -}}
{{- if gt (len (.lora | default dict)) 1 -}}
{{- if not (dig "config" "model" "" .) -}}
{{- fail (printf "%s: its server has %d adapters: name the one that answers in source.vllm.config.model" $what (len .lora)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $m.source.hub (dig "storage" nil $m.source.hub) $m.source.hub.sizeLimit -}}
{{- fail (printf "%s: source.hub.storage and sizeLimit contradict: the one is of a volume of its own, the other of an emptyDir" $what) -}}
{{- end -}}
{{- if and $m.remote (or $m.base $m.beside) -}}
{{- fail (printf "%s: base and beside are for bundles, which a remote model has none of" $what) -}}
{{- end -}}
{{- range $key, $bundles := dict "base" (empty $m.base | ternary list (list $m.base)) "beside" ($m.beside | default list) -}}
{{- range $bundles -}}
{{- if or .source.remote .source.vllm -}}
{{- fail (printf "%s: the source of its %s is remote, but files come from a bundle: name a pvc, image, volume or hub" $what $key) -}}
{{- end -}}
{{- if dig "hub" "storage" nil .source -}}
{{- fail (printf "%s: source.hub of its %s takes no storage: it is pulled into an emptyDir; a pvc keeps it" $what $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and (ne $m.kind "decode") (or (eq $m.input "features") $m.encoder) -}}
{{- fail (printf "%s: input: features and encoder are for kind decode" $what) -}}
{{- end -}}
{{- if and $m.encoder (ne $m.input "features") -}}
{{- fail (printf "%s: encoder is %s, but input is questions, which it encodes itself: set input: features" $what $m.encoder) -}}
{{- end -}}
{{- if and $m.encodes (ne $m.kind "embed") -}}
{{- fail (printf "%s: encodes is for kind embed" $what) -}}
{{- end -}}
{{- if and (eq $m.input "features") $m.remote -}}
{{- fail (printf "%s: a remote model is sent images, not features" $what) -}}
{{- end -}}
{{- if eq $m.input "features" -}}
{{- $encoder := $m.encoder | default $m.name -}}
{{- range $values.models -}}
{{- if and (eq .kind "embed") (eq .name $encoder) (not (has $m.name (.encodes | default (list .name)))) -}}
{{- fail (printf "%s takes the features of %s, which encodes only for %s: add it to its encodes" $what $encoder (join ", " (.encodes | default (list .name)))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
