package dev.vlmstream.local;

import dev.vlmstream.local.process.Child;
import dev.vlmstream.local.process.Child.LaunchSpec;
import dev.vlmstream.local.process.Health;
import dev.vlmstream.local.process.Ports;
import dev.vlmstream.local.process.Ports.PortChoice;
import dev.vlmstream.local.process.ProcessLog;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How one process of a service is started under a stack's configuration. */
record ServiceCommand(StackConfig config, ServiceKind kind, int instance, String bootstrap) {
    private static final String LINE = "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{2.}] %s%e%n";

    /** Those of all services, each as often as the stack has it. */
    static List<Child> children(StackConfig config, String bootstrap) {
        List<Child> all = new ArrayList<>();
        for (ServiceKind kind : ServiceKind.all()) {
            for (int instance = 0; instance < config.count(kind); instance++) {
                all.add(new ServiceCommand(config, kind, instance, bootstrap).child());
            }
        }
        return all;
    }

    private Child child() {
        return new Child(
                name(),
                log(),
                instance == 0 ? config.ports().of(kind) : PortChoice.ANY,
                this::spec,
                ports -> Health.readiness(ports.management(), log().file()),
                ports -> Health.liveness(ports.management(), log().file()));
    }

    private String name() {
        return instance == 0 ? kind.id() : kind.id() + "-" + instance;
    }

    private LaunchSpec spec(Ports ports) {
        Path temporary = config.temporary(name());
        List<String> command = JavaCommand.small(config.heapMegabytes(kind), temporary);
        command.addAll(JavaCommand.natives());
        ClassArchive archive = ClassArchive.beside(kind.jar(config.home()));
        command.addAll(config.services().archivingClasses() ? archive.making() : archive.using());
        // One file, written over: a process that crashes again and again fills no disk.
        command.add("-XX:ErrorFile=" + config.log(name() + "-crash").file());
        properties(ports).forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", kind.jar(config.home()).toString()));
        return new LaunchSpec(command, JavaCommand.environment(), log().printed(), temporary);
    }

    private ProcessLog log() {
        return config.log(name());
    }

    /** It rotates its log itself. What it prints besides goes to standard output. */
    private void putLog(Map<String, String> properties) {
        properties.put("quarkus.log.console.enabled", "false");
        properties.put("quarkus.log.file.enabled", "true");
        properties.put("quarkus.log.file.path", log().file().toString());
        properties.put("quarkus.log.file.format", LINE);
        properties.put(
                "quarkus.log.file.rotation.max-file-size",
                String.valueOf(log().limit().bytes()));
        properties.put(
                "quarkus.log.file.rotation.max-backup-index",
                String.valueOf(log().limit().files() - 1));
        properties.put("quarkus.log.file.rotation.rotate-on-boot", "false");
    }

    private Map<String, String> properties(Ports ports) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", String.valueOf(ports.main()));
        all.put("quarkus.management.host", "127.0.0.1");
        all.put("quarkus.management.port", String.valueOf(ports.management()));
        putLog(all);
        all.put(
                "quarkus.smallrye-health.additional.property." + Health.LOG,
                log().file().toString());
        all.put("vlmstream.bootstrap", bootstrap);
        all.put("vlmstream.instance", String.valueOf(instance));
        all.put("vlmstream.exit-with-parent", "true");
        if (config.kafka().isOwn()) {
            // Whoever comes first creates a topic, the stack or the service: by one number.
            all.put("vlmstream.topics.partitions", String.valueOf(Topic.PARTITIONS));
        }
        if (!config.kafka().prefix().isEmpty()) {
            all.put("vlmstream.topics.prefix", config.kafka().prefix());
        }
        config.kafka().config().ifPresent(file -> all.put("vlmstream.kafka-config", file.toString()));
        putPaths(all, "vlmstream.images.roots", config.imageRoots());
        // On an existing Kafka cluster other services may run elsewhere, which see no directory of this machine.
        all.put(
                "vlmstream.images.store",
                config.kafka().isOwn()
                        ? config.data().resolve(StackConfig.IMAGES).toString()
                        : "none");
        all.put("vlmstream.images.cache", config.state(name()).resolve("images").toString());
        all.put("vlmstream.state-dir", config.state(name()).toString());
        // One for all: replicas have to answer with the same weights.
        all.put(
                "vlmstream.runtime.dtype-times",
                config.data().resolve(StackConfig.DTYPES).toString());
        if (kind.equals(ServiceKind.INGEST)) {
            all.put("vlmstream.images.decoder-heap", String.valueOf(leastDecoderHeap()));
        }
        if (kind.equals(ServiceKind.DECODE)) {
            all.put("vlmstream.input", config.models().encode().isEmpty() ? "questions" : "features");
        }
        putPaths(all, "vlmstream.models", config.models().of(kind));
        putPaths(all, "vlmstream.bases", config.models().bases());
        all.putAll(config.services().properties());
        return all;
    }

    /** Bytes of heap of the smallest service that decodes pictures for models. */
    private long leastDecoderHeap() {
        return ServiceKind.all().stream()
                        .filter(decoding -> decoding.needsModels() && decoding.images())
                        .mapToLong(config::heapMegabytes)
                        .min()
                        .orElseThrow()
                << 20;
    }

    /** A list's separator within a path, and what escapes it, are escaped, as MicroProfile Config wants it. */
    private static void putPaths(Map<String, String> properties, String key, List<Path> paths) {
        if (!paths.isEmpty()) {
            properties.put(
                    key,
                    paths.stream()
                            .map(path -> path.toAbsolutePath()
                                    .normalize()
                                    .toString()
                                    .replace("\\", "\\\\")
                                    .replace(",", "\\,"))
                            .collect(Collectors.joining(",")));
        }
    }
}
