package io.drey.delivery;

import static io.drey.testing.SettingsAssertions.assertEverySettingHasADefaultAndIsRead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.drey.configuration.TargetDocument.Payload;
import io.drey.event.SecretReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class DeliverySettingsTest {

    @Test
    void everySettingHasADefaultAndIsRead() {
        assertEverySettingHasADefaultAndIsRead(
                DeliverySettings.OPTIONS,
                DeliverySettings::from,
                Map.of(),
                Map.of(
                        "delivery-name", "events",
                        "delivery-sinks", "forwarding",
                        "delivery-payloads", "events",
                        "delivery-only", "acme/splunk",
                        "delivery-secrets", "/etc/drey/secrets",
                        "delivery-requests-in-flight", "7"));
    }

    @Test
    void deliversToOpenSearchAndLakeByDefault() {
        DeliverySettings settings = DeliverySettings.from(new Configuration());

        assertThat(settings.sinks()).containsExactlyInAnyOrder(SinkKind.OPENSEARCH, SinkKind.LAKE);
        assertThat(settings.groupId()).isEqualTo("delivery-job-opensearch-lake");
    }

    @Test
    void deliversToTheSinksNamed() {
        DeliverySettings settings = from("lake");

        assertThat(settings.deliversTo(SinkKind.LAKE)).isTrue();
        assertThat(settings.deliversTo(SinkKind.OPENSEARCH)).isFalse();
        assertThat(settings.groupId()).isEqualTo("delivery-job-lake");
    }

    @Test
    void sinksMayBeGivenByTheirEarlierName() {
        DeliverySettings settings =
                DeliverySettings.from(Configuration.fromMap(Map.of("delivery-targets", "jdbc;mail")));

        assertThat(settings.sinks()).containsExactlyInAnyOrder(SinkKind.JDBC, SinkKind.MAIL);
        assertThat(settings.groupId()).isEqualTo("delivery-job-jdbc-mail");
    }

    @Test
    void aJobWithANameOfItsOwnHasAGroupOfItsOwn() {
        DeliverySettings settings = DeliverySettings.from(
                Configuration.fromMap(Map.of("delivery-name", "hooks", "delivery-sinks", "webhooks")));

        assertThat(settings.jobName()).isEqualTo("delivery-hooks-job");
        assertThat(settings.groupId()).isEqualTo("delivery-hooks-job");
        assertThat(from("webhooks").jobName()).isEqualTo("delivery-job");
        for (String wrong : List.of("job", "my-hooks", "Hooks", "x")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DeliverySettings.from(Configuration.fromMap(Map.of("delivery-name", wrong))))
                    .withMessageContaining("delivery-name is '%s'".formatted(wrong));
        }
    }

    @Test
    void refusesASinkItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from("fax"))
                .withMessage("delivery-sinks names 'fax': use one or more of opensearch, lake, jdbc, webhooks,"
                        + " forwarding, mail, with semicolons between");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeliverySettings("", Set.of(), Set.of(Payload.ALERTS), Set.of(), "", 1))
                .withMessageContaining("delivery-sinks is empty");
    }

    @Test
    void everyOtherSettingHasADefault() {
        DeliverySettings settings = DeliverySettings.from(new Configuration());

        assertThat(settings.payloads()).containsExactlyInAnyOrder(Payload.values());
        assertThat(settings.only()).isEmpty();
        assertThat(settings.secrets()).isEmpty();
        assertThat(settings.requestsInFlight()).isEqualTo(100);
        assertThat(DeliverySettings.OPTIONS).hasSize(6);
    }

    @Test
    void everySettingIsRead() {
        DeliverySettings settings = DeliverySettings.from(Configuration.fromMap(Map.of(
                "delivery-sinks", "forwarding",
                "delivery-payloads", "events",
                "delivery-only", "acme/splunk",
                "delivery-secrets", "/etc/drey/secrets",
                "delivery-requests-in-flight", "7")));

        assertThat(settings)
                .isEqualTo(new DeliverySettings(
                        "",
                        Set.of(SinkKind.FORWARDING),
                        Set.of(Payload.EVENTS),
                        Set.of("acme/splunk"),
                        "/etc/drey/secrets",
                        7));
        assertThat(settings.groupId()).isEqualTo("delivery-job-forwarding-events-acme.splunk");
    }

    @Test
    void aWrongSettingIsNamedWithItsRemedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeliverySettings.from(Configuration.fromMap(Map.of("delivery-only", "splunk"))))
                .withMessage("delivery-only names 'splunk': write targets as tenant/name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeliverySettings.from(Configuration.fromMap(Map.of("delivery-payloads", "metrics"))))
                .withMessage("delivery-payloads names 'metrics': use alerts, events, or both with a semicolon between");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> DeliverySettings.from(Configuration.fromMap(Map.of("delivery-requests-in-flight", "0"))))
                .withMessage("delivery-requests-in-flight is 0: use 1 or more");
    }

    @Test
    void aDatabaseIsSetInFull() {
        JdbcSettings settings = JdbcSettings.from(Configuration.fromMap(Map.of(
                "delivery-jdbc-url", "jdbc:postgresql://db:5432/security",
                "delivery-jdbc-user", "drey",
                "delivery-jdbc-password", "env:PASSWORD",
                "delivery-jdbc-table", "soc.alerts",
                "delivery-jdbc-make-table", "false")));

        assertThat(settings)
                .isEqualTo(new JdbcSettings(
                        "jdbc:postgresql://db:5432/security",
                        "drey",
                        new SecretReference("delivery-jdbc-password", "env:PASSWORD"),
                        "soc.alerts",
                        JdbcSettings.TableMaking.LEFT));
        assertThat(settings.dialect().tableDefinition(settings.table()))
                .startsWith("CREATE TABLE IF NOT EXISTS soc.alerts (");
        JdbcSettings least = JdbcSettings.from(
                Configuration.fromMap(Map.of("delivery-jdbc-url", "jdbc:postgresql://db:5432/security")));
        assertThat(least)
                .isEqualTo(new JdbcSettings(
                        "jdbc:postgresql://db:5432/security", "", null, "alerts", JdbcSettings.TableMaking.MADE));
        assertThat(JdbcSettings.OPTIONS).hasSize(5);
    }

    @Test
    void aWrongDatabaseIsNamedWithItsRemedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcSettings.from(new Configuration()))
                .withMessage("delivery-jdbc-url is not set: write jdbc:postgresql://host:5432/database or "
                        + "jdbc:mariadb://host:3306/database");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcSettings.from(Configuration.fromMap(Map.of(
                        "delivery-jdbc-url", "jdbc:postgresql://db/x", "delivery-jdbc-table", "a; DROP TABLE b"))))
                .withMessageContaining("delivery-jdbc-table is 'a; DROP TABLE b': use lower-case letters");
        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcSettings.from(
                                Configuration.fromMap(Map.of("delivery-jdbc-url", "jdbc:postgresql://127.0.0.1:1/x")))
                        .createTable())
                .withMessageContaining("the table alerts at jdbc:postgresql://127.0.0.1:1/x cannot be made")
                .withMessageContaining("mend delivery-jdbc-url, delivery-jdbc-user or delivery-jdbc-password");
    }

    private static DeliverySettings from(String sinks) {
        return DeliverySettings.from(Configuration.fromMap(Map.of("delivery-sinks", sinks)));
    }
}
