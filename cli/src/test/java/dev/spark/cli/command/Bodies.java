package dev.spark.cli.command;

/** Bodies as the gateway's. */
final class Bodies {
    static final String NO_KEYS = "{\"items\":[],\"next_cursor\":null}";
    static final String ONE_KEY = """
            {"items":[{"fingerprint":"SHA256:abc","name":"laptop","public_key":"ssh-ed25519 AAAA laptop",\
            "created_at":"2026-02-01T00:00:00Z"}],"next_cursor":null}""";

    private Bodies() {}

    static String spark(String state, String more) {
        return """
                {"id":"s-7f3kq2m9ab","name":"demo","owner":"ada","state":"%s","created_at":"2026-03-01T11:57:00Z",\
                "size":{"cpu":"2","memory":"4Gi","storage":"20Gi"}%s}""".formatted(state, more);
    }

    static String spark(String state) {
        return spark(state, "");
    }

    static String page(String nextCursor, String... items) {
        return "{\"items\":[" + String.join(",", items) + "],\"next_cursor\":" + nextCursor + "}";
    }

    static String steps(String... steps) {
        return ",\"steps\":[" + String.join(",", steps) + "]";
    }

    static String done(String name) {
        return """
                {"name":"%s","state":"done","started_at":"2026-03-01T11:57:00Z","finished_at":"2026-03-01T11:57:00.400Z"}""".formatted(name);
    }

    static String underWay(String name) {
        return """
                {"name":"%s","state":"running","started_at":"2026-03-01T11:57:00Z"}""".formatted(name);
    }
}
