package dev.spark.local.stack.progress;

import dev.spark.local.stack.state.Status;

/** For terminals: one line per part, which changes in place. */
final class InPlaceView implements View {

    private static final String UP = "\u001b[%dA";
    private static final String CLEAR_LINE = "\u001b[2K\r";

    private int printed;
    private String last = "";

    @Override
    public String show(Status status) {
        var lines = status.parts().stream().map(PartLine::of).toList();
        var text = new StringBuilder();
        lines.forEach(line -> text.append(CLEAR_LINE).append(line).append('\n'));
        if (text.toString().equals(last)) {
            return "";
        }
        last = text.toString();
        var back = printed == 0 ? "" : UP.formatted(printed);
        printed = lines.size();
        return back + text;
    }
}
