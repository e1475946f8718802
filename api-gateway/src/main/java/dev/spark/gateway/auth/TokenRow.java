package dev.spark.gateway.auth;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An API token, without its secret. */
@Entity
@Table(name = "api_token")
@SuppressWarnings("NullAway.Init")
public class TokenRow {

    /** The id of the token that the setting {@code spark.admin.token} gives. */
    public static final String BOOTSTRAP = "bootstrap";

    @Id
    String id;

    /** SHA-256 of the secret, hex. */
    String hash;

    @Column(name = "user_name")
    String user;

    String role;

    /** What it is for, in its owner's words. */
    String name;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;

    protected TokenRow() {}

    public TokenRow(
            String id,
            String hash,
            String user,
            Role role,
            String name,
            Instant createdAt,
            @Nullable Instant expiresAt) {
        this.id = id;
        this.hash = hash;
        this.user = user;
        this.role = role.wire();
        this.name = name;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
    }

    public String id() {
        return id;
    }

    public String user() {
        return user;
    }

    public String role() {
        return role;
    }

    public String name() {
        return name;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public @Nullable Instant expiresAt() {
        return expiresAt;
    }
}
