package dev.spark.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who the server runs as. PostgreSQL refuses to run as root; started by root it runs as {@code nobody}.
 *
 * <p>Where nobody may not even enter the folders above the data (a state folder below {@code /root}, say), the server
 * keeps one capability of root's: to pass directories and read files, but not to write them. In a container that lacks
 * this one it keeps the wider one that containers have.
 */
sealed interface ServerUser {

    /** The given command, to be run as this user. */
    List<String> command(List<String> command);

    /** Gives a file or folder, with all that is in it, to this user. */
    void own(Path path);

    static ServerUser of(Path... folders) {
        if (!isRoot()) {
            return new Caller();
        }
        var entered = Stream.of(folders).allMatch(ServerUser::othersMayEnter);
        return new Nobody(entered ? Optional.empty() : Optional.of(capabilityToEnter(effectiveCapabilities())));
    }

    /** This process's own user. */
    record Caller() implements ServerUser {
        @Override
        public List<String> command(List<String> command) {
            return command;
        }

        @Override
        public void own(Path path) {}
    }

    /** @param capability what it keeps of root's powers */
    record Nobody(Optional<String> capability) implements ServerUser {

        private static final int ID = 65534;

        @Override
        public List<String> command(List<String> command) {
            var whole = new ArrayList<>(List.of("setpriv", "--reuid=" + ID, "--regid=" + ID, "--clear-groups"));
            whole.add("--inh-caps=-all" + capability.map(name -> ",+" + name).orElse(""));
            capability.ifPresent(name -> {
                whole.add("--ambient-caps=-all,+" + name);
                whole.add("--securebits=+no_setuid_fixup"); // else access(2), which initdb asks first, ignores it
            });
            whole.add("--");
            whole.addAll(command);
            return whole;
        }

        @Override
        public void own(Path path) {
            try {
                if (Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(ID)) {
                    return;
                }
                try (var below = Files.walk(path)) {
                    for (var each : (Iterable<Path>) below.toList().reversed()::iterator) {
                        Files.setAttribute(each, "unix:uid", ID, LinkOption.NOFOLLOW_LINKS);
                        Files.setAttribute(each, "unix:gid", ID, LinkOption.NOFOLLOW_LINKS);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(path + " cannot be given to the user that PostgreSQL runs as", e);
            }
        }
    }

    /** Bits of CapEff: 1 is CAP_DAC_OVERRIDE, 2 is CAP_DAC_READ_SEARCH (capabilities(7)). */
    static String capabilityToEnter(long effective) {
        if ((effective & 1 << 2) != 0) {
            return "dac_read_search";
        }
        return "dac_override";
    }

    private static boolean othersMayEnter(Path folder) {
        for (var each = folder; each != null; each = each.getParent()) {
            try {
                if (Files.exists(each)
                        && !Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the permissions of " + each + " cannot be read", e);
            }
        }
        return true;
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private static long effectiveCapabilities() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("CapEff:"))
                    .findFirst()
                    .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .orElse(0L);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
