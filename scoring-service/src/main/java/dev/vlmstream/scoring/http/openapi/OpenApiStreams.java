package dev.vlmstream.scoring.http.openapi;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.live.AllRunsEvent;
import dev.vlmstream.rest.live.RunEvent;
import dev.vlmstream.rest.live.StreamEvent;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Describes what streams send, event by event. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiStreams implements OASFilter {
    private static final String SSE = "text/event-stream";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        describe(api, "RunEvent", RunEvent.ALL, Paths.RUN_EVENTS);
        describe(api, "AllRunsEvent", AllRunsEvent.ALL, Paths.EVENTS);
    }

    private static void describe(OpenAPI api, String name, List<StreamEvent> events, String stream) {
        Schema all = OASFactory.createSchema()
                .description("A Server-Sent Event: its name (`event:`) and its data (`data:`)");
        events.forEach(event -> all.addOneOf(schema(event)));
        api.getComponents().addSchema(name, all);
        content(api.getPaths().getPathItem(stream).getGET()).getMediaType(SSE).setSchema(reference(name));
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

    private static Schema reference(String name) {
        return OASFactory.createSchema().ref(name);
    }
}
