package io.drey.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.Revision;
import io.drey.configuration.RuleDocument;
import io.drey.job.datasets.DocumentVersions;
import io.drey.rules.book.RuleVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which version of a published rule holds from when on. */
class PublishedRulesTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T10:00:00Z");
    private static final long MONDAY_MILLIS = MONDAY.toEpochMilli();
    private static final RuleVersion FIRST = new RuleVersion("scan", 3, RuleVersion.ALWAYS, "first");

    @Test
    void aRulesFirstVersionHoldsAlwaysAndALaterOneFromFiveSecondsAfterItsPublication() {
        assertThat(versions(Set.of("scan"), published(3, "first"), published(7, "second")))
                .containsExactly(FIRST, new RuleVersion("scan", 7, MONDAY_MILLIS + 5_000, "second"));
    }

    @Test
    void aVersionHoldsFromWhenItSays() {
        Instant january = Instant.parse("2026-01-01T00:00:00Z");
        ControlRecord said = record(7, new RuleDocument("acme", "scan", "second", Optional.of(january)).toDocument());

        assertThat(versions(Set.of("scan"), published(3, "first"), said))
                .containsExactly(FIRST, new RuleVersion("scan", 7, january.toEpochMilli(), "second"));
    }

    @Test
    void aDeletedRuleEndsFiveSecondsAfterItsDeletion() {
        Document rule = new RuleDocument("acme", "scan", "first", Optional.empty()).toDocument();

        assertThat(versions(
                        Set.of(), published(3, "first"), ControlRecord.deletion(rule, new Revision(8, MONDAY, "me"))))
                .containsExactly(FIRST, new RuleVersion("scan", 8, MONDAY_MILLIS + 5_000, ""));
    }

    @Test
    void aRuleWhoseRecordSomebodyDeletedIsGone() {
        assertThat(versions(Set.of(), published(3, "first")))
                .containsExactly(FIRST, new RuleVersion("scan", 4, RuleVersion.ALWAYS, ""));
    }

    private static List<RuleVersion> versions(Set<String> inForce, ControlRecord... published) {
        return PublishedRules.versions(
                List.of(new DocumentVersions(DocumentKind.RULE, "acme", "scan", List.of(published))), inForce);
    }

    private static ControlRecord published(long version, String text) {
        return record(version, new RuleDocument("acme", "scan", text, Optional.empty()).toDocument());
    }

    private static ControlRecord record(long version, Document document) {
        return ControlRecord.of(document, new Revision(version, MONDAY, "me"));
    }
}
