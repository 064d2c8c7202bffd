package dev.vlmstream.system;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** Takes a {@code kafka-acls} command for what it does. */
final class AclLine {
    private AclLine() {}

    static Stream<AclBinding> bindings(String line) {
        List<AclOperation> operations = new ArrayList<>();
        String principal = "";
        PatternType pattern = PatternType.LITERAL;
        ResourceType type = ResourceType.UNKNOWN;
        String name = "";
        String[] words = line.split(" ");
        for (int i = 0; i < words.length - 1; i++) {
            String value = words[i + 1].replace("'", "");
            switch (words[i]) {
                case "--allow-principal" -> principal = value;
                case "--operation" -> operations.add(SecurityUtils.operation(value));
                case "--resource-pattern-type" ->
                    pattern = PatternType.valueOf(value.toUpperCase(java.util.Locale.ROOT));
                case "--topic", "--group", "--transactional-id" -> {
                    type = switch (words[i]) {
                        case "--topic" -> ResourceType.TOPIC;
                        case "--group" -> ResourceType.GROUP;
                        default -> ResourceType.TRANSACTIONAL_ID;
                    };
                    name = value;
                }
                default -> {
                    // Where the command sends it.
                }
            }
        }
        ResourcePattern resource = new ResourcePattern(type, name, pattern);
        String who = principal;
        return operations.stream()
                .map(operation ->
                        new AclBinding(resource, new AccessControlEntry(who, "*", operation, AclPermissionType.ALLOW)));
    }
}
