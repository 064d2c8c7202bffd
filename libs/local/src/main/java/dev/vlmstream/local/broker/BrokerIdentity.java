package dev.vlmstream.local.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.apache.kafka.metadata.properties.MetaProperties;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Who the broker is: {@code meta.properties}, written once, with a copy beside it. With another identity it would start, but its
 * partitions would belong to a directory that is not there.
 */
record BrokerIdentity(Path directory, int node, String controllerListener) {
    /**
     * Writes it where there is none, and takes the copy where it is damaged.
     *
     * @param cluster the id of the cluster, if it is written
     * @throws IOException with the fix if neither can be read although there is data
     */
    void ensure(String cluster) throws Exception {
        Path copy = directory.resolve("meta.properties.copy");
        if (isWhole(file())) {
            Files.copy(file(), copy, StandardCopyOption.REPLACE_EXISTING);
        } else if (isWhole(copy)) {
            System.err.println(file() + " was missing or damaged and is taken from its copy");
            Files.copy(copy, file(), StandardCopyOption.REPLACE_EXISTING);
        } else if (Files.exists(directory.resolve("__cluster_metadata-0"))) {
            throw new IOException(
                    file() + " is missing or damaged, and so is its copy: the broker cannot read what was pushed;"
                            + " restore one of them, or delete " + directory + " to begin with nothing");
        } else {
            Files.deleteIfExists(file());
            format(cluster);
            Files.copy(file(), copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path file() {
        return directory.resolve("meta.properties");
    }

    private boolean isWhole(Path identity) {
        try (Reader reader = Files.newBufferedReader(identity)) {
            Properties properties = new Properties();
            properties.load(reader);
            MetaProperties meta = new MetaProperties.Builder(properties).build();
            return meta.clusterId().isPresent()
                    && meta.directoryId().isPresent()
                    && meta.nodeId().orElse(-1) == node;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private void format(String cluster) throws Exception {
        Files.createDirectories(directory);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(cluster)
                .setNodeId(node)
                .setControllerListenerName(controllerListener)
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .run();
    }
}
