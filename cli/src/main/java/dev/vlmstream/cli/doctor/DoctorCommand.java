package dev.vlmstream.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.output.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = {
            "Checks this machine: Java, memory, disk, ports, the program, the stack, Kafka, models, a GPU; says how to"
                    + " get what is missing. Changes nothing.",
            "Exit status 0 if nothing is an error, else 1.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream doctor",
            "  vlmstream doctor --bootstrap kafka.example:9092 --models-dir models --json"
        })
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOption kafka;

    @Mixin
    private ModelsOption models;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>(new MachineCheck(kafka.data()).findings());
        findings.addAll(new ProgramCheck(kafka.data()).findings());
        findings.addAll(new KafkaCheck(kafka).findings());
        findings.addAll(new ModelCheck(models).findings());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(asJson(findings)));
        } else {
            findings.forEach(one -> print(one, out));
        }
        out.flush();
        return findings.stream().anyMatch(one -> one.level() == Finding.Level.ERROR) ? 1 : 0;
    }

    private static void print(Finding one, PrintWriter out) {
        out.printf("%-8s %s: %s%n", one.level().id(), one.what(), one.found());
        if (one.cure() != null) {
            out.printf("%-8s → %s%n", "", one.cure());
        }
    }

    private static ArrayNode asJson(List<Finding> findings) {
        ArrayNode all = Json.array();
        findings.forEach(one -> {
            ObjectNode told = all.addObject()
                    .put("what", one.what())
                    .put("level", one.level().id())
                    .put("found", one.found());
            if (one.cure() != null) {
                told.put("cure", one.cure());
            }
        });
        return all;
    }
}
