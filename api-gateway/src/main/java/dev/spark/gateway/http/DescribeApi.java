package dev.spark.gateway.http;

import dev.spark.gateway.http.problem.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Adds to the API's description what all calls have in common: the token, request ids, idempotency and problems. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class DescribeApi implements OASFilter {

    private static final String TOKEN = "token";
    private static final String PROBLEM = "Problem";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.setPaths(withoutOperatorCalls(api));
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents()
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An API token, or an access token of the OIDC provider."));
        api.getComponents().addSchema(PROBLEM, problem());
        api.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(TOKEN, List.of())));
        api.getPaths()
                .getPathItems()
                .forEach((path, item) ->
                        item.getOperations().forEach((method, operation) -> describe(path, method, operation)));
    }

    private static org.eclipse.microprofile.openapi.models.Paths withoutOperatorCalls(OpenAPI api) {
        var paths = OASFactory.createPaths();
        if (api.getPaths() != null) {
            api.getPaths().getPathItems().forEach((path, item) -> {
                if (path.startsWith("/v1")) {
                    paths.addPathItem(path, item);
                }
            });
        }
        return paths;
    }

    private static void describe(String path, PathItem.HttpMethod method, Operation operation) {
        if (method == PathItem.HttpMethod.POST) {
            operation.addParameter(OASFactory.createParameter()
                    .name(Calls.IDEMPOTENCY_KEY)
                    .in(Parameter.In.HEADER)
                    .description("A repeat with the same key within 24 hours gets the first answer.")
                    .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
        }
        var responses = operation.getResponses();
        boolean writes = method != PathItem.HttpMethod.GET;
        responses.addAPIResponse("400", refusal("A field or parameter is not valid: invalid_request."));
        responses.addAPIResponse("401", refusal("No valid token: unauthenticated."));
        responses.addAPIResponse("403", refusal("It needs another role: forbidden."));
        if (path.contains("{")) {
            responses.addAPIResponse("404", refusal("There is none, or it is not yours: not_found."));
        }
        if (writes) {
            responses.addAPIResponse(
                    "409", refusal("Not as things are: name_taken, quota_exceeded, stopped or conflict."));
        }
        if (operation.getRequestBody() != null) {
            responses.addAPIResponse("413", refusal("The body is larger than 1 MiB: invalid_request."));
            responses.addAPIResponse("415", refusal("The body is not JSON: invalid_request."));
        }
        if (method == PathItem.HttpMethod.POST) {
            responses.addAPIResponse("422", refusal("The Idempotency-Key was used for another body: invalid_request."));
        }
        responses.addAPIResponse("503", refusal("A part of the installation does not answer: unavailable."));
        responses.addAPIResponse("default", refusal("Anything else that went wrong."));
    }

    private static APIResponse refusal(String description) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/" + PROBLEM))));
    }

    private static Schema problem() {
        var texts = Map.of(
                "type", "A URI for the kind of problem.",
                "title", "The kind of problem, for people.",
                "detail", "What was wrong, and what to do next.",
                "request_id", "The answer's X-Request-Id, to find it in the logs.",
                "field", "The part of the request that was not accepted.",
                "trace_id", "The trace in which it failed.");
        Schema schema = OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description("A refusal or failure (RFC 9457).")
                .required(List.of("type", "title", "status", "detail", "code", "request_id"));
        texts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(text -> schema.addProperty(
                        text.getKey(),
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.STRING)
                                .description(text.getValue())));
        schema.addProperty(
                "code",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .description("Stable, for programs.")
                        .enumeration(List.of(
                                "not_found",
                                "name_taken",
                                "quota_exceeded",
                                "invalid_request",
                                "conflict",
                                "stopped",
                                "unauthenticated",
                                "forbidden",
                                "rate_limited",
                                "unavailable",
                                "internal")));
        for (String number : List.of("limit", "retry_after_seconds", "status")) {
            schema.addProperty(number, OASFactory.createSchema().addType(Schema.SchemaType.INTEGER));
        }
        return schema;
    }
}
