package dev.spark.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void takesWhatPeopleWrite() {
        assertThat(new String[] {
                    "laptop", "CI of the team", "ноутбук", "حاسوب", "\uD83D\uDC69\u200D\uD83D\uDCBB", "e\u0301"
                })
                .allMatch(PlainText::isValid);
    }

    @Test
    void refusesWhatChangesHowItIsShown() {
        assertThat(new String[] {
                    "",
                    " ",
                    "a\u001b[2Jb",
                    "a\rb",
                    "a\u0085b",
                    "admin\u202Enigol",
                    "a\u2066b",
                    "a\u200Fb",
                    "a\u061Cb",
                    "a\u200Bb",
                    "a\u2028b",
                    "a\uFEFFb",
                    "a\uD83Db"
                })
                .noneMatch(PlainText::isValid);
    }
}
