package dev.spark.gateway.http;

import dev.spark.gateway.app.Answer;
import dev.spark.gateway.app.RequestKey;
import dev.spark.gateway.auth.Caller;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a call carries besides its parameters, and how it is answered. */
public final class Calls {

    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    static final String CALLER = "spark.caller";

    private Calls() {}

    /** Who calls: there, because {@link AuthenticateCalls} lets nobody else in. */
    public static Caller caller(ContainerRequestContext context) {
        return (Caller) Objects.requireNonNull(context.getProperty(CALLER));
    }

    /** What a repeat of this POST would be recognised by, where its caller wants that. */
    public static Optional<RequestKey> key(ContainerRequestContext context, byte @Nullable [] body) {
        List<String> given = context.getHeaders().get(IDEMPOTENCY_KEY);
        if (given == null || given.isEmpty()) {
            return Optional.empty();
        }
        String key = given.getFirst();
        Fields.check(
                given.size() == 1 && key.matches("[\\x21-\\x7e]{1,255}"),
                IDEMPOTENCY_KEY,
                "must be one of 1 to 255 visible ASCII characters");
        MessageDigest digest = sha256();
        for (String part : List.of(
                caller(context).user(),
                key,
                context.getMethod(),
                context.getUriInfo().getPath())) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return Optional.of(new RequestKey(
                HexFormat.of().formatHex(digest.digest()),
                HexFormat.of().formatHex(sha256().digest(body == null ? new byte[0] : body))));
    }

    public static Response response(Answer answer) {
        Response.ResponseBuilder response = Response.status(answer.status())
                .type(MediaType.APPLICATION_JSON)
                .entity(answer.body());
        if (answer.location() != null) {
            response.header(HttpHeaders.LOCATION, answer.location());
        }
        return response.build();
    }

    public static Response ok(Object body) {
        return Response.ok(Json.write(body), MediaType.APPLICATION_JSON).build();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
