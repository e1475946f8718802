package dev.spark.kit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spark.events.SparkId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostAuthorityTest {
    private static final SparkId SPARK = new SparkId("s-aaaaaaaaaa");
    private static final SparkId OTHER = new SparkId("s-bbbbbbbbbb");

    private final HostAuthority authority = new HostAuthority(key(1));

    @TempDir
    Path folder;

    private static String key(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** RFC 8032, 7.1, test 1. */
    @Test
    void makesThePublicKeyThatBelongsToASeed() {
        var seed = HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

        assertThat(HexFormat.of().formatHex(Ed25519Key.ofSeed(seed).publicBytes()))
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    }

    @Test
    void makesTheSameAgainAndNothingOfIt() {
        var again = new HostAuthority(key(1));
        String line = authority.hostKey(SPARK).publicLine();

        assertThat(again.publicLine()).isEqualTo(authority.publicLine());
        assertThat(again.hostKey(SPARK).publicLine()).isEqualTo(line);
        assertThat(again.certify(line, "x", List.of("a"))).isEqualTo(authority.certify(line, "x", List.of("a")));
        assertThat(authority.hostKey(OTHER).publicLine()).isNotEqualTo(line);
        assertThat(new HostAuthority(key(2)).publicLine()).isNotEqualTo(authority.publicLine());
        assertThat(new HostAuthority(key(2)).hostKey(SPARK).publicLine()).isNotEqualTo(line);
    }

    @Test
    void certifiesNothingForEveryHost() {
        String line = authority.hostKey(SPARK).publicLine();

        assertThatThrownBy(() -> authority.certify(line, "x", List.of())).hasMessageContaining("needs a name");
    }

    @Test
    void isUnderstoodByOpenSsh() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-keygen")), "there is no ssh-keygen here");
        var host = authority.hostKey(SPARK);
        Path key = Files.createFile(
                folder.resolve("key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, host.privateFile("spark"));
        Path certificate = folder.resolve("key-cert.pub");
        Files.writeString(
                certificate, authority.certify(host.publicLine(), "s-aaaaaaaaaa", List.of("demo.spark")) + "\n");
        Path ca = Files.writeString(folder.resolve("ca.pub"), authority.publicLine() + "\n");

        assertThat(keygen("-y", "-f", key.toString()).strip()).isEqualTo(host.publicLine() + " spark");
        String authorityPrint = keygen("-l", "-f", ca.toString()).split(" ")[1];
        assertThat(keygen("-L", "-f", certificate.toString()))
                .contains(
                        "ssh-ed25519-cert-v01@openssh.com host certificate",
                        "Signing CA: ED25519 " + authorityPrint,
                        "Key ID: \"s-aaaaaaaaaa\"",
                        "Valid: forever",
                        "demo.spark");
    }

    private static String keygen(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("/usr/bin/ssh-keygen"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
