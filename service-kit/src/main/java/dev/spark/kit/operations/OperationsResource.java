package dev.spark.kit.operations;

import dev.spark.kit.inbox.Inbox;
import dev.spark.kit.inbox.Parking;
import dev.spark.kit.inbox.Redrive;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;

/** The operator's calls to one service, on its own port: not part of the platform's API. */
@Path("/ops")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class OperationsResource {

    private static final Duration DATABASE_ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final Redrive redrive;
    private final Inbox inbox;
    private final Parking parking;
    private final Operator operator;

    OperationsResource(Redrive redrive, Inbox inbox, Parking parking, Operator operator) {
        this.redrive = redrive;
        this.inbox = inbox;
        this.parking = parking;
        this.operator = operator;
    }

    /** How many dead letters were sent back, and how many parked messages were acted on at last. */
    public record Redriven(int deadLetters, int parked) {}

    public record Parked(long parked) {}

    @POST
    @Path("/redrive")
    public Redriven redrive(@HeaderParam("Authorization") String authorization) {
        operator.authorize(authorization);
        int deadLetters = redrive.deadLetters();
        int parked = parking.makeAllDue().chain(inbox::retryParked).await().atMost(DATABASE_ANSWERS_WITHIN);
        return new Redriven(deadLetters, parked);
    }

    @GET
    @Path("/parked")
    public Parked parked(@HeaderParam("Authorization") String authorization) {
        operator.authorize(authorization);
        return new Parked(parking.count().await().atMost(DATABASE_ANSWERS_WITHIN));
    }
}
