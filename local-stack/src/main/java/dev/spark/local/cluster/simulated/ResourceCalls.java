package dev.spark.local.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The calls that read or change objects. */
final class ResourceCalls {

    private static final Set<String> ENTERING =
            Set.of("exec", "attach", "portforward", "log", "proxy", "ephemeralcontainers");

    private final ObjectStore store;
    private final ApiServer api;

    /** What is answered. */
    record Answer(int code, byte[] body) {
        static Answer ok(StoredObject object) {
            return new Answer(200, object.json());
        }
    }

    ResourceCalls(ObjectStore store, ApiServer api) {
        this.store = store;
        this.api = api;
    }

    Answer answer(ResourcePath path, Request request) {
        if (path.type().equals(ResourceType.POD) && ENTERING.contains(path.subresource())) {
            api.get(path.type(), path.key());
            throw ApiError.simulated(path.subresource());
        }
        if (path.subresource().equals("scale")) {
            return scale(path, request);
        }
        if (path.subresource().equals("eviction") && request.method().equals("POST")) {
            api.delete(path.type(), path.key(), ApiServer.Deletion.PLAIN, request.writer());
            return new Answer(201, success().toString().getBytes(StandardCharsets.UTF_8));
        }
        if (!path.subresource().isEmpty() && !path.subresource().equals("status")) {
            throw ApiError.noSuchResource();
        }
        return path.name().isEmpty() ? collection(path, request) : object(path, request);
    }

    private Answer collection(ResourcePath path, Request request) {
        return switch (request.method()) {
            case "GET" -> list(path, request);
            case "POST" -> {
                var object = Json.sentObject(request.body());
                yield new Answer(
                        201,
                        api.create(path.type(), namespaceOf(path, object), object, request.writer())
                                .json());
            }
            case "DELETE" -> {
                var deletion = request.deletion();
                for (var object : store.select(path.type(), path.namespace(), request.selector())
                        .objects()) {
                    api.delete(path.type(), object.key(), deletion, request.writer());
                }
                yield new Answer(200, Json.bytes(success()));
            }
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private static String namespaceOf(ResourcePath path, ObjectNode object) {
        if (path.type().namespaced() && path.namespace().isEmpty()) {
            return object.path("metadata").path("namespace").asText("default");
        }
        return path.namespace();
    }

    private Answer object(ResourcePath path, Request request) {
        var type = path.type();
        var key = path.key();
        return switch (request.method()) {
            case "GET" -> Answer.ok(api.get(type, key));
            case "PUT" ->
                Answer.ok(api.update(type, key, path.subresource(), Json.sentObject(request.body()), request.writer()));
            case "PATCH" -> Answer.ok(patch(path, request));
            case "DELETE" -> {
                var deleted = api.delete(type, key, request.deletion(), request.writer());
                yield new Answer(200, Json.bytes(success(type, deleted)));
            }
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private StoredObject patch(ResourcePath path, Request request) {
        if (request.contentType().startsWith("application/apply-patch")) {
            if (request.parameter("fieldManager").isEmpty()) {
                throw ApiError.badRequest("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value");
            }
            var wanted = Json.sentObject(request.body());
            if (!path.name().equals(Json.name(wanted))) {
                throw ApiError.badRequest("the name of the object does not match the name on the URL");
            }
            return api.apply(
                    path.type(), path.key(), path.subresource(), wanted, request.flag("force"), request.writer());
        }
        return api.change(path.type(), path.key(), path.subresource(), patching(request), request.writer());
    }

    private static UnaryOperator<ObjectNode> patching(Request request) {
        return switch (request.contentType()) {
            case "application/json-patch+json" -> object -> (ObjectNode) Merge.json(object, Json.sent(request.body()));
            case "application/merge-patch+json" -> object -> Merge.merge(object, Json.sentObject(request.body()));
            case "application/strategic-merge-patch+json" ->
                object -> Merge.strategic(object, Json.sentObject(request.body()));
            default -> throw ApiError.unsupportedMediaType(request.contentType());
        };
    }

    // Lists

    private Answer list(ResourcePath path, Request request) {
        var snapshot = store.select(path.type(), path.namespace(), request.selector());
        var objects = after(snapshot.objects(), request.parameter("continue"));
        var limit = request.parameter("limit").isEmpty() ? 0 : Integer.parseInt(request.parameter("limit"));
        var page = limit > 0 && objects.size() > limit ? objects.subList(0, limit) : objects;
        var metadata = Json.object().put("resourceVersion", String.valueOf(snapshot.version()));
        if (page.size() < objects.size()) {
            metadata.put("continue", bookmark(page.getLast().key()));
            metadata.put("remainingItemCount", objects.size() - page.size());
        }
        return new Answer(200, list(path.type(), metadata, page));
    }

    private static byte[] list(ResourceType type, ObjectNode metadata, List<StoredObject> items) {
        var out = new ByteArrayOutputStream(
                items.stream().mapToInt(item -> item.json().length + 1).sum() + 256);
        out.writeBytes("{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":%s,\"items\":["
                .formatted(type.kind(), type.apiVersion(), metadata)
                .getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(items.get(i).json());
        }
        out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static List<StoredObject> after(List<StoredObject> objects, String bookmark) {
        if (bookmark.isEmpty()) {
            return objects;
        }
        var key = new String(Base64.getUrlDecoder().decode(bookmark), StandardCharsets.UTF_8).split("/", 2);
        var last = new ObjectKey(key[0], key[1]);
        return objects.stream()
                .filter(object -> object.key().compareTo(last) > 0)
                .toList();
    }

    private static String bookmark(ObjectKey last) {
        return Base64.getUrlEncoder()
                .encodeToString((last.namespace() + "/" + last.name()).getBytes(StandardCharsets.UTF_8));
    }

    // Scale

    private Answer scale(ResourcePath path, Request request) {
        var deployment = api.get(path.type(), path.key());
        switch (request.method()) {
            case "GET" -> {
                // as it is
            }
            case "PUT" -> deployment = scaled(path, request, Json.sentObject(request.body()));
            case "PATCH" -> deployment = scaled(path, request, patching(request).apply(scaleOf(deployment.tree())));
            default -> throw ApiError.methodNotAllowed();
        }
        return new Answer(200, Json.bytes(scaleOf(deployment.tree())));
    }

    private StoredObject scaled(ResourcePath path, Request request, ObjectNode scale) {
        UnaryOperator<ObjectNode> change = deployment -> {
            deployment.withObject("/spec").set("replicas", scale.path("spec").path("replicas"));
            var version = scale.path("metadata").path("resourceVersion");
            if (version.isTextual()) {
                Json.metadata(deployment).set("resourceVersion", version);
            }
            return deployment;
        };
        return api.change(path.type(), path.key(), "scale", change, request.writer());
    }

    private static ObjectNode scaleOf(ObjectNode deployment) {
        var scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        for (var field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            Json.metadata(scale).set(field, deployment.path("metadata").path(field));
        }
        scale.putObject("spec").set("replicas", deployment.path("spec").path("replicas"));
        scale.putObject("status")
                .put("replicas", deployment.path("status").path("replicas").asInt());
        return scale;
    }

    private static ObjectNode success() {
        var status = Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
        status.putObject("metadata");
        return status;
    }

    private static ObjectNode success(ResourceType type, StoredObject deleted) {
        var success = success();
        success.putObject("details")
                .put("name", deleted.key().name())
                .put("group", type.group())
                .put("kind", type.plural())
                .put("uid", Json.uid(deleted.tree()));
        return success;
    }
}
