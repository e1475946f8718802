package dev.spark.provisioner.app;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines of a log that anybody may write: of one that is too long only the beginning is kept. */
final class LogLines {

    private final InputStream in;
    private final int longest;

    LogLines(InputStream in, int longest) {
        this.in = new BufferedInputStream(in);
        this.longest = longest;
    }

    /** The next line without its end; empty at the end of the log. */
    Optional<String> next() throws IOException {
        var line = new ByteArrayOutputStream();
        int read;
        while ((read = in.read()) != -1) {
            if (read == '\n') {
                return Optional.of(line.toString(StandardCharsets.UTF_8));
            }
            if (line.size() <= longest) {
                line.write(read);
            }
        }
        return Optional.empty();
    }
}
