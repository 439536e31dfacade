package io.drey.rules.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * References of events in order, each with a number of its own, as a ring of plain arrays: 36 bytes an entry. The oldest
 * go at the front, new ones come at the back.
 */
final class EventLog {

    private static final int FIRST_CAPACITY = 4;

    private long[] times = new long[FIRST_CAPACITY];
    private String[] topicIds = new String[FIRST_CAPACITY];
    private int[] partitions = new int[FIRST_CAPACITY];
    private long[] offsets = new long[FIRST_CAPACITY];
    private int[] indexes = new int[FIRST_CAPACITY];
    private long[] tags = new long[FIRST_CAPACITY];
    private int from;
    private int size;

    void add(EventReference event, long tag) {
        if (size == times.length) {
            grow();
        }
        int slot = slot(size);
        times[slot] = event.timestampMillis();
        topicIds[slot] = shared(event.topicId());
        partitions[slot] = event.partition();
        offsets[slot] = event.offset();
        indexes[slot] = event.index();
        tags[slot] = tag;
        size++;
    }

    void removeFirst() {
        topicIds[from] = null;
        from = from + 1 & times.length - 1;
        size--;
    }

    void clear() {
        while (size > 0) {
            removeFirst();
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long time(int i) {
        return times[slot(i)];
    }

    long tag(int i) {
        return tags[slot(i)];
    }

    EventReference event(int i) {
        int slot = slot(i);
        return new EventReference(times[slot], topicIds[slot], partitions[slot], offsets[slot], indexes[slot]);
    }

    EventReference last() {
        return event(size - 1);
    }

    /** The first so many events, or all if there are fewer. */
    List<EventReference> first(int count) {
        List<EventReference> events = new ArrayList<>(Math.min(count, size));
        for (int i = 0; i < size && i < count; i++) {
            events.add(event(i));
        }
        return events;
    }

    void write(StateOutput output) {
        output.writeLong(size);
        for (int i = 0; i < size; i++) {
            output.writeReference(event(i));
            output.writeLong(tag(i));
        }
    }

    void read(StateInput input) {
        int count = input.readCount();
        for (int i = 0; i < count; i++) {
            add(input.readReference(), input.readLong());
        }
    }

    /** One text for all entries of a topic. */
    private String shared(String topicId) {
        if (size > 0) {
            String last = topicIds[slot(size - 1)];
            if (last.equals(topicId)) {
                return last;
            }
        }
        return topicId;
    }

    private int slot(int i) {
        return from + i & times.length - 1;
    }

    private void grow() {
        int capacity = times.length * 2;
        int head = times.length - from;
        times = unrolled(times, new long[capacity], head);
        offsets = unrolled(offsets, new long[capacity], head);
        tags = unrolled(tags, new long[capacity], head);
        int[] newPartitions = new int[capacity];
        int[] newIndexes = new int[capacity];
        String[] newTopicIds = new String[capacity];
        copy(partitions, newPartitions, head);
        copy(indexes, newIndexes, head);
        copy(topicIds, newTopicIds, head);
        partitions = newPartitions;
        indexes = newIndexes;
        topicIds = newTopicIds;
        from = 0;
    }

    private long[] unrolled(long[] old, long[] larger, int head) {
        copy(old, larger, head);
        return larger;
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // arrays of one type
    private void copy(Object old, Object larger, int head) {
        System.arraycopy(old, from, larger, 0, head);
        System.arraycopy(old, 0, larger, head, from);
    }

    @Override
    public String toString() {
        return "EventLog" + Arrays.toString(first(size).toArray());
    }
}
