package io.drey.delivery;

import static io.drey.testing.SettingsAssertions.assertEverySettingHasADefaultAndIsRead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.delivery.JdbcSettings.TableMaking;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class JdbcSettingsTest {

    private static final Map<String, String> DATABASE =
            Map.of("delivery-jdbc-url", "jdbc:postgresql://host:5432/security");

    @Test
    void everySettingHasADefaultAndIsRead() {
        assertEverySettingHasADefaultAndIsRead(
                JdbcSettings.OPTIONS,
                JdbcSettings::from,
                DATABASE,
                Map.of(
                        "delivery-jdbc-user", "drey",
                        "delivery-jdbc-password", "env:PASSWORD",
                        "delivery-jdbc-table", "security.alerts",
                        "delivery-jdbc-make-table", "false"));
    }

    @Test
    void makesTheTableAlertsUnlessToldOtherwise() {
        assertThat(JdbcSettings.from(Configuration.fromMap(DATABASE)))
                .isEqualTo(
                        new JdbcSettings("jdbc:postgresql://host:5432/security", "", null, "alerts", TableMaking.MADE));
    }

    @Test
    void aWrongSettingIsNamedWithItsRemedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcSettings.from(new Configuration()))
                .withMessage("delivery-jdbc-url is not set: write jdbc:postgresql://host:5432/database or "
                        + "jdbc:mariadb://host:3306/database");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("delivery-jdbc-url", "jdbc:oracle:thin:@host/security"))
                .withMessage("delivery-jdbc-url is 'jdbc:oracle:thin:@host/security': write "
                        + "jdbc:postgresql://host:5432/database or jdbc:mariadb://host:3306/database");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("delivery-jdbc-table", "alerts; DROP TABLE alerts"))
                .withMessageContaining("delivery-jdbc-table is 'alerts; DROP TABLE alerts': use lower-case letters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("delivery-jdbc-password", "s3cret"))
                .withMessageContaining("delivery-jdbc-password must say where the secret is")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void theAddressSaysWhichDatabaseItIs() {
        assertThat(with("delivery-jdbc-url", "jdbc:postgresql://host/security").dialect())
                .isEqualTo(JdbcDialect.POSTGRESQL);
        assertThat(with("delivery-jdbc-url", "jdbc:mariadb://host/security").dialect())
                .isEqualTo(JdbcDialect.MARIADB);
        assertThat(with("delivery-jdbc-url", "jdbc:mysql://host/security").dialect())
                .isEqualTo(JdbcDialect.MARIADB);
    }

    private static JdbcSettings with(String key, String value) {
        Map<String, String> settings = new HashMap<>(DATABASE);
        settings.put(key, value);
        return JdbcSettings.from(Configuration.fromMap(settings));
    }
}
