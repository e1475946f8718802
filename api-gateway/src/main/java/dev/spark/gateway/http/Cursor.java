package dev.spark.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the next page begins: opaque to clients, stable whatever changes meanwhile. */
public final class Cursor {

    private static final int LONGEST = 200;

    private Cursor() {}

    public static String at(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(("1:" + place).getBytes(StandardCharsets.UTF_8));
    }

    public static String at(long position) {
        return at(String.valueOf(position));
    }

    public static Optional<String> place(@Nullable String cursor) {
        if (cursor == null) {
            return Optional.empty();
        }
        try {
            if (cursor.length() <= LONGEST) {
                String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                if (text.startsWith("1:") && text.chars().noneMatch(Character::isISOControl)) {
                    return Optional.of(text.substring(2));
                }
            }
        } catch (IllegalArgumentException e) {
            // falls through to the refusal
        }
        throw Fields.invalid("cursor", "must be a next_cursor that a page gave");
    }

    public static Optional<Long> position(@Nullable String cursor) {
        return place(cursor).map(place -> {
            Fields.check(place.matches("[0-9]{1,18}"), "cursor", "must be a next_cursor that a page gave");
            return Long.parseLong(place);
        });
    }
}
