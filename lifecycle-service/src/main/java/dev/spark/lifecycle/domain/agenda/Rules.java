package dev.spark.lifecycle.domain.agenda;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * By what it is judged whether a spark is used, and when what is said.
 *
 * @param staleAfter what was measured longer ago says nothing any more
 * @param doneWithoutAfter how long a measure may be missing from the beginning, where another one of the same pod is there, before it
 *     is done without
 * @param connections whether connections through the gateway count
 * @param connectionBytes how many bytes in a minute make a connection more than a client that says it is alive
 * @param silentSession for how long an open connection counts on which nothing is said
 * @param exec whether commands that somebody waits for count
 * @param cpu whether what its pod computes counts
 * @param cpuMillis from how many thousandths of a core on
 * @param network whether what its pod sends and receives counts
 * @param networkBytes from how many bytes a second on
 * @param database whether statements in its database count
 * @param assessEvery how often an assessment is told that has not changed
 * @param warnings how long before the end of its time to live a spark is said to expire, the longest first
 * @param tellAgain the first pause before a finding is told again that nothing has come of; it doubles
 * @param longestPause between two tellings
 */
public record Rules(
        Duration staleAfter,
        Duration doneWithoutAfter,
        boolean connections,
        long connectionBytes,
        Duration silentSession,
        boolean exec,
        boolean cpu,
        long cpuMillis,
        boolean network,
        long networkBytes,
        boolean database,
        Duration assessEvery,
        List<Duration> warnings,
        Duration tellAgain,
        Duration longestPause) {

    public Rules {
        warnings = warnings.stream().sorted(Comparator.reverseOrder()).toList();
    }
}
