package dev.spark.gateway.jump;

import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.http.problem.Problem;
import dev.spark.gateway.http.problem.Problems;

/** Refusals as one line, which ssh shows to its user: the code of the same problem in HTTP, and what to do. */
final class Words {

    private Words() {}

    static String of(Refusal refusal) {
        if (refusal instanceof Refusal.Unavailable(String part)) {
            return "unavailable: " + part + " does not answer at the moment: try again.";
        }
        Problem problem = Problems.of(refusal, "");
        return problem.code() + ": " + problem.detail();
    }
}
