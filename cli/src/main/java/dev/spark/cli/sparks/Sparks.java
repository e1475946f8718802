package dev.spark.cli.sparks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.cli.http.Answer;
import dev.spark.cli.http.Api;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.http.Problem;
import dev.spark.cli.http.Request;

/** The calls about one spark. */
public final class Sparks {
    private final Api api;

    public Sparks(Api api) {
        this.api = api;
    }

    /** The spark's own resource, or one below it: {@code path("demo", "events")}. */
    public static ApiPath path(String address, String... below) {
        var segments = new String[below.length + 2];
        segments[0] = "sparks";
        segments[1] = address;
        System.arraycopy(below, 0, segments, 2, below.length);
        return ApiPath.of(segments);
    }

    /** How a spark is spoken of when it is not there. */
    public static String about(String address) {
        return Problem.SPARK_CALLED + address;
    }

    /** The spark itself, or what is below it: {@code answer("demo", "holds")}. */
    public Answer answer(String address, String... below) {
        return api.call(Request.get(path(address, below).toString()).about(about(address)));
    }

    public Spark get(String address) {
        return Spark.of(answer(address).json());
    }

    public Answer create(JsonNode wish) {
        return api.call(Request.post(ApiPath.of("sparks").toString(), wish));
    }

    /** Asks for a change by its name: {@code retry}. */
    public Answer ask(String address, String change, JsonNode body) {
        return api.call(Request.post(path(address, change).toString(), body).about(about(address)));
    }

    public void delete(String address, boolean purge) {
        var path = path(address).with("purge", purge ? true : null);
        api.call(Request.delete(path.toString()).about(about(address)));
    }

    /** Takes back a hold before its end. */
    public void release(String address, String hold) {
        var about = "hold “" + hold + "” on a " + about(address);
        api.call(Request.delete(path(address, "holds", hold).toString()).about(about));
    }
}
