package dev.spark.metrics.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Who was asked, and how that went: for health, log and Prometheus. */
@ApplicationScoped
public class Sources {

    private final Map<String, Answering> nodes = new ConcurrentHashMap<>();
    private final Answering databases = new Answering("the server of the sparks' databases");
    private final MultiGauge ages;
    private final Clock clock;

    Sources(MeterRegistry metrics, Clock clock) {
        this.ages = MultiGauge.builder("spark.metrics.node.reading.age")
                .description("How old the last answer of a node's kubelet is")
                .baseUnit("seconds")
                .register(metrics);
        this.clock = clock;
    }

    /** Nodes that were not asked are of no interest any more. */
    void note(Map<String, Kubelets.Answer> answers) {
        Instant now = clock.instant();
        nodes.keySet().retainAll(answers.keySet());
        answers.forEach((name, answer) -> {
            Answering node = nodes.computeIfAbsent(name, added -> new Answering("the kubelet of node " + added));
            switch (answer) {
                case Kubelets.Answer.Summary summary -> node.answered(now);
                case Kubelets.Answer.Silence(String why) -> node.silent(why);
            }
        });
        show();
    }

    void note(Statements.Answer answer) {
        switch (answer) {
            case Statements.Answer.Counted counted -> databases.answered(clock.instant());
            case Statements.Answer.Silence(String why) -> databases.silent(why);
        }
    }

    /** Another replica asks them now. */
    void forgetNodes() {
        if (!nodes.isEmpty()) {
            nodes.clear();
            show();
        }
    }

    private void show() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        nodes.forEach((name, node) -> node.lastAnswer()
                .ifPresent(at -> rows.add(MultiGauge.Row.of(
                        Tags.of("node", name),
                        at,
                        then -> Duration.between(then, clock.instant()).toMillis() / 1000.0))));
        ages.register(rows, true);
    }

    /** Why nodes do not answer, by their names. */
    public Map<String, String> silentNodes() {
        var silent = new TreeMap<String, String>();
        nodes.forEach((name, node) -> node.trouble().ifPresent(why -> silent.put(name, why)));
        return silent;
    }

    public Answering databases() {
        return databases;
    }
}
