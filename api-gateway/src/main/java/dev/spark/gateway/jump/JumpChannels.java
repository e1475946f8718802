package dev.spark.gateway.jump;

import dev.spark.gateway.domain.Refusal;
import dev.spark.gateway.domain.RefusedException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.session.AbstractServerSession;
import org.apache.sshd.server.session.ServerConnectionService;
import org.jboss.logging.Logger;

/**
 * What an authenticated client may ask for: channels to ports of sparks. MINA would not say why it opens none; here the refusal
 * is in the answer, where ssh shows it.
 */
final class JumpChannels extends ServerConnectionService {

    /** In bytes, of each channel. */
    static final int WINDOW = 256 * 1024;

    private static final Logger LOG = Logger.getLogger(JumpChannels.class);
    private static final String TO_A_PORT = "direct-tcpip";

    private final JumpSession session;
    private final String keyId;
    private final ReachSparks reachSparks;
    private final Semaphore room;
    private final Semaphore roomInAll;

    JumpChannels(AbstractServerSession session, ReachSparks reachSparks, int most, Semaphore roomInAll)
            throws SshException {
        super(session);
        this.session = (JumpSession) session;
        this.keyId = Objects.requireNonNull(this.session.key());
        this.reachSparks = reachSparks;
        this.room = new Semaphore(most);
        this.roomInAll = roomInAll;
    }

    /** Answers later, from a thread that may wait. */
    @Override
    protected void channelOpen(Buffer asked) throws IOException {
        String type = asked.getString();
        long sender = asked.getUInt();
        long window = asked.getUInt();
        long packet = asked.getUInt();
        if (!type.equals(TO_A_PORT)) {
            refuse(
                    sender,
                    SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED,
                    "this is a jump host, nothing else: ssh -J it user@NAME");
            return;
        }
        String host = asked.getString();
        long port = asked.getUInt();
        if (packet == 0) {
            refuse(sender, SshConstants.SSH_OPEN_CONNECT_FAILED, "a packet of no bytes");
        } else if (!room.tryAcquire()) {
            refuse(
                    sender,
                    SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
                    "rate_limited: this connection has too many channels");
        } else if (!roomInAll.tryAcquire()) {
            room.release();
            refuse(
                    sender,
                    SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
                    "rate_limited: the jump host has too many channels");
        } else {
            var place = new Place();
            Thread.ofVirtual().name("jump").start(() -> open(place, sender, window, packet, host, port));
        }
    }

    private void open(Place place, long sender, long window, long packet, String host, long port) {
        boolean opened = false;
        try {
            ReachSparks.Reached reached = reachSparks.reach(keyId, host, port);
            try {
                begin(reached, place, sender, window, packet);
                opened = true;
            } finally {
                if (!opened) {
                    reached.bytes().close();
                }
            }
        } catch (RefusedException e) {
            tell(sender, e.refusal());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            if (!session.isClosing()) {
                LOG.errorf(e, "A channel failed");
                tell(sender, new Refusal.Unavailable("the gateway"));
            }
        } finally {
            if (!opened) {
                place.leave();
            }
        }
    }

    private void begin(ReachSparks.Reached reached, Place place, long sender, long window, long packet)
            throws IOException {
        var channel = new JumpChannel(reached, WINDOW);
        channel.addCloseFutureListener(closed -> place.leave());
        long id = registerChannel(channel);
        try {
            channel.open(sender, window, Math.min(packet, JumpChannel.LARGEST_CHUNK), new ByteArrayBuffer());
            LocalWindow ours = channel.getLocalWindow();
            Buffer answer = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN_CONFIRMATION, 32);
            answer.putUInt(sender);
            answer.putUInt(id);
            answer.putUInt(ours.getSize());
            answer.putUInt(ours.getPacketSize());
            session.writePacket(answer);
            channel.begin(reachSparks.connections());
        } catch (IOException | RuntimeException e) {
            channel.close(true);
            throw e;
        }
    }

    /** One channel's, of this connection's and of all. */
    private final class Place {

        private final AtomicBoolean taken = new AtomicBoolean(true);

        void leave() {
            if (taken.getAndSet(false)) {
                room.release();
                roomInAll.release();
            }
        }
    }

    private void tell(long sender, Refusal refusal) {
        try {
            if (refusal instanceof Refusal.Unauthenticated) {
                session.end(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, JumpHost.KEY_REMOVED);
            } else {
                refuse(sender, SshConstants.SSH_OPEN_CONNECT_FAILED, Words.of(refusal));
            }
        } catch (IOException e) {
            session.close(true);
        }
    }

    private void refuse(long sender, int reason, String message) throws IOException {
        sendChannelOpenFailure(new ByteArrayBuffer(), sender, reason, message, "");
    }
}
