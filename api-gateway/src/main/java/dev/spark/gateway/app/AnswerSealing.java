package dev.spark.gateway.app;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Seals kept answers: one may hold a token that is shown once. */
@ApplicationScoped
class AnswerSealing {

    private final DerivedSealing sealing;

    AnswerSealing(@ConfigProperty(name = "spark.sealing-key") String sealingKey) {
        this.sealing = new DerivedSealing(sealingKey, "answers:v1");
    }

    String seal(String id, String body) {
        return sealing.seal(id, body);
    }

    String open(String id, String sealed) {
        return sealing.open(id, sealed);
    }
}
