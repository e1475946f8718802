package dev.spark.cli.ssh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Answer;
import dev.spark.cli.http.Api;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Pages;
import dev.spark.cli.http.Request;
import dev.spark.cli.json.Json;
import dev.spark.cli.surroundings.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SSH keys that the account's sparks let in. */
public final class AccountKeys {
    private final Api api;
    private final Surroundings surroundings;

    public AccountKeys(Api api, Surroundings surroundings) {
        this.api = api;
        this.surroundings = surroundings;
    }

    /** The account's key list at a cursor. */
    public static ApiPath path(@Nullable String cursor) {
        return ApiPath.of("ssh-keys").with("cursor", cursor);
    }

    /** @param name none for the key's comment, if that will do */
    public Answer add(PublicKey key, @Nullable String name) {
        var body = Json.object();
        if (name != null) {
            body.put("name", name);
        }
        body.put("public_key", key.line());
        return api.call(Request.post(ApiPath.of("ssh-keys").toString(), body));
    }

    /**
     * Sees to it that the account has a key at all: where it has none, it gets this machine's own one. That is a courtesy:
     * what stands in its way is left for the person to find when they connect, except that the gateway is away.
     *
     * @return the key, if it was added now
     */
    public @Nullable PublicKey ensureThereIsOne() {
        return ensured().added();
    }

    /** The account's keys, after {@link #ensureThereIsOne}; none where they are not known. */
    public List<PublicKey> withOneAtLeast() {
        return ensured().keys();
    }

    private record Ensured(List<PublicKey> keys, @Nullable PublicKey added) {}

    private Ensured ensured() {
        try {
            var items = items();
            if (!items.isEmpty()) {
                return new Ensured(keys(items), null);
            }
            var key = new OwnKey(surroundings).orNew();
            add(key, null);
            return new Ensured(List.of(key), key);
        } catch (Failure e) {
            if (e.exitCode() == ExitCode.UNREACHABLE) {
                throw e;
            }
            return new Ensured(List.of(), null);
        }
    }

    private List<JsonNode> items() {
        var items = new ArrayList<JsonNode>();
        Pages.forEach(api, AccountKeys::path, "list of keys", items::addAll);
        return items;
    }

    private static List<PublicKey> keys(List<JsonNode> items) {
        return items.stream()
                .map(item -> PublicKey.of(item.path("public_key").asText("")))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether a key of this machine, in a file or in the agent, is among the account's; true where that is not known. */
    public boolean knowsThisMachine() {
        try {
            var registered = new HashSet<String>();
            for (var item : items()) {
                registered.add(item.path("fingerprint").asText());
            }
            return local().stream().anyMatch(key -> registered.contains(key.fingerprint()));
        } catch (Failure e) {
            return true;
        }
    }

    private List<PublicKey> local() {
        var keys = new ArrayList<PublicKey>();
        var ssh = surroundings.home().resolve(".ssh");
        addFrom(new SparkFiles(surroundings.configFolder()).publicKey(), keys);
        SshOptions.USUAL_KEYS.forEach(name -> addFrom(ssh.resolve(name + ".pub"), keys));
        keys.addAll(AgentKeys.of(surroundings, Optional.empty()));
        return keys;
    }

    private static void addFrom(Path file, List<PublicKey> keys) {
        try {
            var key = Files.exists(file) ? PublicKey.of(Files.readString(file)) : null;
            if (key != null) {
                keys.add(key);
            }
        } catch (IOException e) {
            // A file that cannot be read is no key.
        }
    }
}
