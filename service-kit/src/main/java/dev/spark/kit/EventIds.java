package dev.spark.kit;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids of messages that may have to be said again after a crash: the same content gives the same id. */
public final class EventIds {

    private EventIds() {}

    /** A name-based UUID of the parts, whose order matters. */
    public static String derived(Object... parts) {
        var name = new StringBuilder();
        for (Object part : parts) {
            String text = String.valueOf(part);
            name.append(text.length()).append(':').append(text);
        }
        return UUID.nameUUIDFromBytes(name.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
