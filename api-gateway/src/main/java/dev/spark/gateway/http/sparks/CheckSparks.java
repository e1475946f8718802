package dev.spark.gateway.http.sparks;

import static dev.spark.gateway.http.Fields.check;
import static dev.spark.gateway.http.Fields.duration;
import static dev.spark.gateway.http.Fields.durationOrNever;
import static dev.spark.gateway.http.Fields.invalid;
import static dev.spark.gateway.http.Fields.required;

import dev.spark.events.SparkSpec;
import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.app.SparkRequest;
import dev.spark.gateway.domain.Decide;
import dev.spark.gateway.domain.Durations;
import dev.spark.gateway.domain.EnvNames;
import dev.spark.gateway.domain.Labels;
import dev.spark.gateway.domain.PublicKey;
import dev.spark.gateway.domain.Quantity;
import dev.spark.gateway.domain.RepositoryUrl;
import dev.spark.gateway.domain.SparkNames;
import dev.spark.gateway.http.Json;
import dev.spark.gateway.templates.Setup;
import dev.spark.gateway.templates.Template;
import dev.spark.gateway.templates.Templates;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Checks what is asked for, field by field, and fills in the defaults. */
@ApplicationScoped
class CheckSparks {

    private static final int MOST_VARIABLES = 200;
    private static final int LARGEST_ENV = 256 * 1024;
    private static final int LARGEST_VALUE = 128 * 1024 - 1024;
    private static final int MOST_KEYS = 50;
    private static final int LONGEST_GIT_NAME = 200;

    private final GatewayConfig.Defaults defaults;
    private final GatewayConfig.Limits limits;
    private final Templates templates;

    CheckSparks(GatewayConfig config, Templates templates) {
        this.defaults = config.defaults();
        this.limits = config.limits();
        this.templates = templates;
    }

    SparkRequest request(CreateSparkBody body) {
        if (body.name() != null) {
            SparkNames.brokenRule(body.name()).ifPresent(rule -> {
                throw invalid("name", rule);
            });
        }
        String repo = repository(body.repo(), "repo");
        String dotfiles = repository(body.dotfiles(), "dotfiles");
        Template template = template(body.template());
        return new SparkRequest(
                Optional.ofNullable(body.name()),
                template.name(),
                repo,
                dotfiles,
                size(body.size(), template.size()),
                env(template.env(), body.env()),
                Setup.of(template, git(body.git())),
                labels(body.labels()),
                durationOrNever(body.ttl(), "ttl", limits.minTtl(), limits.maxTtl())
                        .orElse(null),
                idleTimeout(body.idleTimeout())
                        .or(() -> Optional.ofNullable(template.idleTimeout()).flatMap(Durations::parse))
                        .orElse(defaults.idleTimeout()),
                wakePolicy(body.wakePolicy()).orElse(SparkSpec.WakePolicy.ANY),
                keys(body.sshKeys()),
                template.ports());
    }

    private static @Nullable String repository(@Nullable String text, String field) {
        return text == null
                ? null
                : switch (RepositoryUrl.read(text)) {
                    case RepositoryUrl.Valid(String address) -> address;
                    case RepositoryUrl.Broken(String rule) -> throw invalid(field, rule);
                };
    }

    private static Setup.@Nullable Git git(@Nullable GitBody git) {
        if (git == null || (git.name() == null && git.email() == null && git.depth() == null)) {
            return null;
        }
        line(git.name(), "git.name");
        line(git.email(), "git.email");
        check(git.email() == null || git.email().indexOf('@') > 0, "git.email", "must be an e-mail address");
        check(git.depth() == null || git.depth() >= 1, "git.depth", "must be at least 1");
        return new Setup.Git(git.name(), git.email(), git.depth());
    }

    /** What git takes for a name: nothing that would end it. */
    private static void line(@Nullable String text, String field) {
        if (text != null) {
            check(!text.isBlank() && text.length() <= LONGEST_GIT_NAME, field, "must have 1 to 200 characters");
            check(
                    text.chars().noneMatch(c -> Character.isISOControl(c) || c == '<' || c == '>'),
                    field,
                    "must not have < or > or control characters");
        }
    }

    private Template template(@Nullable String name) {
        String wanted = name == null ? Template.DEFAULT : name;
        return templates
                .find(wanted)
                .orElseThrow(() -> invalid(
                        "template",
                        "must be one of "
                                + templates.all().stream().map(Template::name).collect(Collectors.joining(", "))));
    }

