package io.drey.cli.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEventCodec;
import io.drey.event.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A day of traffic and what its lists have to say. Every third minute twelve callers that are seen in no other come more often
 * than the one who comes all day: he is the first of the day, and among the ten of no window of a minute.
 */
final class RecountedDay {

    static final DatasetId DATASET = new DatasetId("recounted", "web");
    static final String ALL_DAY = "192.0.2.1";

    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final int MINUTES = 24 * 60;
    private static final int EVERY = 3;
    private static final int CALLERS = 12;
    private static final int[] STATUS_CODES = {404, 403, 429, 200};
    private static final String[] AGENTS = {"curl/8.5.0", "Wget/1.21"};
    private static final String[] COUNTRIES = {"CH", "SG", "US", "RE", "BR"};
    private static final String[] AGENT_NAMES = {"curl", "Wget"};
    private static final List<Request> REQUESTS = requests();

    private RecountedDay() {}

    private record Request(long millis, String ip, String path, int status, int agent) {}

    /** The requests as events of a dataset. */
    static List<byte[]> events(DatasetId dataset) {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < REQUESTS.size(); i++) {
            Request request = REQUESTS.get(i);
            events.add(event(
                    dataset,
                    i,
                    request.millis,
                    request.millis,
                    request.ip,
                    request.path,
                    request.status,
                    AGENTS[request.agent]));
        }
        return events;
    }

    static byte[] event(DatasetId dataset, int offset, long arrival, long millis, String ip, String path, int status) {
        return event(dataset, offset, arrival, millis, ip, path, status, AGENTS[0]);
    }

    private static byte[] event(
            DatasetId dataset,
            int offset,
            long arrival,
            long millis,
            String ip,
            String path,
            int status,
            String agent) {
        EventBuilder event = EventBuilder.at(
                dataset,
                new Position("b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.%s.web".formatted(dataset.tenant()), 0, offset, 0),
                arrival,
                new byte[0]);
        event.timestampMicros(millis * 1000);
        event.append(Field.SOURCE_IP, ip.getBytes(UTF_8));
        event.append(Field.URL_ORIGINAL, path.getBytes(UTF_8));
        event.append(Field.USER_AGENT_ORIGINAL, agent.getBytes(UTF_8));
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        event.put(Field.HTTP_RESPONSE_BODY_BYTES, 10);
        // As enrichment by a database of cities leaves it.
        event.appendOpen("source.geo.country_iso_code", country(ip));
        event.appendOpen("source.geo.city_name", "City of " + country(ip));
        event.appendOpen("source.geo.location", "%d.25,-%d.19".formatted(lastPart(ip), lastPart(ip)));
        return new LogEventCodec().encode(event);
    }

    /** How often each value of a list came from a time to another. */
    static Map<String, Long> counts(String list, Instant from, Instant to) {
        Predicate<Request> counted =
                switch (list) {
                    case "bad_page_404", "bad_caller_404" -> request -> request.status == 404;
                    case "bad_caller_403" -> request -> request.status == 403;
                    case "bad_caller_429" -> request -> request.status == 429;
                    default -> request -> true;
                };
        Function<Request, String> value =
                switch (list) {
                    case "status" -> request -> Integer.toString(request.status);
                    case "user_agent" -> request -> AGENT_NAMES[request.agent];
                    case "request", "bad_page_404" -> Request::path;
                    case "geo_country" -> request -> country(request.ip);
                    case "geo" ->
                        request ->
                                "%s City of %1$s %2$d.2,-%2$d.1".formatted(country(request.ip), lastPart(request.ip));
                    default -> Request::ip;
                };
        Map<String, Long> counts = new TreeMap<>();
        for (Request request : REQUESTS) {
            if (request.millis >= from.toEpochMilli() && request.millis < to.toEpochMilli() && counted.test(request)) {
                counts.merge(value.apply(request), 1L, Long::sum);
            }
        }
        return counts;
    }

    private static String country(String ip) {
        return COUNTRIES[lastPart(ip) % COUNTRIES.length];
    }

    private static int lastPart(String ip) {
        return Integer.parseInt(ip.substring(ip.lastIndexOf('.') + 1));
    }

    private static List<Request> requests() {
        List<Request> requests = new ArrayList<>();
        for (int minute = 0; minute < MINUTES; minute += EVERY) {
            long start = DAY.toEpochMilli() + minute * 60_000L;
            for (int status : STATUS_CODES) {
                for (int caller = 0; caller < CALLERS; caller++) {
                    for (int i = 0; i < 2; i++) {
                        requests.add(new Request(
                                start + i,
                                "10.%d.%d.%d".formatted(minute / 256, minute % 256, caller),
                                "/p%c%c/%c".formatted('a' + minute / 26 % 26, 'a' + minute % 26, 'a' + caller),
                                status,
                                caller % 2));
                    }
                }
                requests.add(new Request(start + 5, ALL_DAY, "/every/day", status, 0));
            }
        }
        return requests;
    }
}
