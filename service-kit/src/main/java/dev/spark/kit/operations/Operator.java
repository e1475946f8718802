package dev.spark.kit.operations;

import dev.spark.kit.KitConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may make the operator's calls: whoever has the token of the settings. Without a token in the settings, nobody. */
@ApplicationScoped
public class Operator {

    private final Optional<String> token;

    Operator(KitConfig config) {
        this.token = config.ops().token();
    }

    /**
     * @param authorization the header of that name
     * @throws NotFoundException for everybody else: the calls are not there for them
     */
    public void authorize(@Nullable String authorization) {
        byte[] given = String.valueOf(authorization).getBytes(StandardCharsets.UTF_8);
        boolean right = token.filter(text -> !text.isBlank())
                .map(text -> ("Bearer " + text).getBytes(StandardCharsets.UTF_8))
                .map(expected -> MessageDigest.isEqual(expected, given))
                .orElse(false);
        if (!right) {
            throw new NotFoundException();
        }
    }
}
