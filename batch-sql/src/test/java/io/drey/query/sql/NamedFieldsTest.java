package io.drey.query.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.query.QueryUsageException;
import io.drey.query.catalog.QueryRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedFieldsTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '!',
            value = {
                "field('source.ip') ! `source_ip` ! \"source_ip\"",
                "FIELD ( 'http.response.status_code' ) ! `http_response_status_code` ! \"http_response_status_code\"",
                "l.field('source.ip') ! l.`source_ip` ! l.\"source_ip\"",
                "field('@timestamp') ! `ts` ! \"ts\"",
                "field('data_stream.dataset') ! `dataset` ! \"dataset\"",
                "field('event.id') ! `event_id` ! \"event_id\"",
                "field('labels.order.id') ! `labels`['labels.order.id'] ! element_at(\"labels\", 'labels.order.id')",
                "l.field('labels.it''s') ! l.`labels`['labels.it''s'] ! element_at(l.\"labels\", 'labels.it''s')",
                "labels['labels.order.id'] ! labels['labels.order.id'] ! element_at(labels, 'labels.order.id')",
                "a.LABELS [ 'k8s.pod.name' ] ! a.LABELS['k8s.pod.name'] ! element_at(a.LABELS, 'k8s.pod.name')",
                "labels['labels.' || x] ! labels['labels.' || x] ! element_at(labels, 'labels.' || x)",
                "labels[labels['labels.a']] ! labels[labels['labels.a']] ! element_at(labels, element_at(labels, 'labels.a'))",
                "labels[labels.b[1]] ! labels[labels.b[1]] ! element_at(labels, labels.b[1])",
            })
    void oneTextBecomesEachEngines(String written, String flink, String trino) {
        assertThat(NamedFields.write("SELECT " + written + " FROM logs", SqlDialect.FLINK))
                .isEqualTo("SELECT " + flink + " FROM logs");
        assertThat(NamedFields.write("SELECT " + written + " FROM logs", SqlDialect.TRINO))
                .isEqualTo("SELECT " + trino + " FROM logs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'field(''x'')', \"labels['x']\" FROM logs -- labels['x'] field('x')",
                "/* field('x') */ SELECT labels, field, x['y'], my_labels['y'], field(x), field('a', 'b'), labels FROM t\n",
                "SELECT labels[ 'unfinished",
                "SELECT field('unfinished",
                "  ",
                ""
            })
    void whatNamesNoFieldStaysAsItIs(String sql) {
        for (SqlDialect dialect : SqlDialect.values()) {
            assertThat(NamedFields.write(sql, dialect)).isEqualTo(sql);
        }
    }

    @Test
    void quotedNamesAreThoseOfTheEngine() {
        assertThat(NamedFields.write("SELECT \"labels\"['k8s.pod.name'] FROM logs", SqlDialect.TRINO))
                .isEqualTo("SELECT element_at(\"labels\", 'k8s.pod.name') FROM logs");
        assertThat(NamedFields.write("SELECT `l`.`labels`['k8s.pod.name'] FROM logs `l`", SqlDialect.FLINK))
                .isEqualTo("SELECT `l`.`labels`['k8s.pod.name'] FROM logs `l`");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '!',
            value = {
                "SELECT field('sorce.ip') FROM logs ! unknown field 'sorce.ip': did you mean 'source.ip'?",
                "SELECT labels['order.id'] FROM logs ! fields of your own are called labels.<name>",
            })
    void aNameThatNoFieldCanHaveIsRefusedBeforeAnEngineIsAsked(String sql, String message) {
        assertThatThrownBy(() -> QueryRequest.ofSql(sql, Map.of("tenant", "acme")))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining(message);
    }
}
