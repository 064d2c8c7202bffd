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
                "keda: {secret: a, authentication: b}|keda.secret and keda.authentication contradict",
                "imageStore: {location: 's3://abc', claimName: b}|imageStore.location and imageStore.claimName"
                        + " contradict",
                "notifications: {webhooks: {HOOK: a.example.org}}|notifications.webhooks needs notifications.secret",
                "keda: {secret: a}|keda.secret needs keda.parameters",
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
                ", base: {name: b, source: {hub: {id: a/b, storage: {size: 1Gi}}}}}|base.source.hub takes no storage",
                ", base: {name: b, source: {remote: {config: {api: openai, model: a}}}}}|decode model m: base.source"
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
                "}}}, base: {name: b, source: {pvc: {claimName: a}}}}|base is for an overlay bundle",
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
                "replicas: 1|replicas",
                "models: [{name: m, kind: decode, source: {vllm: {model: o/m}}}]|image",
                "ingest: {replica: 1}|replica",
                "models: [{name: m, kind: decode, source: {}}]|source",
                "models: [{name: m, kind: decode, source: {pvc: {claimName: a}, image: {reference: b}}}]|source",
                "models: [{name: m, kind: decode, source: {pvc: {claimName: a}}, base: {name: b}}]|base",
                "models: [{name: m/n, kind: decode, source: {pvc: {claimName: a}}}]|name",
                "kafka: {topicPrefix: a b}|topicPrefix",
                "ingress: {paths: [/q]}|paths",
                "modelDefaults: {dtype: fp17}|dtype",
                "modelDefaults: {dtype: 'decoder=q4,vision=half'}|dtype",
                "modelDefaults: {gpu: {resources: a}}|gpu",
                "defaults: {hostAliases: {a: b}}|hostAliases",
                "topics: {create: maybe}|create",
                "securityContext: {runAsUser: 0}|runAsUser",
            })
    void whatTheSchemaDoesNotKnowIsRefused(String values, String field) {
        assertRefused(values)
                .hasMessageContaining("values don't meet the specifications of the schema")
                .hasMessageContaining(field);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(String values) {
        return assertThatThrownBy(() -> Chart.render("minimal.yaml", values));
    }
}
