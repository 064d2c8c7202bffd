package dev.vlmstream.containers;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** The images as the chart has them run: an ordinary user, nothing that is not needed, no file to be written but below /tmp and the state. */
final class Images {
    static final Path HOME =
            Path.of(System.getProperty("vlmstream.home", "..")).toAbsolutePath().normalize();
    static final String MODELS = "/models";
    static final String DATA = "/data";
    /** Jars on the class path of every image. */
    static final String PLUGINS = "/opt/vlmstream/plugins";

    static final String NO_NETWORK = "none";
    /** The machine's own: no broker needs an address that containers and machine both reach. */
    static final String HOST_NETWORK = "host";

    private static final String USER = "10001:10001";
    private static final long MEMORY = 1L << 30;
    /** An archive of classes that does not fit ends Java, which would do without it. */
    private static final String JAVA_OPTIONS = "-XX:MaxRAMPercentage=30 -XX:+UseSerialGC -Xshare:on";

    private static final String TMPFS = "rw,exec,mode=1777";
    /** A volume as the engine makes it, which outlives an end as a pod's emptyDir does. */
    private static final Volume STATE = new Volume("/var/lib/vlmstream");

    private Images() {}

    /** A container that may do what pods may; the demo's models and data are mounted to be read. */
    static GenericContainer<?> container(String service, String network, Bind... more) {
        return container(service, System.getProperty("containers.tag"), network, more);
    }

    static GenericContainer<?> container(String service, String tag, String network, Bind... more) {
        String image = System.getProperty("containers.prefix") + service + ":" + tag;
        return new GenericContainer<>(DockerImageName.parse(image))
                .withNetworkMode(network)
                .withEnv("JDK_JAVA_OPTIONS", JAVA_OPTIONS)
                .withCreateContainerCmdModifier(command -> {
                    command.withUser(USER).withVolumes(STATE);
                    restrict(command.getHostConfig(), more);
                });
    }

    private static void restrict(HostConfig host, Bind... more) {
        host.withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withBinds(Stream.concat(
                                Stream.of(
                                        readOnly(HOME.resolve("demo/models"), MODELS),
                                        readOnly(HOME.resolve("demo/data"), DATA)),
                                Stream.of(more))
                        .toList())
                .withTmpFs(Map.of("/tmp", TMPFS))
                .withMemory(MEMORY);
    }

    static Bind readOnly(Path directory, String path) {
        return new Bind(directory.toString(), new Volume(path), AccessMode.ro);
    }
}
