package dev.spark.cli.command;

import dev.spark.cli.command.connect.TunnelEnd;
import dev.spark.cli.session.Session;
import java.io.IOException;

/**
 * The two command lines that ssh starts for each connection, exactly as {@code ssh.ProxyCommand} writes them, without the
 * parser of all the others: that takes longer than the rest of the start. Whatever else is typed goes to the parser.
 */
final class ProxyCommandLine {
    private static final int SSH = 22;

    private ProxyCommandLine() {}

    static boolean isOne(String[] args) {
        return isPlain(args) || remembersHostKey(args);
    }

    private static boolean isPlain(String[] args) {
        return args.length == 3 && args[0].equals("tunnel") && args[1].equals("--");
    }

    private static boolean remembersHostKey(String[] args) {
        return args.length == 4
                && args[0].equals("tunnel")
                && args[1].equals("--remember-host-key")
                && args[2].equals("--");
    }

    static int run(Session session, String[] args) throws IOException {
        return new TunnelEnd(session).run(args[args.length - 1], SSH, remembersHostKey(args));
    }
}
