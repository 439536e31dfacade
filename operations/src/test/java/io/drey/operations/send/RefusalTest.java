package io.drey.operations.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class RefusalTest {

    private final Refusal refusal = new Refusal("broker:9092", new DatasetId("acme", "access"));

    @Test
    void aMissingTopicIsMadeByApply() {
        assertThat(refusal.explain(new ExecutionException(new UnknownTopicOrPartitionException("x"))))
                .contains("broker:9092", "no topic raw.acme.access", "drey apply -f DIR", "--dataset");
        assertThat(refusal.explain(
                        new TimeoutException("Topic raw.acme.access not present in metadata after 60000 ms.")))
                .contains("no topic raw.acme.access");
    }

    @Test
    void missingRightsAreListedByGetAcls() {
        assertThat(refusal.explain(new TopicAuthorizationException("raw.acme.access")))
                .contains("does not allow", "drey get acls --tenant acme");
    }

    @Test
    void aWrongLoginIsNoMissingRight() {
        assertThat(refusal.explain(new SaslAuthenticationException("no such user")))
                .contains("does not accept the login", "kafka-properties", "no such user");
    }

    @Test
    void aLineThatIsTooLargeNamesTheSettingThatAllowsIt() {
        assertThat(refusal.explain(new RecordTooLargeException("x"))).contains("'max-message-bytes'", "tenant acme");
    }

    @Test
    void brokersThatAreAwayAreTold() {
        assertThat(refusal.explain(new TimeoutException("Expiring 3 record(s)")))
                .contains("Kafka at broker:9092 does not answer");
        assertThat(refusal.explain(new NotEnoughReplicasException("x"))).contains("too few brokers");
    }

    @Test
    void whatNobodyForesawIsQuoted() {
        assertThat(refusal.explain(new UnknownServerException("disk on\nfire")))
                .isEqualTo("Kafka at broker:9092 failed (UnknownServerException: disk on?fire)");
    }
}
