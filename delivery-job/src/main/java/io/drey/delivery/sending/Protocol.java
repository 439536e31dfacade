package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.TargetDocument;
import io.drey.event.LogEvent;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executor;

/** How targets of one type are spoken to: what they are told of an alert and of an event, and who tells them. */
public interface Protocol {

    /** The protocol of a type. */
    static Protocol of(TargetDocument.Type type) {
        return switch (type) {
            case WEBHOOK -> WebhookProtocol.INSTANCE;
            case HTTP -> HttpArrayProtocol.INSTANCE;
            case SPLUNK -> SplunkProtocol.INSTANCE;
            case SYSLOG -> SyslogProtocol.INSTANCE;
            case KAFKA -> KafkaProtocol.INSTANCE;
            case MAIL -> MailProtocol.INSTANCE;
        };
    }

    /** What a target is told of an alert: all of it as JSON, unless the protocol wants something else. */
    default byte[] alert(TargetDocument target, AlertMessage alert) {
        return alert.document().toString().getBytes(UTF_8);
    }

    /**
     * What a target is told of an event: all of it as JSON, unless the protocol wants something else.
     *
     * @param json renders events; its buffers are used
     * @throws IOException if a template cannot read what was rendered
     */
    default byte[] event(TargetDocument target, LogEvent event, EventJson json) throws IOException {
        return json.object(event);
    }

    /**
     * A client of a target.
     *
     * @param secret what the target's document names; empty where it names none
     * @param executor a thread for what waits for nothing
     */
    TargetClient open(TargetDocument target, String secret, Executor executor, Clock clock);
}
