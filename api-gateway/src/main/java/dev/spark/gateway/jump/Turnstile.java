package dev.spark.gateway.jump;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Who may come in at all: so many of one address that have not authenticated yet, and so many in all; and nobody from where too
 * many have just failed to. An IPv6 address counts as its network, the first 64 bits.
 */
final class Turnstile {

    /** @param failures within {@code window}, of one address */
    record Limits(int strangersPerAddress, int strangers, int failures, Duration window) {}

    private final Limits limits;
    private final Clock clock;
    private final Map<String, Account> accounts = new HashMap<>();
    private int strangers;

    private static final class Account {
        private int strangers;
        private int failures;
        private Instant since;

        Account(Instant since) {
            this.since = since;
        }
    }

    Turnstile(Limits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Whether one more may come in from there; if so, {@link #leaves} or {@link #fails} is to follow. */
    synchronized boolean enters(InetAddress from) {
        Instant now = clock.instant();
        Account account = accounts.computeIfAbsent(network(from), ignored -> new Account(now));
        renew(account, now);
        if (strangers >= limits.strangers()
                || account.strangers >= limits.strangersPerAddress()
                || account.failures >= limits.failures()) {
            return false;
        }
        strangers++;
        account.strangers++;
        return true;
    }

    /** It has authenticated, or has left without having tried. */
    synchronized void leaves(InetAddress from) {
        Account account = accounts.get(network(from));
        if (account != null && account.strangers > 0) {
            strangers--;
            account.strangers--;
        }
    }

    /** It has left, and had tried in vain to authenticate. */
    synchronized void fails(InetAddress from) {
        leaves(from);
        Account account = accounts.get(network(from));
        if (account != null) {
            renew(account, clock.instant());
            account.failures++;
        }
    }

    /** Drops what is not to be known any more. */
    synchronized void forget() {
        Instant now = clock.instant();
        accounts.values().removeIf(account -> {
            renew(account, now);
            return account.strangers == 0 && account.failures == 0;
        });
    }

    private void renew(Account account, Instant now) {
        if (!now.isBefore(account.since.plus(limits.window()))) {
            account.failures = 0;
            account.since = now;
        }
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }
}
