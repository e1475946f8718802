package dev.spark.gateway.jump;

import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.OptionalFeature;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;

/** What the jump host speaks: authenticated ciphers, elliptic curves and their post-quantum hybrids, no SHA-1, no compression. */
final class Algorithms {

    private Algorithms() {}

    static void choose(SshServer server) {
        server.setKeyExchangeFactories(supported(
                        BuiltinDHFactories.mlkem768x25519,
                        BuiltinDHFactories.sntrup761x25519,
                        BuiltinDHFactories.sntrup761x25519_openssh,
                        BuiltinDHFactories.curve25519,
                        BuiltinDHFactories.curve25519_libssh,
                        BuiltinDHFactories.ecdhp521,
                        BuiltinDHFactories.ecdhp384,
                        BuiltinDHFactories.ecdhp256)
                .map(ServerBuilder.DH2KEX)
                .toList());
        server.setCipherFactories(named(
                BuiltinCiphers.aes256gcm,
                BuiltinCiphers.aes128gcm,
                BuiltinCiphers.cc20p1305_openssh,
                BuiltinCiphers.aes256ctr,
                BuiltinCiphers.aes128ctr));
        server.setMacFactories(named(BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm));
        server.setCompressionFactories(List.of(BuiltinCompressions.none));
        // Of the host's key, which is an Ed25519 one with a certificate, and of users' keys.
        server.setSignatureFactories(named(
                BuiltinSignatures.ed25519_cert,
                BuiltinSignatures.ed25519,
                BuiltinSignatures.sk_ssh_ed25519,
                BuiltinSignatures.nistp256,
                BuiltinSignatures.nistp384,
                BuiltinSignatures.nistp521,
                BuiltinSignatures.sk_ecdsa_sha2_nistp256,
                BuiltinSignatures.rsaSHA512,
                BuiltinSignatures.rsaSHA256));
    }

    @SafeVarargs
    private static <T extends OptionalFeature> Stream<T> supported(T... all) {
        return Stream.of(all).filter(OptionalFeature::isSupported);
    }

    @SafeVarargs
    private static <T, F extends NamedFactory<T> & OptionalFeature> List<NamedFactory<T>> named(F... all) {
        return supported(all).map(factory -> (NamedFactory<T>) factory).toList();
    }
}
