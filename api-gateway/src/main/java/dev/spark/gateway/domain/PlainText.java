package dev.spark.gateway.domain;

/** A line of text that somebody types and others read on a terminal. */
public final class PlainText {

    private PlainText() {}

    /**
     * Whether it has something to read, and nothing that changes how the text around it is shown: no control characters, no
     * line breaks, no characters that turn the direction of writing, no halves of characters.
     */
    public static boolean isValid(String text) {
        return !text.isBlank() && text.codePoints().noneMatch(PlainText::changesWhatIsShown);
    }

    static boolean changesWhatIsShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            // Joiners are part of words and of emoji.
            case Character.FORMAT -> character != 0x200C && character != 0x200D;
            default -> false;
        };
    }
}
