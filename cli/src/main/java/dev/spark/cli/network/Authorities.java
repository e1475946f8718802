package dev.spark.cli.network;

import dev.spark.cli.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are trusted: the authorities in the person's own file, then Java's, then those of the operating system,
 * where a company puts its own. Each is read when the ones before it do not vouch for a server.
 */
final class Authorities extends X509ExtendedTrustManager {
    private static final List<Path> SYSTEM_FILES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private final List<Source> sources;

    /** Where authorities come from. */
    @FunctionalInterface
    private interface Source {
        /** None where there are no such authorities. */
        @Nullable
        X509ExtendedTrustManager read() throws GeneralSecurityException, IOException;
    }

    /** One check of a certificate chain. */
    @FunctionalInterface
    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private Authorities(List<Source> sources) {
        this.sources = sources;
    }

    /** @param ownFile authorities in PEM that are trusted beside the others */
    static SSLSocketFactory factory(@Nullable Path ownFile) {
        return factory(ownFile, SYSTEM_FILES);
    }

    /** @param systemFiles where the system's are, where it has them in a file; the first that can be read counts */
    static SSLSocketFactory factory(@Nullable Path ownFile, List<Path> systemFiles) {
        var own = ownFile == null ? null : own(ownFile);
        try {
            var context = SSLContext.getInstance("TLS");
            var authorities = new Authorities(List.of(() -> own, () -> trusting(null), () -> system(systemFiles)));
            context.init(null, new TrustManager[] {authorities}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java has no TLS", e);
        }
    }

    private static X509ExtendedTrustManager own(Path file) {
        try {
            var store = store(file);
            if (store.size() > 0) {
                return trusting(store);
            }
        } catch (GeneralSecurityException | IOException e) {
            // Said below.
        }
        throw Failure.wrongUsage(
                "SPARK_CA_FILE: no certificates can be read from " + file,
                "Name a file in PEM, which has lines like -----BEGIN CERTIFICATE-----; or unset it.");
    }

    private static @Nullable X509ExtendedTrustManager system(List<Path> files)
            throws GeneralSecurityException, IOException {
        var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return keyStore("Windows-ROOT");
        }
        if (system.startsWith("mac")) {
            return keyStore("KeychainStore-ROOT");
        }
        for (var file : files) {
            if (Files.isReadable(file)) {
                return trusting(store(file));
            }
        }
        return null;
    }

    private static X509ExtendedTrustManager keyStore(String type) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(type);
        store.load(null, null);
        return trusting(store);
    }

    private static KeyStore store(Path file) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var number = 0;
        for (var certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        return store;
    }

    /** @param store none for Java's own authorities */
    private static X509ExtendedTrustManager trusting(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("no trust manager for X.509");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(manager -> manager.checkServerTrusted(chain, authType));
    }

    /** Passes if one of them passes. Of several reasons the one that is not “unknown authority” says the most. */
    private void check(Check check) throws CertificateException {
        CertificateException reason = null;
        for (var source : sources) {
            try {
                var manager = source.read();
                if (manager != null) {
                    check.by(manager);
                    return;
                }
            } catch (CertificateException e) {
                reason = reason == null || isUnknownAuthority(reason) ? e : reason;
            } catch (GeneralSecurityException | IOException e) {
                // Authorities that cannot be read vouch for nobody.
            }
        }
        throw reason == null ? new CertificateException("there are no trusted authorities") : reason;
    }

    private static boolean isUnknownAuthority(Throwable reason) {
        for (var cause = reason; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noServer();
    }

    private static CertificateException noServer() {
        return new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
