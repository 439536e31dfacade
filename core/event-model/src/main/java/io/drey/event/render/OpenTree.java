package io.drey.event.render;

import java.util.LinkedHashMap;
import java.util.Map;

/** Values by dotted names, nested at the dots: an object with members, or what writes a value. */
final class OpenTree {

    private final Map<String, OpenTree> members = new LinkedHashMap<>();
    private final Runnable value;

    OpenTree() {
        this(null);
    }

    private OpenTree(Runnable value) {
        this.value = value;
    }

    boolean isValue() {
        return value != null;
    }

    Map<String, OpenTree> members() {
        return members;
    }

    void write() {
        value.run();
    }

    /**
     * Puts a value. Where it cannot be nested, because a step of its name is a value already or its last one an object, the
     * name keeps its dots from there on.
     */
    void put(String name, Runnable written) {
        OpenTree at = this;
        String rest = name;
        for (int dot = rest.indexOf('.'); dot > 0 && dot < rest.length() - 1; dot = rest.indexOf('.')) {
            OpenTree next = at.members.computeIfAbsent(rest.substring(0, dot), step -> new OpenTree());
            if (next.isValue()) {
                break;
            }
            at = next;
            rest = rest.substring(dot + 1);
        }
        while (at.members.containsKey(rest)) {
            // An object stands there: a dot in front tells the value from it.
            rest = "." + rest;
        }
        at.members.put(rest, new OpenTree(written));
    }
}
