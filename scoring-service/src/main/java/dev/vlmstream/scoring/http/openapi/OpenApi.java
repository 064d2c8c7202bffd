package dev.vlmstream.scoring.http.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Adds to the description of the interface what holds for all of it: errors, and parameters of the same name. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApi implements OASFilter {
    private static final String PROBLEM = "Problem";
    private static final String MAKING = "making";

    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("run", "A run's id"),
            Map.entry(MAKING, "The name of a dataset that is being made"),
            Map.entry("runs", "Ids of runs, separated by commas"),
            Map.entry("item", "An item's id within its run"),
            Map.entry("model", "The name of a model of the run"),
            Map.entry("first", "The name of a model of the run"),
            Map.entry("second", "The name of another model of the run, or of a model of the run `of`"),
            Map.entry("of", "The run of the second model, over the same items; by default the same run"),
            Map.entry(
                    "against",
                    "Another model of the run, beside `model`, to keep only the items that one of the two got right and the other did not"),
            Map.entry("filter", "Which answers to return"),
            Map.entry("feed", "Whether to send the run's numbers or its answers"),
            Map.entry(
                    "brief",
                    "Leave out prompt, token ids and likelihoods, and shorten rankings to five classes, and long questions"),
            Map.entry(
                    "rightBy",
                    "How many of the models with answers got an item right: none, one, some (but not all), or all"),
            Map.entry("said", "Only answers that name this class or, if it is empty, none of the classes"),
            Map.entry(
                    "q",
                    "Only answers that contain these words, ignoring case; all answers left by the other filters are read."
                            + " Not together with `against`"),
            Map.entry("right", "Which of the two models is right"),
            Map.entry(
                    "label", "A class of which to return all answers; by default, the most frequent confusions of all"),
            Map.entry("page", "The page, from 0"),
            Map.entry("size", "The most entries to return"),
            Map.entry("archived", "Whether to include archived runs"));

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        Schema error = OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .description("What is wrong, and how to put it right");
        api.getComponents()
                .addSchema(
                        PROBLEM,
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.OBJECT)
                                .addProperty("error", error)
                                .addRequired("error"));
        api.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith("/api/")) {
                item.getOperations().values().forEach(operation -> {
                    List<Parameter> parameters = parameters(item, operation);
                    parameters.forEach(parameter -> {
                        parameter.setSchema(plain(parameter.getSchema(), api.getComponents()));
                        if (isFlag(parameter.getSchema())) {
                            parameter.setAllowEmptyValue(true);
                        }
                    });
                    complete(operation, parameters);
                });
            }
        });
    }

    /** Words that may be given stand in the parameter itself, and what it is by default is of its type. */
    private static Schema plain(Schema schema, Components components) {
        if (schema.getAllOf() != null) {
            String name = schema.getAllOf().get(0).getRef().replaceFirst(".*/", "");
            Schema words = components.getSchemas().get(name);
            return OASFactory.createSchema()
                    .type(words.getType())
                    .enumeration(words.getEnumeration())
                    .defaultValue(schema.getAllOf().get(1).getDefaultValue());
        }
        return isFlag(schema) ? schema.defaultValue(Boolean.valueOf(String.valueOf(schema.getDefaultValue()))) : schema;
    }

    /** Those are true without a value. */
    private static boolean isFlag(Schema schema) {
        return schema.getType() != null && schema.getType().contains(Schema.SchemaType.BOOLEAN);
    }

    private static List<Parameter> parameters(PathItem item, Operation operation) {
        List<Parameter> all = new ArrayList<>();
        if (item.getParameters() != null) {
            all.addAll(item.getParameters());
        }
        if (operation.getParameters() != null) {
            all.addAll(operation.getParameters());
        }
        return all;
    }

    private static void complete(Operation operation, List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            if (parameter.getDescription() == null) {
                parameter.setDescription(PARAMETERS.get(parameter.getName()));
            }
        }
        if (parameters.stream().anyMatch(parameter -> parameter.getIn() == Parameter.In.QUERY)) {
            error(operation, "400", "A parameter does not match its description");
        }
        // The server's own answer, before anybody of ours is asked; it has no body.
        operation
                .getResponses()
                .addAPIResponse(
                        "414", OASFactory.createAPIResponse().description("The address has more than 4,096 bytes"));
        if (parameters.stream().anyMatch(OpenApi::namesWhatMayNotBeThere)) {
            boolean isOfMaking = parameters.stream()
                    .anyMatch(parameter -> parameter.getName().equals(MAKING));
            error(
                    operation,
                    "404",
                    isOfMaking
                            ? "There is no dataset of this name"
                            : "There is no such run, or no such model or item in it");
        }
    }

    private static boolean namesWhatMayNotBeThere(Parameter parameter) {
        return parameter.getIn() == Parameter.In.PATH || parameter.getName().equals("runs");
    }

    private static void error(Operation operation, String status, String description) {
        if (operation.getResponses().hasAPIResponse(status)) {
            return;
        }
        APIResponse response = OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                "application/json",
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref(PROBLEM))));
        operation.getResponses().addAPIResponse(status, response);
    }
}
