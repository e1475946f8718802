package dev.spark.gateway.templates;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a template has set up in a spark and how git works there, as {@code deploy/image/root/usr/local/lib/spark/setup} reads it. It is what the
 * template was when the spark was asked for.
 *
 * @param port where {@code serve} is waited for
 * @param git none for git's own ways
 */
public record Setup(
        String template,
        Template.Packages packages,
        Map<String, String> files,
        List<Template.Step> steps,
        @Nullable String serve,
        @Nullable Integer port,
        @Nullable Git git) {

    /**
     * Whose commits are, and how much of a repository's history is cloned.
     *
     * @param depth in commits; all, if absent
     */
    public record Git(
            @Nullable String name,
            @Nullable String email,
            @Nullable Integer depth) {}

    private static final JsonMapper JSON = JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    /** In JSON; empty where there is nothing to set up. */
    public static String of(Template template, @Nullable Git git) {
        Template.Packages packages = template.packages();
        boolean nothing = packages.apt().isEmpty()
                && packages.npm().isEmpty()
                && packages.pip().isEmpty()
                && template.files().isEmpty()
                && template.steps().isEmpty()
                && template.serve() == null
                && git == null;
        if (nothing) {
            return "";
        }
        try {
            return JSON.writeValueAsString(new Setup(
                    template.name(),
                    packages,
                    template.files(),
                    template.steps(),
                    template.serve(),
                    template.ports().isEmpty() ? null : template.ports().getFirst(),
                    git));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a set-up cannot be written", e);
        }
    }
}
