package io.drey.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.CertificateAuthority;
import io.drey.lake.LakeSettings;
import io.drey.query.access.AccessPolicy;
import io.drey.query.access.AccessPolicy.Grant;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.sight.Sight;
import io.drey.testing.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with TLS. */
class SecureServiceTest {

    @TempDir
    private Path folder;

    private QueryService start(Path keyStore, String password) throws IOException {
        LakeSettings lake = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        AccessPolicy policy = AccessPolicy.of("t", new Grant("t", Sight.EVERYTHING));
        Path secret = Files.writeString(folder.resolve("password"), password);
        return QueryService.start(
                ServeSettings.from(Configuration.fromMap(Map.of(
                        "serve-listen",
                        "127.0.0.1:0",
                        "serve-tls-key-store",
                        keyStore.toString(),
                        "serve-tls-key-store-password",
                        "file:" + secret))),
                () -> policy,
                new QueryService.Parts(
                        QueryCatalog.builtIn(),
                        ServeEngines.of(new FlinkQueryEngine(lake)),
                        lake,
                        actor -> null,
                        Optional.empty()),
                Clock.systemUTC());
    }

    private static int ask(URI url, Path authority) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(CertificateAuthority.context("ca", authority.toString()))
                .build();
        return client.send(
                        HttpRequest.newBuilder(url.resolve("/api/v1/queries"))
                                .header("Authorization", "bearer t")
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void speaksTlsAlone() throws Exception {
        TestCertificates certificates = TestCertificates.in(folder.resolve("certificates"));
        try (QueryService service = start(certificates.keyStore(), TestCertificates.PASSWORD)) {
            assertThat(service.url().getScheme()).isEqualTo("https");
            assertThat(ask(service.url(), certificates.authority())).isEqualTo(200);
            assertThatThrownBy(() -> ask(service.url(), certificates.foreignAuthority()))
                    .isInstanceOf(SSLException.class);
            URI plain = URI.create(service.url().toString().replace("https:", "http:"));
            assertThatThrownBy(() -> ask(plain, certificates.authority())).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> start(certificates.keyStore(), "wrong"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("serve-tls-key-store is")
                .hasMessageContaining("it must be a PKCS #12 file with a certificate and its key");
        assertThatThrownBy(() -> start(folder.resolve("nowhere.p12"), "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere.p12");
    }
}
