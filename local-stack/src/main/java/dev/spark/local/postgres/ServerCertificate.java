package dev.spark.local.postgres;

import dev.spark.local.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The server's certificate, signed by a CA that belongs to this server alone. Both are made by the JDK's keytool where they are
 * missing; the server's is made anew where it lacks a name or will end within a year.
 */
final class ServerCertificate {

    private static final String CA = "ca";
    private static final String SERVER = "server";

    /** keytool wants one. The file's mode is what protects the keys, as for keys in PEM. */
    private static final char[] PASSWORD = "not a secret".toCharArray();

    private static final int VALID_DAYS = 3650;
    private static final Duration LEFT_AT_LEAST = Duration.ofDays(365);
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private static final Set<String> ALWAYS = Set.of("localhost", "127.0.0.1");

    private final Path folder;

    /** @param folder for the keys; made where it is missing, for its owner's eyes only */
    ServerCertificate(Path folder) {
        this.folder = folder;
    }

    /** The CA's certificate, which clients trust. */
    Path root() {
        return folder.resolve("ca.crt");
    }

    /**
     * The certificate and its key in PEM, good for the names and addresses given beside localhost.
     *
     * @param chain the CA's certificate included
     */
    record Pem(String chain, String key) {}

    Pem goodFor(Set<String> hosts) {
        var names = new TreeSet<>(ALWAYS);
        hosts.stream().map(ServerCertificate::canonical).forEach(names::add);
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (!Files.exists(keys())) {
                change(draft -> {
                    keytool(draft, authority());
                    keytool(draft, server(names));
                });
            } else if (!isGoodFor(names, certificate(SERVER))) {
                change(draft -> {
                    Files.copy(keys(), draft);
                    keytool(draft, List.of("-delete", "-alias", SERVER));
                    keytool(draft, server(names));
                });
            }
            Files.writeString(root(), pem("CERTIFICATE", certificate(CA).getEncoded()));
            return new Pem(
                    pem("CERTIFICATE", certificate(SERVER).getEncoded())
                            + pem("CERTIFICATE", certificate(CA).getEncoded()),
                    pem("PRIVATE KEY", store().getKey(SERVER, PASSWORD).getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL's certificate cannot be made in " + folder, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PostgreSQL's keys in " + folder + " cannot be read; remove the folder", e);
        }
    }

    /** Certificates know one way to write an address. */
    private static String canonical(String host) {
        return ADDRESS.matcher(host).matches() ? InetAddress.ofLiteral(host).getHostAddress() : host;
    }

    private Path keys() {
        return folder.resolve("keys.p12");
    }

    private interface Change {
        void make(Path draft) throws IOException;
    }

    private void change(Change change) throws IOException {
        var unfinished = folder.resolve("unfinished");
        Folders.delete(unfinished);
        Files.createDirectory(unfinished);
        var draft = unfinished.resolve("keys.p12");
        change.make(draft);
        Files.move(draft, keys(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Folders.delete(unfinished);
    }

    private static List<String> authority() {
        return pair(
                CA,
                "CN=Spark's databases",
                List.of("bc:critical=ca:true,pathlen:0", "ku:critical=keyCertSign,cRLSign"));
    }

    private static List<String> server(Set<String> names) {
        var alternatives = names.stream()
                .map(name -> (ADDRESS.matcher(name).matches() ? "ip:" : "dns:") + name)
                .collect(Collectors.joining(","));
        var command = new ArrayList<>(pair(
                SERVER,
                "CN=PostgreSQL",
                List.of("san=" + alternatives, "ku:critical=digitalSignature", "eku=serverAuth")));
        command.addAll(List.of("-signer", CA));
        return command;
    }

    private static List<String> pair(String alias, String name, List<String> extensions) {
        var command = new ArrayList<>(List.of("-genkeypair", "-alias", alias, "-dname", name));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-sigalg", "SHA256withECDSA"));
        command.addAll(List.of("-validity", String.valueOf(VALID_DAYS)));
        extensions.forEach(extension -> command.addAll(List.of("-ext", extension)));
        return command;
    }

    private static void keytool(Path store, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-J-Xshare:auto"));
        command.add("-J-XX:TieredStopAtLevel=1");
        command.addAll(arguments);
        command.addAll(
                List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("keytool failed:\n" + output);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
    }

    private static boolean isGoodFor(Set<String> names, X509Certificate certificate) throws GeneralSecurityException {
        var alternatives = certificate.getSubjectAlternativeNames();
        return alternatives != null
                && alternatives.stream()
                        .map(alternative -> String.valueOf(alternative.get(1)))
                        .collect(Collectors.toSet())
                        .containsAll(names)
                && certificate.getNotAfter().toInstant().isAfter(Instant.now().plus(LEFT_AT_LEAST));
    }

    private X509Certificate certificate(String alias) throws IOException, GeneralSecurityException {
        Certificate certificate = store().getCertificate(alias);
        if (certificate instanceof X509Certificate found) {
            return found;
        }
        throw new GeneralSecurityException("there is no certificate of " + alias);
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(keys().toFile(), PASSWORD);
    }

    private static String pem(String what, byte[] content) {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }
}
