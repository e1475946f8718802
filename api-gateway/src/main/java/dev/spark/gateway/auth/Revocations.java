package dev.spark.gateway.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells whoever holds something open for a token that it is revoked: at once in this process. What is held open in others asks
 * {@link Authentication} again every few seconds.
 */
@ApplicationScoped
public class Revocations {

    private final Map<String, Set<Runnable>> listeners = new ConcurrentHashMap<>();

    /** Runs {@code listener} when the token is revoked, unless what is returned is run before. */
    public Runnable onRevoked(String tokenId, Runnable listener) {
        listeners.compute(tokenId, (id, known) -> {
            Set<Runnable> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(listener);
            return all;
        });
        return () -> listeners.computeIfPresent(tokenId, (id, known) -> {
            known.remove(listener);
            return known.isEmpty() ? null : known;
        });
    }

    public void announce(String tokenId) {
        Set<Runnable> known = listeners.remove(tokenId);
        if (known != null) {
            known.forEach(Runnable::run);
        }
    }
}
