package dev.spark.gateway.domain;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a repository that git can clone, and nothing else that git would make of a text: {@code https://}, {@code
 * http://}, {@code ssh://} or {@code user@host:path}, which may name a user and never a password; then maybe {@code #} and the
 * branch, the tag or the commit to check out.
 */
public final class RepositoryUrl {

    /** Either an address or the rule that the text breaks. */
    public sealed interface Reading {}

    /** @param text the address in its one form: {@code URL} or {@code URL#REF} */
    public record Valid(String text) implements Reading {}

    /** @param rule what to write instead, for people */
    public record Broken(String rule) implements Reading {}

    private static final int LONGEST = 500;
    private static final int LONGEST_REF = 200;

    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?";
    private static final String NAMED_HOST = LABEL + "(?:\\." + LABEL + ")*";
    private static final String HOST = "(?:" + NAMED_HOST + "|\\[[0-9A-Fa-f:.]+])";
    private static final String PORT = "(?::[0-9]{1,5})?";
    private static final String SEGMENT = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~+@%][A-Za-z0-9._~+@%-]*";
    private static final String PATH = SEGMENT + "(?:/" + SEGMENT + ")*/?";
    /** Of a login name. As a part of a URL it may be an e-mail address, with a percent sign. */
    private static final String USER = "[A-Za-z0-9_][A-Za-z0-9_.+~-]*";

    private static final Pattern WEB =
            Pattern.compile("https?://(?:(?<user>[A-Za-z0-9_][A-Za-z0-9_.+~%-]*)@)?" + HOST + PORT + "/" + PATH);
    private static final Pattern SSH = Pattern.compile("ssh://(?:" + USER + "@)?" + HOST + PORT + "/" + PATH);
    private static final Pattern SCP = Pattern.compile(USER + "@" + HOST + ":/?" + PATH);
    private static final Pattern SCP_WITH_PORT = Pattern.compile("(" + USER + "@" + HOST + "):([0-9]{1,5})/(.+)");
    private static final Pattern SCP_WITHOUT_USER = Pattern.compile(NAMED_HOST + ":(?!/)" + PATH);
    private static final Pattern ON_GITHUB = Pattern.compile(LABEL + "/[A-Za-z0-9._-]+/?");
    private static final Pattern ON_HOST = Pattern.compile("[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+/" + PATH);
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
    private static final Pattern PASSWORD = Pattern.compile("[a-z]+://[^/@]*:[^/]*@.*");

    /** Pages of a forge in the browser: what people copy. */
    private static final List<Page> PAGES = List.of(
            new Page("(?<url>https?://.+?)/-/tree/(?<ref>.+)", ""),
            new Page("(?<url>https?://.+?)/-/commit/(?<ref>[0-9a-f]+)", ""),
            new Page("(?<url>https?://.+?)/-/merge_requests/(?<ref>[0-9]+)(?:/.*)?", "refs/merge-requests/%s/head"),
            new Page("(?<url>https?://github\\.com/[^/]+/[^/]+)/pull/(?<ref>[0-9]+)(?:/.*)?", "refs/pull/%s/head"),
            new Page("(?<url>https?://[^/]+/.+?)/releases/tag/(?<ref>.+)", "refs/tags/%s"),
            new Page("(?<url>https?://[^/]+/.+?)/src/branch/(?<ref>.+)", ""),
            new Page("(?<url>https?://[^/]+/.+?)/commit/(?<ref>[0-9a-f]{7,64})", ""),
            new Page("(?<url>https?://[^/]+/.+?)/tree/(?<ref>.+)", ""));

    /** Tokens that are the whole of a URL's user. */
    private static final Pattern TOKEN = Pattern.compile(
            "(?:gh[opusr]_|github_pat_|glpat-|gldt-|glcbt-|ATBB|ATCTT|ATATT|hf_|npm_|pypi-).*|(?=.*[0-9])[A-Za-z0-9_-]{40,}",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NO_REF = Pattern.compile(
            "[-/].*|.*[/.]|.*\\.lock|.*(?:\\.\\.|@\\{|//|/\\.).*|.*[\\s~^:?*\\[\\\\\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}].*",
            Pattern.DOTALL);

    private RepositoryUrl() {}

    private record Page(Pattern shape, String ref) {
        Page(String shape, String ref) {
            this(Pattern.compile(shape), ref);
        }
    }

    /** Reads what people write and copy: URLs, also of a page in the browser, {@code org/repo} of GitHub, {@code host/org/repo}. */
    public static Reading read(String text) {
        if (text.length() > LONGEST) {
            return new Broken("may have at most " + LONGEST + " characters");
        }
        if (text.isBlank()) {
            return new Broken("must not be empty");
        }
        if (text.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            return new Broken("must not have spaces in it");
        }
        int hash = text.indexOf('#');
        String address = withScheme(hash < 0 ? text : text.substring(0, hash));
        @Nullable String ref = hash < 0 ? null : text.substring(hash + 1);
        if (ref == null) {
            for (Page page : PAGES) {
                Matcher matcher = page.shape().matcher(address);
                if (matcher.matches()) {
                    address = matcher.group("url");
                    String named = matcher.group("ref").replaceFirst("/$", "");
                    ref = page.ref().isEmpty() ? named : page.ref().formatted(named);
                    break;
                }
            }
        }
        String rule = broken(address);
        if (rule != null) {
            return new Broken(rule);
        }
        if (ref == null) {
            return new Valid(address);
        }
        return ref.isEmpty()
                        || ref.length() > LONGEST_REF
                        || NO_REF.matcher(ref).matches()
                ? new Broken("has after its # no name of a branch, a tag or a commit")
                : new Valid(address + "#" + ref);
    }

    /** With its scheme in small letters, and with one where people leave it out. */
    private static String withScheme(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.matches()) {
            return scheme.group(1).toLowerCase(Locale.ROOT) + "://" + scheme.group(2);
        }
        if (ON_HOST.matcher(text).matches() && !text.startsWith("-")) {
            return "https://" + text;
        }
        return ON_GITHUB.matcher(text).matches() ? "https://github.com/" + text : text;
    }

    /** The first rule that the address breaks; null if it breaks none. */
    private static @Nullable String broken(String address) {
        if (PASSWORD.matcher(address).matches()) {
            return "must have no password in it: a private repository is cloned with GITHUB_TOKEN from env, or by SSH with your"
                    + " agent (spark setup)";
        }
        Matcher web = WEB.matcher(address);
        if (web.matches()) {
            if (web.group("user") != null && TOKEN.matcher(web.group("user")).matches()) {
                return "must have no token in it: a private repository is cloned with GITHUB_TOKEN from env, or by SSH with your"
                        + " agent (spark setup)";
            }
            return address.matches(".*\\.git@[^/]+") ? "names its branch after a #, not after an @: URL#BRANCH" : null;
        }
        Matcher withPort = SCP_WITH_PORT.matcher(address);
        if (withPort.matches()) {
            return "names its port as in ssh://" + withPort.group(1) + ":" + withPort.group(2) + "/"
                    + withPort.group(3);
        }
        if (SSH.matcher(address).matches() || SCP.matcher(address).matches()) {
            return null;
        }
        Matcher scheme = SCHEME.matcher(address);
        if (scheme.matches()) {
            return switch (scheme.group(1)) {
                case "https", "http", "ssh" -> brokenPart(scheme.group(2));
                case "git" -> "must not be git://, which nothing protects on its way: write https://";
                case "file" -> "must be reached from the spark, where your files are not: push it to a server first";
                default -> "must begin with https://, http:// or ssh://";
            };
        }
        if (SCP_WITHOUT_USER.matcher(address).matches()) {
            return "names no user: write git@" + address;
        }
        if (address.startsWith("/") || address.startsWith(".") || address.startsWith("~")) {
            return "must be reached from the spark, where your files are not: push it to a server first";
        }
        return "must be a URL (https://, http:// or ssh://), git@host:path, org/repo on GitHub or host/org/repo, and maybe #BRANCH";
    }

    private static String brokenPart(String rest) {
        if (rest.indexOf('?') >= 0) {
            return "must have no ? in it: write the repository's address, and its branch after a #";
        }
        int slash = rest.indexOf('/');
        if (slash < 0 || rest.substring(slash).replace("/", "").isEmpty()) {
            return "names a host and no repository on it";
        }
        String host = rest.substring(rest.lastIndexOf('@', slash) + 1, slash);
        if (!host.matches(HOST + PORT)) {
            return "has no name of a host after its ://";
        }
        return "must have plain letters, digits and . _ ~ + @ % - between the slashes of its path, which has no .. in it";
    }
}
