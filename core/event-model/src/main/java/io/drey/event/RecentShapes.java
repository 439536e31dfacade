package io.drey.event;

/**
 * The shapes that the events of one dataset had lately, so that events which differ in a field or two share one. A dataset of
 * random names makes shapes without end, of which only the last few are kept. Not thread-safe.
 */
public final class RecentShapes {

    private static final int KEPT = 8;

    private final EventShape[] shapes = new EventShape[KEPT];
    private int count;

    /**
     * A shape that an event can be written in, made where none of the last ones serves.
     *
     * @param places takes the places of the event's open fields; has room for them
     */
    EventShape of(LogEvent event, int[] places) {
        for (int i = 0; i < count; i++) {
            EventShape shape = shapes[i];
            if (shape.holds(event, places)) {
                toFront(shape, i);
                return shape;
            }
        }
        EventShape made = EventShape.of(event);
        count = Math.min(count + 1, KEPT);
        toFront(made, count - 1);
        for (int i = 0; i < event.openCount; i++) {
            places[i] = made.firstOpen() + i;
        }
        return made;
    }

    private void toFront(EventShape shape, int from) {
        System.arraycopy(shapes, 0, shapes, 1, from);
        shapes[0] = shape;
    }
}
