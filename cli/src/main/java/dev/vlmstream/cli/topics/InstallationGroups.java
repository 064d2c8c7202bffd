package dev.vlmstream.cli.topics;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.services.ServiceKind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;

/**
 * The consumer groups of an installation's services, as far as this user may see them.
 *
 * @param names all of them
 * @param running those that have members
 */
record InstallationGroups(List<String> names, List<String> running) {
    private static final Set<GroupState> ENDED = Set.of(GroupState.EMPTY, GroupState.DEAD);

    static InstallationGroups of(Cluster cluster, Admin admin) throws InterruptedException, ExecutionException {
        List<String> beginnings = ServiceKind.all().stream()
                .map(kind -> cluster.names().group(kind.id()))
                .toList();
        List<GroupListing> groups = admin.listGroups().all().get().stream()
                .filter(group -> beginnings.stream().anyMatch(group.groupId()::startsWith))
                .toList();
        return new InstallationGroups(
                groups.stream().map(GroupListing::groupId).sorted().toList(),
                groups.stream()
                        .filter(group ->
                                group.groupState().filter(ENDED::contains).isEmpty())
                        .map(GroupListing::groupId)
                        .sorted()
                        .toList());
    }

    /** @throws CommandFailure if services are at work */
    InstallationGroups requireEnded() {
        if (!running.isEmpty()) {
            throw new CommandFailure("services are running, as " + String.join(", ", running)
                    + "; stop them first (vlmstream down, helm uninstall). A process that was killed counts for another"
                    + " ten seconds");
        }
        return this;
    }
}
