package dev.spark.cli.command.connect;

import dev.spark.cli.failure.Failure;

/** TCP ports as typed. */
final class Ports {
    private Ports() {}

    static int requireValid(int port) {
        if (port < 1 || port > 65535) {
            throw Failure.wrongUsage(port + " is not a port", "Ports are 1 to 65535.");
        }
        return port;
    }

    static int parse(String typed) {
        try {
            return requireValid(Integer.parseInt(typed));
        } catch (NumberFormatException e) {
            throw Failure.wrongUsage("“" + typed + "” is not a port", "Ports are 1 to 65535.");
        }
    }
}
