package dev.spark.gateway.jump;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client. It listens no more while too much of what was said to the client is still on its way: who only
 * speaks and never listens fills nobody's memory.
 */
final class JumpSession extends ServerSessionImpl {

    private static final int MOST_UNWRITTEN = 256;
    private static final String KEEP_ALIVE = "keepalive@openssh.com";

    private final InetAddress from;
    private final Turnstile turnstile;
    private final AtomicBoolean stranger = new AtomicBoolean(true);
    private final Object room = new Object();
    private int unwritten;
    private volatile @Nullable String key;
    private volatile boolean triedInVain;
    private volatile long heardAt = System.nanoTime();

    /** To be made when {@link Turnstile#enters} has let it in. */
    JumpSession(ServerFactoryManager server, IoSession socket, InetAddress from, Turnstile turnstile) throws Exception {
        super(server, socket);
        this.from = from;
        this.turnstile = turnstile;
        addCloseFutureListener(closed -> {
            if (stranger.getAndSet(false)) {
                if (triedInVain) {
                    turnstile.fails(from);
                } else {
                    turnstile.leaves(from);
                }
            }
            synchronized (room) {
                room.notifyAll();
            }
        });
    }

    /** The key that was offered last; once it is authenticated, the one that it has signed with. */
    @Nullable
    String key() {
        return key;
    }

    void offers(Optional<String> keyId) {
        key = keyId.orElse(null);
        triedInVain = true; // until it has authenticated: the signature is still to be seen
    }

    void hasAuthenticated() {
        if (stranger.getAndSet(false)) {
            turnstile.leaves(from);
        }
    }

    /** Says why, and ends it; returns at once. */
    void end(int reason, String message) {
        try {
            disconnect(reason, message);
        } catch (IOException e) {
            close(true);
        }
    }

    /** Asks for a sign of life; ends it if there was none for that long. */
    void ping(Duration silence) throws IOException {
        if (System.nanoTime() - heardAt > silence.toNanos()) {
            close(true);
        } else if (isAuthenticated()) {
            Buffer question = createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
            question.putString(KEEP_ALIVE);
            question.putBoolean(true);
            request(question, KEEP_ALIVE, (command, answer) -> {});
        }
    }

    @Override
    public void messageReceived(Readable message) throws Exception {
        heardAt = System.nanoTime();
        synchronized (room) {
            while (unwritten > MOST_UNWRITTEN && !isClosing()) {
                room.wait();
            }
        }
        super.messageReceived(message);
    }

    @Override
    protected IoWriteFuture doWritePacket(Buffer packet) throws IOException {
        IoWriteFuture written = super.doWritePacket(packet);
        synchronized (room) {
            unwritten++;
        }
        written.addListener(done -> {
            synchronized (room) {
                unwritten--;
                room.notifyAll();
            }
        });
        return written;
    }
}
