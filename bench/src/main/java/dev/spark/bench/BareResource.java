package dev.spark.bench;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;

/** A Quarkus endpoint that does nothing: what the framework itself can do on this machine. */
@Path("/bare")
public class BareResource {

    @GET
    public Map<String, String> get() {
        return Map.of("state", "running");
    }

    @POST
    public Map<String, String> post(Map<String, Object> body) {
        return Map.of("name", String.valueOf(body.get("name")));
    }
}
