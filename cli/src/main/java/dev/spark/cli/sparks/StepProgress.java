package dev.spark.cli.sparks;

import dev.spark.cli.output.Durations;
import dev.spark.cli.output.Output;
import dev.spark.cli.output.Printable;
import dev.spark.cli.sparks.Spark.Step;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows a spark's steps as they pass, each once; elsewhere than on a terminal only that it waits in the queue, and where. */
public final class StepProgress implements Consumer<Spark> {
    private final Output output;
    private final Set<String> shown = new HashSet<>();
    private @Nullable String lastPlace;

    public StepProgress(Output output) {
        this.output = output;
    }

    @Override
    public void accept(Spark spark) {
        // The steps of one that wakes are those of its making, long past.
        for (var step : spark.isWaking() ? List.<Step>of() : spark.steps()) {
            if ((step.isDone() || step.isFailed()) && shown.add(step.name() + step.state())) {
                output.passed(line(step, output));
            }
        }
        output.progress(spark.isComing() ? underWay(spark) : null);
        if (!output.showsProgress()) {
            tellOfQueue(spark);
        }
    }

    /** A line for each place, so that whoever reads a log knows that it waits, and moves on. */
    private void tellOfQueue(Spark spark) {
        var place = spark.isQueued() ? place(spark) : null;
        if (place != null && !place.equals(lastPlace)) {
            output.note(Printable.of(place));
            if (lastPlace == null) {
                output.note("  all running places are taken: put another to sleep to make room, or raise the limit"
                        + " (spark quota)");
            }
        } else if (place == null && lastPlace != null && spark.isComing()) {
            output.note(Printable.of(spark.name() + " has a place now, and is " + spark.stateInWords()));
        }
        lastPlace = place;
    }

    private static String place(Spark spark) {
        return spark.name() + " waits for a free place"
                + (spark.queuePosition() == null ? "" : ", place " + spark.queuePosition() + " in the queue");
    }

    /** A step that is over, on one line. */
    private static String line(Step step, Output output) {
        return mark(step, output) + " " + Printable.of(words(step))
                + output.noteInk().faint(Printable.of(tail(step)));
    }

    private static String mark(Step step, Output output) {
        return step.isFailed() ? output.noteInk().red("✗") : output.noteInk().green("✓");
    }

    private static String words(Step step) {
        return step.name().replace('_', ' ').replace('-', ' ');
    }

    private static String tail(Step step) {
        var took = step.startedAt() == null || step.finishedAt() == null
                ? ""
                : "  " + Durations.exact(Duration.between(step.startedAt(), step.finishedAt()));
        return step.message() == null ? took : took + "  " + step.message();
    }

    private static String underWay(Spark spark) {
        if (spark.isQueued()) {
            return "  " + place(spark);
        }
        if (spark.isWaking()) {
            return "  " + spark.name() + " is waking";
        }
        return spark.steps().stream()
                .filter(Step::isUnderWay)
                .findFirst()
                .map(step -> "  " + words(step) + (step.message() == null ? "" : ": " + step.message()))
                .orElse("  " + spark.name() + " is " + spark.state());
    }
}
