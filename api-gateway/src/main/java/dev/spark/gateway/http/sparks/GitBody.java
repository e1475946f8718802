package dev.spark.gateway.http.sparks;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How git works in a spark. Not shown again. */
@Schema(name = "Git")
public record GitBody(
        @Schema(
                description =
                        "Whose its commits are, unless a gitconfig of your own says so; left out, GITHUB_TOKEN's user.",
                examples = "Ada Lovelace")
        @Nullable
        String name,

        @Schema(description = "The e-mail address of its commits.", examples = "ada@example.org") @Nullable
        String email,

        @Schema(
                description = "How many commits of the repository's history to clone; left out, all.",
                examples = "1",
                minimum = "1")
        @Nullable
        Integer depth) {}
