package dev.vlmstream.schemas.services;

import dev.vlmstream.schemas.services.Right.Resource;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import java.util.ArrayList;
import java.util.List;

/** What a service's user must be allowed, and no more. */
public final class Rights {
    private static final String READ = "Read";
    private static final String WRITE = "Write";
    private static final String DESCRIBE_CONFIGS = "DescribeConfigs";

    private final Names names;

    public Rights(Names names) {
        this.names = names;
    }

    /** All of a user's: its own topics, and its groups and transactions by prefix. */
    public List<Right> of(TopicUser user) {
        List<Right> rights = new ArrayList<>();
        for (Topic topic : user.topics()) {
            rights.add(new Right(Resource.TOPIC, names.topic(topic), false, operations(user, topic)));
        }
        boolean groupPerModel = user.service().filter(ServiceKind::needsModels).isPresent();
        String own = names.group(groupPerModel ? user.id() + "-" : user.id());
        if (user.service().isPresent()) {
            rights.add(new Right(Resource.GROUP, own, true, List.of(READ)));
        }
        if (user.service().filter(ServiceKind::streams).isPresent()) {
            // Kafka Streams keeps its state in topics of its own.
            rights.add(new Right(Resource.TOPIC, own, true, List.of("Create", READ, WRITE, DESCRIBE_CONFIGS)));
        }
        rights.add(new Right(Resource.TRANSACTIONAL_ID, own, true, List.of("Describe", WRITE)));
        return rights;
    }

    private static List<String> operations(TopicUser user, Topic topic) {
        List<String> operations = new ArrayList<>();
        if (user.reads().contains(topic)) {
            operations.add(READ);
        }
        if (user.writes().contains(topic)) {
            operations.add(WRITE);
        }
        operations.add(DESCRIBE_CONFIGS);
        return operations;
    }
}
