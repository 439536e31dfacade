package io.drey.rules.index;

import io.drey.event.Field;
import io.drey.event.FieldName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The fields that rules read, numbered. */
final class FieldSlots {

    private final FieldName[] names;
    private final Field[] fixed;
    private final boolean[] isOpen;
    private final Map<FieldName, Integer> byName = new HashMap<>();
    private final Map<String, Integer> openByName = new HashMap<>();

    FieldSlots(Collection<FieldName> fields) {
        names = fields.toArray(FieldName[]::new);
        fixed = new Field[names.length];
        isOpen = new boolean[names.length];
        for (int slot = 0; slot < names.length; slot++) {
            byName.put(names[slot], slot);
            if (names[slot] instanceof FieldName.Fixed name) {
                fixed[slot] = name.field();
            } else if (names[slot] instanceof FieldName.Open name) {
                isOpen[slot] = true;
                openByName.put(name.dotted(), slot);
            }
        }
    }

    int count() {
        return names.length;
    }

    FieldName name(int slot) {
        return names[slot];
    }

    /** The fixed field, or null where it is none. */
    Field fixed(int slot) {
        return fixed[slot];
    }

    boolean isOpen(int slot) {
        return isOpen[slot];
    }

    /** The slot of a name that some rule reads, or null. */
    Integer find(FieldName name) {
        return byName.get(name);
    }

    /** The slot of an open field, or {@link RuleIndex#NONE} where no rule reads it. */
    int ofOpen(String name) {
        Integer slot = openByName.get(name);
        return slot == null ? RuleIndex.NONE : slot;
    }
}
