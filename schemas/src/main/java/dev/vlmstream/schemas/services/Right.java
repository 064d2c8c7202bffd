package dev.vlmstream.schemas.services;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a user may do with a topic, with consumer groups or with transactions.
 *
 * @param name of the resource, or what its name begins with
 * @param prefixed whether it is what names begin with
 * @param operations as Kafka calls them, e.g. {@code Read}
 */
public record Right(Resource resource, String name, boolean prefixed, List<String> operations) {
    /** What rights are given to. */
    public enum Resource {
        TOPIC("topic"),
        GROUP("group"),
        TRANSACTIONAL_ID("transactional-id");

        private final String option;

        Resource(String option) {
            this.option = option;
        }
    }

    public Right {
        operations = List.copyOf(operations);
    }

    /**
     * The command that gives it, of Kafka's {@code kafka-acls}.
     *
     * @param bootstrap the cluster
     * @param principal as Kafka has it, e.g. {@code User:vlmstream-ingest}
     */
    public String command(String bootstrap, String principal) {
        return "kafka-acls --bootstrap-server " + bootstrap + " --add --allow-principal '" + principal + "'"
                + operations.stream()
                        .map(operation -> " --operation " + operation)
                        .collect(Collectors.joining())
                + (prefixed ? " --resource-pattern-type prefixed" : "")
                + " --" + resource.option + " " + name;
    }
}
