package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.output.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What a command says of the runs that it changed: a line each, for people or as JSON. */
final class EditOutput {
    @Option(names = "--json", description = "Print as JSON, a line for each run.")
    private boolean json;

    /**
     * Says it.
     *
     * @param key of what changed, in JSON
     * @param value as it is now
     * @param words the same in words
     */
    void say(CommandSpec spec, String run, String key, Object value, String words) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                json
                        ? Json.line(Json.object().put("run", run).set(key, Json.MAPPER.valueToTree(value)))
                        : "run " + run + ": " + words);
        out.flush();
    }
}
