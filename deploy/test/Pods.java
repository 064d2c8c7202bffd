import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What deploy/test/e2e reads of JSON on its standard input: {@code ready}, or {@code numbers RUN}. */
public class Pods {
    public static void main(String[] args) throws IOException {
        JsonNode input = new ObjectMapper().readTree(System.in);
        if (args[0].equals("ready")) {
            ready(input);
        } else {
            numbers(input, args[1]);
        }
    }

    /** Of a list of pods: how long each took from when it was made; exit status 1 unless all are ready, or have done their work, and none is about to end. */
    private static void ready(JsonNode pods) {
        List<String> times = new ArrayList<>();
        for (JsonNode pod : pods.path("items")) {
            if (pod.path("metadata").has("deletionTimestamp")) {
                System.exit(1);
            }
            if (pod.at("/status/phase").asText().equals("Succeeded")) {
                continue;
            }
            Instant made = Instant.parse(pod.at("/metadata/creationTimestamp").asText());
            times.add(pod.at("/metadata/name").asText() + " "
                    + Duration.between(made, since(pod)).toSeconds() + " s");
        }
        if (times.isEmpty()) {
            System.exit(1);
        }
        System.out.println(String.join(", ", times));
    }

    private static Instant since(JsonNode pod) {
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready") && condition.path("status").asText().equals("True")) {
                return Instant.parse(condition.path("lastTransitionTime").asText());
            }
        }
        System.exit(1);
        throw new IllegalStateException();
    }

    /** Of what {@code demo --json} or {@code metrics --json} gives: counts and rates of each model and rule, a line each. */
    private static void numbers(JsonNode input, String run) {
        TreeSet<String> lines = new TreeSet<>();
        for (JsonNode one : input.has("runs") ? input.path("runs") : List.of(input)) {
            if (one.path("run").asText().equals(run)) {
                for (JsonNode model : one.path("models")) {
                    String name = model.path("model").asText();
                    lines.add(name + " answered " + model.path("answered") + " failed " + model.path("failed"));
                    model.path("rules").properties().forEach(rule -> lines.add(name + " " + rule.getKey() + " " + rule.getValue()));
                }
            }
        }
        lines.forEach(System.out::println);
    }
}
