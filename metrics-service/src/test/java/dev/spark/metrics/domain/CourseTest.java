package dev.spark.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CourseTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @Test
    void saysNothingAfterOneSample() {
        assertThat(Course.from(at(0, 100)).growth()).isEmpty();
    }

    @Test
    void saysHowMuchItGrewByTheSamplesOwnTimes() {
        Course course = Course.from(at(0, 100)).then(at(14, 130));

        assertThat(course.growth()).contains(new Course.Growth(Duration.ofSeconds(14), 30));
    }

    @Test
    void goesOnFromTheLastSample() {
        Course course = Course.from(at(0, 100)).then(at(15, 130)).then(at(30, 130));

        assertThat(course.growth()).contains(new Course.Growth(Duration.ofSeconds(15), 0));
    }

    @Test
    void beginsAnewWhenTheCounterGoesBackwards() {
        Course restarted = Course.from(at(0, 100)).then(at(15, 130)).then(at(30, 7));

        assertThat(restarted.growth()).isEmpty();
        assertThat(restarted.then(at(45, 9)).growth()).contains(new Course.Growth(Duration.ofSeconds(15), 2));
    }

    @Test
    void saysTheSameAgainWhileNothingNewerComes() {
        Course course = Course.from(at(0, 100)).then(at(15, 130));
        Optional<Course.Growth> said = course.growth();
        for (int i = 0; i < Course.PATIENCE; i++) {
            course = course.then(at(15, 130));
            assertThat(course.growth()).isEqualTo(said);
        }

        assertThat(course.then(at(15, 130)).growth()).isEmpty();
        assertThat(course.then(at(90, 190)).growth()).contains(new Course.Growth(Duration.ofSeconds(75), 60));
    }

    @Test
    void passesOverAnOlderSample() {
        Course course = Course.from(at(0, 100)).then(at(15, 130)).then(at(10, 120));

        assertThat(course.latest()).isEqualTo(at(15, 130));
        assertThat(course.growth()).isPresent();
    }

    @Test
    void beginsAnewWhenTheNodesClockWasSetBack() {
        Course course = Course.from(at(3600, 100));
        for (int i = 0; i <= Course.PATIENCE; i++) {
            course = course.then(at(i, 100 + i));
        }

        assertThat(course.then(at(10, 120)).growth()).isPresent();
    }

    private static Sample at(int second, long value) {
        return new Sample(NOON.plusSeconds(second), value);
    }
}
