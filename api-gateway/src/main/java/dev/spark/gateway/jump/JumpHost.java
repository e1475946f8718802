package dev.spark.gateway.jump;

import dev.spark.gateway.connections.Doorkeeper;
import dev.spark.gateway.domain.PublicKey;
import dev.spark.kit.ssh.HostAuthority;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.util.threads.NoCloseExecutor;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.session.AbstractServerSession;
import org.apache.sshd.server.session.ServerConnectionServiceFactory;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;
import org.apache.sshd.server.session.SessionFactory;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The SSH server that leads to sparks: listens while the gateway runs, and tries again where it cannot. Each connection is served by
 * virtual threads, so that it may wait for the database and nobody else waits with it.
 */
@ApplicationScoped
public class JumpHost {

    static final String KEY_REMOVED = "unauthenticated: the key was removed";

    private static final Logger LOG = Logger.getLogger(JumpHost.class);
    private static final Duration FAILURES_COUNT_FOR = Duration.ofMinutes(1);
    private static final List<String> LOCAL_NAMES = List.of("localhost", "127.0.0.1", "::1");
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(2);

    private final JumpConfig config;
    private final PostgresHostKey hostKey;
    private final HostAuthority authority;
    private final Doorkeeper doorkeeper;
    private final ReachSparks reachSparks;
    private final Turnstile turnstile;
    private final Semaphore channels;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(JumpHost::thread);
    private volatile @Nullable Listening listening;
    private volatile boolean stopped;

    private record Listening(SshServer server, PublicKey key) {}

    JumpHost(
            JumpConfig config,
            PostgresHostKey hostKey,
            HostAuthority authority,
            Doorkeeper doorkeeper,
            ReachSparks reachSparks,
            Clock clock) {
        this.config = config;
        this.hostKey = hostKey;
        this.authority = authority;
        this.doorkeeper = doorkeeper;
        this.reachSparks = reachSparks;
        this.turnstile = new Turnstile(
                new Turnstile.Limits(
                        config.strangersPerAddress(),
                        config.strangers(),
                        config.failuresPerAddress(),
                        FAILURES_COUNT_FOR),
                clock);
        this.channels = new Semaphore(config.channels());
    }

    public boolean isEnabled() {
        return config.enabled();
    }

    public boolean isListening() {
        Listening now = listening;
        return now != null && !now.server().getBoundAddresses().isEmpty();
    }

    /** Where it listens; empty where it does not. */
    public OptionalInt port() {
        Listening now = listening;
        return now == null ? OptionalInt.empty() : OptionalInt.of(now.server().getPort());
    }

    /** What clients know it by; empty until it has listened. */
    public Optional<PublicKey> key() {
        return Optional.ofNullable(listening).map(Listening::key);
    }

    void start(@Observes StartupEvent started) {
        threads.execute(this::listen);
    }

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    synchronized void listen() {
        turnstile.forget();
        if (!config.enabled() || stopped || isListening()) {
            return;
        }
        SshServer server = null;
        try {
            HostKey key = hostKey.get();
            server = server(key);
            server.start();
            listening = new Listening(server, key.publicKey());
            LOG.infof(
                    "SSH jump host at %s:%d, host key %s",
                    config.host(), server.getPort(), key.publicKey().fingerprint());
        } catch (IOException | RuntimeException e) {
            LOG.errorf("the SSH jump host cannot listen at %s:%d: %s", config.host(), config.port(), e);
            if (server != null) {
                server.close(true);
            }
        }
    }

