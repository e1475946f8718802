package dev.spark.local.stack.doctor;

import static dev.spark.local.stack.doctor.Finding.fail;
import static dev.spark.local.stack.doctor.Finding.ok;
import static dev.spark.local.stack.doctor.Finding.warn;

import dev.spark.local.stack.state.Choices;
import dev.spark.local.stack.state.Ports;
import dev.spark.local.stack.state.StateFolder;
import dev.spark.local.stack.state.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the stack of this machine is. */
public final class StackChecks {

    private final StateFolder state;
    private final boolean supervised;
    private final List<String> living;

    /**
     * @param supervised whether its supervisor lives
     * @param living which of its processes do
     */
    public StackChecks(StateFolder state, boolean supervised, List<String> living) {
        this.state = state;
        this.supervised = supervised;
        this.living = living;
    }

    public List<Finding> run() {
        if (!state.isAStack()) {
            return List.of(ok("stack", "none in " + state.path() + ": `spark up` makes one"));
        }
        var status = Status.read(state.status());
        if (!supervised) {
            var findings = new ArrayList<Finding>();
            findings.add(status.map(StackChecks::withoutSupervisor).orElse(ok("stack", "down")));
            if (living.isEmpty()) {
                findings.addAll(ports(Choices.read(state.choices()).keptPorts()));
            } else {
                findings.add(warn("left", "processes of it still run: " + String.join(", ", living)));
            }
            return findings;
        }
        return status.map(StackChecks::parts).orElseGet(() -> List.of(warn("stack", "it has only just begun")));
    }

    private static Finding withoutSupervisor(Status last) {
        return last.phase() == Status.Phase.FAILED
                ? fail("stack", "did not start: " + last.failure())
                : warn("stack", "its supervisor is gone: `spark up` starts it again, `spark down` ends the rest");
    }

    private static List<Finding> ports(Map<String, Integer> ports) {
        return ports.entrySet().stream()
                .filter(each -> !Ports.isFree(each.getValue()))
                .map(each -> warn(
                        "port " + each.getValue(),
                        "taken by another program: `spark up` will give " + each.getKey() + " another one"))
                .toList();
    }

    private static List<Finding> parts(Status status) {
        var findings = new ArrayList<Finding>();
        var where = status.url() + ", cluster " + status.cluster();
        findings.add(
                switch (status.phase()) {
                    case READY ->
                        status.simulated()
                                ? warn(
                                        "stack",
                                        "up at " + status.url()
                                                + "; its cluster is simulated, sparks cannot be entered")
                                : ok("stack", "up at " + where);
                    case STARTING -> warn("stack", "starting");
                    case STOPPING -> warn("stack", "ending");
                    case FAILED -> fail("stack", String.valueOf(status.failure()));
                });
        status.parts().forEach(part -> findings.add(part(part)));
        return findings;
    }

    private static Finding part(Status.Part part) {
        var restarts = part.restarts() == 0 ? "" : ", started again " + part.restarts() + " times";
        var doing = part.doing() == null ? "" : ", " + part.doing();
        return switch (part.state()) {
            case READY -> ok(part.name(), "ready" + doing + restarts);
            case FAILED -> fail(part.name(), String.valueOf(part.doing()));
            case WAITING, STARTING -> warn(part.name(), "not ready yet" + doing + restarts);
        };
    }
}
