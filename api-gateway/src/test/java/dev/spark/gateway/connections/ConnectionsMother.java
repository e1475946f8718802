package dev.spark.gateway.connections;

import dev.spark.events.SparkId;
import dev.spark.gateway.auth.Caller;
import dev.spark.gateway.auth.Proof;
import dev.spark.gateway.auth.Role;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

public final class ConnectionsMother {

    private ConnectionsMother() {}

    public static Connections countedBy(MeterRegistry metrics) {
        return new Connections(metrics, Clock.systemUTC());
    }

    public static Admitted ada(SparkId spark) {
        return new Admitted(new Caller("ada", Role.MEMBER, "t1"), spark, "brave-dolphin", new Proof.Token("Bearer a"));
    }
}
