package dev.spark.gateway.http.sparks;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What {@code POST /v1/sparks} takes. */
@Schema(name = "CreateSpark")
public record CreateSparkBody(
        @Schema(
                description = "A DNS label of 3 to 40 characters; left out, one is made up.",
                examples = "brave-dolphin")
        @Nullable
        String name,

        @Schema(description = "What it is made from; left out, default.", examples = "api-go") @Nullable
        String template,

        @Schema(
                description =
                        "A repository to clone into ~/project: https, http, ssh, git@host:path, host/path, or org/repo on GitHub;"
                                + " then maybe # and the branch, tag or commit to check out. The address of a branch's page does too.",
                examples = "https://github.com/octocat/hello.git#main")
        @Nullable
        String repo,

        @Schema(
                description =
                        "Your dotfiles: a repository that is cloned to ~/.dotfiles and installed. Written as repo is.",
                examples = "https://github.com/octocat/dotfiles.git")
        @Nullable
        String dotfiles,

        @Nullable GitBody git,

        @Nullable SizeBody size,

        @Schema(description = "Environment variables. They are never shown again.") @Nullable
        Map<String, String> env,

        @Schema(description = "Labels, with the syntax of Kubernetes.") @Nullable
        Map<String, String> labels,

        @Schema(description = "How long after its creation it expires; never, if left out.", examples = "7d") @Nullable
        String ttl,

        @Schema(description = "How long it may be idle before it sleeps.", examples = "30m") @Nullable
        String idleTimeout,

        @Schema(
                description = "What wakes it when it sleeps: any connection, SSH only, or only being asked to.",
                enumeration = {"any", "ssh", "manual"})
        @Nullable
        String wakePolicy,

        @Schema(description = "OpenSSH public keys that may log in besides your own.") @Nullable
        List<String> sshKeys) {}
