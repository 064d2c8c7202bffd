package dev.vlmstream.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** As much of Kubernetes' API as kubectl needs: objects that are listed, created, merged with patches and deleted, and run nothing. */
final class StubCluster implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of each kind the plural's name, and whether it lies in a namespace. */
    private static final Map<String, Map<String, String>> KINDS = Map.of(
            "v1",
            Map.of(
                    "Namespace", "namespaces",
                    "Node", "nodes",
                    "Pod", "pods",
                    "Secret", "secrets",
                    "PersistentVolumeClaim", "persistentvolumeclaims"),
            "apps/v1",
            Map.of("StatefulSet", "statefulsets"),
            "metrics.k8s.io/v1beta1",
            Map.of("PodMetrics", "pods"));

    private static final int MAGIC = 4;
    private static final Map<String, String> SHORT = Map.of("PersistentVolumeClaim", "pvc");
    private static final List<String> CLUSTER_WIDE = List.of("Namespace", "Node");

    private final HttpServer server;
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<String> deletions = new CopyOnWriteArrayList<>();

    StubCluster() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    /** The file that leads kubectl here. */
    String config() {
        return """
                {apiVersion: v1, kind: Config, current-context: stub,
                 clusters: [{name: stub, cluster: {server: "http://127.0.0.1:%d"}}],
                 contexts: [{name: stub, context: {cluster: stub, user: stub}}], users: [{name: stub, user: {}}]}
                """.formatted(server.getAddress().getPort());
    }

    /** @param namespace empty for what lies in none */
    synchronized void put(String version, String kind, String namespace, String name, String content)
            throws IOException {
        ObjectNode object = (ObjectNode) JSON.readTree(content);
        object.put("apiVersion", version).put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        objects.put(path(version, kind, namespace) + "/" + name, object);
    }

    synchronized JsonNode get(String version, String kind, String namespace, String name) {
        return objects.getOrDefault(path(version, kind, namespace) + "/" + name, JSON.createObjectNode());
    }

    /** What was deleted, each with how. */
    List<String> deletions() {
        return deletions;
    }

    private static String path(String version, String kind, String namespace) {
        return root(version) + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/"
                + KINDS.get(version).get(kind);
    }

    private static String root(String version) {
        return (version.contains("/") ? "/apis/" : "/api/") + version;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        JsonNode body;
        try (InputStream in = exchange.getRequestBody()) {
            boolean binary = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"))
                    .endsWith("protobuf");
            body = binary ? named(in.readAllBytes()) : JSON.readTree(in);
        }
        JsonNode answer =
                switch (exchange.getRequestMethod()) {
                    case "POST" -> created(path, (ObjectNode) body);
                    case "PATCH" -> objects.containsKey(path) ? merged(objects.get(path), body) : null;
                    case "DELETE" -> deleted(path, body);
                    default -> objects.containsKey(path) ? objects.get(path) : described(path);
                };
        boolean watched = String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=");
        send(exchange, watched ? JSON.createObjectNode() : answer);
    }

    /**
     * An object that kubectl creates, as far as its name, from its protobuf: behind four bytes of magic a message of version and
     * kind, and of the object's bytes, whose first field is its metadata, of which the first is its name.
     */
    private static JsonNode named(byte[] sent) {
        ByteBuffer envelope = ByteBuffer.wrap(sent, MAGIC, sent.length - MAGIC);
        ByteBuffer type = field(envelope);
        ObjectNode object = JSON.createObjectNode();
        object.put("apiVersion", text(field(type))).put("kind", text(field(type)));
        object.putObject("metadata").put("name", text(field(field(field(envelope)))));
        return object;
    }

    /** The next field of a message, of those that have a length. */
    private static ByteBuffer field(ByteBuffer message) {
        message.get();
        int length = 0;
        int part;
        int shift = 0;
        do {
            part = message.get();
            length |= (part & 0x7f) << shift;
            shift += 7;
        } while (part < 0);
        ByteBuffer field = message.slice(message.position(), length);
        message.position(message.position() + length);
        return field;
    }

    private static String text(ByteBuffer field) {
        return StandardCharsets.UTF_8.decode(field).toString();
    }

    private static void send(HttpExchange exchange, JsonNode answer) throws IOException {
        JsonNode said = answer == null
                ? JSON.readTree(
                        "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"reason\": \"NotFound\","
                                + " \"code\": 404, \"message\": \"there is no " + exchange.getRequestURI() + "\"}")
                : answer;
        byte[] bytes = said.isEmpty() ? new byte[0] : said.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private JsonNode created(String path, ObjectNode object) {
        objects.put(path + "/" + object.at("/metadata/name").asText(), object);
        return object;
    }

    private JsonNode deleted(String path, JsonNode how) throws IOException {
        deletions.add(path + " " + how);
        return objects.remove(path) == null ? null : JSON.readTree("""
                {"kind": "Status", "apiVersion": "v1", "status": "Success"}""");
    }

    private static JsonNode merged(ObjectNode object, JsonNode patch) {
        patch.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode inner) {
                merged(object.withObjectProperty(field.getKey()), inner);
            } else if (!field.getKey().startsWith("$")) {
                object.set(field.getKey(), field.getValue());
            }
        });
        return object;
    }

    /** The versions and kinds that there are, or the objects of one kind. */
    private JsonNode described(String path) throws IOException {
        if (path.equals("/api")) {
            return JSON.readTree("{\"kind\": \"APIVersions\", \"versions\": [\"v1\"]}");
        }
        if (path.equals("/apis")) {
            return groups();
        }
        for (String version : KINDS.keySet()) {
            if (path.equals(root(version))) {
                return resources(version);
            }
            for (Map.Entry<String, String> kind : KINDS.get(version).entrySet()) {
                if (path.startsWith(root(version) + "/") && path.endsWith("/" + kind.getValue())) {
                    return list(version, kind.getKey(), path);
                }
            }
        }
        return null;
    }

    private static JsonNode groups() {
        ObjectNode list = JSON.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        KINDS.keySet().stream().filter(version -> version.contains("/")).forEach(version -> {
            String[] parts = version.split("/");
            ObjectNode group = groups.addObject().put("name", parts[0]);
            ObjectNode one =
                    JSON.createObjectNode().put("groupVersion", version).put("version", parts[1]);
            group.putArray("versions").add(one);
            group.set("preferredVersion", one);
        });
        return list;
    }

    private static JsonNode resources(String version) {
        ObjectNode list = JSON.createObjectNode().put("kind", "APIResourceList").put("apiVersion", "v1");
        ArrayNode resources = list.put("groupVersion", version).putArray("resources");
        KINDS.get(version).forEach((kind, plural) -> {
            ObjectNode resource = resources.addObject().put("name", plural).put("kind", kind);
            resource.put("namespaced", !CLUSTER_WIDE.contains(kind)).put("singularName", "");
            resource.putArray("shortNames").add(SHORT.getOrDefault(kind, plural));
            resource.putArray("verbs")
                    .add("get")
                    .add("list")
                    .add("create")
                    .add("patch")
                    .add("delete")
                    .add("watch");
        });
        return list;
    }

    private JsonNode list(String version, String kind, String path) {
        ObjectNode list = JSON.createObjectNode().put("kind", kind + "List").put("apiVersion", version);
        list.putObject("metadata").put("resourceVersion", "1");
        ArrayNode items = list.putArray("items");
        objects.forEach((at, object) -> {
            if (at.startsWith(path + "/")) {
                items.add(object);
            }
        });
        return list;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
