package dev.spark.kit.operations;

import dev.spark.kit.KitConfig;
import dev.spark.kit.inbox.Inbox;
import dev.spark.kit.inbox.Parking;
import dev.spark.kit.inbox.Redrive;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;

/** The operator's calls to one service, on its own port: not part of the platform's API. */
@Path("/ops")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class OperationsResource {

    private static final Duration DATABASE_ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final Redrive redrive;
    private final Inbox inbox;
    private final Parking parking;
    private final Optional<String> token;

    OperationsResource(Redrive redrive, Inbox inbox, Parking parking, KitConfig config) {
        this.redrive = redrive;
        this.inbox = inbox;
        this.parking = parking;
        this.token = config.ops().token();
    }

    /** How many dead letters were sent back, and how many parked messages were acted on at last. */
    public record Redriven(int deadLetters, int parked) {}

    public record Parked(long parked) {}

    @POST
    @Path("/redrive")
    public Redriven redrive(@HeaderParam("Authorization") String authorization) {
        authorize(authorization);
        int deadLetters = redrive.deadLetters();
        int parked = parking.makeAllDue().chain(inbox::retryParked).await().atMost(DATABASE_ANSWERS_WITHIN);
        return new Redriven(deadLetters, parked);
    }

    @GET
    @Path("/parked")
    public Parked parked(@HeaderParam("Authorization") String authorization) {
        authorize(authorization);
        return new Parked(parking.count().await().atMost(DATABASE_ANSWERS_WITHIN));
    }

    private void authorize(String authorization) {
        byte[] given = String.valueOf(authorization).getBytes(StandardCharsets.UTF_8);
        boolean right = token.filter(text -> !text.isBlank())
                .map(text -> ("Bearer " + text).getBytes(StandardCharsets.UTF_8))
                .map(expected -> MessageDigest.isEqual(expected, given))
                .orElse(false);
        if (!right) {
            throw new NotFoundException();
        }
    }
}
