package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that contradict each other, or that the chart does not know, end in a sentence that says so. */
class ContradictionsTest {
    private static final String MODEL = "{name: m, kind: decode, source: {pvc: {claimName: models}}";
    private static final String VLLM = "{name: m, kind: decode, source: {vllm: {image: v, model: o/m";
    private static final String REMOTE = "{name: m, kind: decode, source: {remote: {config: {api: openai, model: g";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kafka: {bootstrapServers: ''}|kafka.bootstrapServers is empty: name the brokers there",
                "defaults: {drainSeconds: 50}|: gracePeriodSeconds is 60, too short for drainSeconds (50)",
                "ingest: {replicas: 5}|ingest: replicas is 5, but topics.partitions is 4",
                "ingress: {enabled: true}|ingress.enabled needs ingress.host",
                "serviceAccount: {perService: true, name: a}|serviceAccount.perService creates an account for each service",
                "ingress: {enabled: true, host: a.b, ingest: {host: a.b}}|ingress.host and ingress.ingest.host are the same",
                "httpRoute: {hostnames: [a.b]}|httpRoute.hostnames needs httpRoute.parentRefs",
                "ingest: {autoscaling: {enabled: true, maxReplicas: 5}}|ingest: autoscaling.maxReplicas is 5, but topics.partitions is 4",
                "ingest: {autoscaling: {enabled: true, minReplicas: 5}}|ingest: autoscaling.minReplicas (5) is above maxReplicas (4)",
                "imageStore: {location: 's3://abc', claimName: b}|imageStore.location and imageStore.claimName contradict",
                "notifications: {webhooks: {HOOK: a.example.org}}|notifications.webhooks needs notifications.secret",
                "scoring: {config: {vlmstream.instance: a}}|scoring: config sets vlmstream.instance, which the chart"
                        + " sets",
                "models: [{name: m, kind: detect, source: {pvc: {claimName: a}}}]|kind of model m: there is no detect,"
                        + " only ",
                "models: [{name: m, kind: scoring, source: {pvc: {claimName: a}}}]|kind of model m: there is no"
                        + " scoring",
                "kafka: {services: {cli: {}}}|kafka.services: there is no cli, only ",
                "services: {scoring: {replicas: 2}}|services: there is no scoring",
                "image: {digests: {ingest-gpu:"
                        + " 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}}|image.digests:"
                        + " there is no ingest-gpu, only ",
                "scoring: {config: {vlmstream.batch.sice: 4}}|scoring: config sets vlmstream.batch.sice, which is no"
                        + " setting",
                "ingest: {config: {vlmstream.batch.size: many}}|config sets vlmstream.batch.size to \"many\", which is"
                        + " not what it",
                "scoring: {config: {vlmstream.encodes.a: a}}|scoring: config sets vlmstream.encodes.a, which the chart"
                        + " sets",
            })
    void ofTheInstallation(String values, String sentence) {
        assertRefused(values).hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ", gpu: 2}|decode model m: gpu is 2, but a replica uses one GPU",
                ", provider: cuda}|decode model m: provider cuda needs gpu: 1",
                ", gpu: 1, provider: cpu}|decode model m: gpu: 1 would hold a GPU that provider cpu does not use",
                ", replicas: 2, autoscaling: {enabled: true}}|decode model m: replicas and autoscaling contradict",
                ", autoscaling: {enabled: true, maxReplicas: 5}}|autoscaling.maxReplicas is 5, but topics.partitions"
                        + " is 4",
                ", autoscaling: {enabled: true, minReplicas: 3, maxReplicas: 2}}|minReplicas (3) is above maxReplicas"
                        + " (2)",
                ", replicas: 5}|decode model m: replicas is 5, but topics.partitions is 4",
                ", drainSeconds: 300}|decode model m: gracePeriodSeconds is 60, too short",
                ", encoder: e}|encoder is e, but input is questions",
                ", encodes: [m]}|decode model m: encodes is for kind embed",
                ", input: features}, {name: m, kind: embed, encodes: [other], source: {pvc: {claimName: a}}}"
                        + "|decode model m takes the features of m, which encodes only for other",
                ", base: {name: b, source: {hub: {id: a/b, storage: {size: 1Gi}}}}}|source.hub of its base takes no storage",
                ", base: {name: b, source: {remote: {config: {api: openai, model: a}}}}}|decode model m: the source of its base"
                        + " is remote",
                "}, {name: M, kind: decode, source: {pvc: {claimName: a}}}|names must differ by more than case",
            })
    void ofAModel(String rest, String sentence) {
        assertRefused("models: [" + MODEL + rest + "]").hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "}}}, gpu: 1}|decode model m: gpu: 1 would hold a GPU for a model that runs elsewhere",
                "}}}, base: {name: b, source: {pvc: {claimName: a}}}}|base and beside are for bundles",
                "}}}, input: features}|decode model m: a remote model is sent images, not features",
                ", api_key: sk-1}}}}|api_key would be readable in a ConfigMap: put the key into a Secret",
                ", api_key_file: /a}, key: {secret: s, key: k}}}}|key and config.api_key_file contradict",
                ", base_url: 'http://a/v1'}, key: {secret: s, key: k}}}}|allow it with remote.keys,"
                        + " [OPENAI_API_KEY=HOST]",
            })
    void ofARemoteModel(String rest, String sentence) {
        assertRefused("models: [" + REMOTE + rest + "]").hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "}}, gpu: 1}|gpu: 1 would hold a GPU for a model that runs elsewhere: its server's GPUs are"
                        + " source.vllm.gpu",
                ", config: {api_key: sk-1}}}}|source.vllm.config.api_key would be readable in a ConfigMap",
                ", lora: {a: o/a, b: o/b}}}}|its server has 2 adapters: name the one that answers in"
                        + " source.vllm.config.model",
                "}}, input: features}|decode model m: a remote model is sent images, not features",
            })
    void ofAServerOfVllm(String rest, String sentence) {
        assertRefused("models: [" + VLLM + rest + "]").hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "replicas: 1||additional properties 'replicas' not allowed",
                "image: {tags: v1}|/image|additional properties 'tags' not allowed",
                "image: {tag: 1.2}|/image/tag|got number, want string",
                "image: {pullPolicy: always}|/image/pullPolicy|value must be one of '', 'Always', 'IfNotPresent', 'Never'",
                "image: {digests: {ingest: v1}}|/image/digests/ingest|does not match pattern",
                "image: {pullSecrets: [registry]}|/image/pullSecrets/0|got string, want object",
                "kafka: {bootstrapServer: 'kafka:9092'}|/kafka|additional properties 'bootstrapServer' not allowed",
                "kafka: {bootstrapServers: kafka}|/kafka/bootstrapServers|does not match pattern",
                "kafka: {bootstrapServers: [kafka:9092]}|/kafka/bootstrapServers|got array, want string",
                "kafka: {topicPrefix: a b}|/kafka/topicPrefix|does not match pattern",
                "kafka: {installation: a b}|/kafka/installation|does not match pattern",
                "kafka: {settings: {Security_Protocol: SSL}}||does not match pattern",
                "kafka: {secretSettings: {sasl.jaas.config: secret}}|/kafka/secretSettings/sasl.jaas.config|got string, want object",
                "kafka: {config: kafka-client}|/kafka/config|got string, want object",
                "topics: {create: maybe}|/topics/create|value must be one of 'service', 'job', 'none'",
                "topics: {create: true}|/topics/create|value must be one of 'service', 'job', 'none'",
                "topics: {partitions: '12'}|/topics/partitions|got string, want integer",
                "topics: {replication: 0}|/topics/replication|minimum: got 0, want 1",
                "hub: {endpoint: hub.example.org}|/hub/endpoint|does not match pattern",
                "hub: {tokenSecret: hub}|/hub/tokenSecret|got string, want object",
                "remote: {keys: [sk-123]}|/remote/keys/0|does not match pattern",
                "notifications: {failedShare: 5}|/notifications/failedShare|maximum: got 5, want 1",
                "notifications: {thresholds: ['accuracy>0.8']}|/notifications/thresholds/0|does not match pattern",
                "imageStore: {location: 's3:/photos'}|/imageStore/location|does not match pattern",
                "imageStore: {cacheBytes: 1Gi}|/imageStore/cacheBytes|got string, want integer",
                "imageStore: {claim: images}|/imageStore|additional properties 'claim' not allowed",
                "gpu: {tolerations: {key: a}}|/gpu/tolerations|got object, want array",
                "defaults: {maxRAMPercentage: 100}|/defaults/maxRAMPercentage|maximum: got 100, want 95",
                "defaults: {extraEnv: {TZ: UTC}}|/defaults/extraEnv|got object, want array",
                "defaults: {hostAliases: {a: b}}|/defaults/hostAliases|got object, want array",
                "defaults: {nodeSelector: {gpu: true}}|/defaults/nodeSelector/gpu|got boolean, want string",
                "defaults: {podDisruptionBudget: {maxUnavailable: half}}|/defaults/podDisruptionBudget/maxUnavailable|does not match pattern",
                "ingest: {replica: 1}|/ingest|additional properties 'replica' not allowed",
                "ingest: {replicas: two}|/ingest/replicas|got string, want integer",
                "ingest: {service: {type: Loadbalancer}}|/ingest/service/type|value must be one of 'ClusterIP', 'NodePort', 'LoadBalancer'",
                "ingest: {service: {port: 80000}}|/ingest/service/port|maximum: got 80,000, want 65,535",
                "ingest: {autoscaling: {cpuPercent: 80%}}|/ingest/autoscaling/cpuPercent|got string, want integer",
                "scoring: {storage: {size: 50 GB}}|/scoring/storage/size|does not match pattern",
                "scoring: {storage: {whenDeleted: keep}}|/scoring/storage/whenDeleted|value must be one of 'Retain', 'Delete'",
                "scoring: {resources: {limits: [1Gi]}}|/scoring/resources/limits|got array, want object",
                "modelDefaults: {dtype: fp17}|/modelDefaults/dtype|does not match pattern",
                "modelDefaults: {dtype: 'decoder=q4,vision=half'}|/modelDefaults/dtype|does not match pattern",
                "modelDefaults: {gpu: {resources: a}}|/modelDefaults/gpu|additional properties 'resources' not allowed",
                "modelDefaults: {autoscaling: {enabled: 'yes'}}|/modelDefaults/autoscaling/enabled|got string, want boolean",
                "models: {name: m}|/models|got object, want array",
                "models: [{name: m, kind: decode, source: {}}]|/models/0/source|minProperties: got 0, want 1",
                "models: [{name: m, kind: decode}]|/models/0|missing property 'source'",
                "models: [{name: m, kind: decode, source: {pvc: {claim: a}}}]|/models/0/source/pvc|additional properties 'claim' not allowed",
                "models: [{name: m, kind: decode, source: {pvc: {claimName: a}, image: {reference: b}}}]|/models/0/source|maxProperties: got 2, want 1",
                "models: [{name: m, kind: decode, source: {pvc: {claimName: a}}, base: {name: b}}]|/models/0/base|missing property 'source'",
                "models: [{name: m/n, kind: decode, source: {pvc: {claimName: a}}}]|/models/0/name|does not match pattern",
                "models: [{name: m, kind: decode, source: {hub: {id: llava}}}]|/models/0/source/hub/id|does not match pattern",
                "models: [{name: m, kind: decode, source: {remote: {config: {api: azure, model: a}}}}]|/models/0/source/remote/config/api|value must be one of 'openai', 'anthropic', 'gemini'",
                "http: {hosts: a.example.org}|/http/hosts|got string, want array",
                "ingress: {paths: [/q]}|/ingress/paths/0|does not match pattern",
                "ingress: {tls: true}|/ingress/tls|got boolean, want object",
                "httpRoute: {hostnames: a.example.org}|/httpRoute/hostnames|got string, want array",
                "networkPolicy: {kafka: {ports: 9092}}|/networkPolicy/kafka/ports|got number, want array",
                "podMonitor: {interval: 30}|/podMonitor/interval|got number, want string",
                "alerts: {backlogHours: 0}|/alerts/backlogHours|exclusiveMinimum: got 0, want 0",
                "priorityClass: {preemptionPolicy: never}|/priorityClass/preemptionPolicy|value must be one of 'PreemptLowerPriority', 'Never'",
                "securityContext: {runAsUser: 0}|/securityContext/runAsUser|minimum: got 0, want 1",
                "tmpSizeLimit: 2|/tmpSizeLimit|got number, want string",
                "extraObjects: {kind: Secret}|/extraObjects|got object, want array",
                "models: [{name: m, kind: decode, source: {vllm: {model: o/m}}}]|/models/0/source/vllm|missing property 'image'",
            })
    void whatTheSchemaDoesNotTakeIsRefusedWithItsPathAndWhatItTakes(String values, String path, String takes) {
        assertRefused(values)
                .hasMessageContaining("values don't meet the specifications of the schema")
                .hasMessageContaining("at '" + (path == null ? "" : path) + "'")
                .hasMessageContaining(takes);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(String values) {
        return assertThatThrownBy(() -> Chart.render("minimal.yaml", values));
    }
}
