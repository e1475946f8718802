package dev.spark.gateway.exec;

import dev.spark.gateway.dial.Processes;
import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import dev.spark.gateway.http.Fields;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may be run: checked here, passed on as it is. The limits are those of Linux for one command. */
final class Commands {

    /** Of a word, and of a variable with its name: the kernel's MAX_ARG_STRLEN, without the NUL at its end. */
    static final int LONGEST_WORD = 128 * 1024 - 1;

    /** Of all of them together: the kernel's ARG_MAX, at the usual size of a stack. */
    static final int MOST_BYTES = 2 * 1024 * 1024;

    /** What the kernel counts for each beside its bytes: a NUL and a pointer. */
    private static final int FOR_EACH = 9;

    static final int LONGEST_DIR = 4096;
    private static final String BASE64 = "base64";
    private static final String TOO_LONG =
            "must have words of less than 128 KiB each, as Linux has it: pass more by stdin or in a file";
    private static final int LARGEST_TERMINAL = 9999;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private Commands() {}

    /**
     * @param encoding how the texts stand for bytes: UTF-8, or with {@code base64} that
     * @throws RefusedException with {@link Refusal.Invalid}
     */
    static Processes.Command checked(
            @Nullable List<@Nullable String> argv,
            @Nullable Map<String, @Nullable String> env,
            @Nullable String dir,
            @Nullable String encoding,
            Optional<Processes.Size> terminal) {
        List<@Nullable String> given = argv == null ? List.of() : argv;
        Map<String, @Nullable String> variables = env == null ? Map.of() : env;
        Fields.check(encoding == null || encoding.equals(BASE64), "encoding", "must be base64, or left out");
        boolean isBase64 = encoding != null;
        Fields.check(!given.isEmpty(), "command", "must be the program and its arguments");
        List<Buffer> words =
                given.stream().map(word -> bytes(word, "command", isBase64)).toList();
        Fields.check(words.getFirst().length() > 0, "command", "must begin with a program");
        Fields.check(words.stream().allMatch(word -> word.length() <= LONGEST_WORD), "command", TOO_LONG);
        Fields.check(
                variables.keySet().stream().allMatch(name -> NAME.matcher(name).matches()),
                "env",
                "must have names of letters, digits and _, not beginning with a digit");
        var values = new TreeMap<String, Buffer>();
        variables.forEach((name, value) -> values.put(name, bytes(value, "env", isBase64)));
        Fields.check(
                values.entrySet().stream()
                        .allMatch(variable -> variable.getKey().length()
                                        + 1
                                        + variable.getValue().length()
                                <= LONGEST_WORD),
                "env",
                TOO_LONG.replace("words", "variables"));
        Optional<Buffer> directory = Optional.ofNullable(dir).map(text -> bytes(text, "dir", isBase64));
        Fields.check(directory.isEmpty() || isPath(directory.get()), "dir", "must be an absolute path");
        long total = words.stream().mapToLong(word -> FOR_EACH + word.length()).sum()
                + values.entrySet().stream()
                        .mapToLong(variable -> FOR_EACH
                                + variable.getKey().length()
                                + 1
                                + variable.getValue().length())
                        .sum();
        Fields.check(
                total <= MOST_BYTES,
                "command",
                "must, with env, be at most 2 MiB, as Linux has it, which counts 9 bytes more for each word:"
                        + " pass more by stdin or in a file");
        return new Processes.Command(words, values, directory, terminal);
    }

    /** What is left out is as a terminal of old. */
    static Processes.Size size(@Nullable Integer columns, @Nullable Integer rows) {
        var size = new Processes.Size(columns == null ? 80 : columns, rows == null ? 24 : rows);
        Fields.check(isSane(size.columns()), "cols", "must be between 1 and " + LARGEST_TERMINAL);
        Fields.check(isSane(size.rows()), "rows", "must be between 1 and " + LARGEST_TERMINAL);
        return size;
    }

    private static boolean isSane(int size) {
        return size >= 1 && size <= LARGEST_TERMINAL;
    }

    private static boolean isPath(Buffer dir) {
        byte[] bytes = dir.getBytes();
        boolean isOneLine = true;
        for (byte b : bytes) {
            isOneLine &= b != '\n';
        }
        return bytes.length > 0 && bytes.length <= LONGEST_DIR && bytes[0] == '/' && isOneLine;
    }

    private static Buffer bytes(@Nullable String text, String field, boolean isBase64) {
        if (text == null) {
            throw Fields.invalid(field, "must be texts without NUL");
        }
        byte[] bytes = isBase64 ? ofBase64(text, field) : ofText(text, field);
        for (byte b : bytes) {
            Fields.check(b != 0, field, "must be texts without NUL");
        }
        return Buffer.buffer(bytes);
    }

    private static byte[] ofBase64(String text, String field) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw Fields.invalid(field, "must be base64, as encoding says");
        }
    }

    /** Half a surrogate pair, which JSON can express, is no character: it would become another one here. */
    private static byte[] ofText(String text, String field) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw Fields.invalid(field, "must be Unicode: other bytes go with encoding base64");
        }
    }
}
