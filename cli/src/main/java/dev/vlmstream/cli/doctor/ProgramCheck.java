package dev.vlmstream.cli.doctor;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.local.DataLock;
import dev.vlmstream.local.ServiceKind;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.StackState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The services' jars, and the stack that runs in a directory. */
final class ProgramCheck {
    private final Path data;

    ProgramCheck(Path data) {
        this.data = data;
    }

    List<Finding> findings() {
        return List.of(jars(), stack());
    }

    private static Finding jars() {
        List<String> missing = Stream.of(ServiceKind.values())
                .filter(service -> !Files.isRegularFile(service.jar(Installation.home())))
                .map(ServiceKind::id)
                .toList();
        return missing.isEmpty()
                ? Finding.ok("program", Installation.version() + " in " + Installation.home())
                : Finding.error(
                        "program",
                        "not built: " + String.join(", ", missing),
                        "run ./mvnw -DskipTests package in " + Installation.home());
    }

    private Finding stack() {
        Optional<StackState> running = StackState.running(data);
        if (running.isEmpty()) {
            return DataLock.holder(data)
                    .map(pid -> Finding.warning(
                            "stack",
                            "starting in " + data + " (pid " + pid + ")",
                            "wait, and look with `vlmstream status`"))
                    .orElseGet(() -> Finding.ok("stack", "none runs in " + data + "; `vlmstream up` starts one"));
        }
        List<String> notReady = running.get().status().stream()
                .filter(service -> !service.ready())
                .map(ServiceStatus::name)
                .toList();
        return notReady.isEmpty()
                ? Finding.ok(
                        "stack", "all processes ready, page " + running.get().server() + "/")
                : Finding.error(
                        "stack",
                        "not ready: " + String.join(", ", notReady),
                        "`vlmstream status` names their logs; `vlmstream down`, then `up` starts afresh");
    }
}
