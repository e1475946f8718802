package dev.spark.gateway.dial;

import dev.spark.events.SparkId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** Makes the {@link Dial} that is configured. */
@ApplicationScoped
class Dials {

    @Produces
    @ApplicationScoped
    Dial dial(DialConfig config, Pods pods, ApiServer api, Processes processes) {
        var forward = new PortForwardDial(pods, api, config);
        Dial way = switch (config.dial()) {
            case DIRECT -> new DirectDial(pods, config, forward);
            case API -> forward;
        };
        return new PatientDial(new LoopbackDial(way, processes, config.connectTimeout()), Patience.of(config));
    }

    /** Nothing listening on sshd's port is a moment's trouble; on another port it is the answer. */
    private record PatientDial(Dial way, Patience patience) implements Dial {

        @Override
        public Connection connect(SparkId spark, int port) throws Unreachable, InterruptedException {
            return patience.with(port != SSH, () -> way.connect(spark, port));
        }

        @Override
        public Connection knock(SparkId spark) throws Unreachable, InterruptedException {
            return way.knock(spark);
        }
    }
}
