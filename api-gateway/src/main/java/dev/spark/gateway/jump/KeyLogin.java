package dev.spark.gateway.jump;

import dev.spark.gateway.connections.Doorkeeper;
import dev.spark.gateway.domain.RefusedException;
import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;

/**
 * Lets in whoever has a key that a user has registered; what they call themselves says nothing. Asks the database and waits for it,
 * on the connection's own virtual thread. Not asynchronously: MINA takes a late yes for a login without looking at the signature.
 */
final class KeyLogin implements PublickeyAuthenticator {

    private final Doorkeeper doorkeeper;

    KeyLogin(Doorkeeper doorkeeper) {
        this.doorkeeper = doorkeeper;
    }

    /** Of a key that is only asked about and of one that has signed; the signature is checked after it. */
    @Override
    public boolean authenticate(String name, PublicKey key, ServerSession session) {
        var jump = (JumpSession) session;
        try {
            Optional<String> id = idOf(key);
            jump.offers(id);
            return id.isPresent() && !doorkeeper.holdersOf(id.get()).isEmpty();
        } catch (RefusedException e) {
            jump.end(SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE, Words.of(e.refusal()));
            return false;
        }
    }

    /** Empty for what nobody can have registered, certificates for instance. */
    static Optional<String> idOf(PublicKey key) {
        return dev.spark.gateway.domain.PublicKey.parse(PublicKeyEntry.toString(key))
                .map(dev.spark.gateway.domain.PublicKey::id);
    }
}
