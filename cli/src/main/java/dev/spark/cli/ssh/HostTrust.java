package dev.spark.cli.ssh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.Api;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Request;
import dev.spark.cli.json.Json;
import dev.spark.cli.sparks.Sparks;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** By which keys ssh knows the sparks, as the gateway says: nothing is taken on first sight. */
public final class HostTrust {
    /** What a spark's sshd says in its greeting when its host key is signed. */
    public static final String CERTIFIED = "spark-certified";

    private final Api api;
    private final KnownHosts knownHosts;

    public HostTrust(Api api, SparkFiles files) {
        this.api = api;
        this.knownHosts = new KnownHosts(files.knownHosts());
    }

    /**
     * Writes the authority of the gateway to Spark's known_hosts.
     *
     * @return the lines that an ssh without Spark's configuration needs
     * @throws Failure if the gateway does not tell it
     */
    public List<String> learnAuthority() throws IOException {
        var told = api.get(ApiPath.of("ssh-authority"), "authority over SSH host keys");
        knownHosts.trust(
                api.gateway().url(), PublicKey.require(told.path("public_key").asText("")));
        return told.path("known_hosts").valueStream().map(JsonNode::asText).toList();
    }

    /** Notes whose the host's keys are. */
    public void belongsTo(String host, String id) throws IOException {
        knownHosts.belongsTo(host, id);
    }

    /**
     * Sees to it that ssh knows a host that greets it so. One without a signed key, which was started before there were
     * any, is asked for its own keys inside, on the way that commands are run.
     *
     * @param greeting the first line of its sshd
     */
    public void greeted(String address, String host, String greeting) throws IOException {
        var certified = greeting.contains(CERTIFIED)
                && knownHosts.hasAuthority(api.gateway().url());
        if (!certified && !knownHosts.knows(host)) {
            knownHosts.know(host, keysInside(address));
        }
    }

    private List<PublicKey> keysInside(String address) {
        var call = Json.object();
        var command = call.putArray("command");
        List.of("sudo", "-n", "sh", "-c", "cat /var/lib/spark/ssh/*.pub /run/spark/ssh/*.pub 2>/dev/null")
                .forEach(command::add);
        var path = Sparks.path(address, "exec").toString();
        return api.call(Request.post(path, call).about(Sparks.about(address)))
                .json()
                .path("stdout")
                .asText("")
                .lines()
                .map(PublicKey::of)
                .filter(Objects::nonNull)
                .toList();
    }
}
