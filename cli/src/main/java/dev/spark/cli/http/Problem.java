package dev.spark.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is not a success, as problem+json (RFC 9457) tells it; other bodies, a proxy's for example, leave only the
 * status. {@link #asFailure} puts it in words.
 *
 * @param code the stable reason, made up from the status where the body has none
 */
public record Problem(
        int status,
        String code,
        @Nullable String title,
        @Nullable String detail,
        @Nullable String field,
        @Nullable String requestId,
        @Nullable String limit,
        @Nullable String retryAfterSeconds) {
    /** How a call is about one spark; its name or id follows. */
    public static final String SPARK_CALLED = "spark called ";

    /** No status of HTTP: it was told on a connection that had been opened. */
    private static final int TOLD = 0;

    /** The gateway's title of a conflict. */
    private static final String SAYS_NOTHING = "It cannot be done now";

    private static final Pattern FIRST_SENTENCE = Pattern.compile("(.*?)[.:] (.+)", Pattern.DOTALL);
    private static final Pattern REASON = Pattern.compile("([a-z_]+): (.*)", Pattern.DOTALL);

    public static Problem of(Answer answer) {
        var json = answer.jsonIfAny();
        var code = text(json, "code");
        var wait = text(json, "retry_after_seconds");
        return new Problem(
                answer.status(),
                code != null ? code : codeOf(answer.status()),
                text(json, "title"),
                text(json, "detail"),
                text(json, "field"),
                text(json, "request_id"),
                text(json, "limit"),
                wait != null ? wait : answer.retryAfter());
    }

    /** A problem told on an open connection, by what was to run there: {@code {code, detail}}. */
    public static Problem of(JsonNode error) {
        var code = text(error, "code");
        return told(code != null ? code : "", text(error, "detail"));
    }

    /** The reason of a closed WebSocket: {@code code: detail}, or a detail alone. */
    public static Problem ofReason(String reason) {
        var match = REASON.matcher(reason);
        return match.matches() ? told(match.group(1), match.group(2)) : told("", reason.isBlank() ? null : reason);
    }

    private static Problem told(String code, @Nullable String what) {
        return new Problem(TOLD, code, what, null, null, null, null, null);
    }

    private static @Nullable String text(JsonNode json, String field) {
        var value = json.path(field).asText("");
        return value.isBlank() ? null : value;
    }

    private static String codeOf(int status) {
        return switch (status) {
            case 400, 422 -> "invalid_request";
            case 401 -> "unauthenticated";
            case 403 -> "forbidden";
            case 404 -> "not_found";
            case 409 -> "conflict";
            case 429 -> "rate_limited";
            case 502, 503, 504 -> "unavailable";
            default -> "";
        };
    }

    /** In words, with the exit code that scripts rely on. */
    public Failure asFailure(String about, URI gateway) {
        return switch (code) {
            case "not_found" ->
                failure(
                        ExitCode.NOT_FOUND,
                        status == TOLD && title != null ? title : "there is no " + about,
                        "`spark list` shows the sparks you have.");
            case "name_taken" ->
                failure(
                        ExitCode.REFUSED,
                        or(title, "the name is taken"),
                        "Choose another name, or leave it out to get one.");
            case "quota_exceeded" ->
                failure(
                        ExitCode.REFUSED,
                        or(title, "the quota is used up") + (limit == null ? "" : " (limit " + limit + ")"),
                        "Delete a spark that you do not need; `spark quota` shows what is used.");
            case "conflict" ->
                sentences(
                        ExitCode.REFUSED,
                        "that does not fit the present state",
                        about.startsWith(SPARK_CALLED)
                                ? "Look at it: spark status " + about.substring(SPARK_CALLED.length())
                                : "`spark list` shows the sparks you have.");
            case "stopped" ->
                failure(
                        ExitCode.REFUSED,
                        or(title, "the spark is stopped"),
                        "Stopped sparks do not wake by themselves.");
            case "forbidden" ->
                failure(
                        ExitCode.REFUSED,
                        or(title, "you may not do that"),
                        "`spark whoami` shows who you are and your role.");
            case "rate_limited" ->
                failure(ExitCode.REFUSED, or(title, "too many requests"), "Try again " + when() + ".");
            case "unauthenticated" ->
                // Whatever the gateway says: what to do is known here.
                new Failure(
                        ExitCode.REFUSED,
                        "the gateway at " + gateway + " does not accept your token, or you have none for it",
                        "Log in: spark login " + gateway + " --token-stdin (on your own machine, `spark up` does it)");
            case "invalid_request" ->
                field != null && detail != null
                        ? Failure.ofField(field, rule(field, detail), "See --help of the command.")
                        : failure(
                                ExitCode.WRONG_USAGE,
                                or(title, "the request is not valid"),
                                "See --help of the command.");
            case "unavailable" ->
                failure(
                        ExitCode.UNREACHABLE,
                        or(title, "the gateway at " + gateway + " cannot do that now"),
                        "Try again " + when() + ".");
            default -> unknown();
        };
    }

    private static String rule(String field, String detail) {
        var head = field + ": ";
        return detail.startsWith(head) ? detail.substring(head.length()) : detail;
    }

    /** Where the title says no more than the code, the detail's first sentence says what happened, the rest what to do. */
    private Failure sentences(ExitCode exitCode, String usual, String usualAdvice) {
        if (detail == null || !(title == null || title.equals(SAYS_NOTHING))) {
            return failure(exitCode, or(title, usual), usualAdvice);
        }
        var parts = FIRST_SENTENCE.matcher(detail);
        return parts.matches()
                ? new Failure(exitCode, parts.group(1), capital(parts.group(2)))
                : new Failure(exitCode, detail.replaceFirst("\\.$", ""), usualAdvice);
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private Failure unknown() {
        if (status >= 300 && status < 400) {
            return new Failure(
                    ExitCode.FAILED,
                    "the gateway sends the command elsewhere (" + status + ")",
                    "Set the gateway's URL to where it really is: spark login URL --token-stdin");
        }
        var what = or(
                title,
                status == TOLD
                        ? "the gateway ended the connection"
                        : "the gateway answered with an error (" + status + ")");
        var exit = status >= 500 || status == TOLD ? ExitCode.FAILED : ExitCode.REFUSED;
        return failure(exit, what, "Try again; if it stays, look at the gateway's log.");
    }

    private Failure failure(ExitCode exitCode, String what, String usualAdvice) {
        var request = requestId == null || exitCode != ExitCode.FAILED ? "" : " (request " + requestId + ")";
        return new Failure(exitCode, what, or(detail, usualAdvice) + request);
    }

    private String when() {
        return retryAfterSeconds == null ? "in a moment" : "in " + retryAfterSeconds + " s";
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}
