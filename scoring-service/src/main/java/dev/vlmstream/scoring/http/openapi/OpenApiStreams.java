package dev.vlmstream.scoring.http.openapi;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.live.AllRunsEvent;
import dev.vlmstream.rest.live.RunEvent;
import dev.vlmstream.rest.live.RunFeed;
import dev.vlmstream.rest.live.StreamEvent;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** Describes what streams send, event by event, and the WebSockets, which are no resources that would be found. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiStreams implements OASFilter {
    private static final String SSE = "text/event-stream";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        describe(api, "RunEvent", RunEvent.values(), Paths.RUN_EVENTS, Paths.RUN_LIVE);
        describe(api, "AllRunsEvent", AllRunsEvent.values(), Paths.EVENTS, Paths.LIVE);
    }

    private static void describe(OpenAPI api, String name, StreamEvent[] events, String stream, String socket) {
        Schema all = OASFactory.createSchema()
                .description("An event: its name, under `event:` of Server-Sent Events, and its data, under `data:`");
        Arrays.stream(events).forEach(event -> all.addOneOf(schema(event)));
        api.getComponents().addSchema(name, all);
        Operation operation = api.getPaths().getPathItem(stream).getGET();
        content(operation).getMediaType(SSE).setSchema(reference(name));
        api.getPaths().addPathItem(socket, OASFactory.createPathItem().GET(socket(name, operation, socket)));
    }

    private static Content content(Operation operation) {
        return operation.getResponses().getAPIResponse("200").getContent();
    }

    private static Schema schema(StreamEvent event) {
        Schema data = reference(event.data().getSimpleName());
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description(event.when())
                .addProperty(
                        "event",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.STRING)
                                .enumeration(List.of(event.id())))
                .addProperty(
                        "data",
                        event.isList()
                                ? OASFactory.createSchema()
                                        .addType(Schema.SchemaType.ARRAY)
                                        .items(data)
                                : data)
                .required(List.of("event", "data"));
    }

    private static Operation socket(String name, Operation stream, String path) {
        Operation operation = OASFactory.createOperation()
                .operationId("LiveSockets_" + name)
                .summary(stream.getSummary() + ", over a WebSocket")
                .description("Each message is one event as JSON; what clients send is ignored")
                .tags(stream.getTags())
                .responses(OASFactory.createAPIResponses()
                        .addAPIResponse(
                                "101",
                                OASFactory.createAPIResponse()
                                        .description("The messages")
                                        .content(OASFactory.createContent()
                                                .addMediaType(
                                                        "application/json",
                                                        OASFactory.createMediaType()
                                                                .schema(reference(name)))))
                        .addAPIResponse(
                                "403", OASFactory.createAPIResponse().description("A page of another origin asks"))
                        .addAPIResponse(
                                "503",
                                OASFactory.createAPIResponse()
                                        .description("There are as many listeners as may be, or the service has just"
                                                + " been started")));
        if (path.contains("{run}")) {
            operation.addParameter(OASFactory.createParameter()
                    .name("run")
                    .in(Parameter.In.PATH)
                    .required(true)
                    .description("A run's id")
                    .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
            operation.addParameter(OASFactory.createParameter()
                    .name(RunFeed.PARAMETER)
                    .in(Parameter.In.QUERY)
                    .description("metrics, which it is without it, or answers; others are refused (400)")
                    .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
            operation
                    .getResponses()
                    .addAPIResponse("404", OASFactory.createAPIResponse().description("There is no such run"));
        }
        return operation;
    }

    private static Schema reference(String name) {
        return OASFactory.createSchema().ref(name);
    }
}
