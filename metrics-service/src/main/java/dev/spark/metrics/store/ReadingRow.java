package dev.spark.metrics.store;

import dev.spark.metrics.domain.Course;
import dev.spark.metrics.domain.Reading;
import dev.spark.metrics.domain.Sample;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reading as the table has it. */
@Entity
@Table(name = "reading")
@SuppressWarnings("NullAway.Init")
class ReadingRow {

    @Id
    @Column(name = "spark_id")
    String sparkId;

    @Column(name = "pod_uid")
    String podUid;

    @Column(name = "cpu_at")
    @Nullable
    Instant cpuAt;

    @Column(name = "cpu_ns")
    @Nullable
    Long cpuNs;

    @Column(name = "cpu_before_at")
    @Nullable
    Instant cpuBeforeAt;

    @Column(name = "cpu_before_ns")
    @Nullable
    Long cpuBeforeNs;

    @Column(name = "cpu_repeats")
    int cpuRepeats;

    @Column(name = "network_at")
    @Nullable
    Instant networkAt;

    @Column(name = "network_bytes")
    @Nullable
    Long networkBytes;

    @Column(name = "network_before_at")
    @Nullable
    Instant networkBeforeAt;

    @Column(name = "network_before_bytes")
    @Nullable
    Long networkBeforeBytes;

    @Column(name = "network_repeats")
    int networkRepeats;

    protected ReadingRow() {}

    Reading reading() {
        return new Reading(
                podUid,
                course(sample(cpuBeforeAt, cpuBeforeNs), sample(cpuAt, cpuNs), cpuRepeats),
                course(sample(networkBeforeAt, networkBeforeBytes), sample(networkAt, networkBytes), networkRepeats));
    }

    private static Optional<Course> course(Optional<Sample> before, Optional<Sample> latest, int repeats) {
        return latest.map(sample -> new Course(before, sample, repeats));
    }

    private static Optional<Sample> sample(@Nullable Instant at, @Nullable Long value) {
        return at == null || value == null ? Optional.empty() : Optional.of(new Sample(at, value));
    }
}
