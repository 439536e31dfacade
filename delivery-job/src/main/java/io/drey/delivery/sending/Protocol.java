package io.drey.delivery.sending;

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

    /** What a target is told of an alert. */
    byte[] alert(TargetDocument target, AlertMessage alert);

    /**
     * What a target is told of an event.
     *
     * @param json renders events; its buffers are used
     * @throws IOException if a template cannot read what was rendered
     */
    byte[] event(TargetDocument target, LogEvent event, EventJson json) throws IOException;

    /**
     * A client of a target.
     *
     * @param secret what the target's document names; empty where it names none
     * @param executor a thread for what waits for nothing
     */
    TargetClient open(TargetDocument target, String secret, Executor executor, Clock clock);
}
