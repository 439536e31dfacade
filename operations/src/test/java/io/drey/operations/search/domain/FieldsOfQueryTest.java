package io.drey.operations.search.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsOfQueryTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "* | *",
                "login failed | login failed",
                "http.response.status_code:[500 TO 599] | http.response.status_code:[500 TO 599]",
                "labels.order.id:17 | labels.labels.order.id:17",
                "NOT (k8s.pod.name:web-1 AND source.ip:\"10.0.0.1\") | NOT (labels.k8s.pod.name:web-1 AND source.ip:\"10.0.0.1\")",
                "_exists_:message | _exists_:message",
                "_index:logs-acme-2026.03.09 | _index:logs-acme-2026.03.09",
                "message:\"a labels.x:1 b\" | message:\"a labels.x:1 b\"",
                "labels.order\\ id:x | labels.labels.order\\ id:x",
                "url.path:/a\\:b/ | url.path:/a\\:b/",
                "message:12\\:00 | message:12\\:00",
                "data_stream.namespace:* | data_stream.namespace:*",
            })
    void namesFieldsAsDocumentsHaveThem(String query, String written) {
        assertThat(FieldsOfQuery.ofEvents(query)).isEqualTo(written);
    }

    @Test
    void refusesToAskWhichLinesHaveAnOpenField() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldsOfQuery.ofEvents("_exists_:labels.order.id"))
                .withMessageContaining("search for its value, or ask the lake");
    }

    @Test
    void refusesANameThatWouldFindNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldsOfQuery.ofEvents("http.response.statuscode:500"))
                .withMessageContaining("did you mean 'http.response.status_code'?");
    }
}
