package dev.spark.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.local.stack.apps.App;
import dev.spark.local.stack.process.Launcher;
import dev.spark.local.stack.process.ProcessIdentity;
import dev.spark.local.stack.process.ProcessTable;
import dev.spark.local.stack.process.Signal;
import dev.spark.local.stack.state.StateFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorIT {

    @TempDir
    Path folder;

    private StateFolder state;
    private ProcessTable children;

    @BeforeEach
    void aFolder() {
        state = new StateFolder(folder.resolve("state")).create();
        children = new ProcessTable(state.children());
    }

    @AfterEach
    void end() {
        StackEnd.of(state).endSupervisor();
        StackEnd.of(state).endChildren();
    }

    @Test
    void startsAKilledChildAgain() throws Exception {
        start("gateway=sleep 1000");
        var killed = await("gateway");

        Signal.KILL.send(List.of(killed));
        await(() -> children.find("gateway").filter(now -> !now.equals(killed)).isPresent());

        assertThat(killed.isAlive()).isFalse();
    }

    @Test
    void endsWhatAKilledSupervisorLeftBeforeItStartsItsOwn() throws Exception {
        start("gateway=sleep 1000", "kafka=sleep 1000");
        var left = List.of(await("gateway"), await("kafka"));
        Signal.KILL.send(
                StackEnd.supervisors(state).find(StackEnd.SUPERVISOR).stream().toList());
        await(() -> !StackEnd.of(state).isSupervised());
        assertThat(left).allMatch(ProcessIdentity::isAlive);

        start("gateway=sleep 1000");
        await(() -> children.find("gateway").filter(now -> !left.contains(now)).isPresent());

        assertThat(left).noneMatch(ProcessIdentity::isAlive);
        assertThat(children.find("kafka")).isEmpty();
    }

    @Test
    void endsChildrenWithTheirOwnChildrenAndThoseThatDoNotWantTo() throws Exception {
        start("gateway=sleep 1000 & wait", "provisioner=trap '' TERM; while :; do sleep 0.2; done");
        await("gateway");
        await("provisioner");
        await(() -> children.family("gateway").size() == 2);
        var all = Stream.of("gateway", "provisioner")
                .flatMap(name -> children.family(name).stream())
                .toList();

        new StackEnd(state, Duration.ofSeconds(1)).endSupervisor();

        assertThat(all).isNotEmpty().noneMatch(ProcessIdentity::isAlive);
        assertThat(children.names()).isEmpty();
        assertThat(StackEnd.of(state).isSupervised()).isFalse();
    }

    @Test
    void endsTheRestOfAFamilyWhoseHeadWasKilled() throws Exception {
        start("gateway=sleep 1000 & wait");
        var head = await("gateway");
        await(() -> children.family("gateway").size() == 2);
        var family = new ArrayList<>(children.family("gateway"));
        Signal.KILL.send(
                StackEnd.supervisors(state).find(StackEnd.SUPERVISOR).stream().toList());
        Signal.KILL.send(List.of(head));
        await(() -> !head.isAlive());
        assertThat(family).anyMatch(ProcessIdentity::isAlive);

        StackEnd.of(state).endSupervisor();
        StackEnd.of(state).endChildren();

        assertThat(family).noneMatch(ProcessIdentity::isAlive);
    }

    private void start(String... sleepers) throws Exception {
        var command = new ArrayList<>(List.of(
                App.javaProgram(),
                "-cp",
                System.getProperty("java.class.path"),
                DummyStack.class.getName(),
                state.path().toString()));
        command.addAll(List.of(sleepers));
        new Launcher(StackEnd.supervisors(state))
                .start(StackEnd.SUPERVISOR, command, System.getenv(), state.log(StackEnd.SUPERVISOR));
    }

    private ProcessIdentity await(String child) throws InterruptedException {
        await(() -> children.find(child).isPresent());
        return children.find(child).orElseThrow();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(10);
        }
    }
}
