package dev.spark.local.stack.progress;

import dev.spark.local.stack.state.Status;
import dev.spark.local.stack.state.Status.Part;
import dev.spark.local.stack.state.Status.State;
import java.util.HashMap;
import java.util.Map;

/** For logs and pipes: a line when a part gets further, and now and then one while it takes long. */
final class LineByLineView implements View {

    private static final double SECONDS_OF_SILENCE = 15;

    private record Shown(State state, double seconds) {}

    private static final Shown NOTHING = new Shown(State.WAITING, 0);

    private final Map<String, Shown> shown = new HashMap<>();

    @Override
    public String show(Status status) {
        var text = new StringBuilder();
        for (var part : status.parts()) {
            if (isNews(part)) {
                shown.put(part.name(), new Shown(part.state(), part.seconds()));
                text.append(PartLine.of(part)).append('\n');
            }
        }
        return text.toString();
    }

    private boolean isNews(Part part) {
        var before = shown.getOrDefault(part.name(), NOTHING);
        return switch (part.state()) {
            case WAITING -> false;
            case STARTING -> part.seconds() - secondsShown(before) >= SECONDS_OF_SILENCE;
            case READY, FAILED -> part.state() != before.state();
        };
    }

    private static double secondsShown(Shown before) {
        return before.state() == State.STARTING ? before.seconds() : 0;
    }
}
