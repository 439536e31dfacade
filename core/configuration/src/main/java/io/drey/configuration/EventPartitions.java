package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.event.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * To which partition of a tenant's events topic the events of each raw partition go. A raw partition never changes its event
 * partition, however the events topic grows: who reads the events knows their order by it. Raw partitions that are made after a
 * growth go to where the fewest of their dataset's are, so that they take the new event partitions first.
 *
 * <p>It follows from the growths alone, which {@code drey apply} publishes to the tenant's control topic before it adds
 * partitions, and so is the same for every writer, at any time, with and without a state. An events topic that never grew needs
 * no record.
 *
 * @param topicId the events topic's id: one that is made anew under the same name begins anew
 * @param growths how many event partitions there were at first, then after each growth
 */
public record EventPartitions(String topicId, List<Growth> growths) {

    /** Keys of growths in a control topic; the number of partitions follows. */
    public static final String KEY = "partitions/events/";

    private static final Pattern KEYS = Pattern.compile(Pattern.quote(KEY) + "[0-9]+");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One size of an events topic.
     *
     * @param partitions how many partitions it has from then on
     * @param earlier how many partitions the raw topics of the tenant's datasets had just before, by dataset
     */
    public record Growth(int partitions, Map<String, Integer> earlier) {

        public Growth {
            if (partitions < 1) {
                throw new IllegalArgumentException("an events topic cannot have %d partitions".formatted(partitions));
            }
            earlier = new TreeMap<>(earlier);
        }

        private int earlier(DatasetId dataset) {
            return earlier.getOrDefault(dataset.dataset(), 0);
        }
    }

    public EventPartitions {
        requireNonNull(topicId, "topicId is null");
        growths = List.copyOf(growths);
        int before = 0;
        for (Growth growth : growths) {
            if (growth.partitions() <= before) {
                throw new IllegalArgumentException(
                        "an events topic cannot grow from %d to %d partitions".formatted(before, growth.partitions()));
            }
            before = growth.partitions();
        }
        if (growths.isEmpty()) {
            throw new IllegalArgumentException("an events topic has at least one partition");
        }
    }

    /** An events topic that never grew. */
    public static EventPartitions fixed(String topicId, int partitions) {
        return new EventPartitions(topicId, List.of(new Growth(partitions, Map.of())));
    }

    /**
     * The same after a growth.
     *
     * @param rawPartitions how many partitions the tenant's raw topics have now, by dataset
     */
    public EventPartitions grown(int partitions, Map<String, Integer> rawPartitions) {
        List<Growth> grown = new ArrayList<>(growths);
        grown.add(new Growth(partitions, rawPartitions));
        return new EventPartitions(topicId, grown);
    }

    /** Of records of a control topic the last one of an events topic: it holds all of those before. Empty where it never grew. */
    public static Optional<EventPartitions> latest(Collection<EventPartitions> published, String topicId) {
        return published.stream()
                .filter(each -> each.topicId().equals(topicId))
                .max(Comparator.comparingInt(EventPartitions::partitions));
    }

    /** How many partitions the events topic has. */
    public int partitions() {
        return growths.get(growths.size() - 1).partitions();
    }

    /**
     * The event partitions of a dataset's raw partitions, in their order. More raw partitions change none of those before.
     *
     * @param rawPartitions how many
     */
    public int[] of(DatasetId dataset, int rawPartitions) {
        int hash = Topics.raw(dataset).hashCode();
        int[] chosen = new int[rawPartitions];
        int[] load = new int[partitions()];
        int step = -1;
        int before = 0;
        for (int raw = 0; raw < rawPartitions; raw++) {
            while (step + 1 < growths.size()
                    && (step < 0 || growths.get(step + 1).earlier(dataset) <= raw)) {
                // Where a dataset had no raw partition yet there is nothing that the new partitions could make even.
                before = step < 0 || raw == 0 ? 0 : growths.get(step).partitions();
                step++;
            }
            chosen[raw] = leastLoaded(load, before, growths.get(step).partitions(), hash + raw);
            load[chosen[raw]]++;
        }
        return chosen;
    }

    /** Of those with the fewest raw partitions the first, new ones before others, each kind in a circle from the hash on. */
    private static int leastLoaded(int[] load, int before, int count, int hash) {
        int best = -1;
        for (int i = 0; i < count - before; i++) {
            int partition = before + Math.floorMod(hash + i, count - before);
            if (best < 0 || load[partition] < load[best]) {
                best = partition;
            }
        }
        for (int i = 0; i < before; i++) {
            int partition = Math.floorMod(hash + i, before);
            if (load[partition] < load[best]) {
                best = partition;
            }
        }
        return best;
    }

    /** The key of its record in the tenant's control topic. No record replaces another: a later one holds all of an earlier. */
    public byte[] key() {
        return "%s%06d".formatted(KEY, partitions()).getBytes(UTF_8);
    }

    /** The value of its record. */
    public byte[] value() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("topic-id", topicId);
        for (Growth growth : growths) {
            ObjectNode each = json.withArray("growths").addObject();
            each.put("partitions", growth.partitions());
            ObjectNode earlier = each.putObject("raw");
            growth.earlier().forEach(earlier::put);
        }
        return json.toString().getBytes(UTF_8);
    }

    /**
     * Reads a record of a control topic.
     *
     * @return empty where the key is another's, or the record was deleted
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Optional<EventPartitions> read(byte[] key, byte[] value) {
        if (key == null
                || value == null
                || !KEYS.matcher(new String(key, UTF_8)).matches()) {
            return Optional.empty();
        }
        String text = new String(value, UTF_8);
        try {
            JsonNode json = JSON.readTree(text);
            List<Growth> growths = new ArrayList<>();
            for (JsonNode each : json.path("growths")) {
                Map<String, Integer> earlier = new TreeMap<>();
                each.path("raw")
                        .fields()
                        .forEachRemaining(
                                raw -> earlier.put(raw.getKey(), raw.getValue().asInt()));
                growths.add(new Growth(each.path("partitions").asInt(), earlier));
            }
            EventPartitions read = new EventPartitions(json.path("topic-id").asText(), growths);
            if (!Arrays.equals(read.key(), key)) {
                throw new IllegalArgumentException("the record tells of %d partitions".formatted(read.partitions()));
            }
            return Optional.of(read);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + Printable.of(text), e);
        }
    }
}
