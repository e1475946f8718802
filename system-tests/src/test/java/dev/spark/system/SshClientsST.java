package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** OpenSSH as people have it: agents with many keys, settings for every host, host keys that nobody has seen before. */
@Order(125)
class SshClientsST {

    private static final Duration SOON = Duration.ofMinutes(2);

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @BeforeEach
    void create() {
        stack.spark("create", "clients").succeeded();
    }

    @AfterEach
    void removed() {
        stack.spark("config-ssh", "--remove");
        admin.deleteAll(SOON);
    }

    @Test
    void takesAnAgentWithEightKeysAndTrustsTheAuthorityAlone() {
        stack.spark("config-ssh").succeeded();
        assertThat(stack.shell("""
            d=$(mktemp -d); eval "$(ssh-agent -s)" > /dev/null; trap 'ssh-agent -k > /dev/null; rm -rf "$d"' EXIT
            for i in 1 2 3 4 5 6 7 8; do ssh-keygen -q -t ed25519 -N '' -f "$d/k$i"; ssh-add -q "$d/k$i"; done
            spark="%s/spark"
            "$spark" shell clients -- id -un
            "$spark" cp "$d/k1.pub" clients:k && echo copied
            ssh -F "$HOME/.ssh/config" clients.spark id -un
            "$spark" key add "$d/k8.pub" > /dev/null
            mv "$XDG_CONFIG_HOME/spark/id_ed25519" "$d/aside"
            # Until the spark has the new key.
            for try in $(seq 120); do "$spark" shell clients -- echo by the agent 2> said && break; sleep 0.5; done || cat said
            mv "$d/aside" "$XDG_CONFIG_HOME/spark/id_ed25519"
            grep -c '^clients.spark \\|^s-.* ssh-' "$XDG_CONFIG_HOME/spark/known_hosts"
            """.formatted(Stack.root())).out()).isEqualTo("user\ncopied\nuser\nby the agent\n0\n");
    }

    @Test
    void saysThatAForwardingFailed() {
        assertThat(stack.shell("""
            "%s/spark" shell clients -- -R 22:localhost:9 true 2>&1
            """.formatted(Stack.root())).out())
                .contains("remote port forwarding failed for listen port 22");
    }
}