    private SshServer server(HostKey key) {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(config.host());
        server.setPort(config.port());
        server.setKeyPairProvider(KeyPairProvider.wrap(key.pair()));
        server.setHostKeyCertificateProvider(session -> List.of(certificate(session, key)));
        Algorithms.choose(server);
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator(new KeyLogin(doorkeeper));
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.setGlobalRequestHandlers(List.of());
        server.setServiceFactories(List.of(ServerUserAuthServiceFactory.INSTANCE, new Channels()));
        server.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory(() -> new NoCloseExecutor(threads)));
        server.setSessionFactory(new Sessions(server));
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Spark");
        CoreModuleProperties.AUTH_TIMEOUT.set(server, config.authenticateWithin());
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, config.authTries());
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO); // ping() ends who is gone
        CoreModuleProperties.NIO2_MIN_WRITE_TIMEOUT.set(server, config.silence());
        CoreModuleProperties.WINDOW_SIZE.set(server, (long) JumpChannels.WINDOW);
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(server, true);
        return server;
    }

    /**
     * Names under which a certificate makes the jump host known, whatever address a connection came to: a client that used
     * another one needs the key itself.
     */
    public List<String> names() {
        return Stream.concat(config.publicHost().stream(), LOCAL_NAMES.stream())
                .distinct()
                .toList();
    }

    /** For the connection's own address too, which a client may have used. */
    private OpenSshCertificate certificate(SessionContext session, HostKey key) {
        List<String> names = new ArrayList<>(names());
        if (session.getLocalAddress() instanceof InetSocketAddress local) {
            names.add(local.getAddress().getHostAddress().replaceFirst("%.*", ""));
        }
        String line = authority.certify(key.publicKey().line(), "jump-host", names);
        try {
            return (OpenSshCertificate) PublicKeyEntry.parsePublicKeyEntry(line).resolvePublicKey(null, Map.of(), null);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the host key's certificate cannot be read", e);
        }
    }

    @Scheduled(every = "${spark.gateway.jump.ping:30s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void ping() {
        sessions().forEach(session -> {
            try {
                session.ping(config.silence());
            } catch (IOException e) {
                session.close(true);
            }
        });
    }

    /** Ends connections whose key nobody has any more, wherever in the installation it was removed. */
    @Scheduled(
            every = "${spark.gateway.connections.recheck:2s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void recheck() {
        List<JumpSession> open = sessions().filter(Session::isAuthenticated).toList();
        Set<String> keys = new HashSet<>();
        open.forEach(session -> Optional.ofNullable(session.key()).ifPresent(keys::add));
        if (keys.isEmpty()) {
            return;
        }
        try {
            Set<String> held = doorkeeper.held(keys);
            open.stream()
                    .filter(session -> session.key() != null && !held.contains(session.key()))
                    .forEach(session -> session.end(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, KEY_REMOVED));
        } catch (RuntimeException e) {
            LOG.debugf(e, "what is open stays open until it is known better");
        }
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        stopped = true;
        Listening now = listening;
        if (now != null) {
            List<JumpSession> open = sessions().toList();
            listening = null; // who looks for sessions from now on finds none
            open.forEach(session ->
                    session.end(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "unavailable: the gateway restarts"));
            now.server().close(false).awaitUninterruptibly(STOPS_WITHIN);
            now.server().close(true);
        }
    }

    /** Of the application, which Quarkus knows a thread by: it is started by one of the JDK's. */
    private static Thread thread(Runnable work) {
        Thread thread = Thread.ofVirtual().name("jump-io").unstarted(work);
        thread.setContextClassLoader(JumpHost.class.getClassLoader());
        return thread;
    }

    private Stream<JumpSession> sessions() {
        Listening now = listening;
        return now == null
                ? Stream.empty()
                : now.server().getActiveSessions().stream()
                        .filter(JumpSession.class::isInstance)
                        .map(JumpSession.class::cast);
    }

    /** Connections, of who may come in. */
    private final class Sessions extends SessionFactory {

        Sessions(SshServer server) {
            super(server);
        }

        @Override
        protected ServerSessionImpl doCreateSession(IoSession socket) throws Exception {
            InetAddress from = ((InetSocketAddress) socket.getRemoteAddress()).getAddress();
            if (!turnstile.enters(from)) {
                throw new IOException("too many of " + from);
            }
            try {
                return new JumpSession(getServer(), socket, from, turnstile);
            } catch (Exception e) {
                turnstile.leaves(from);
                throw e;
            }
        }
    }

    /** What a connection may do once it has authenticated. */
    private final class Channels extends ServerConnectionServiceFactory {

        @Override
        public Service create(Session connection) throws IOException {
            var session = (JumpSession) connection;
            session.hasAuthenticated();
            String key = session.key();
            long same = sessions()
                    .filter(other -> other.isAuthenticated() && key != null && key.equals(other.key()))
                    .count();
            if (same > config.connectionsPerKey()) {
                session.end(
                        SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS,
                        "rate_limited: there are " + config.connectionsPerKey() + " connections with this key");
            }
            return new JumpChannels(
                    (AbstractServerSession) connection, reachSparks, config.channelsPerConnection(), channels);
        }
    }
}
