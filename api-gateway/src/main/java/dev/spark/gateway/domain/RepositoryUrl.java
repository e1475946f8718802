package dev.spark.gateway.domain;

import java.util.regex.Pattern;

/** The address of a repository that git can clone, and nothing else that git would make of a text. */
public final class RepositoryUrl {

    /** What is allowed, for people. */
    public static final String RULE =
            "https://, http:// or ssh:// URL or git@host:path, without credentials, spaces or options; private repositories are"
                    + " cloned with GITHUB_TOKEN from env, or with your SSH agent";

    private static final int LONGEST = 500;
    private static final String HOST =
            "(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*";
    private static final String PORT = "(?::[0-9]{1,5})?";
    private static final String SEGMENT = "[A-Za-z0-9._~+@%-]+";
    private static final String PATH = SEGMENT + "(?:/" + SEGMENT + ")*/?";
    private static final Pattern WEB = Pattern.compile("https?://" + HOST + PORT + "/" + PATH);
    private static final Pattern SSH = Pattern.compile("ssh://(?:[a-z_][a-z0-9_.-]*@)?" + HOST + PORT + "/" + PATH);
    private static final Pattern SCP = Pattern.compile("[a-z_][a-z0-9_.-]*@" + HOST + ":(?![0-9]+/)(?!-)/?" + PATH);

    private RepositoryUrl() {}

    public static boolean isValid(String text) {
        return text.length() <= LONGEST
                && !text.contains("/../")
                && !text.contains("/-")
                && (WEB.matcher(text).matches()
                        || SSH.matcher(text).matches()
                        || SCP.matcher(text).matches());
    }
}
