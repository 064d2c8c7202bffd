package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** One call of the command within the test's process, and what came of it. */
public record Invocation(int status, String out, String err) {
    public static Invocation of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        int status = command.execute(
                java.util.Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        return new Invocation(status, out.toString(), err.toString());
    }

    public List<JsonNode> jsonLines() {
        return out.lines().map(Invocation::parse).toList();
    }

    public JsonNode json() {
        return parse(out);
    }

    private static JsonNode parse(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
