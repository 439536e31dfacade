package io.drey.cep;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.detection.AccessEvent;
import io.drey.detection.Detection;
import io.drey.detection.Match;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Requests by chance: few addresses, shared by two tenants, in bursts around midnight, out of order within a delay. */
final class RandomTraffic {

    static final long REORDER_DELAY = 5_000;

    private static final long RECEIVED = 1_800_000_000_000L;

    private static final long MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final int[] STATUSES = {401, 401, 401, 401, 401, 403, 200, 302, 404, 404, 404, 404, 404, 404, 500};

    private RandomTraffic() {}

    /** Requests in the order in which they arrive. */
    static List<AccessEvent> inArrivalOrder(long seed, int count) {
        Random random = new Random(seed);
        long spreadMillis = 20_000L + random.nextInt(300_000);
        long granularity = random.nextBoolean() ? 1 : 1_000;
        int paths = 2 + random.nextInt(40);
        List<AccessEvent> inTime = new ArrayList<>();
        long[] timestamps = random.longs(count, MIDNIGHT - spreadMillis / 2, MIDNIGHT + spreadMillis / 2)
                .map(millis -> millis / granularity * granularity)
                .sorted()
                .toArray();
        for (int i = 0; i < count; i++) {
            String tenant = random.nextInt(4) == 0 ? "other" : "acme";
            String dataset = random.nextInt(8) == 0 ? "admin" : "access";
            inTime.add(new AccessEvent(
                    tenant,
                    dataset,
                    "192.0.2." + random.nextInt(2),
                    timestamps[i],
                    tenant + "-" + dataset,
                    random.nextInt(3),
                    i,
                    0,
                    STATUSES[random.nextInt(STATUSES.length)],
                    "/path-" + random.nextInt(paths),
                    ("line " + i).getBytes(UTF_8)));
        }
        Map<AccessEvent, Long> arrival = inTime.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        event -> event.timestampMillis() + random.nextLong(REORDER_DELAY),
                        (one, other) -> one));
        inTime.sort(Comparator.comparing(arrival::get));
        return numbered(inTime);
    }

    /** Offsets follow the arrival. */
    private static List<AccessEvent> numbered(List<AccessEvent> arriving) {
        List<AccessEvent> numbered = new ArrayList<>();
        for (AccessEvent event : arriving) {
            numbered.add(new AccessEvent(
                    event.tenant(),
                    event.dataset(),
                    event.address(),
                    event.timestampMillis(),
                    event.topicId(),
                    event.partition(),
                    numbered.size(),
                    event.index(),
                    event.status(),
                    event.path(),
                    event.original()));
        }
        return numbered;
    }

    /** A request as the event that it is a projection of. */
    static LogEvent event(AccessEvent request) {
        DatasetId datasetId = new DatasetId(request.tenant(), request.dataset());
        EventBuilder event = new EventBuilder(
                datasetId,
                request.topicId(),
                Topics.raw(datasetId),
                request.partition(),
                request.offset(),
                request.index(),
                RECEIVED,
                new byte[0]);
        event.timestampMicros(request.timestampMillis() * 1_000);
        event.append(Field.SOURCE_IP, request.address().getBytes(UTF_8));
        event.append(Field.URL_PATH, request.path().getBytes(UTF_8));
        event.append(Field.EVENT_ORIGINAL, request.original());
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, request.status());
        return event;
    }

    /** What the detections mean by these requests: alerts by id, as their reference matchers find them. */
    static Map<String, Alert> expectedAlerts(List<AccessEvent> events, List<Detection> detections) {
        Map<String, Alert> alerts = new TreeMap<>();
        for (Detection detection : detections) {
            Map<String, List<AccessEvent>> byCaller = events.stream()
                    .filter(event -> detection.concerns(event.status()))
                    .collect(Collectors.groupingBy(event ->
                            EarlierCandidate.of(detection.rule(), event).key()));
            for (List<AccessEvent> ofOne : byCaller.values()) {
                Collections.sort(ofOne);
                for (Match match : detection.referenceMatches(ofOne)) {
                    Alert alert = match.toAlert(detection, 0);
                    alerts.put(alert.id(), alert);
                }
            }
        }
        return alerts;
    }
}
