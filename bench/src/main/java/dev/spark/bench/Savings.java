package dev.spark.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What sleeping saves: what pods request over an average day of some use, awake all the time and asleep when unused. Computed. */
final class Savings {

    private static final BigDecimal HOURS = BigDecimal.valueOf(24);
    private static final BigDecimal DAYS_OF_A_WEEK = BigDecimal.valueOf(7);

    private Savings() {}

    /**
     * What one pod of a spark requests of its node.
     *
     * @param millicores CPU
     * @param mebibytes memory
     */
    record Request(long millicores, long mebibytes) {

        /** As the provisioner sets it: a fraction of the size, rounded up. */
        static Request of(long millicores, long mebibytes, double cpuFraction, double memoryFraction) {
            return new Request(part(millicores, cpuFraction), part(mebibytes, memoryFraction));
        }

        private static long part(long whole, double fraction) {
            return Math.max(
                    1,
                    BigDecimal.valueOf(whole)
                            .multiply(BigDecimal.valueOf(fraction))
                            .setScale(0, RoundingMode.CEILING)
                            .longValueExact());
        }
    }

    /**
     * How sparks are used.
     *
     * @param used how long each is used on a day of use, without a pause as long as the idle timeout
     * @param daysOfWeek on how many days of seven
     * @param idleTimeout how long each stays awake after that
     */
    record Use(int sparks, Duration used, int daysOfWeek, Duration idleTimeout) {

        /** Of an average day, the hours for which each spark has a pod. */
        BigDecimal awakeHours() {
            Duration awake = used.plus(idleTimeout);
            BigDecimal hours =
                    BigDecimal.valueOf(awake.toMinutes()).divide(BigDecimal.valueOf(60), 6, RoundingMode.HALF_UP);
            return hours.min(HOURS)
                    .multiply(BigDecimal.valueOf(daysOfWeek))
                    .divide(DAYS_OF_A_WEEK, 6, RoundingMode.HALF_UP);
        }
    }

    /**
     * What all pods together request over a day.
     *
     * @param coreHours CPU
     * @param gibibyteHours memory
     */
    record Day(double coreHours, double gibibyteHours) {

        static Day of(Use use, Request request, BigDecimal hours) {
            double podHours = hours.doubleValue() * use.sparks();
            return new Day(podHours * request.millicores() / 1000, podHours * request.mebibytes() / 1024);
        }
    }

    /** An installation's defaults: 2 CPUs and 4 GiB, of which 0.05 and 0.1 are requested. */
    static final Request DEFAULT_REQUEST = Request.of(2000, 4096, 0.05, 0.1);

    static final Use TYPICAL = new Use(10, Duration.ofHours(6), 5, Duration.ofMinutes(30));

    static Day awake(Use use, Request request) {
        return Day.of(use, request, HOURS);
    }

    static Day withSleep(Use use, Request request) {
        return Day.of(use, request, use.awakeHours());
    }

    /** The table, with what it assumes. */
    static List<String> table(Use use, Request request) {
        Day awake = awake(use, request);
        Day slept = withSleep(use, request);
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Computed, not measured. %d sparks of the default size (2 CPUs and 4 GiB at most, of which a pod requests %d m and"
                                + " %d Mi), each used %s on %d of 7 days without a pause as long as the idle timeout, and asleep %s later: %.2f"
                                + " hours awake on an average day.",
                        use.sparks(),
                        request.millicores(),
                        request.mebibytes(),
                        spoken(use.used()),
                        use.daysOfWeek(),
                        spoken(use.idleTimeout()),
                        use.awakeHours()),
                "",
                "| requested over an average day | awake | with sleep | saved |",
                "|---|---|---|---|",
                row("CPU, core hours", awake.coreHours(), slept.coreHours()),
                row("memory, GiB hours", awake.gibibyteHours(), slept.gibibyteHours()),
                "",
                "Volumes and databases are there in both, and so are the platform's own services. A spark that somebody pauses for longer"
                        + " than the idle timeout sleeps more, one with a hold or a job of its own less.");
    }

    private static String row(String what, double awake, double slept) {
        return String.format(
                Locale.ROOT, "| %s | %.1f | %.1f | **%.0f %%** |", what, awake, slept, 100 * (1 - slept / awake));
    }

    private static String spoken(Duration time) {
        return time.toMinutesPart() == 0 ? time.toHours() + " h" : time.toMinutes() + " min";
    }
}
