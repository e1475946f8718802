package dev.spark.cli.output;

/** Colours, where there are any: without, the text comes back as it is. */
public final class Ink {
    private final boolean on;

    Ink(boolean on) {
        this.on = on;
    }

    public String bold(String text) {
        return paint("1", text);
    }

    public String faint(String text) {
        return paint("2", text);
    }

    public String red(String text) {
        return paint("31", text);
    }

    public String green(String text) {
        return paint("32", text);
    }

    public String yellow(String text) {
        return paint("33", text);
    }

    /** A spark's state, in the colour that says how that is. */
    public String state(String state) {
        return switch (state) {
            case "running" -> green(state);
            case "failed" -> red(state);
            case "queued", "creating", "interrupted", "waking", "falling_asleep", "stopping", "deleting" ->
                yellow(state);
            default -> faint(state);
        };
    }

    private String paint(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
