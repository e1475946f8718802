package dev.spark.local.stack.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.local.Folders;
import dev.spark.local.stack.state.Json;
import dev.spark.local.stack.state.PrivateFile;
import dev.spark.local.stack.state.StateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command line's settings: {@code url} and {@code token} in {@code config.json}. All other fields are left as they are.
 * What was there before is kept in the stack's state, and is put back when the stack is purged.
 */
public final class CommandLineLogin {

    /**
     * @param file the settings that were written to
     * @param url what was written, and may only be undone while it is still there
     * @param earlierUrl what it replaced, if anything
     * @param earlierToken with it
     * @param folderMade whether the settings' folder was made for this login: what is in it then came with it
     */
    private record Written(
            String file,
            String url,
            @Nullable String earlierUrl,
            @Nullable String earlierToken,
            boolean folderMade) {}

    /** Its key for SSH, the sparks it knows and how ssh finds them: of no use where it is logged in nowhere. */
    private static final List<String> MADE_BY_THE_COMMAND_LINE =
            List.of("id_ed25519", "id_ed25519.pub", "id_ed25519.lock", "known_hosts", "known_hosts.lock", "ssh_config");

    /** The public keys of the account, for ssh. */
    private static final String ACCOUNT_KEYS = "account-keys";

    private final StateFolder state;
    private final Path file;

    public CommandLineLogin(StateFolder state) {
        this(state, settingsFile());
    }

    CommandLineLogin(StateFolder state, Path file) {
        this.state = state;
        this.file = file;
    }

    private static Path settingsFile() {
        var xdg = System.getenv("XDG_CONFIG_HOME");
        var base = xdg != null && Path.of(xdg).isAbsolute()
                ? Path.of(xdg)
                : Path.of(System.getProperty("user.home"), ".config");
        return base.resolve("spark").resolve("config.json");
    }

    /** Logs the command line in. Returns what its owner should know, if anything. */
    public Optional<String> write(String url, String token) {
        var settings = read(file);
        var before = settings.path("url").asText("");
        if (before.equals(url) && settings.path("token").asText("").equals(token)) {
            return Optional.empty();
        }
        var earlier = written();
        var isForeign = !before.isEmpty()
                && earlier.filter(each -> each.url().equals(before)).isEmpty();
        remember(
                url, isForeign ? settings : read(state.path().resolve("none")), isForeign ? Optional.empty() : earlier);
        settings.put("url", url).put("token", token);
        PrivateFile.write(file, Json.print(settings));
        return isForeign && !before.equals(url)
                ? Optional.of("You were logged in to " + before + "; `spark down --purge` puts that login back.")
                : Optional.empty();
    }

    private void remember(String url, ObjectNode replaced, Optional<Written> earlier) {
        var earlierUrl =
                replaced.path("url").asText(earlier.map(Written::earlierUrl).orElse(null));
        var earlierToken =
                replaced.path("token").asText(earlier.map(Written::earlierToken).orElse(null));
        var folderMade = written()
                .map(Written::folderMade)
                .orElseGet(() -> !Files.exists(file.toAbsolutePath().getParent()));
        PrivateFile.write(
                state.login(), Json.print(new Written(file.toString(), url, earlierUrl, earlierToken, folderMade)));
    }

    /** Takes back what was written, if it is still there. */
    public void undo() {
        var written = written();
        if (written.isEmpty()) {
            return;
        }
        var target = Path.of(written.get().file());
        var settings = read(target);
        if (settings.path("url").asText("").equals(written.get().url())) {
            settings.remove("url");
            settings.remove("token");
            if (written.get().earlierUrl() != null) {
                settings.put("url", written.get().earlierUrl());
                settings.put("token", written.get().earlierToken());
            }
            if (settings.isEmpty()) {
                delete(target, written.get().folderMade());
            } else {
                PrivateFile.write(target, Json.print(settings));
            }
        }
        PrivateFile.delete(state.login());
    }

    private Optional<Written> written() {
        return PrivateFile.read(state.login()).map(text -> Json.parse(text, Written.class));
    }

    private static ObjectNode read(Path file) {
        try {
            return PrivateFile.read(file)
                    .map(text -> Json.parse(text, ObjectNode.class))
                    .orElseGet(Json::emptyObject);
        } catch (IllegalArgumentException e) {
            return Json.emptyObject();
        }
    }

    /**
     * With the folder, if nothing else is in it. A key that was there before the login may be known elsewhere, and stays.
     */
    private static void delete(Path target, boolean folderMade) {
        PrivateFile.delete(target);
        if (folderMade) {
            MADE_BY_THE_COMMAND_LINE.forEach(name -> PrivateFile.delete(target.resolveSibling(name)));
            Folders.delete(target.resolveSibling(ACCOUNT_KEYS));
        }
        try (var others = Files.list(target.getParent())) {
            if (others.findAny().isEmpty()) {
                Files.delete(target.getParent());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
