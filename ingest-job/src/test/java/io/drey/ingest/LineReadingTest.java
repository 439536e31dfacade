package io.drey.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.format.LineSettings;
import io.drey.format.enrich.GeoFinder;
import io.drey.format.enrich.UserAgentFinder;
import io.drey.job.TenantSecrets;
import io.drey.job.datasets.DatasetDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReadingTest {

    private static final DatasetId APP = new DatasetId("acme", "app");

    private final Published published = new Published();

    @Test
    void itIsOutdatedUntilItIsRenewedAndWheneverADocumentIsReplaced() {
        published.document = Optional.of(dataset(Map.of("format", "app")));
        LineReading reading = reading("");
        assertThat(reading.isOutdated()).as("at first").isTrue();

        reading.renew();
        assertThat(reading.isOutdated()).isFalse();
        assertThat(reading.unusable()).isNull();
        assertThat(reading.isJoining()).isFalse();

        published.document = Optional.of(dataset(Map.of("format", "app", "multiline", "java")));
        assertThat(reading.isOutdated()).isTrue();
        assertThat(reading.isJoining()).as("by the former document").isFalse();
        reading.renew();
        assertThat(reading.isJoining()).isTrue();
    }

    @Test
    void withoutADocumentNoLineIsReadUntilThereIsOne() {
        LineReading reading = reading("");
        reading.renew();

        assertThat(reading.unusable().reason()).contains("acme/app", "control.acme");
        assertThat(reading.isOutdated()).isFalse();
        published.document = Optional.of(dataset(Map.of("format", "app")));
        assertThat(reading.isOutdated()).isTrue();
        reading.renew();
        assertThat(reading.unusable()).isNull();
    }

    @Test
    void ofADocumentThatIsTakenAwayNothingIsLeft() {
        published.document = Optional.of(dataset(Map.of("format", "app", "multiline", "java")));
        LineReading reading = reading("");
        reading.renew();

        published.document = Optional.empty();
        assertThat(reading.isOutdated()).isTrue();
        reading.renew();

        assertThat(reading.unusable()).isNotNull();
        assertThat(reading.isJoining()).isFalse();
        assertThat(reading.redactor()).isNull();
    }

    @Test
    void aDocumentThatCannotBeFollowedIsTriedOnceAndItsLinesAreRedactedAsItSays() {
        published.document = Optional.of(ofALaterVersion(dataset(Map.of("format", "app"))));
        LineReading reading = reading("");
        reading.renew();
        assertThat(reading.unusable().reason()).contains("acme/app", "of-a-later-version");
        assertThat(reading.isOutdated()).isFalse();
        assertThat(reading.redactor()).isNull();

        published.document = Optional.of(ofALaterVersion(dataset(Map.of("format", "app", "redact", "mask card"))));
        assertThat(reading.isOutdated()).isTrue();
        reading.renew();
        assertThat(reading.unusable()).isNotNull();
        assertThat(reading.redactor()).isNotNull();
    }

    @Test
    void whatWaitsIsSealedWithTheSecretOfTheDocument(@TempDir Path folder) throws IOException {
        Files.writeString(
                Files.createDirectory(folder.resolve("acme")).resolve("joined"), "one secret of thirty-two characters");
        LineReading reading = reading(folder.toString());
        assertThat(reading.seal().isThere()).as("before a document is known").isFalse();

        published.document = Optional.of(dataset(
                Map.of("format", "app", "multiline", "java", "redact", "mask card", "redact-secret", "joined")));
        reading.renew();

        assertThat(reading.seal().isThere()).isTrue();
    }

    private LineReading reading(String secrets) {
        return new LineReading(
                APP,
                new LineReading.Sources(published, new TenantSecrets(secrets), GeoFinder.NONE, new UserAgentFinder()));
    }

    private static DatasetDocument dataset(Map<String, String> keys) {
        return DatasetDocument.of(APP, keys);
    }

    /** The same with a format that nobody knows here. */
    private static DatasetDocument ofALaterVersion(DatasetDocument dataset) {
        LineSettings lines = new LineSettings(
                        "of-a-later-version",
                        dataset.lines().options(),
                        dataset.lines().limit(),
                        Optional.empty())
                .withTreatment(dataset.lines().treatment());
        return new DatasetDocument(
                dataset.id(),
                lines,
                dataset.mode(),
                dataset.reorderDelay(),
                dataset.silenceTimeout(),
                dataset.allowedLateness(),
                dataset.futureCap(),
                dataset.partitions(),
                dataset.retention(),
                dataset.search(),
                dataset.consumers(),
                dataset.files(),
                dataset.impersonal());
    }

    private static final class Published implements DatasetDirectory {

        private static final long serialVersionUID = 1L;

        private transient Optional<DatasetDocument> document = Optional.empty();

        @Override
        public void open() {}

        @Override
        public Optional<DatasetDocument> find(DatasetId id) {
            return document;
        }

        @Override
        public void close() {}
    }
}
