package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.DatasetId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlRecordTest {

    private static final Document ACCESS =
            DatasetDocument.live(new DatasetId("acme", "access"), "combined").toDocument();
    private static final Revision REVISION = new Revision(7, Instant.parse("2026-03-01T10:00:00Z"), "alice");

    @Test
    void readsWhatIsPublished() {
        ControlRecord record = ControlRecord.of(ACCESS, REVISION);

        assertThat(record.presentKey()).asString(UTF_8).isEqualTo("dataset/access");
        assertThat(ControlRecord.read("control.acme", record.presentKey(), record.value()))
                .contains(record);
        assertThat(record.historyKey()).asString(UTF_8).isEqualTo("history/0000000007/dataset/access");
        assertThat(ControlRecord.read("control.acme", record.historyKey(), record.value()))
                .hasValueSatisfying(history -> {
                    assertThat(history.era()).isEqualTo(ControlRecord.Era.HISTORY);
                    assertThat(history.document()).contains(ACCESS);
                    assertThat(history.revision()).contains(REVISION);
                });
    }

    @Test
    void readsDeletions() {
        ControlRecord deletion = ControlRecord.deletion(ACCESS, REVISION);

        assertThat(ControlRecord.read("control.acme", deletion.presentKey(), null))
                .hasValueSatisfying(record -> assertThat(record.document()).isEmpty());
        assertThat(ControlRecord.read("control.acme", deletion.historyKey(), deletion.value()))
                .hasValueSatisfying(record -> {
                    assertThat(record.document()).isEmpty();
                    assertThat(record.revision()).contains(REVISION);
                });
    }

    @Test
    void rulesAreNamedByTheirIds() {
        Document rule = new RuleDocument(
                        "acme",
                        "6e22fd4c-166e-54f0-90c4-6f030d58d6c3",
                        "title: x\ndetection: {}\n",
                        Optional.of(Instant.parse("2026-03-01T10:00:00Z")))
                .toDocument();
        ControlRecord record = ControlRecord.of(rule, REVISION);

        assertThat(record.presentKey()).asString(UTF_8).isEqualTo("rule/6e22fd4c-166e-54f0-90c4-6f030d58d6c3");
        assertThat(ControlRecord.read("control.acme", record.historyKey(), record.value()))
                .hasValueSatisfying(read -> assertThat(
                                RuleDocument.of(read.document().orElseThrow()).toDocument())
                        .isEqualTo(rule));
        assertThat(RuleDocument.isName("a|b")).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("control.acme", "rule/a|b", "{'kind':'Rule','name':'a|b','rule':'x'}"))
                .withMessageContaining("does not belong into this topic");
    }

    @Test
    void takesWhatSomebodyWroteByHandWithoutARevision() {
        assertThat(read("control.acme", "dataset/access", "{'kind':'Dataset','name':'access','format':'json'}"))
                .hasValueSatisfying(record -> {
                    assertThat(record.tenant()).isEqualTo("acme");
                    assertThat(record.revision()).isEmpty();
                });
    }

    @Test
    void ignoresKeysOfNewerVersions() {
        assertThat(read(
                        "control.acme",
                        "dataset/access",
                        "{'kind':'Dataset','name':'access','format':'json','colour':'red'}"))
                .hasValueSatisfying(record ->
                        assertThat(record.document().orElseThrow().content()).hasToString("{\"format\":\"json\"}"));
        assertThat(read("control.acme", "colour/red", "{}")).isEmpty();
        assertThat(read("control.acme", "no key of ours", "{}")).isEmpty();
        assertThat(ControlRecord.read("control.acme", null, new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "control.acme | dataset/access | {'kind':'Dataset','tenant':'other','name':'access','format':'json'} "
                        + "| tenant 'other' is another's: documents published to control.acme may speak of tenant 'acme' only",
                "control.acme | dataset/access | {'kind':'Dataset','name':'other','format':'json'} | its key says 'access'",
                "control.acme | dataset/access | {'kind':'Dataset','name':'access','format':'jsn'} | format: 'jsn' is not known",
                "control.acme | dataset/access | {'kind':'Tenant','name':'access','format':'json'} | kind: 'Tenant' is not known",
                "control.acme | dataset/access | {'kind':'Dataset' | not JSON: {\"kind\":\"Dataset\"",
                "control.acme | dataset/access | [] | not a JSON object: []",
                "control.acme | dataset/a-b | {} | 'dataset/a-b' does not belong into this topic",
                "control.acme | tenant/other | {'kind':'Tenant','name':'other'} | 'tenant/other' does not belong into this topic",
                "control | dataset/access | {} | 'dataset/access' does not belong into this topic",
            })
    void refusesWhatIsWrongAndSaysWhy(String topic, String key, String json, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(topic, key, json))
                .withMessageContaining(reason);
    }

    private static java.util.Optional<ControlRecord> read(String topic, String key, String json) {
        return ControlRecord.read(
                topic, key.getBytes(UTF_8), json.replace('\'', '"').getBytes(UTF_8));
    }
}
