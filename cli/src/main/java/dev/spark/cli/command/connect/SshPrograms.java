package dev.spark.cli.command.connect;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.surroundings.Surroundings;
import java.nio.file.Path;

/** OpenSSH's programs on this machine. */
final class SshPrograms {
    private SshPrograms() {}

    static Path require(Surroundings surroundings, String program) {
        return surroundings
                .programs()
                .find(program)
                .orElseThrow(
                        () -> new Failure(
                                ExitCode.FAILED,
                                "there is no `" + program + "` on this machine",
                                "Install OpenSSH's client (Debian: apt install openssh-client), or use: spark exec NAME -- COMMAND"));
    }
}
