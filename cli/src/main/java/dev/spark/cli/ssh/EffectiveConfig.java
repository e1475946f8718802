package dev.spark.cli.ssh;

import dev.spark.cli.surroundings.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What ssh makes of its configuration files for one host, as {@code ssh -G} prints it: the first value of each option that
 * this version of ssh knows, by the option's name in small letters. Empty where ssh does not tell.
 */
record EffectiveConfig(Map<String, String> values) {
    static EffectiveConfig of(Surroundings surroundings, Path ssh, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(ssh.toString());
        command.add("-G");
        command.addAll(arguments);
        var said = surroundings.programs().ask(command);
        var values = new TreeMap<String, String>();
        if (said.exitCode() == 0) {
            said.out()
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .filter(pair -> pair.length == 2)
                    .forEach(pair -> values.putIfAbsent(pair[0].toLowerCase(Locale.ROOT), pair[1]));
        }
        return new EffectiveConfig(values);
    }

    /**
     * Options that undo what would change which program runs, where, or what it trusts. Only options that are set otherwise
     * are named: an older ssh stops at one it does not know.
     */
    List<String> corrections() {
        var options = new ArrayList<String>();
        correct(options, "remotecommand", "RemoteCommand", "none");
        correct(options, "sessiontype", "SessionType", "default");
        correct(options, "stdinnull", "StdinNull", "no");
        correct(options, "forkafterauthentication", "ForkAfterAuthentication", "no");
        correct(options, "knownhostscommand", "KnownHostsCommand", "none");
        var signatures = values.get("casignaturealgorithms");
        if (signatures != null && !List.of(signatures.split(",")).contains("ssh-ed25519")) {
            options.add("CASignatureAlgorithms=ssh-ed25519");
        }
        return options;
    }

    private void correct(List<String> options, String key, String name, String wanted) {
        var value = values.get(key);
        if (value != null && !value.equals(wanted)) {
            options.add(name + "=" + wanted);
        }
    }

    /** The socket of the agent that ssh asks, where that is not the one of the environment; {@code none} for no agent. */
    Optional<String> identityAgent(Surroundings surroundings) {
        return Optional.ofNullable(values.get("identityagent"))
                .filter(agent -> !agent.equals("SSH_AUTH_SOCK"))
                .map(agent -> agent.startsWith("~/")
                        ? surroundings.home().resolve(agent.substring(2)).toString()
                        : agent)
                .map(agent -> agent.startsWith("$")
                        ? surroundings.environment().getOrDefault(agent.replaceAll("^\\$\\{?|}$", ""), "none")
                        : agent);
    }
}
