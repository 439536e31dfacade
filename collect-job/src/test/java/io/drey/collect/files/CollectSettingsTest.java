package io.drey.collect.files;

import static io.drey.testing.SettingsAssertions.assertEverySettingHasADefaultAndIsRead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.collect.files.CollectSettings.FilesOfDataset;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectSettingsTest {

    private static final String ALB = "acme/alb=s3://b/AWSLogs/*/{yyyy}/{MM}/{dd}/*.gz";

    @Test
    void everySettingHasADefaultAndIsRead() {
        assertEverySettingHasADefaultAndIsRead(
                CollectSettings.OPTIONS,
                CollectSettings::from,
                Map.of(),
                Map.of(
                        "collect-files",
                        ALB,
                        "collect-interval",
                        "1 min",
                        "collect-age",
                        "7 d",
                        "collect-places",
                        "acme=s3://b/",
                        "collect-notification-topics",
                        "bucket-events",
                        "collect-notification-queues",
                        "https://sqs.eu-west-1.amazonaws.com/111122223333/new",
                        "collect-max-ratio",
                        "1000"));
    }

    @Test
    void aRatioOfNothingIsRefused() {
        Configuration configuration = Configuration.fromMap(Map.of("collect-files", ALB, "collect-max-ratio", "0"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CollectSettings.from(configuration))
                .withMessage("'collect-max-ratio' is 0: give a number of at least 1, as 500");
    }

    @Test
    void severalDatasetsAreReadFromSeveralPlaces() {
        assertThat(from(ALB + ";acme/app=file:///var/log/*.log").files())
                .containsExactly(
                        new FilesOfDataset("acme", "alb", "s3://b/AWSLogs/*/{yyyy}/{MM}/{dd}/*.gz"),
                        new FilesOfDataset("acme", "app", "file:///var/log/*.log"));
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b/a.gz, does not say whose files they are",
        "acme=s3://b/a.gz, does not say whose files they are",
        "acme/*=s3://b/a.gz, dataset name '*' is not allowed",
        "../alb=s3://b/a.gz, tenant name '..' is not allowed",
        "acme/alb=/a.gz, is no address of files"
    })
    void whatCannotBeFollowedIsRefused(String files, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from(files))
                .withMessageContaining("'collect-files'")
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "acme, s3://acme-logs/*/x.gz, true",
        "acme, s3://acme-logs/x.gz, true",
        "acme, file:///var/log/acme/a.log, true",
        "other, s3://acme-logs/x.gz, false",
        "acme, s3://acme-logs-of-others/x.gz, false",
        "acme, s3://*/x.gz, false",
        "acme, file:///var/log/acme.log, false",
        "acme, file:///etc/passwd, false"
    })
    void aTenantsDocumentsNameFilesOfHisPlacesOnly(String tenant, String address, boolean may) {
        CollectSettings settings = CollectSettings.from(Configuration.fromMap(
                Map.of("collect-places", "acme=s3://acme-logs/;acme=file:///var/log/acme/;acmes=s3://x/")));

        assertThat(settings.mayRead(new FilesOfDataset(tenant, "app", address))).isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b/, tenant name",
        "acme=s3://b, is no address of files",
        "acme=s3://b/x, with a slash at its end",
        "acme=s3://b/*/, without * and ?",
        "acme=s3://b/../, names no folder",
        "*=s3://b/, tenant name"
    })
    void whatIsNoPlaceIsRefused(String place, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CollectSettings.from(Configuration.fromMap(Map.of("collect-places", place))))
                .withMessageContaining("'collect-places'")
                .withMessageContaining(why);
    }

    @Test
    void whatIsNoQueueIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CollectSettings.from(
                        Configuration.fromMap(Map.of("collect-notification-queues", "arn:aws:sqs:eu-west-1:1:new"))))
                .withMessageContaining("'arn:aws:sqs:eu-west-1:1:new' is no address of a queue");
    }

    @Test
    void withoutFilesAndPlacesThereIsNothingToDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FileSource(CollectSettings.from(new Configuration())))
                .withMessageContaining("neither 'collect-files' nor 'collect-places' is set");
    }

    @Test
    void timesAreLongerThanNothing() {
        Configuration configuration = Configuration.fromMap(Map.of("collect-files", ALB, "collect-age", "0 s"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CollectSettings.from(configuration))
                .withMessageContaining("'collect-age' is PT0S");
    }

    private static CollectSettings from(String files) {
        return CollectSettings.from(Configuration.fromMap(Map.of("collect-files", files)));
    }
}
