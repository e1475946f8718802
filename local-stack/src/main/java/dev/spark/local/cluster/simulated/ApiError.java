package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer other than the one that was asked for, as Kubernetes words it. */
final class ApiError extends RuntimeException {

    private final int code;
    private final String reason;

    private ApiError(int code, String reason, String message) {
        super(message, null, false, false);
        this.code = code;
        this.reason = reason;
    }

    static ApiError badRequest(String message) {
        return new ApiError(400, "BadRequest", message);
    }

    static ApiError unauthorized() {
        return new ApiError(401, "Unauthorized", "Unauthorized");
    }

    static ApiError notFound(ResourceType type, String name) {
        return new ApiError(404, "NotFound", "%s \"%s\" not found".formatted(type.qualified(), name));
    }

    static ApiError noSuchResource() {
        return new ApiError(404, "NotFound", "the server could not find the requested resource");
    }

    static ApiError methodNotAllowed() {
        return new ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    static ApiError alreadyExists(ResourceType type, String name) {
        return new ApiError(409, "AlreadyExists", "%s \"%s\" already exists".formatted(type.qualified(), name));
    }

    static ApiError conflict(ResourceType type, String name, String why) {
        return new ApiError(
                409,
                "Conflict",
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(type.qualified(), name, why));
    }

    static ApiError applyConflict(String message) {
        return new ApiError(409, "Conflict", "Apply failed with " + message);
    }

    static ApiError gone() {
        return new ApiError(410, "Expired", "too old resource version");
    }

    static ApiError unsupportedMediaType(String type) {
        return new ApiError(415, "UnsupportedMediaType", "the body of the request was in an unknown format: " + type);
    }

    static ApiError invalid(String kind, String name, String why) {
        return new ApiError(422, "Invalid", "%s \"%s\" is invalid: %s".formatted(kind, name, why));
    }

    /** Not 501, which would say it better: clients try again what a server answers 5xx to. */
    static ApiError simulated(String what) {
        return new ApiError(
                405,
                "MethodNotAllowed",
                what + " is not possible: this cluster is simulated, nothing runs in its pods");
    }

    int code() {
        return code;
    }

    /** The body of the answer. */
    ObjectNode status() {
        var status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        return status.put("status", "Failure")
                .put("message", getMessage())
                .put("reason", reason)
                .put("code", code);
    }
}
