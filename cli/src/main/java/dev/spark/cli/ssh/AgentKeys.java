package dev.spark.cli.ssh;

import dev.spark.cli.surroundings.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The public keys of the SSH agent, as {@code ssh-add -L} lists them. */
final class AgentKeys {
    private AgentKeys() {}

    /** @param socket the agent's, empty for the one of the environment; {@code none} for no agent */
    static List<PublicKey> of(Surroundings surroundings, Optional<String> socket) {
        var programs = surroundings.programs();
        var sshAdd = programs.find("ssh-add");
        var env = programs.find("env");
        if (sshAdd.isEmpty() || socket.equals(Optional.of("none")) || socket.isPresent() && env.isEmpty()) {
            return List.of();
        }
        var command = new ArrayList<String>();
        socket.ifPresent(path -> {
            command.add(env.orElseThrow().toString());
            command.add("SSH_AUTH_SOCK=" + path);
        });
        command.add(sshAdd.get().toString());
        command.add("-L");
        return programs.ask(command)
                .out()
                .lines()
                .map(PublicKey::of)
                .filter(Objects::nonNull)
                .toList();
    }
}
