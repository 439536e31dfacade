package io.drey.rules.index;

import io.drey.event.EventView;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import java.util.Arrays;

/** The fields of one event that rules read, each of which is made a text at most once. */
final class EventFields implements EventView {

    private final FieldSlots slots;
    private final EventText[] texts;
    private final long[] textsAt;
    private final String[] strings;
    private final long[] stringsAt;
    private final int[] places;
    private final long[] placesAt;
    private int[] openSlots = new int[32];
    private int openCount;
    private EventView event;
    private LogEvent log;
    private long number;

    EventFields(FieldSlots slots) {
        this.slots = slots;
        int count = slots.count();
        this.texts = new EventText[count];
        for (int i = 0; i < count; i++) {
            texts[i] = new EventText();
        }
        this.textsAt = new long[count];
        this.strings = new String[count];
        this.stringsAt = new long[count];
        this.places = new int[count];
        this.placesAt = new long[count];
    }

    /** Takes the next event. */
    void begin(EventView next) {
        number++;
        event = next;
        log = next instanceof LogEvent own ? own : null;
        openCount = log == null ? 0 : log.openCount();
        if (openCount > openSlots.length) {
            openSlots = Arrays.copyOf(openSlots, Math.max(openCount, 2 * openSlots.length));
        }
        for (int i = 0; i < openCount; i++) {
            int slot = slots.ofOpen(log.openName(i));
            openSlots[i] = slot;
            // As LogEvent does, the first of a name counts.
            if (slot != RuleIndex.NONE && placesAt[slot] != number) {
                placesAt[slot] = number;
                places[slot] = i;
            }
        }
    }

    /** Whether the event's own bytes can be read. */
    boolean isLog() {
        return log != null;
    }

    /** How many open fields the event has, where its own bytes can be read. */
    int openCount() {
        return openCount;
    }

    /** The slot of an open field of the event, or {@link RuleIndex#NONE}. */
    int openSlot(int place) {
        return openSlots[place];
    }

    boolean has(int slot) {
        if (log == null) {
            return event.has(slots.name(slot));
        }
        Field field = slots.fixed(slot);
        if (field != null) {
            return log.has(field);
        }
        return !slots.isOpen(slot) || placesAt[slot] == number;
    }

    /** What the field says, or null where the event does not have it. */
    String text(int slot) {
        if (stringsAt[slot] != number) {
            stringsAt[slot] = number;
            strings[slot] = log != null && slots.isOpen(slot)
                    ? placesAt[slot] == number ? log.openText(places[slot]) : null
                    : event.text(slots.name(slot));
        }
        return strings[slot];
    }

    /** What a field says that the event has, in the form that costs least. */
    EventText find(int slot) {
        EventText text = texts[slot];
        if (textsAt[slot] != number) {
            textsAt[slot] = number;
            if (!isBytes(slot, text)) {
                text.set(text(slot));
            }
        }
        return text;
    }

    private boolean isBytes(int slot, EventText text) {
        if (log == null) {
            return false;
        }
        Field field = slots.fixed(slot);
        if (field != null) {
            if (!field.isSlice()) {
                text.set(log.number(field));
                return true;
            }
            return text.set(log.bytes(), log.offsetOf(field), log.lengthOf(field));
        }
        return slots.isOpen(slot) && text.set(log.bytes(), log.openOffset(places[slot]), log.openLength(places[slot]));
    }

    @Override
    public boolean has(FieldName name) {
        Integer slot = slots.find(name);
        return slot == null ? event.has(name) : has(slot.intValue());
    }

    @Override
    public String text(FieldName name) {
        Integer slot = slots.find(name);
        return slot == null ? event.text(name) : text(slot.intValue());
    }
}
