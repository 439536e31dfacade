package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FieldNameTest {

    private static final DatasetId ACME_SHOP = new DatasetId("acme", "shop");

    @Test
    void namesFixedFieldsAndTheEnvelope() {
        assertThat(FieldName.parse("source.ip")).isEqualTo(new FieldName.Fixed(Field.SOURCE_IP));
        assertThat(FieldName.parse("@timestamp")).isEqualTo(FieldName.Envelope.TIMESTAMP);
        assertThat(FieldName.parse("data_stream.namespace")).isEqualTo(FieldName.Envelope.TENANT);
        assertThat(FieldName.of(Field.URL_PATH).dotted()).isEqualTo("url.path");
    }

    @Test
    void namesOpenFieldsAsOthersDoAndOnesOwnBelowLabels() {
        assertThat(FieldName.parse("k8s.pod.name")).isEqualTo(new FieldName.Open("k8s.pod.name"));
        assertThat(FieldName.parse("error.stack_trace")).isEqualTo(new FieldName.Open("error.stack_trace"));
        assertThat(FieldName.parse("nginx.upstream_addr")).isEqualTo(new FieldName.Open("nginx.upstream_addr"));
        assertThat(FieldName.parse("labels.order.id")).isEqualTo(new FieldName.Open("labels.order.id"));
    }

    @Test
    void refusesANameThatNothingHasAndSaysWhatMayBeMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldName.parse("http.response.statuscode"))
                .withMessage("unknown field 'http.response.statuscode': did you mean 'http.response.status_code'?;"
                        + " fields of your own are called labels.<name>");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldName.parse("k8s.pod.nam"))
                .withMessageContaining("did you mean 'k8s.pod.name'?");
        for (String none : new String[] {"", ".", "labels", "labels.", "nginx.", "order.id", "source_ip", "a b"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> FieldName.parse(none));
        }
    }

    @Test
    void aPayloadDoesNotSpeakAsDrey() {
        assertThat(OpenNames.ofMember("labels.drey.time")).isEqualTo("labels.payload.drey.time");
        assertThat(OpenNames.ofMember("drey.time")).isEqualTo("labels.payload.drey.time");
        assertThat(OpenNames.ofMember("order.id")).isEqualTo("labels.order.id");
        assertThat(OpenNames.ofMember("labels.env")).isEqualTo("labels.env");
        assertThat(OpenNames.ofMember("k8s.pod.name")).isEqualTo("k8s.pod.name");
    }

    @Test
    void whatIsCalledLikeAFixedFieldAndIsNoneStandsBelowLabels() {
        assertThat(OpenNames.ofMember("source.ip")).isEqualTo("labels.source.ip");
        assertThat(OpenNames.ofMember("event.id")).isEqualTo("labels.event.id");
        assertThat(OpenNames.ofMember("@timestamp")).isEqualTo("labels.@timestamp");
        assertThat(OpenNames.ofMember("aws.elb.name")).isEqualTo("labels.aws.elb.name");
    }

    @Test
    void anEventAnswersToEachKindOfName() {
        EventBuilder event = EventBuilder.at(
                ACME_SHOP, new Position("t", "raw.acme.shop", 0, 1, 0), 1_700_000_001_000L, "abc".getBytes(UTF_8));
        event.timestampMicros(1_700_000_000_123_456L);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, 404);
        event.putOpen("labels.x", 1, 2);

        assertThat(event.text(FieldName.parse("http.response.status_code"))).isEqualTo("404");
        assertThat(event.text(FieldName.parse("labels.x"))).isEqualTo("bc");
        assertThat(event.text(FieldName.parse("labels.y"))).isNull();
        assertThat(event.text(FieldName.parse("data_stream.dataset"))).isEqualTo("shop");
        assertThat(event.text(FieldName.parse("@timestamp"))).isEqualTo("2023-11-14T22:13:20.123456Z");
        assertThat(event.has(FieldName.parse("labels.x"))).isTrue();
        assertThat(event.has(FieldName.parse("url.path"))).isFalse();
        assertThat(event.has(FieldName.parse("event.id"))).isTrue();
    }

    @Test
    void openFieldsAreReplacedAndRemoved() {
        EventBuilder event =
                EventBuilder.at(ACME_SHOP, new Position("t", "raw.acme.shop", 0, 1, 0), 0, "abcdef".getBytes(UTF_8));
        for (int i = 0; i < 6; i++) {
            event.putOpen("labels." + i, i, 1);
        }
        event.removeOpen(1);
        event.replaceOpen(event.openIndex("labels.5"), 0, 2);

        assertThat(event.openCount()).isEqualTo(5);
        assertThat(event.openIndex("labels.1")).isEqualTo(-1);
        assertThat(event.text(new FieldName.Open("labels.5"))).isEqualTo("ab");
        event.removeAll();
        assertThat(event.openCount()).isZero();
    }
}
