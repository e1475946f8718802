package dev.spark.metrics.kubernetes;

import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** By what it is known that who answers is a kubelet. */
sealed interface KubeletTrust {

    /** TLS, with certificates that this context trusts. */
    record Certificates(SSLContext context) implements KubeletTrust {}

    /** No TLS, as with an API server that has none either. */
    record Plain() implements KubeletTrust {}

    /** @param setting {@code cluster}, {@code insecure} or the path of a file */
    static KubeletTrust of(String setting, Config cluster) {
        try {
            return switch (setting) {
                case "cluster" ->
                    cluster.getMasterUrl().startsWith("http:")
                            ? new Plain()
                            : new Certificates(trusting(authority(cluster)));
                case "insecure" -> new Certificates(context(new Anybody()));
                default -> new Certificates(trusting(Optional.of(Files.readAllBytes(Path.of(setting)))));
            };
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("spark.metrics.kubelet.ca=" + setting + ": " + e.getMessage(), e);
        }
    }

    default String scheme() {
        return switch (this) {
            case Certificates certificates -> "https";
            case Plain plain -> "http";
        };
    }

    /** Empty where the API server's certificate is from an authority that this machine knows by itself. */
    private static Optional<byte[]> authority(Config cluster) throws IOException {
        if (cluster.getCaCertData() != null) {
            return Optional.of(Base64.getMimeDecoder().decode(cluster.getCaCertData()));
        }
        return cluster.getCaCertFile() == null
                ? Optional.empty()
                : Optional.of(Files.readAllBytes(Path.of(cluster.getCaCertFile())));
    }

    private static SSLContext trusting(Optional<byte[]> pem) throws GeneralSecurityException, IOException {
        if (pem.isEmpty()) {
            return SSLContext.getDefault();
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem.get()))) {
            store.setCertificateEntry("authority-" + number++, certificate);
        }
        if (number == 0) {
            throw new GeneralSecurityException("there is no certificate in it");
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return context(factory.getTrustManagers());
    }

    private static SSLContext context(TrustManager... managers) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return context;
    }

    /** Extended, so that names are not compared either. */
    final class Anybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
