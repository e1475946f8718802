package dev.spark.cli.run;

import dev.spark.cli.surroundings.Terminal;
import java.util.ArrayList;
import java.util.List;

/** A terminal of 100 by 30, or a part of one. */
public final class FakeTerminal implements Terminal {
    private final boolean in;
    private final boolean out;
    private final boolean err;
    private final List<String> log = new ArrayList<>();
    private Runnable onResize = () -> {};

    public FakeTerminal(boolean in, boolean out, boolean err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** {@code raw}, {@code restored} … in the order it was done. */
    public List<String> log() {
        return log;
    }

    public void resize() {
        onResize.run();
    }

    @Override
    public boolean isIn() {
        return in;
    }

    @Override
    public boolean isOut() {
        return out;
    }

    @Override
    public boolean isErr() {
        return err;
    }

    @Override
    public Size size() {
        return new Size(100, 30);
    }

    @Override
    public Change raw() {
        return change("raw");
    }

    @Override
    public Change withoutEcho() {
        return change("silent");
    }

    private Change change(String name) {
        log.add(name);
        return () -> log.add("restored");
    }

    @Override
    public void onResize(Runnable action) {
        this.onResize = action;
    }
}