    Decide.Change change(ConfigureSparkBody body) {
        check(
                body.labels() != null || body.idleTimeout() != null || body.wakePolicy() != null,
                "body",
                "must have at least one of labels, idle_timeout and wake_policy");
        return new Decide.Change(
                Optional.ofNullable(body.labels()).map(CheckSparks::labels),
                idleTimeout(body.idleTimeout()),
                wakePolicy(body.wakePolicy()));
    }

    /** None for one that is not to expire any more. */
    Optional<Duration> ttl(ExtendSparkBody body) {
        return durationOrNever(required(body.ttl(), "ttl"), "ttl", limits.minTtl(), limits.maxTtl());
    }

    private Optional<Duration> idleTimeout(@Nullable String text) {
        return duration(text, "idle_timeout", limits.minIdleTimeout(), limits.maxIdleTimeout());
    }

    private SparkSpec.Size size(@Nullable SizeBody size, Template.Size template) {
        return new SparkSpec.Size(
                quantity(
                        size == null ? null : size.cpu(),
                        Objects.requireNonNullElse(template.cpu(), defaults.cpu()),
                        "size.cpu",
                        limits.minCpu(),
                        limits.maxCpu()),
                quantity(
                        size == null ? null : size.memory(),
                        Objects.requireNonNullElse(template.memory(), defaults.memory()),
                        "size.memory",
                        limits.minMemory(),
                        limits.maxMemory()),
                quantity(
                        size == null ? null : size.storage(),
                        Objects.requireNonNullElse(template.storage(), defaults.storage()),
                        "size.storage",
                        limits.minStorage(),
                        limits.maxStorage()));
    }

    private static String quantity(@Nullable String text, String absent, String field, String min, String max) {
        if (text == null) {
            return absent;
        }
        check(
                Quantity.isBetween(text, min, max),
                field,
                "must be a Kubernetes quantity between " + min + " and " + max);
        return text;
    }

    static Map<String, String> env(Map<String, String> template, @Nullable Map<String, String> owner) {
        if (owner == null) {
            return template;
        }
        var env = new HashMap<>(template);
        env.putAll(owner);
        check(env.size() <= MOST_VARIABLES, "env", "may have at most " + MOST_VARIABLES + " variables");
        int size = 0;
        for (Map.Entry<String, String> variable : env.entrySet()) {
            String field = "env." + variable.getKey();
            EnvNames.brokenRule(variable.getKey()).ifPresent(rule -> {
                throw invalid(field, rule);
            });
            String value = variable.getValue();
            check(value != null, field, "must be a text");
            EnvNames.brokenRule(variable.getKey(), value).ifPresent(rule -> {
                throw invalid(field, rule);
            });
            check(value.indexOf('\0') < 0, field, "must not have a NUL character");
            int bytes = value.getBytes(StandardCharsets.UTF_8).length;
            check(bytes <= LARGEST_VALUE, field, "must have at most " + LARGEST_VALUE + " bytes");
            size += variable.getKey().length() + Json.write(value).getBytes(StandardCharsets.UTF_8).length;
        }
        check(size <= LARGEST_ENV, "env", "must have at most 256 KiB in all, as JSON");
        return Map.copyOf(env);
    }

    private static Map<String, String> labels(@Nullable Map<String, String> labels) {
        if (labels == null) {
            return Map.of();
        }
        check(labels.size() <= Labels.MOST, "labels", "may be at most " + Labels.MOST);
        labels.forEach((key, value) -> {
            check(Labels.isKey(key), "labels." + key, Labels.KEY_RULE);
            check(value != null && Labels.isValue(value), "labels." + key, Labels.VALUE_RULE);
        });
        return Map.copyOf(labels);
    }

    private static Optional<SparkSpec.WakePolicy> wakePolicy(@Nullable String text) {
        return switch (text) {
            case null -> Optional.empty();
            case "any" -> Optional.of(SparkSpec.WakePolicy.ANY);
            case "ssh" -> Optional.of(SparkSpec.WakePolicy.SSH);
            case "manual" -> Optional.of(SparkSpec.WakePolicy.MANUAL);
            default -> throw invalid("wake_policy", "must be any, ssh or manual");
        };
    }

    private static List<String> keys(@Nullable List<String> lines) {
        if (lines == null) {
            return List.of();
        }
        check(lines.size() <= MOST_KEYS, "ssh_keys", "may be at most " + MOST_KEYS);
        return IntStream.range(0, lines.size())
                .mapToObj(i -> Optional.ofNullable(lines.get(i))
                        .flatMap(PublicKey::parse)
                        .orElseThrow(() -> invalid("ssh_keys[" + i + "]", "must be " + PublicKey.RULE))
                        .line())
                .distinct()
                .toList();
    }
}
