package dev.spark.provisioner.http;

import dev.spark.kit.operations.Operator;
import dev.spark.provisioner.app.Belonging;
import dev.spark.provisioner.app.Depth;
import dev.spark.provisioner.app.Reconciler;
import dev.spark.provisioner.app.TakeInventory;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the inventory when an operator asks, and has every spark inspected after it. */
@Path("/ops/inventory")
@Produces(MediaType.APPLICATION_JSON)
class InventoryResource {

    private final TakeInventory inventory;
    private final Reconciler reconciler;
    private final Operator operator;

    InventoryResource(TakeInventory inventory, Reconciler reconciler, Operator operator) {
        this.inventory = inventory;
        this.reconciler = reconciler;
        this.operator = operator;
    }

    public record Item(String spark, String part, String name) {}

    public record Inventory(int belongings, List<Item> removed, List<Item> remaining, List<Item> unknown) {}

    @POST
    @RunOnVirtualThread
    public Inventory take(@HeaderParam("Authorization") @Nullable String authorization) {
        operator.authorize(authorization);
        TakeInventory.Report report = inventory.take();
        reconciler.sweepAll(Depth.INSPECTION);
        return new Inventory(
                report.belongings(), items(report.removed()), items(report.remaining()), items(report.unknown()));
    }

    private static List<Item> items(List<Belonging> belongings) {
        return belongings.stream()
                .map(belonging ->
                        new Item(belonging.spark().value(), belonging.part().label(), belonging.name()))
                .toList();
    }
}
