package dev.spark.cli.output;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.surroundings.Surroundings;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is printed, and where: what was asked for on standard output, all else on standard error. Colour is for terminals,
 * and neither for {@code NO_COLOR} nor {@code TERM=dumb}; progress is for terminals.
 */
public final class Output {
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final Ink outInk;
    private final Ink errInk;
    private final boolean shows;
    private boolean onProgressLine;

    public Output(Surroundings surroundings) {
        var plain = surroundings.variable("NO_COLOR") != null || "dumb".equals(surroundings.variable("TERM"));
        this.out = surroundings.out();
        this.err = surroundings.err();
        this.outIsTerminal = surroundings.terminal().isOut();
        this.outInk = new Ink(outIsTerminal && !plain);
        this.shows = surroundings.terminal().isErr();
        this.errInk = new Ink(shows && !plain);
    }

    /** Colours for standard output. */
    public Ink ink() {
        return outInk;
    }

    /** Colours for progress and notes. */
    public Ink noteInk() {
        return errInk;
    }

    public boolean isTerminal() {
        return outIsTerminal;
    }

    /** Whether somebody watches: what passes is shown on a terminal only. */
    public boolean showsProgress() {
        return shows;
    }

    public void line(String text) {
        clearProgress();
        out.println(text);
    }

    public void lines(List<String> lines) {
        lines.forEach(this::line);
    }

    /** A body of the API exactly as it came; a terminal gets a line end after it. */
    public void body(byte[] body) {
        clearProgress();
        out.write(body, 0, body.length);
        if (outIsTerminal && body.length > 0 && body[body.length - 1] != '\n') {
            out.println();
        }
    }

    /** Shows what was printed. Returns false when nobody reads it any more. */
    public boolean flush() {
        return !out.checkError();
    }

    /** Clears the screen for a new picture of the same thing. */
    public void restartScreen() {
        if (outIsTerminal) {
            out.print("\u001b[H\u001b[2J");
        }
    }

    /** A remark for the person, whatever the output is read by. */
    public void note(String text) {
        clearProgress();
        out.flush();
        err.println(text);
    }

    /** A step that has passed: a line that stays. */
    public void passed(String text) {
        if (shows) {
            note(text);
        }
    }

    /** What goes on at the moment: a line that the next one replaces. None clears it. */
    public void progress(@Nullable String text) {
        if (!shows) {
            return;
        }
        clearProgress();
        if (text != null) {
            err.print(errInk.faint(Printable.of(text) + " …"));
            err.flush();
            onProgressLine = true;
        }
    }

    private void clearProgress() {
        if (onProgressLine) {
            err.print(ERASE_LINE);
            err.flush();
            onProgressLine = false;
        }
    }

    /** One line of what happened, one of what to do. */
    public void failure(Failure failure) {
        note(errInk.red("spark:") + " " + Printable.of(failure.whatHappened()));
        if (!failure.whatToDo().isBlank()) {
            err.println(errInk.faint("       " + Printable.of(failure.whatToDo())));
        }
    }
}
