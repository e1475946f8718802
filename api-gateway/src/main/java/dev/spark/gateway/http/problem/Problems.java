package dev.spark.gateway.http.problem;

import dev.spark.gateway.domain.Refusal;

/** The one place where refusals and failures become problems. */
public final class Problems {

    private static final int RETRY_AFTER_SECONDS = 2;

    private Problems() {}

    public static Problem of(Refusal refusal, String requestId) {
        return switch (refusal) {
            case Refusal.NotFound(String kind) ->
                Problem.of(
                        404,
                        "not_found",
                        "Not found",
                        "There is no such " + kind + ", or it is not yours. The list shows what is there.",
                        requestId);
            case Refusal.NameTaken(String name, String advice) ->
                Problem.of(
                        409,
                        "name_taken",
                        "The name is taken",
                        "A spark is already called " + name + ". " + advice,
                        requestId);
            case Refusal.QuotaExceeded(int limit) ->
                Problem.of(
                                409,
                                "quota_exceeded",
                                "The installation is full",
                                "There are as many sparks as there may be, " + limit
                                        + ". Delete one, or ask an admin for a higher limit.",
                                requestId)
                        .withLimit(limit);
            case Refusal.Invalid(String field, String rule) ->
                Problem.of(400, "invalid_request", "The request is not valid", field + ": " + rule, requestId)
                        .withField(field);
            case Refusal.TooLarge() -> ofStatus(413, requestId);
            case Refusal.KeyReused() ->
                Problem.of(
                                422,
                                "invalid_request",
                                "The Idempotency-Key was used for another request",
                                "Within 24 hours a key belongs to one request. Send the same body again, or use a new key.",
                                requestId)
                        .withField("Idempotency-Key");
            case Refusal.Conflict(String detail) ->
                Problem.of(409, "conflict", "It cannot be done now", detail, requestId);
            case Refusal.Stopped(String detail) -> Problem.of(409, "stopped", "It is stopped", detail, requestId);
            case Refusal.Unauthenticated() ->
                Problem.of(
                        401,
                        "unauthenticated",
                        "Who are you?",
                        "Send a valid token: Authorization: Bearer <token>. It may have expired or been revoked.",
                        requestId);
            case Refusal.Forbidden(String detail) -> Problem.of(403, "forbidden", "Not allowed", detail, requestId);
            case Refusal.Unavailable(String part) -> unavailable(part, requestId);
        };
    }

    static Problem unavailable(String part, String requestId) {
        return Problem.of(
                        503,
                        "unavailable",
                        "Not available at the moment",
                        "At the moment " + part + " does not answer. Nothing was changed as far as we know; try again"
                                + " with the same Idempotency-Key.",
                        requestId)
                .withRetryAfter(RETRY_AFTER_SECONDS);
    }

    static Problem internal(String requestId) {
        return Problem.of(
                500,
                "internal",
                "Something is wrong on our side",
                "It is in our logs under this request_id. Trying again may help.",
                requestId);
    }

    /** A refusal by the web server itself. */
    public static Problem ofStatus(int status, String requestId) {
        return switch (status) {
            case 401 -> of(new Refusal.Unauthenticated(), requestId);
            case 403 -> of(new Refusal.Forbidden("This needs another role."), requestId);
            case 404 ->
                Problem.of(404, "not_found", "Not found", "There is nothing at this path. See /q/openapi.", requestId);
            case 405 ->
                Problem.of(
                        405,
                        "invalid_request",
                        "Wrong method",
                        "This path has other methods. See /q/openapi.",
                        requestId);
            case 406 ->
                Problem.of(
                        406,
                        "invalid_request",
                        "Not acceptable",
                        "Accept application/json, or text/event-stream for live events.",
                        requestId);
            case 413 ->
                Problem.of(413, "invalid_request", "The request is too large", "A body has at most 1 MiB.", requestId);
            case 414 -> Problem.of(414, "invalid_request", "The path is too long", "Shorten it.", requestId);
            case 415 ->
                Problem.of(415, "invalid_request", "Unsupported media type", "Send application/json.", requestId);
            case 431 ->
                Problem.of(
                        431, "invalid_request", "The headers are too large", "Send fewer or shorter ones.", requestId);
            case 503 -> unavailable("a part of the installation", requestId);
            default ->
                status >= 400 && status < 500
                        ? Problem.of(
                                status, "invalid_request", "The request is not valid", "See /q/openapi.", requestId)
                        : internal(requestId);
        };
    }
}
