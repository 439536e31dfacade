package io.drey.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Finds a member of a JSON object by a dotted name, whether it is nested at the dots or its key holds some of them. */
public final class DottedName {

    private DottedName() {}

    /** The member, or a missing node. */
    public static JsonNode in(JsonNode object, String name) {
        JsonNode whole = object.path(name);
        if (!whole.isMissingNode()) {
            return whole;
        }
        for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
            JsonNode step = object.path(name.substring(0, dot));
            if (step.isObject()) {
                JsonNode found = in(step, name.substring(dot + 1));
                if (!found.isMissingNode()) {
                    return found;
                }
            }
        }
        return MissingNode.getInstance();
    }

    /** The member as text: empty where it is absent or null, as JSON where it is neither text nor number nor truth. */
    public static String textIn(JsonNode object, String name) {
        JsonNode value = in(object, name);
        return value.isMissingNode() || value.isNull() ? "" : value.isValueNode() ? value.asText() : value.toString();
    }
}
