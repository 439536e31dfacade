package io.drey.metrics.domain;

import static io.drey.event.Field.HTTP_RESPONSE_STATUS_CODE;
import static io.drey.event.Field.SOURCE_ADDRESS;
import static io.drey.event.Field.SOURCE_IP;
import static io.drey.event.Field.URL_ORIGINAL;
import static io.drey.event.Field.USER_AGENT_ORIGINAL;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.util.List;

/** What is counted by and stands in no field: it is computed, and remembered for the next event. Not thread-safe. */
final class Dimensions {

    /** Of which the first that an event has is its caller. */
    static final List<Field> CALLER = List.of(SOURCE_IP, SOURCE_ADDRESS);

    private static final Value[] STATUS_CODES = values(1000, "%d");
    private static final Value[] STATUS_CLASSES = values(10, "%dxx");

    private final RequestNormaliser requests = new RequestNormaliser();
    private final UserAgentNames userAgents = new UserAgentNames();

    /** That of the event at hand, which several metrics count by; null if none has asked for it. */
    private Value page;

    /** Another event follows. */
    void next() {
        page = null;
    }

    /** The page or API that an access event asked for. */
    Value page(LogEvent event) {
        if (page == null) {
            page = event.has(URL_ORIGINAL)
                    ? requests.normalise(event.bytes(), event.offsetOf(URL_ORIGINAL), event.lengthOf(URL_ORIGINAL))
                    : RequestNormaliser.ERROR;
        }
        return page;
    }

    /** Who sent the request: the address, or the name where the line has none; null if it has neither. */
    static Value caller(LogEvent event) {
        for (Field field : CALLER) {
            if (event.has(field)) {
                return Value.of(event.text(field));
            }
        }
        return null;
    }

    /** The name of the user agent of an access event. */
    Value userAgent(LogEvent event) {
        return event.has(USER_AGENT_ORIGINAL)
                ? userAgents.name(
                        event.bytes(), event.offsetOf(USER_AGENT_ORIGINAL), event.lengthOf(USER_AGENT_ORIGINAL))
                : UserAgentNames.OTHER;
    }

    /** The first digit of an access event's status, as {@code 5xx}. */
    Value statusClass(LogEvent event) {
        long digit = event.number(HTTP_RESPONSE_STATUS_CODE) / 100;
        return STATUS_CLASSES[digit >= 0 && digit < STATUS_CLASSES.length ? (int) digit : 0];
    }

    /** Where the caller of an event is; null if that is not known. */
    Value place(LogEvent event) {
        Place place = event.openCount() == 0 ? null : Place.of(event);
        return place == null ? null : Value.of(place.value());
    }

    /** The status of an access event. */
    Value statusCode(LogEvent event) {
        long status = event.number(HTTP_RESPONSE_STATUS_CODE);
        return status >= 0 && status < STATUS_CODES.length
                ? STATUS_CODES[(int) status]
                : Value.of(Long.toString(status));
    }

    private static Value[] values(int count, String format) {
        Value[] values = new Value[count];
        for (int i = 0; i < count; i++) {
            values[i] = Value.of(format.formatted(i));
        }
        return values;
    }
}
