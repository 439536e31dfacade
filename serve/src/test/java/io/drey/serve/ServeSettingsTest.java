package io.drey.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.SecretReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeSettingsTest {

    private static ServeSettings read(Map<String, String> keys) {
        return ServeSettings.from(Configuration.fromMap(new HashMap<>(keys)));
    }

    @Test
    void everySettingHasADefault() throws Exception {
        assertThat(read(Map.of()))
                .isEqualTo(new ServeSettings(
                        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 8095),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        2,
                        Optional.empty(),
                        1L << 30,
                        Duration.ofHours(1),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void readsEveryKey() throws Exception {
        Map<String, String> keys = Map.of(
                "serve-listen", "0.0.0.0:8443",
                "serve-tls-key-store", "drey.p12",
                "serve-tls-key-store-password", "env:P12",
                "serve-behind-proxy", "true",
                "serve-concurrent-queries", "4",
                "serve-spool-folder", "/var/spool/drey",
                "serve-result-bytes", "5mb",
                "serve-result-kept", "10min",
                "serve-peer-url", "https://10.0.0.7:8443",
                "serve-peer-ca", "ca.pem");
        assertThat(read(keys))
                .isEqualTo(new ServeSettings(
                        new InetSocketAddress(InetAddress.getByAddress(new byte[4]), 8443),
                        Optional.of(Path.of("drey.p12")),
                        Optional.of(new SecretReference("serve-tls-key-store-password", "env:P12")),
                        true,
                        4,
                        Optional.of(Path.of("/var/spool/drey")),
                        5L << 20,
                        Duration.ofMinutes(10),
                        Optional.of(URI.create("https://10.0.0.7:8443/")),
                        Optional.of(Path.of("ca.pem"))));
        assertThat(ServeSettings.OPTIONS)
                .extracting(ConfigOption::key)
                .containsExactlyInAnyOrderElementsOf(keys.keySet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            serve-listen | 8095 | write an address of this machine and a port
            serve-listen | 127.0.0.1:x | write an address of this machine and a port
            serve-listen | no.such.host.example:1 | write an address of this machine and a port
            serve-listen | 0.0.0.0:8095 | tokens would cross the network in clear
            serve-tls-key-store | drey.p12 | belong together
            serve-tls-key-store-password | env:P12 | belong together
            serve-tls-key-store-password | secret | must say where the secret is
            serve-concurrent-queries | 0 | it must be at least 1
            serve-result-bytes | 0 | it must be at least 1
            serve-peer-url | 10.0.0.7:8095 | write an address such as
            serve-peer-url | http://10.0.0.7:8095 | tokens would cross the network in clear
            """)
    void refusesWhatIsWrong(String key, String value, String words) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(words);
    }

    @Test
    void listensWhereOthersAreIfAProxySpeaksTls() {
        assertThat(read(Map.of("serve-listen", "0.0.0.0:8095", "serve-behind-proxy", "true"))
                        .behindProxy())
                .isTrue();
    }
}
