package dev.vlmstream.local;

import dev.vlmstream.local.logs.ProcessLog;
import dev.vlmstream.local.process.Child;
import dev.vlmstream.local.process.HealthAnswer;
import dev.vlmstream.local.process.HttpLiveness;
import dev.vlmstream.local.process.HttpReadiness;
import dev.vlmstream.local.process.KafkaReadiness;
import dev.vlmstream.local.process.PortChoice;
import java.util.ArrayList;
import java.util.List;

/** The processes of a stack under its configuration. */
record Children(StackConfig config) {
    Child broker() {
        ProcessLog log = config.log(BrokerCommand.NAME);
        return new Child(
                BrokerCommand.NAME,
                log,
                PortChoice.ANY,
                ports -> BrokerCommand.spec(config.data(), log, ports),
                ports -> new KafkaReadiness(BrokerCommand.address(ports.main())),
                ports -> () -> new KafkaReadiness(BrokerCommand.address(ports.main())).ready()
                        ? HealthAnswer.UP
                        : HealthAnswer.SILENT);
    }

    /** @param bootstrap of the cluster that they work on */
    List<Child> services(String bootstrap) {
        List<Child> all = new ArrayList<>();
        for (ServiceKind kind : ServiceKind.values()) {
            for (int instance = 0; instance < config.count(kind); instance++) {
                all.add(service(new ServiceCommand(config, kind, instance, bootstrap)));
            }
        }
        return all;
    }

    private Child service(ServiceCommand command) {
        // The page is the first replica's; a second one cannot listen on the same port.
        boolean page = command.name().equals(ServiceKind.SCORING.id());
        return new Child(
                command.name(),
                config.log(command.name()),
                page ? config.port() : PortChoice.ANY,
                command::spec,
                ports -> new HttpReadiness(ports.management()),
                ports -> new HttpLiveness(ports.management()));
    }
}
