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
                Map.of("collect-files", ALB),
                Map.of("collect-interval", "1 min", "collect-age", "7 d"));
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

    @Test
    void aPatternIsNamedForItsDatasetOnly() {
        CollectSettings settings = from("acme/app=file:///var/log/*.log");

        assertThat(settings.names("raw.acme.app", "file:///var/log/*.log")).isTrue();
        assertThat(settings.names("raw.acme.other", "file:///var/log/*.log")).isFalse();
        assertThat(settings.names("raw.acme.app", "file:///var/log/*.txt")).isFalse();
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
