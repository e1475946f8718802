package dev.spark.provisioner.app;

import dev.spark.events.SparkId;
import dev.spark.provisioner.domain.Part;

/** Something that exists and by its marks belongs to a spark. */
public record Belonging(Part part, String name, SparkId spark) {}
