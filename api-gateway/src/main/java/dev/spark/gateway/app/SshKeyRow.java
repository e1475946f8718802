package dev.spark.gateway.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user's SSH key. */
@Entity
@Table(name = "ssh_key")
@IdClass(SshKeyRow.Key.class)
@SuppressWarnings("NullAway.Init")
public class SshKeyRow {

    @Id
    @Column(name = "user_name")
    String user;

    @Id
    String id;

    String name;

    @Column(name = "public_key")
    String publicKey;

    @Column(name = "created_at")
    Instant createdAt;

    protected SshKeyRow() {}

    SshKeyRow(String user, String id, String name, String publicKey, Instant createdAt) {
        this.user = user;
        this.id = id;
        this.name = name;
        this.publicKey = publicKey;
        this.createdAt = createdAt;
    }

    /** SHA-256 of the key, hex. */
    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** One OpenSSH line: type, key, comment. */
    public String publicKey() {
        return publicKey;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** Users have keys of their own: two may have the same. */
    @SuppressWarnings("NullAway.Init")
    public static class Key implements Serializable {
        String user;
        String id;

        public Key() {}

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && user.equals(key.user) && id.equals(key.id);
        }

        @Override
        public int hashCode() {
            return Objects.hash(user, id);
        }
    }
}
